"""The compiled loop: RODAS4 on asynchronous lanes with an exact sparse factorisation.

One step of all lanes: Jacobian, M = I/(h gamma) - J, factorisation, six stages. Each lane has its own time
and step; a lane that finishes is refilled from the queue. Reports come from the method's dense output.

Every function here works on vectors of lanes (:mod:`needlework.numerics.simd`); only the bookkeeping of
times and steps goes lane by lane. Nothing allocates, so reference counting is switched off: it would cost a
third of a small network's time.
"""

# ruff: noqa: I001 - the coefficients read better row by row
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from numba import njit

from needlework.numerics.rodas import (  # noqa: I001
    DONE, GAMMA, NOT_FINITE, TOO_MANY, TOO_SMALL,
    A21, A31, A32, A41, A42, A43, A51, A52, A53, A54,
    C21, C31, C32, C41, C42, C43, C51, C52, C53, C54, C61, C62, C63, C64, C65,
    D21, D22, D23, D24, D25, D31, D32, D33, D34, D35,
)  # fmt: skip
from needlework.numerics.simd import WIDTH, accumulate, at, fabs, load, raised, sqrt, store, where

_njit: Any = njit
_compiled: Any = partial(_njit, nogil=True, _nrt=False)
_block: Any = partial(_compiled, no_cpython_wrapper=True, no_cfunc_wrapper=True)
_part: Any = partial(
    _block, forceinline=True
)  # a call that passes forty arrays costs more than a small solve


class Structure(NamedTuple):
    """Tables of one layout, see :class:`~needlework.numerics.sparse.Factorisation` and the engine."""

    cells: int
    size: int
    edges: Any
    moving: Any
    block_at: Any
    edge_at: Any
    order: Any
    lower: Any
    diagonal: Any
    end: Any
    column: Any
    target: Any
    fill: Any
    program: Any
    observe_row: Any
    observe_state: Any
    observe_weight: Any


class Batch(NamedTuple):
    """Inputs of every lane, the lane as first index."""

    state: Any
    constants: Any
    flow: Any
    diffusivity: Any
    weight: Any
    begin: Any
    finish: Any
    reports: Any


class Results(NamedTuple):
    """Outputs of every lane, the lane as first index."""

    state: Any
    observed: Any
    status: Any
    steps: Any
    stopped: Any


class Work(NamedTuple):
    """Vectors of the lanes in hand, the lane as fastest index."""

    y: Any
    u: Any
    k1: Any
    k2: Any
    k3: Any
    k4: Any
    k5: Any
    k6: Any
    inverse: Any
    m: Any
    constants: Any
    flow: Any
    diffusivity: Any
    weight: Any
    seen: Any
    shift: Any
    per_step: Any
    error: Any
    factor: Any
    accepted: Any
    time: Any
    step: Any
    task: Any
    next_report: Any
    taken: Any
    rejected: Any


@_part()
def factorise(m: Any, inverse: Any, t: Structure) -> None:
    """Factorise the diagonal blocks of M in place; ``inverse`` receives the reciprocal pivots, then a one."""
    q = 0
    for s in range(t.order.size):
        i = at(t.order, s)
        for p in range(at(t.lower, i), at(t.diagonal, i)):
            k = at(t.column, p)
            multiplier = load(m, p) * load(inverse, k)
            store(m, p, multiplier)
            for u in range(at(t.diagonal, k) + 1, at(t.end, k)):
                entry = at(t.target, q)
                q += 1
                store(m, entry, load(m, entry) - multiplier * load(m, u))
        store(inverse, i, 1.0 / load(m, at(t.diagonal, i)))
    store(inverse, t.order.size, 1.0)


@_part()
def solve(m: Any, inverse: Any, x: Any, t: Structure) -> None:
    """Solve M x = b in place with the factors of :func:`factorise`."""
    for o in range(0, t.program.size, 4):
        i = at(t.program, o)
        value = load(x, i)
        for p in range(at(t.program, o + 1), at(t.program, o + 2)):
            value = value - load(m, p) * load(x, at(t.column, p))
        store(x, i, value * load(inverse, at(t.program, o + 3)))


