"""Running a study: sessions as jumps, the network in between, all lanes at once and in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import load_parameters
from needlework.mechanism.wound import Wound, strike
from needlework.model import Model
from needlework.numerics.field import remix
from needlework.numerics.ode import DONE, Engine
from needlework.population import Lanes, Population
from needlework.subject import Course

Array = NDArray[np.float64]

COLLAGEN = ("c3o", "c3", "c1n", "c1m")
PART = 512  # lanes simulated at once
_ROWS = (0.0, 1.0, 3.0, 7.0, 14.0, 28.0)
_AFTER = (
    0.02,
    0.05,
    0.1,
    0.17,
    0.25,
    0.35,
    0.5,
    0.75,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    5.0,
    7.0,
    10.0,
    14.0,
    21.0,
)  # days after a session


@dataclass(frozen=True, slots=True)
class Trace:
    """What one part of the lanes did.

    Attributes
    ----------
    times
        Report times (day), shape (times,); a report on a session's day is the state just before it.
    layers
        Ring means of every species, shape (lanes, times, strata, species).
    wounds
        One wound per session.
    opened
        Severed share of the surface at each session, shape (lanes,) each.
    failed
        (lane in the part, day, reason) of every lane that did not finish.
    names
        Species along the last axis of ``layers``.
    """

    lanes: Lanes
    times: Array
    layers: Array
    wounds: tuple[Wound, ...]
    opened: tuple[Array, ...]
    failed: tuple[tuple[int, float, str], ...]
    names: tuple[str, ...]

    def species(self, name: str) -> Array:
        """Return one species, shape (lanes, times, strata)."""
        return self.layers[..., self.names.index(name)]


def row_times(course: Course, horizon: float, extra: tuple[float, ...] = ()) -> Array:
    """Return the days of the printed rows: the first weeks, every 28 days, sessions and the horizon."""
    regular = np.arange(28.0, horizon, 28.0)
    days = {*_ROWS, *regular.tolist(), *course.days, *extra, horizon}
    return np.array(sorted(d for d in days if 0.0 <= d <= horizon))


def fine_times(course: Course, horizon: float, rows: Array) -> Array:
    """Return the rows and, after each session (up to 28), times close enough for peaks and pictures."""
    budget = max(1, 400 // len(_AFTER))
    followed = course.days if len(course.days) <= budget else course.days[:budget]
    days = {*rows.tolist(), *(d + a for d in followed for a in _AFTER)}
    return np.array(sorted(d for d in days if d <= horizon))


def simulate(
    population: Population,
    model: Model,
    times: Array,
    horizon: float,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Trace]:
    """Simulate a population part by part.

    Parameters
    ----------
    population
        Draws x persons.
    model
        Network and resolution.
    times
        Report times (day), increasing, within the horizon.
    horizon
        End of the simulation (day).
    progress
        Called with the number of lanes done.
    """
    engine = model.engine()
    for first in range(0, population.size, PART):
        lanes = population.lanes(slice(first, first + PART))
        yield simulate_lanes(lanes, engine, times, horizon)
        if progress:
            progress(len(lanes))


def simulate_lanes(lanes: Lanes, engine: Engine, times: Array, horizon: float) -> Trace:
    """Simulate some lanes through all their sessions."""
    block, layout = engine.block, engine.layout
    n, species = len(lanes), len(block.species)
    with np.errstate(over="raise", invalid="raise"):
        constants = block.constant_array(lanes.network, n)
        healthy = block.initial_array(lanes.network, n)
    mean = np.repeat(healthy[:, None, :], layout.layers, axis=1)
    layers = np.repeat(mean[:, None], len(times), axis=1)
    index = {s: i for i, s in enumerate(block.species)}
    sessions = lanes.population.course.sessions
    ends = [*(s.time_day for s in sessions[1:]), horizon]
    wounds, opened, failed = [], [], []
    for session, end in zip(sessions, ends, strict=False):
        wound = lanes.wound(session, layout.layers)
        geometry = lanes.geometry(session, layout)
        state = strike(mean, wound, lanes.dose, index, layout.rings).reshape(n, -1)
        inside = (times > session.time_day) & (times <= end)
        segment = engine.run(
            state, constants, geometry, lanes.diffusivity, session.time_day, end, times[inside]
        )
        layers[:, inside] = segment.observed
        mean = remix(segment.state, geometry.ring_share, layout).reshape(n, layout.layers, species)
        failed += _failures(segment.status, segment.stopped)
        wounds.append(wound)
        opened.append(lanes.surface(session))
    failed += _runaways(layers, block.species, times, {lane for lane, _, _ in failed})
    for lane, _, _ in failed:
        layers[lane] = np.nan
    return Trace(lanes, times, layers, tuple(wounds), tuple(opened), tuple(failed), block.species)


def _runaways(
    layers: Array, names: tuple[str, ...], times: Array, ended: set[int]
) -> list[tuple[int, float, str]]:
    """Return the lanes whose collagen leaves what any skin can hold: no state of them means anything."""
    most = load_parameters()["limits.runaway_collagen"].value
    held = np.sum([layers[..., names.index(s)] for s in COLLAGEN], axis=0)
    with np.errstate(invalid="ignore"):
        beyond = ~(held <= most * held[:, :1]).all(axis=2)
    why = f"collagen grew without end (over {most:g} times that before)"
    return [
        (int(i), float(times[np.argmax(beyond[i])]), why)
        for i in np.flatnonzero(beyond.any(axis=1))
        if int(i) not in ended
    ]


def _failures(status: NDArray[np.int64], stopped: Array) -> list[tuple[int, float, str]]:
    from needlework.numerics.rodas import STATUS

    return [(int(i), float(stopped[i]), STATUS[int(status[i])]) for i in np.flatnonzero(status != DONE)]
