"""One study, from file to result."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework import __version__
from needlework.draws import current_fit
from needlework.ensemble import Summed, views
from needlework.errors import NumericalError
from needlework.evidence.fit import Fit
from needlework.model import Mechanism, Model, built_in
from needlework.numerics.ode import StopFlag
from needlework.population import Lanes, Population, design
from needlework.result import Result
from needlework.simulation import fine_times, row_times
from needlework.spec import Study, load_study
from needlework.spec.parts import parts
from needlework.subject import Course, Skin, study_warnings
from needlework.units import parse

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
At = str | float | Iterable[str | float]


def run(
    study: Study | Path | str | Mapping[str, Any],
    *,
    at: At = (),
    seed: int | None = None,
    draws: int | None = None,
    persons: int | None = None,
    progress: Progress | None = None,
    mechanism: Mechanism | None = None,
    stop: StopFlag | None = None,
) -> Result:
    """Simulate a study.

    Parameters
    ----------
    study
        What to simulate: a study, or what `load_study` reads.
    at
        Further times to print: days, or text such as ``"10 days"``; one, or several.
    seed, draws, persons
        In place of the study's own.
    progress
        Called with (what is being done, done, of how many).
    mechanism
        Other kinetics than the built-in network.
    stop
        Ends the run from another thread.

    Returns
    -------
    Result
        The same numbers for the same study on the same pins and processor features.

    Raises
    ------
    InputError
        The study, or one of the other values, cannot be used.
    Stopped
        The flag was raised.
    """
    asked = _study(study, {"seed": seed, "draws": draws, "population.persons": persons})
    days = tuple({*_days(at), *asked.visits})
    found = [
        replace(_one(part.study, days, progress, mechanism, stop), zone=part.zone, concern=part.concern)
        for part in parts(asked)
    ]
    return (
        found[0]
        if len(found) == 1 and not asked.zones
        else replace(found[0], whole=asked, others=tuple(found[1:]))
    )


def _one(
    study: Study,
    days: tuple[float, ...],
    progress: Progress | None,
    mechanism: Mechanism | None,
    stop: StopFlag | None,
) -> Result:
    """Simulate a study of one place and one concern."""
    started = time.perf_counter()
    tell = progress or (lambda what, done, total: None)
    skin, course = Skin.of(study), Course.from_spec(study.course)
    kinetics = mechanism or built_in()
    warnings = (*study_warnings(study, skin, course.device), *kinetics.notes)
    model = Model(study.model.strata, study.model.rings, mechanism=kinetics, stop=stop)
    tell("engine", 0, 1)
    model.engine().warm_up()
    tell("engine", 1, 1)
    fit, void = current_fit(kinetics)
    warnings += (void,) if void else ()
    population = design(skin, course, study.draws, study.population.persons, study.seed, fit, kinetics.own)
    rows = row_times(course, study.horizon, days)
    times = fine_times(course, study.horizon, rows)
    summed, done = Summed(population), 0
    for view in views(population, model, times, study.horizon):
        summed.add(view)
        done += len(view.lanes)
        tell("people x draws", done, population.size)
    values, failed = summed.needled.values, summed.failed
    kept = _draws_with_somebody(values, failed)
    chosen = lambda found: {k: v[kept] for k, v in found.items()}  # noqa: E731
    return Result(
        study=study,
        times=times,
        rows=np.isin(times, rows),
        values=chosen(values),
        parameters={name: population.draws[name][kept] for name in population.draws.records},
        means=chosen(summed.needled.means),
        untreated=chosen(summed.untreated.values),
        untreated_means=chosen(summed.untreated.means),
        profile=summed.profile,
        species=kinetics.block.species,
        geometry=_geometry(population.first(summed.kept), model),
        warnings=(*warnings, *_failure_warning(failed, population.size), *_sample_note(summed)),
        provenance=_provenance(population, kinetics, fit, failed, time.perf_counter() - started),
    )


def _study(given: Study | Path | str | Mapping[str, Any], changes: Mapping[str, Any]) -> Study:
    study = given if isinstance(given, Study) else load_study(given)
    asked = {key: value for key, value in changes.items() if value is not None}
    return study.replace(asked) if asked else study


def _days(at: At) -> tuple[float, ...]:
    several = (at,) if isinstance(at, (str, int, float)) else tuple(at)
    return tuple(parse(time, "time", "at") if isinstance(time, str) else float(time) for time in several)


def _geometry(lanes: Lanes, model: Model) -> dict[str, Any]:
    sessions = lanes.population.course.sessions
    found: dict[str, Any] = {
        "layers_um": {name: float(values.mean()) for name, values in lanes.thickness.items()},
        "strata_um": lanes.strata(model.strata).mean(axis=0).tolist(),
    }
    if sessions:
        injury, tissue = lanes.injury(sessions[0]), lanes.tissue(sessions[0])
        tip = 0.0 if tissue else float(np.median(lanes.of_device(sessions[0], "tip_length")))
        quantiles = lambda values: [float(q) for q in np.percentile(values, (5, 50, 95))]  # noqa: E731
        found |= {
            "dial_um": quantiles(lanes.dial(sessions[0])),
            "depth_um": quantiles(lanes.depth),
            "injured_radius_um": quantiles(injury.ring),
            "channel_radius_um": quantiles(injury.width),
            "spacing_um": quantiles(2.0 * injury.cell),
            "tip_length_um": tip,
        }
    return found


def _draws_with_somebody(values: dict[str, Array], failed: list[str]) -> NDArray[np.bool_]:
    """Return the draws in which at least one person finished; the others have nothing to average."""
    kept = np.all([np.isfinite(v).reshape(len(v), -1).any(axis=1) for v in values.values()], axis=0)
    if not kept.any():
        raise NumericalError(f"no lane finished; the first: {next(iter(failed), 'the usual course')}")
    return kept


def _sample_note(summed: Summed) -> tuple[str, ...]:
    kept, persons = summed.kept, summed.population.persons
    if kept == persons:
        return ()
    return (
        f"Averages rest on all {persons:,} persons of each draw, ranges over people and studies on {kept:,}.",
    )


def _failure_warning(failed: list[str], lanes: int) -> tuple[str, ...]:
    if not failed:
        return ()
    return (
        f"{len(failed)} of {lanes} simulated people did not finish or ran away and are left out; "
        f"the first: {failed[0]}",
    )


def _processor() -> str:
    from llvmlite import binding  # pyright: ignore[reportMissingTypeStubs]

    return binding.get_host_cpu_name()


def _provenance(
    population: Population, kinetics: Mechanism, fit: Fit | None, failed: list[str], seconds: float
) -> dict[str, Any]:
    import numba

    return {
        "version": __version__,
        "network": kinetics.block.fingerprint,
        "mechanism": dict(kinetics.about) or None,
        "seed": population.draws.seed,
        "draws": population.draws.n,
        "persons": population.persons,
        "rejected_share": population.draws.rejected,
        "failed": failed[:20],
        "fit": dict(fit.record) if fit else None,
        "density_from": population.course.density_from,
        "device_kind": population.course.device.kind,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "processor": _processor(),
        "runtime_s": round(seconds, 3),
    }
