"""Many copies of one network on a common layout, each with its own constants, geometry and times.

The engine joins a generated block, a layout of cells and the species that move between them into one system,
solves it for all lanes and returns observed quantities, not states.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np

from needlework.errors import Stopped
from needlework.numerics import jitcache
from needlework.numerics.codegen import Block
from needlework.numerics.field import Geometry, Layout
from needlework.numerics.rodas import DONE, STATUS
from needlework.numerics.simd import WIDTH
from needlework.numerics.sparse import Factorisation, factorise_pattern

CHUNK = 128  # lanes per call: small enough for progress and Ctrl-C, large enough to keep all lanes busy


@dataclass(frozen=True, slots=True)
class Settings:
    """Tolerances and limits of the integration.

    Attributes
    ----------
    rtol, atol
        Relative and absolute tolerance of each step; states of the shipped network are fractions of healthy.
    first_step, least_step
        Step after a start and the step (day) below which a lane gives up.
    most_steps
        Steps per segment after which a lane gives up.
    """

    rtol: float = 1e-4
    atol: float = 1e-6
    first_step: float = 1e-3
    least_step: float = 1e-10
    most_steps: int = 100_000

    def as_tuple(self) -> tuple[float, float, float, float, int]:
        """Return the values in the order of the compiled loop."""
        return self.rtol, self.atol, self.first_step, self.least_step, self.most_steps


class StopFlag:
    """A flag that ends running integrations from another thread: the kernel reads it before every step."""

    def __init__(self) -> None:
        self.raised = np.zeros(1, np.int64)

    def __bool__(self) -> bool:
        """Return whether the flag is raised."""
        return bool(self.raised[0])

    def set(self) -> None:
        """Raise the flag."""
        self.raised[0] = 1


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _each(work: Callable[[slice], Any], parts: Sequence[slice], threads: int) -> Iterator[Any]:
    """Yield what comes of each part, in order, on as many threads as there is work for."""
    if threads == 1 or len(parts) < 2:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(work, parts)


@dataclass(frozen=True, slots=True)
class Segment:
    """What one integration returns.

    Attributes
    ----------
    state
        State at the end, shape (lanes, cells * species).
    observed
        Layer means at the report times, shape (lanes, reports, layers, observed species); NaN where not
        reached.
    status
        1 for done; the other codes are explained by ``rodas.STATUS``; shape (lanes,).
    steps, stopped
        Steps taken, and the time (day) at which the lane ended.
    rescued
        Lanes on which pivots on the diagonal failed and which were run again by
        :mod:`needlework.numerics.dense`.
    """

    state: np.ndarray
    observed: np.ndarray
    status: np.ndarray
    steps: np.ndarray
    stopped: np.ndarray
    rescued: np.ndarray

    def failures(self, draws: Sequence[int] | None = None) -> list[str]:
        """Return one line for each lane that did not reach its end: lane, draw, what happened, when."""
        draw = [""] * len(self.status) if draws is None else [f" (draw {d})" for d in draws]
        return [
            f"lane {i}{draw[i]}: {STATUS[int(self.status[i])]} at day {self.stopped[i]:.6g} "
            f"after {self.steps[i]} steps"
            for i in np.flatnonzero(self.status != DONE)
        ]


@lru_cache(maxsize=8)
def _factorised(states: int, entries: tuple[tuple[int, int], ...]) -> Factorisation:
    """Return the elimination of a pattern, which every engine on one layout shares."""
    return factorise_pattern(states, entries)


@lru_cache(maxsize=8)
def _compiled(block: Block) -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    from needlework.numerics import kernel

    right_hand_side, matrix, integrate = kernel.build(block.rates, block.jacobian, block.fingerprint)
    for part in kernel.PARTS:
        jitcache.enable(part, jitcache.stamp("any network"))
    jitcache.enable(integrate, jitcache.stamp(block.fingerprint))
    return right_hand_side, matrix, integrate


class Engine:
    """One network on one layout.

    Parameters
    ----------
    block
        Generated network.
    layout
        Cells and edges shared by all lanes.
    moving
        Species that pass between cells.
    observe
        Species whose layer means are reported; all if not given.
    settings
        Tolerances.
    stop
        Ends what the engine integrates, from another thread.
    """

    def __init__(
        self,
        block: Block,
        layout: Layout,
        moving: Sequence[str] = (),
        observe: Sequence[str] | None = None,
        settings: Settings | None = None,
        stop: StopFlag | None = None,
    ) -> None:
        self.block, self.layout, self.settings = block, layout, settings or Settings()
        self.stop = StopFlag() if stop is None else stop
        self.moving = tuple(moving)
        self.observe = tuple(observe if observe is not None else block.species)
        index = {s: i for i, s in enumerate(block.species)}
        self._moving = np.array([index[s] for s in self.moving], np.int32)
        self.edges = layout.edges
        size, cells = len(block.species), layout.cells
        self.states = size * cells
        pattern = [(c * size + i, c * size + j) for c in range(cells) for i, j in block.jacobian_entries]
        crossing = [
            pair
            for a, b in self.edges
            for s in self._moving
            for pair in ((a * size + s, b * size + s), (b * size + s, a * size + s))
        ]
        self.lu: Factorisation = _factorised(self.states, (*pattern, *crossing))
        place = lambda pairs: np.array([self.lu.position[p] for p in pairs], np.int32)  # noqa: E731
        lu = [getattr(self.lu, f.name) for f in fields(self.lu) if f.name != "position"]
        tables = (self._moving, place(pattern), place(crossing), *lu)
        self._tables = (cells, size, self.edges.ravel(), *tables, *self._observation_tables(index, size))
        self._spare: list[tuple[np.ndarray, ...]] = []

    def _observation_tables(
        self, index: dict[str, int], size: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rings = self.layout.rings
        rows = self.layout.layers * len(self.observe)
        state = [
            (layer * rings + ring) * size + index[s]
            for layer in range(self.layout.layers)
            for s in self.observe
            for ring in range(rings)
        ]
        weight = np.tile(np.arange(rings, dtype=np.int32), rows)
        return np.arange(0, rows * rings + 1, rings, dtype=np.int32), np.array(state, np.int32), weight

    def _work(self, constants: int) -> tuple[np.ndarray, ...]:
        """Return the vectors of the lanes of one worker, cut from one block aligned to 64 bytes."""
        n, outputs = self.states, self.layout.layers * len(self.observe)
        sizes = [n] * 8 + [n + 1, len(self.lu.column), constants, 2 * len(self.edges), len(self._moving)]
        sizes += [self.layout.rings, 4 * outputs, 1, 1, 2, 1, 1, 1, 1]
        at = WIDTH * np.cumsum([0, *sizes])
        raw = np.zeros(max(int(at[-1]) + WIDTH, 1 << 20))  # large enough for the system to give huge pages
        raw = raw[(-raw.ctypes.data // 8) % WIDTH :]
        vectors = [raw[i:j] for i, j in itertools.pairwise(at)]
        return *vectors, *(np.zeros(WIDTH, np.int64) for _ in range(4))

    def warm_up(self) -> bool:
        """Compile (or load) the engine now; return whether it was on disk already."""
        cached = jitcache.is_cached("integrate", jitcache.stamp(self.block.fingerprint))
        one = {p: np.zeros(1) for p in self.block.parameters}
        with np.errstate(all="ignore"):
            constants = self.block.constant_array(one, 1) * 0
        nothing = Geometry(
            np.ones((1, self.layout.cells)), np.zeros((1, len(self.edges))), np.ones((1, self.layout.rings))
        )
        empty = np.zeros((0, self.states))
        self._run(
            empty, constants[:0], *self._transport(nothing, {}, 0), *(np.zeros(0),) * 2, np.zeros((0, 1))
        )
        return cached

    def _transport(
        self, geometry: Geometry, diffusivity: dict[str, np.ndarray], lanes: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        a, b = self.edges[:, 0], self.edges[:, 1]
        flows = np.empty((lanes, 2 * len(self.edges)))
        flows[:, 0::2] = (geometry.conductance / geometry.volume[:, a])[:lanes]
        flows[:, 1::2] = (geometry.conductance / geometry.volume[:, b])[:lanes]
        speed = np.empty((lanes, len(self.moving)))
        for i, s in enumerate(self.moving):
            speed[:, i] = diffusivity[s] if lanes else 0.0
        return flows, speed, geometry.ring_share[:lanes]

    def run(
        self,
        state: np.ndarray,
        constants: np.ndarray,
        geometry: Geometry,
        diffusivity: dict[str, np.ndarray],
        begin: float | np.ndarray,
        finish: float | np.ndarray,
        reports: np.ndarray,
        *,
        threads: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Segment:
        """Integrate every lane from its begin to its finish.

        Parameters
        ----------
        state
            Initial states, shape (lanes, cells * species), cell by cell.
        constants
            Hoisted constants of the block, shape (lanes, constants).
        geometry
            Volumes and conductances of the lanes.
        diffusivity
            um^2/day of each moving species, scalars or shape (lanes,).
        begin, finish
            Times (day), scalars or shape (lanes,).
        reports
            Increasing times (day) to observe at, shape (reports,) or (lanes, reports); times outside
            (begin, finish] are not reported.
        threads
            Worker threads; as many as there are processors if not given.
        progress
            Called with the number of lanes just finished.

        Returns
        -------
        Segment
            Lanes that end with a status other than done are first run again with pivoting; see its
            ``rescued`` and :meth:`Segment.failures`.

        Raises
        ------
        Stopped
            The flag of the engine was raised before all lanes were done.
        """
        lanes = len(state)
        flows, speed, share = self._transport(geometry, diffusivity, lanes)
        begin, finish = (np.broadcast_to(np.asarray(t, float), lanes) for t in (begin, finish))
        reports = np.broadcast_to(np.atleast_2d(reports), (lanes, np.shape(reports)[-1]))
        arguments = (state, constants, flows, speed, share, begin, finish, reports)
        parts = [slice(i, min(i + CHUNK, lanes)) for i in range(0, lanes, CHUNK)]

        def work(part: slice) -> tuple[np.ndarray, ...]:
            # copies, so that whatever the caller passed has one type and one layout: one compiled signature
            return self._run(*(np.array(a[part], np.float64, order="C") for a in arguments))

        out = []
        for done in _each(work, parts, threads or cores()):
            out.append(done)
            if progress:
                progress(len(done[0]))
        if self.stop:
            raise Stopped("the integration was stopped")
        joined = [np.concatenate(column) for column in zip(*out, strict=True)]
        rescued = joined[2] != DONE
        for lane in map(int, np.flatnonzero(rescued)):
            self._rescue(joined, lane, *(a[lane] for a in arguments))
        shape = (lanes, reports.shape[1], self.layout.layers, len(self.observe))
        return Segment(joined[0], joined[1].reshape(shape), joined[2], joined[3], joined[4], rescued)

    def _rescue(
        self,
        results: list[np.ndarray],
        lane: int,
        state: np.ndarray,
        constants: np.ndarray,
        flow: np.ndarray,
        diffusivity: np.ndarray,
        share: np.ndarray,
        begin: float,
        finish: float,
        reports: np.ndarray,
    ) -> None:
        """Run a failed lane again with pivoting, and put what comes of it in its place."""
        from needlework.numerics import dense

        layout, size = self.layout, len(self.block.species)
        system = dense.System(
            self.block, constants, layout.cells, self.edges, self._moving, flow, diffusivity
        )
        course = dense.integrate(system, state, begin, finish, reports, self.settings.as_tuple())
        cells = course.reported.reshape(len(reports), layout.layers, layout.rings, size)
        chosen = [self.block.species.index(s) for s in self.observe]
        observed = np.einsum("tlrs,r->tls", cells, share)[:, :, chosen]
        observed = observed.reshape(len(reports), layout.layers * len(chosen))
        done = (course.state, observed, course.status, course.steps, course.stopped)
        for result, value in zip(results, done, strict=True):
            result[lane] = value

    def _run(
        self, state: np.ndarray, constants: np.ndarray, *lane_arrays: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        from needlework.numerics import kernel

        _, _, integrate = _compiled(self.block)
        lanes, reports = len(state), lane_arrays[-1].shape[1]
        results = kernel.Results(
            np.full_like(state, np.nan),
            np.full((lanes, reports, self.layout.layers * len(self.observe)), np.nan),
            np.zeros(lanes, np.int64),
            np.zeros(lanes, np.int64),
            np.zeros(lanes),
        )
        work = self._spare.pop() if self._spare else self._work(constants.shape[1])
        given = kernel.Batch._make((state, constants, *lane_arrays))
        tables, vectors = kernel.Structure._make(self._tables), kernel.Work._make(work)
        integrate(given, tables, vectors, self.settings.as_tuple(), self.stop.raised, results)
        self._spare.append(work)
        return tuple(results)
