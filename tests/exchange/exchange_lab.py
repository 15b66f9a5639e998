"""One study, computed here and by other people's programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from other_programs import apart, copasi_course

from needlework.exchange.case import Case, case_of
from needlework.exchange.readouts import OUTCOMES
from needlework.model import Model, network
from needlework.numerics.ode import Settings
from needlework.outcomes.compute import FUNCTIONS
from needlework.simulation import simulate_lanes
from needlework.spec import Study, dump_study
from needlework.view import View

SHARED = Path(__file__).resolve().parents[3] / "shared"
TIGHT = Settings(rtol=1e-10, atol=1e-13, most_steps=10_000_000)

Array = NDArray[np.float64]


def case(study: Study, folder: Path, draw: int | None = None) -> Case:
    """Return the case of a study, through a file as a user has it."""
    path = folder / "study.yaml"
    path.write_text(dump_study(study), encoding="utf-8")
    return case_of(path, draw)


def report_times(of: Case) -> Array:
    """Return times over the whole course, none of them on a session's day but the first, which is a start."""
    horizon = of.study.horizon
    regular = np.arange(0.3, horizon, 0.5)
    times = np.unique([0.0, 0.01, 0.05, *regular, horizon])
    return times[(times == 0.0) | ~np.isin(times, of.course.days)]


class Exported(View):
    """A view without what exports say they leave out: fronts of closure, and fibres that mend."""

    bare = unmended = 0.0  # pyright: ignore[reportAssignmentType,reportIncompatibleMethodOverride]


def view(of: Case, times: Array, settings: Settings = TIGHT) -> View:
    """Return what the engine computes with one stratum and one ring."""
    return Exported(simulate_lanes(of.lanes, Model(1, 1, settings).engine(), times, of.study.horizon), {})


def ours(of: Case, times: Array, settings: Settings = TIGHT) -> dict[str, Array]:
    """Return every state, and every outcome that the SBML has."""
    seen = view(of, times, settings)
    found = {key: np.asarray(FUNCTIONS[key](seen))[0] for key in OUTCOMES}
    return found | {name: seen.trace.species(name)[0, :, 0] for name in network().species}


def roadrunner(text: str, times: Array, names: list[str]) -> dict[str, Array]:
    """Return what libRoadRunner (CVODE) computes of an SBML text."""
    import roadrunner as rr

    rr.Logger.setLevel(rr.Logger.LOG_ERROR)
    runner = rr.RoadRunner(text)
    runner.integrator.relative_tolerance = 1e-11
    runner.integrator.absolute_tolerance = 1e-14
    runner.integrator.maximum_num_steps = 100_000
    table = np.array(runner.simulate(times=times, selections=["time", *names]))
    np.testing.assert_allclose(table[:, 0], times, rtol=0, atol=1e-9)
    return dict(zip(names, table[:, 1:].T, strict=True))


def copasi(text: str, times: Array, names: list[str]) -> dict[str, Array]:
    """Return what COPASI (LSODA) computes of an SBML text."""
    return apart(copasi_course, text, times.tolist(), names)


def worst(one: dict[str, Array], other: dict[str, Array]) -> tuple[float, str]:
    """Return the largest difference after the start, relative to each quantity's largest value, and where.

    What never passes 0.1 (a percent, or a tenth of healthy) is compared with that.
    """
    found = []
    for name, a in one.items():
        scale = max(float(np.abs(a[1:]).max()), 0.1)
        found.append((float(np.abs(a[1:] - other[name][1:]).max()) / scale, name))
    return max(found)
