"""One study, from file to result."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework import __version__
from needlework.draws import Draws, current_fit, study_records
from needlework.errors import NumericalError
from needlework.evidence.fit import Fit
from needlework.model import Mechanism, Model, built_in
from needlework.outcomes import evaluate
from needlework.population import Lanes, Population, design
from needlework.result import Result
from needlework.simulation import Trace, fine_times, row_times, simulate, simulate_lanes
from needlework.spec import Study, load_study
from needlework.subject import Course, Skin, study_warnings
from needlework.subject.catalogue import read
from needlework.view import COLLAGEN, View

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

_LEAST_USUAL = 0.05  # ln of the collagen ratio of the usual course below which "relative to it" loses meaning


def run(
    study: Study,
    *,
    at: tuple[float, ...] = (),
    progress: Progress | None = None,
    mechanism: Mechanism | None = None,
) -> Result:
    """Simulate a study.

    Parameters
    ----------
    study
        What to simulate.
    at
        Further days to print.
    progress
        Called with (what is being done, done, of how many).
    mechanism
        Other kinetics than the built-in network.

    Returns
    -------
    Result
        The same numbers for the same study on the same pins and processor features.
    """
    started = time.perf_counter()
    tell = progress or (lambda what, done, total: None)
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    kinetics = mechanism or built_in()
    warnings = (*study_warnings(study, skin, course.device), *kinetics.notes)
    model = Model(study.model.strata, study.model.rings, mechanism=kinetics)
    tell("engine", 0, 1)
    model.engine().warm_up()
    tell("engine", 1, 1)
    fit, void = current_fit(kinetics)
    warnings += (void,) if void else ()
    population = design(skin, course, study.draws, study.population.persons, study.seed, fit, kinetics.own)
    usual = usual_course(population, model)
    rows = row_times(course, study.horizon, at)
    times = fine_times(course, study.horizon, rows)
    parts: list[dict[str, Array]] = []
    profile = _Mean()
    failed: list[str] = []
    done = 0
    for trace in simulate(population, model, times, study.horizon):
        lanes = trace.lanes
        parts.append(evaluate(View(trace, {k: v[lanes.draw] for k, v in usual.items()})))
        profile.add(trace)
        failed += [
            f"draw {lanes.draw[i]}, person {lanes.person[i]}, day {day:g}: {why}"
            for i, day, why in trace.failed
        ]
        done += len(lanes)
        tell("people x draws", done, population.size)
    shape = (study.draws, study.population.persons)
    values = {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}
    values = {k: v.reshape(*shape, *v.shape[1:]) for k, v in values.items()}
    kept = _draws_with_somebody(values, failed)
    return Result(
        study=study,
        times=times,
        rows=np.isin(times, rows),
        values={k: v[kept] for k, v in values.items()},
        parameters={name: population.draws[name][kept] for name in population.draws.records},
        profile=profile.mean,
        species=kinetics.block.species,
        geometry=_geometry(population.lanes(slice(0, None)), model),
        warnings=(*warnings, *_failure_warning(failed, population.size)),
        provenance=_provenance(population, kinetics, fit, failed, time.perf_counter() - started),
    )


def run_file(path: str, **options: Any) -> Result:
    """Load and simulate a study file."""
    return run(load_study(path), **options)


def usual_course(population: Population, model: Model) -> dict[str, Array]:
    """Return ln of the collagen ratio and the dose of the usual course for the same draws, shape (draws,).

    The typical person with the study's concern: what a scale's gain is relative to.
    """
    concern = population.skin.concern
    plain = read("reference_course.yaml")
    study = load_study({**plain, "skin": {"concern": {"kind": concern.kind}} if concern else {}})
    course = Course.from_spec(study.course)
    skin, draws = Skin.resolve(study.skin), population.draws
    records = {**study_records(skin, course), **model.mechanism.own}
    values = {
        k: draws[k] if k in draws and not k.startswith(("device/", "course/")) else np.full(draws.n, p.value)
        for k, p in records.items()
    }
    lanes = Population(skin, course, Draws(draws.n, draws.seed, records, values, draws.n), 1).lanes(
        slice(0, None)
    )
    trace = simulate_lanes(lanes, model.engine(), np.array([0.0, study.horizon]), study.horizon)
    view = View(trace, {})
    return {
        "papillary": np.maximum(np.log(view.papillary(*COLLAGEN)[:, -1]), _LEAST_USUAL),
        "dermis": np.maximum(np.log(view.dermis(*COLLAGEN)[:, -1]), _LEAST_USUAL),
        "injured": np.sum([w.injured[:, 0] for w in trace.wounds], axis=0),
    }


class _Mean:
    """The mean state over all lanes, part by part."""

    def __init__(self) -> None:
        self._total: Array | float = 0.0
        self._count = 0

    def add(self, trace: Trace) -> None:
        good = np.isfinite(trace.layers).all(axis=(1, 2, 3))
        self._total = self._total + trace.layers[good].sum(axis=0)
        self._count += int(good.sum())

    @property
    def mean(self) -> Array:
        return np.asarray(self._total) / max(self._count, 1)


def _geometry(lanes: Lanes, model: Model) -> dict[str, Any]:
    sessions = lanes.population.course.sessions
    found: dict[str, Any] = {
        "layers_um": {name: float(values.mean()) for name, values in lanes.thickness.items()},
        "strata_um": lanes.strata(model.strata).mean(axis=0).tolist(),
    }
    if sessions:
        needling = lanes.needling(sessions[0])
        quantiles = lambda values: [float(q) for q in np.percentile(values, (5, 50, 95))]  # noqa: E731
        found |= {
            "dial_um": quantiles(lanes.dial(sessions[0])),
            "depth_um": quantiles(lanes.depth),
            "injured_radius_um": quantiles(needling.ring),
            "channel_radius_um": quantiles(needling.ring - lanes["device/margin"]),
            "spacing_um": quantiles(2.0 * needling.cell),
            "tip_length_um": float(np.median(lanes["device/tip_length"])),
        }
    return found


def _draws_with_somebody(values: dict[str, Array], failed: list[str]) -> NDArray[np.bool_]:
    """Return the draws in which at least one person finished; the others have nothing to average."""
    kept = np.all([np.isfinite(v).reshape(len(v), -1).any(axis=1) for v in values.values()], axis=0)
    if not kept.any():
        raise NumericalError(f"no lane finished; the first: {next(iter(failed), 'the usual course')}")
    return kept


def _failure_warning(failed: list[str], lanes: int) -> tuple[str, ...]:
    if not failed:
        return ()
    return (f"{len(failed)} of {lanes} lanes did not finish and are left out; the first: {failed[0]}",)


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
