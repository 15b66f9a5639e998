"""Running a study: sessions as jumps, the network in between, all lanes at once and in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import load_parameters
from needlework.mechanism.wound import Wound, strike
from needlework.model import Model
from needlework.numerics.field import Layout, remix
from needlework.numerics.ode import DONE, Engine
from needlework.population import Lanes, Population
from needlework.subject import Course, Session
from needlework.uptake.acting import Products, Pulse

Array = NDArray[np.float64]

COLLAGEN = ("c3o", "c3", "c1n", "c1m")
PART = 512  # lanes simulated at once
_UNDERSHOOT = 1e-5  # of healthy tissue, well within the tolerance of the integration
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
    return next(simulate_beginnings((lanes,), engine, times, horizon))


def simulate_beginnings(
    courses: Sequence[Lanes], engine: Engine, times: Array, horizon: float
) -> Iterator[Trace]:
    """Simulate the same lanes under courses that begin alike, the sessions they share only once.

    Parameters
    ----------
    courses
        The same draws and persons under courses whose sessions are the first ones of the last course's;
        with more and more sessions.
    engine
        Compiled network.
    times
        Report times (day) of all of them, increasing, within the horizon.
    horizon
        End of the simulation (day).

    Yields
    ------
    Trace
        One of each course, in their order.
    """
    longest = courses[-1]
    shorter = {len(lanes.population.course.sessions): lanes for lanes in courses[:-1]}
    walk = Walk(longest, engine, times)
    if 0 in shorter:
        yield walk.trace(shorter[0])
    sessions = longest.population.course.sessions
    ends = [*(s.time_day for s in sessions[1:]), horizon]
    for number, (session, end) in enumerate(zip(sessions, ends, strict=False), start=1):
        walk.strike(session)
        walk.rest(session.time_day, end)
        if number in shorter:
            aside = walk.copy()
            aside.rest(end, horizon)
            yield aside.trace(shorter[number])
    yield walk.trace(longest)


class Walk:
    """Lanes on their way through a course.

    Parameters
    ----------
    lanes
        Who, and what is done.
    engine
        Compiled network.
    times
        Report times (day), increasing.
    """

    def __init__(self, lanes: Lanes, engine: Engine, times: Array) -> None:
        block, layout = engine.block, engine.layout
        with np.errstate(over="raise", invalid="raise"):
            self._constants = block.constant_array(lanes.network, len(lanes))
            healthy = block.initial_array(lanes.network, len(lanes))
        self._lanes, self._engine, self._times = lanes, engine, times
        self._index = {s: i for i, s in enumerate(block.species)}
        self._mean = np.repeat(healthy[:, None, :], layout.layers, axis=1)
        self._layers = np.repeat(self._mean[:, None], len(times), axis=1)
        self._wounds: tuple[Wound, ...] = ()
        self._opened: tuple[Array, ...] = ()
        self._failed: tuple[tuple[int, float, str], ...] = ()
        self._products = Products(lanes, layout.layers)
        self._to_come: tuple[tuple[float, Pulse], ...] = ()

    def copy(self) -> Walk:
        """Return lanes that go on by themselves from here."""
        aside = copy(self)
        aside._layers = self._layers.copy()
        return aside

    @property
    def cells(self) -> Array:
        """Every species around a channel, shape (lanes, strata, rings, species); even before a session."""
        layout = self._engine.layout
        if not self._wounds:
            return np.repeat(self._mean[:, :, None], layout.rings, axis=2)
        return self._state.reshape(len(self._lanes), layout.layers, layout.rings, -1)

    @property
    def ring_share(self) -> Array:
        """Share of the area in each ring around the last session's channels, shape (lanes, rings)."""
        return self._geometry.ring_share

    def strike(self, session: Session) -> None:
        """Do a session to the ring means of what the one before left."""
        layout = self._engine.layout
        wound = self._lanes.wound(session, layout.layers)
        self._geometry = self._lanes.geometry(session, layout)
        struck = strike(self._mean, wound, self._lanes.dose, self._index, layout.rings)
        self._state = struck.reshape(len(self._lanes), -1)
        self._wounds = (*self._wounds, wound)
        self._opened = (*self._opened, self._lanes.surface(session))
        later = (pulse for pulse in self._to_come if pulse[0] >= session.time_day)
        self._to_come = (*later, *self._products.after(session))

    def rest(self, begin: float, end: float) -> None:
        """Let the skin heal from one day to another, around the channels of the last session."""
        for leg, finish, added in _legs(self._to_come, begin, end):
            if finish > leg:
                self._run(leg, finish)
            self._state = _with(self._state, added, self._index, self._engine.layout)
        mean = remix(self._state, self._geometry.ring_share, self._engine.layout)
        self._mean = mean.reshape(len(self._lanes), -1, len(self._index))

    def _run(self, begin: float, end: float) -> None:
        inside = (self._times > begin) & (self._times <= end)
        reports, flow = self._times[inside], self._lanes.diffusivity
        segment = self._engine.run(self._state, self._constants, self._geometry, flow, begin, end, reports)
        self._layers[:, inside] = _settled(segment.observed)
        self._state = segment.state
        ended = {lane for lane, _, _ in self._failed}  # a lane that ended before is told once
        new = [f for f in _failures(segment.status, segment.stopped) if f[0] not in ended]
        self._failed = (*self._failed, *new)

    def trace(self, lanes: Lanes) -> Trace:
        """Return what was seen on the way, as that of a course which is over."""
        layers, names = self._layers, self._engine.block.species
        ended = {lane for lane, _, _ in self._failed}
        failed = (*self._failed, *_runaways(layers, names, self._times, ended))
        for lane, _, _ in failed:
            layers[lane] = np.nan
        return Trace(lanes, self._times, layers, self._wounds, self._opened, failed, names)


def _legs(
    to_come: tuple[tuple[float, Pulse], ...], begin: float, end: float
) -> Iterator[tuple[float, float, tuple[Pulse, ...]]]:
    """Yield begin and finish (day) of each leg, and what products add at its finish."""
    for day in sorted({day for day, _ in to_come if begin <= day < end}):
        yield begin, day, tuple(pulse for at, pulse in to_come if at == day)
        begin = day
    yield begin, end, ()


def _with(state: Array, added: tuple[Pulse, ...], index: Mapping[str, int], layout: Layout) -> Array:
    """Return the state with what products add, evenly around channels; no state falls below nothing."""
    if not added:
        return state
    cells = state.reshape(len(state), layout.layers, layout.rings, -1).copy()
    for pulse in added:
        place = cells[..., index[pulse.state]]
        np.maximum(place + pulse.amount[:, :, None], 0.0, out=place)
    return cells.reshape(len(state), -1)


def _settled(found: Array) -> Array:
    """Return states, none of which can be below nought, without what the integrator left just below it."""
    return np.where((found < 0.0) & (found > -_UNDERSHOOT), 0.0, found)


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