@_part()
def exchange(y: Any, f: Any, flow: Any, diffusivity: Any, t: Structure) -> None:
    """Add the exchange between neighbouring cells to f; what leaves one cell enters the other."""
    for e in range(t.edges.size // 2):
        a, b = at(t.edges, 2 * e) * t.size, at(t.edges, 2 * e + 1) * t.size
        into_a, into_b = load(flow, 2 * e), load(flow, 2 * e + 1)
        for s in range(t.moving.size):
            i, j = a + at(t.moving, s), b + at(t.moving, s)
            drive = load(diffusivity, s) * (load(y, j) - load(y, i))
            accumulate(f, i, into_a * drive)
            accumulate(f, j, -(into_b * drive))


@_part()
def exchange_matrix(m: Any, flow: Any, diffusivity: Any, t: Structure) -> None:
    """Add the exchange to M = I/(h gamma) - J."""
    q = 0
    for e in range(t.edges.size // 2):
        a, b = at(t.edges, 2 * e) * t.size, at(t.edges, 2 * e + 1) * t.size
        into_a, into_b = load(flow, 2 * e), load(flow, 2 * e + 1)
        for s in range(t.moving.size):
            d = load(diffusivity, s)
            from_b, from_a = into_a * d, into_b * d
            accumulate(m, at(t.diagonal, a + at(t.moving, s)), from_b)
            accumulate(m, at(t.diagonal, b + at(t.moving, s)), from_a)
            store(m, at(t.edge_at, q), -from_b)
            store(m, at(t.edge_at, q + 1), -from_a)
            q += 2


@_part()
def hand_out(lanes: Batch, w: Work, queue: int, first_step: float, least_step: float) -> int:
    """Fill free lanes (task -2) from the queue and return its new head; -1 marks a lane without work.

    A lane without work repeats the first problem of the batch, whose numbers are harmless.
    """
    for lane in range(WIDTH):
        if w.task[lane] != -2:
            continue
        which = queue
        w.task[lane] = queue
        if queue < lanes.state.shape[0]:
            queue += 1
            w.time[lane] = lanes.begin[which]
            w.step[lane] = max(min(first_step, lanes.finish[which] - lanes.begin[which]), least_step)
            w.next_report[lane] = w.taken[lane] = w.rejected[lane] = 0
        else:
            which = 0
            w.task[lane] = -1
            w.step[lane] = 1.0
        put(lanes.state, which, w.y, lane)
        put(lanes.constants, which, w.constants, lane)
        put(lanes.flow, which, w.flow, lane)
        put(lanes.diffusivity, which, w.diffusivity, lane)
        put(lanes.weight, which, w.weight, lane)
        for r in range(lanes.reports.shape[1]):  # reports at or before the begin are not this segment's
            if lanes.reports[which, r] <= lanes.begin[which]:
                w.next_report[lane] = r + 1
    return queue


@_part()
def put(rows: Any, which: int, vectors: Any, lane: int) -> None:
    """Copy one row of a batch into one lane."""
    for i in range(rows.shape[1]):
        vectors[WIDTH * i + lane] = rows[which, i]


@_part()
def weigh(w: Work, n: int, rtol: float, atol: float) -> None:
    """Turn u into the new state and find each lane's error (root mean square) and step factor."""
    store(w.error, 0, 0.0)
    total = load(w.error, 0)
    for i in range(n):
        wrong = load(w.k6, i)
        old, new = load(w.y, i), load(w.u, i) + wrong
        store(w.u, i, new)
        old, new = fabs(old), fabs(new)
        scaled = wrong / (atol + rtol * where(new - old, new, old))
        total = total + scaled * scaled
    size = sqrt(total * (1.0 / n))
    factor = 0.9 / sqrt(sqrt(where(size - 1e-10, size, 1e-10)))
    factor = where(factor - 0.2, factor, 0.2)
    store(w.error, 0, size)
    store(w.factor, 0, where(factor - 5.0, 5.0, factor))
    for lane in range(WIDTH):
        w.accepted[lane] = 1.0 if w.error[lane] <= 1.0 and w.task[lane] >= 0 else -1.0


@_part()
def slack(time: float) -> float:
    """Return the rounding allowed when times are compared."""
    return 1e-12 * max(1.0, abs(time))


@_part()
def report(w: Work, lanes: Batch, observed: Any, t: Structure) -> None:
    """Write the observations that fall into the steps just accepted."""
    wanted = False
    for lane in range(WIDTH):
        r = w.next_report[lane]
        if w.accepted[lane] > 0.0 and r < lanes.reports.shape[1]:
            wanted |= lanes.reports[w.task[lane], r] <= w.time[lane] + w.step[lane] + slack(
                lanes.finish[w.task[lane]]
            )
    if not wanted:
        return
    outputs = t.observe_row.size - 1
    dense_output(w, t, outputs)
    for lane in range(WIDTH):
        if w.accepted[lane] < 0.0:
            continue
        which = w.task[lane]
        until = w.time[lane] + w.step[lane] + slack(lanes.finish[which])
        while w.next_report[lane] < lanes.reports.shape[1]:
            when = lanes.reports[which, w.next_report[lane]]
            if when > until:
                break
            x = min((when - w.time[lane]) / w.step[lane], 1.0)
            for r in range(outputs):
                o = 4 * WIDTH * r + lane
                v0, v1, v2, v3 = w.seen[o], w.seen[o + WIDTH], w.seen[o + 2 * WIDTH], w.seen[o + 3 * WIDTH]
                observed[which, w.next_report[lane], r] = v0 * (1 - x) + x * (v1 + (1 - x) * (v2 + x * v3))
            w.next_report[lane] += 1


@_part()
def dense_output(w: Work, t: Structure, outputs: int) -> None:
    """Find the four coefficients of the dense output of each observed mean."""
    for r in range(outputs):
        store(w.error, 1, 0.0)
        zero = load(w.error, 1)
        s0, s1, s2, s3 = zero, zero, zero, zero
        for q in range(at(t.observe_row, r), at(t.observe_row, r + 1)):
            i = at(t.observe_state, q)
            share = load(w.weight, at(t.observe_weight, q))
            a, b, c, d, e = load(w.k1, i), load(w.k2, i), load(w.k3, i), load(w.k4, i), load(w.k5, i)
            s0 = s0 + share * load(w.y, i)
            s1 = s1 + share * load(w.u, i)
            s2 = s2 + share * (D21 * a + D22 * b + D23 * c + D24 * d + D25 * e)
            s3 = s3 + share * (D31 * a + D32 * b + D33 * c + D34 * d + D35 * e)
        store(w.seen, 4 * r, s0)
        store(w.seen, 4 * r + 1, s1)
        store(w.seen, 4 * r + 2, s2)
        store(w.seen, 4 * r + 3, s3)


@_part()
def advance(w: Work, lanes: Batch, out: Results, n: int, least_step: float, most_steps: int) -> int:
    """Move accepted lanes on, choose the next steps, free the lanes that end; return how many ended."""
    take = load(w.accepted, 0)
    for i in range(n):
        store(w.y, i, where(take, load(w.u, i), load(w.y, i)))
    ended = 0
    for lane in range(WIDTH):
        which = w.task[lane]
        if which < 0:
            continue
        w.taken[lane] += 1
        size, step, finish = w.error[lane], w.step[lane], lanes.finish[which]
        finite = size < 1e300
        factor = w.factor[lane] if finite else 0.2
        verdict = 0
        if w.accepted[lane] > 0.0:
            w.time[lane] += step
            if w.time[lane] >= finish - slack(finish):
                verdict = DONE
            if w.rejected[lane]:
                factor = min(factor, 1.0)
            w.rejected[lane] = 0
        else:
            w.rejected[lane] = 1
            if not finite and step <= 1e3 * least_step:
                verdict = NOT_FINITE
            elif step <= least_step:
                verdict = TOO_SMALL
        w.step[lane] = max(min(step * factor, finish - w.time[lane]), least_step)
        if verdict == 0 and w.taken[lane] >= most_steps:
            verdict = TOO_MANY
        if verdict != 0:
            ended += 1
            w.task[lane] = -2
            out.status[which], out.steps[which], out.stopped[which] = verdict, w.taken[lane], w.time[lane]
            for i in range(n):
                out.state[which, i] = w.y[WIDTH * i + lane]
    return ended


# what does not depend on the network, and is worth keeping on disk
PARTS = (factorise, solve, exchange, exchange_matrix, hand_out, weigh, report, advance)


def build(
    rates: Callable[..., None], jacobian: Callable[..., None], tag: str
) -> tuple[Callable[..., Any], ...]:
    """Return the engine of one network: (right-hand side, matrix, integrate), all compiled on first use.

    Parameters
    ----------
    rates, jacobian
        Lane functions of :class:`needlework.numerics.codegen.Block`.
    tag
        Name of the network, unique. Compiled symbols carry the qualified names of their functions; two
        networks loaded from disk under one name would silently run each other's code.
    """

    def own(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__qualname__ = f"{function.__name__}_{tag}"
        return function

    right_hand_side = _right_hand_side(_block()(rates), own)
    matrix = _matrix(_block()(jacobian), own)
    return right_hand_side, matrix, _integrate(matrix, _stages(right_hand_side, own), own)


def _right_hand_side(block_rates: Any, own: Any) -> Any:
    """Return the function that adds the rates of all cells and what they exchange to f."""

    @_part()
    @own
    def right_hand_side(y: Any, f: Any, w: Work, t: Structure) -> None:
        for c in range(t.cells):
            block_rates(y, c * t.size, w.constants, f)
        exchange(y, f, w.flow, w.diffusivity, t)

    return right_hand_side


def _matrix(block_jacobian: Any, own: Any) -> Any:
    """Return the function that writes M = I/(h gamma) - J at y."""

    @_part()
    @own
    def matrix(w: Work, t: Structure) -> None:
        entries = t.block_at.size // t.cells
        for p in range(t.fill.size):
            store(w.m, at(t.fill, p), 0.0)
        for c in range(t.cells):
            block_jacobian(w.y, c * t.size, w.constants, w.m, t.block_at, c * entries)
        exchange_matrix(w.m, w.flow, w.diffusivity, t)
        for i in range(t.diagonal.size):
            accumulate(w.m, at(t.diagonal, i), load(w.shift, 0))

    return matrix


def _stages(right_hand_side: Any, own: Any) -> Any:
    """Return the function of the six stages of a step: u is the new state but for its error k6."""

    @_part()
    @own
    def stages(w: Work, t: Structure, n: int) -> None:
        y, u, k1, k2, k3, k4, k5, k6 = w.y, w.u, w.k1, w.k2, w.k3, w.k4, w.k5, w.k6
        h = load(w.per_step, 0)
        for i in range(n):
            store(k1, i, 0.0)
        right_hand_side(y, k1, w, t)
        solve(w.m, w.inverse, k1, t)
        for i in range(n):
            a = load(k1, i)
            store(u, i, load(y, i) + A21 * a)
            store(k2, i, h * (C21 * a))
        right_hand_side(u, k2, w, t)
        solve(w.m, w.inverse, k2, t)
        for i in range(n):
            a, b = load(k1, i), load(k2, i)
            store(u, i, load(y, i) + A31 * a + A32 * b)
            store(k3, i, h * (C31 * a + C32 * b))
        right_hand_side(u, k3, w, t)
        solve(w.m, w.inverse, k3, t)
        for i in range(n):
            a, b, c = load(k1, i), load(k2, i), load(k3, i)
            store(u, i, load(y, i) + A41 * a + A42 * b + A43 * c)
            store(k4, i, h * (C41 * a + C42 * b + C43 * c))
        right_hand_side(u, k4, w, t)
        solve(w.m, w.inverse, k4, t)
        for i in range(n):
            a, b, c, d = load(k1, i), load(k2, i), load(k3, i), load(k4, i)
            store(u, i, load(y, i) + A51 * a + A52 * b + A53 * c + A54 * d)
            store(k5, i, h * (C51 * a + C52 * b + C53 * c + C54 * d))
        right_hand_side(u, k5, w, t)
        solve(w.m, w.inverse, k5, t)
        for i in range(n):
            a, b, c, d, e = load(k1, i), load(k2, i), load(k3, i), load(k4, i), load(k5, i)
            store(u, i, load(u, i) + e)
            store(k6, i, h * (C61 * a + C62 * b + C63 * c + C64 * d + C65 * e))
        right_hand_side(u, k6, w, t)
        solve(w.m, w.inverse, k6, t)

    return stages


def _integrate(matrix: Any, stages: Any, own: Any) -> Any:
    """Return the loop over steps, until every lane of the batch has ended or the flag is raised."""

    @_compiled()
    @own
    def integrate(lanes: Batch, t: Structure, w: Work, settings: Any, stop: Any, out: Results) -> None:
        rtol, atol, first_step, least_step, most_steps = settings
        n, left = t.cells * t.size, lanes.state.shape[0]
        queue = 0 * left  # an int64 like what hand_out returns, so that it compiles once
        for lane in range(WIDTH):
            w.task[lane] = -2
        while left > 0 and raised(stop) == 0:
            queue = hand_out(lanes, w, queue, first_step, least_step)
            per_step = 1.0 / load(w.step, 0)
            store(w.per_step, 0, per_step)
            store(w.shift, 0, per_step * (1.0 / GAMMA))
            matrix(w, t)
            factorise(w.m, w.inverse, t)
            stages(w, t, n)
            weigh(w, n, rtol, atol)
            report(w, lanes, out.observed, t)
            left -= advance(w, lanes, out, n, least_step, most_steps)

    return integrate
