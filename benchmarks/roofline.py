"""Where the time of a step goes, and how far from the machine's limits it is; writes docs/roofline.md.

    python benchmarks/roofline.py

Work is counted, not estimated: operations of the generated code from its syntax tree, those of the sparse
programs from their tables. Times are least values of repeated loops over each part, on one core, eight
lanes at a time.
"""

from __future__ import annotations

import ast
import inspect
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numba import njit
from problem import BLOCK, Problem, ours, problem

from needlework.numerics import kernel, simd
from needlework.numerics.ode import Engine, _compiled
from needlework.numerics.simd import load, store

WIDTH = simd.WIDTH
_loop = {"nogil": True, "_nrt": False}


def operations(function: Callable[..., None]) -> int:
    """Return the floating-point operations of a generated function, for one lane."""
    tree = ast.parse(inspect.getsource(function))
    arithmetic = sum(isinstance(n, ast.BinOp) and not _index(n) for n in ast.walk(tree))
    calls = [n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return arithmetic + sum(name in ("accumulate", "relu", "step", "where") for name in calls)


def _index(n: ast.BinOp) -> bool:
    return isinstance(n.left, ast.Name) and n.left.id in ("o", "a") and isinstance(n.right, ast.Constant)


def counted(engine: Engine) -> dict[str, tuple[float, float]]:
    """Return (operations, kB touched) of each part of one step of one lane (kB for all eight)."""
    lu, n = engine.lu, engine.states
    cells, edges, moving = engine.layout.cells, len(engine.edges), len(engine.moving)
    entries, line = len(lu.column), 64 / 1000
    factorise = 2 * len(lu.target) + int((lu.diagonal - lu.lower).sum()) + n
    solve = 2 * (entries - n) + n
    vectors = n * (2 + 5 + 8 + 11 + 13 + 10)  # the sums of the six stages, and the error
    return {
        "rates": (6 * cells * operations(BLOCK.rates), 6 * 3 * n * line),
        "exchange": (6 * edges * moving * 7, 6 * 2 * edges * moving * line),
        "Jacobian": (cells * operations(BLOCK.jacobian) + edges * moving * 6 + n, entries * line),
        "factorisation": (factorise, (entries + 3 * len(lu.target)) * line),
        "solves": (6 * solve, 6 * (2 * entries) * line),
        "vector sums": (vectors, n * 45 * line),
    }


def timer(function: Callable[..., None], *arguments: object, repeats: int = 300) -> float:
    """Return microseconds of one call, the least of several loops."""

    @njit(**_loop)
    def loop(count, given):  # noqa: ANN001, ANN202
        for _ in range(count):
            function(*given)

    loop(1, arguments)
    best = np.inf
    for _ in range(15):
        began = time.perf_counter()
        loop(repeats, arguments)
        best = min(best, (time.perf_counter() - began) / repeats)
    return 1e6 * best


@njit(**_loop)
def _refresh(m, saved):  # noqa: ANN001, ANN202
    for i in range(m.size // WIDTH):
        store(m, i, load(saved, i))


@njit(**_loop)
def _refresh_and_factorise(m, saved, inverse, t):  # noqa: ANN001, ANN202
    for i in range(m.size // WIDTH):
        store(m, i, load(saved, i))
    kernel.factorise(m, inverse, t)


def measured(p: Problem, engine: Engine) -> dict[str, float]:
    """Return microseconds of each part of one step of eight lanes."""
    rates, matrix, _ = _compiled(BLOCK)
    t = kernel.Structure._make(engine._tables)
    constants = BLOCK.constant_array(p.parameters, p.lanes)
    w = kernel.Work._make(engine._work(constants.shape[1]))
    flows, speed, _ = engine._transport(
        p.geometry, {s: np.asarray(d) for s, d in p.diffusivity.items()}, p.lanes
    )
    state = p.healthy()
    for cell, species, amount in p.jumps():
        state[:, cell, species] += amount
    for vector, rows in (
        (w.y, state.reshape(p.lanes, -1)),
        (w.constants, constants),
        (w.flow, flows),
        (w.diffusivity, speed),
    ):
        vector[:] = rows[:WIDTH].T.ravel()
    w.shift[:] = 40.0
    both = timer(rates, w.y, w.k1, w, t)
    crossing = timer(kernel.exchange, w.y, w.k1, w.flow, w.diffusivity, t)
    out = {"rates": 6 * (both - crossing), "exchange": 6 * crossing, "Jacobian": timer(matrix, w, t)}
    saved = w.m.copy()
    copy = timer(_refresh, w.m, saved)
    out["factorisation"] = timer(_refresh_and_factorise, w.m, saved, w.inverse, t) - copy
    w.k1[:] = 1.0
    out["solves"] = 6 * timer(kernel.solve, w.m, w.inverse, w.k1, t)
    return out


@njit(**_loop)
def _multiply_add(x, count):  # noqa: ANN001, ANN202
    a, b, c, d = load(x, 0), load(x, 1), load(x, 2), load(x, 3)
    e, f, g, h = load(x, 4), load(x, 5), load(x, 6), load(x, 7)
    s, q = load(x, 8), load(x, 9)
    for _ in range(count):
        a, b, c, d = a * s + q, b * s + q, c * s + q, d * s + q
        e, f, g, h = e * s + q, f * s + q, g * s + q, h * s + q
    store(x, 0, a + b + c + d + e + f + g + h)


@njit(**_loop)
def _read(x, vectors):  # noqa: ANN001, ANN202
    a, b, c, d = load(x, 0), load(x, 1), load(x, 2), load(x, 3)
    for i in range(0, vectors, 4):
        a, b, c, d = a + load(x, i), b + load(x, i + 1), c + load(x, i + 2), d + load(x, i + 3)
    store(x, 0, a + b + c + d)


def limits(kilobytes: float) -> tuple[float, float]:
    """Return the measured peak (Gflop/s) and the reading speed (GB/s) of a buffer as large as the factors."""
    x = np.full(10 * WIDTH, 0.5)
    peak = 1000 * 16 * WIDTH / timer(_multiply_add, x, 1000) / 1e3
    vectors = int(kilobytes * 1000 / 64) // 4 * 4
    return peak, vectors * 64 / timer(_read, np.zeros(WIDTH * vectors), vectors) / 1e3


def table(name: str, p: Problem) -> list[str]:
    """Return the Markdown section of one model."""
    engine = p.engine(1e-4)
    engine.warm_up()
    best, steps = np.inf, 0.0
    for _ in range(5):
        began = time.perf_counter()
        _, steps = ours(p, engine)
        best = min(best, time.perf_counter() - began)
    step = 1e6 * best / (p.lanes * steps) * WIDTH
    work, part = counted(engine), measured(p, engine)
    part["vector sums"] = max(step - sum(part.values()), 0.0)
    kilobytes = len(engine.lu.column) * 64 / 1000
    peak, reading = limits(kilobytes)
    total = sum(f for f, _ in work.values())
    speed = total * WIDTH / step / 1e3
    sizes = f"{len(engine.lu.column)} entries in the factors ({kilobytes:.0f} kB for eight lanes)"
    lines = [
        f"## {name}\n",
        f"- {engine.states} states; {sizes}, {len(engine.lu.fill)} of them fill-in; "
        f"{len(engine.lu.target)} multiply-adds to factorise",
        f"- {1e3 * best / p.lanes:.3f} ms per person-year at rtol 1e-4: {steps:.0f} steps of {step:.1f} µs",
        f"- {total / 1e3:.1f} thousand operations per step and lane: {speed:.1f} Gflop/s, "
        f"{100 * speed / peak:.0f} % of the measured peak ({peak:.0f} Gflop/s)",
        f"- a buffer as large as the factors is read at {reading:.0f} GB/s\n",
        "| part | µs per step | share | operations | Gflop/s | kB touched | GB/s |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, us in part.items():
        flops, kb = work[key]
        label = "vector sums, error, reports, bookkeeping" if key == "vector sums" else key
        cells = [label, f"{us:.2f}", f"{100 * us / step:.0f} %", f"{flops:.0f}"]
        cells += [f"{flops * WIDTH / max(us, 1e-9) / 1e3:.1f}", f"{kb:.0f}", f"{kb / max(us, 1e-9):.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


HEAD = """# Where the time of a step goes

Written by `python benchmarks/roofline.py`; do not edit. One core, eight lanes at a time (one 512-bit
vector, or two 256-bit ones). Times are least values on a shared machine; the last row of each table is what
remains of a whole step.
"""

TAIL = """## Where the last factors go

- The method does few operations for each byte. A solve reads every entry of the factors once, for one
  multiply-add; the factors of the resolved model do not fit the first cache, so the second cache sets the
  pace, and six solves read the same factors six times.
- A factorisation writes each target as often as it is updated: two loads and a store for a multiply-add.
- Substitution is a chain: a row waits for the rows it reads. Eight lanes are one vector wide; sixteen would
  hide more of the chain (8 to 10 % measured) and leave more lanes idle in small runs.
- Gained by structure: block triangular form (strong components first) took a quarter of the entries and four
  tenths of the multiply-adds away. Gained by plain code: table look-ups without tests for negative indices,
  no reference counting, and parts inlined into one loop halved the well-mixed step.
- Tried and left out: orders by minimum fill (entries -4 %) and nested dissection (+20 %), flat lists of
  single operations (their stores wait for each other), dot-product factorisation (2 %), sixteen lanes.
"""


def main() -> None:
    """Measure both models and write the page."""
    page = [
        HEAD,
        *table("Resolved: five strata of three rings", problem(True, 64)),
        *table("Well mixed", problem(False, 512)),
        TAIL,
    ]
    target = Path(__file__).resolve().parents[1] / "docs" / "roofline.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(page))
    print(target.read_text())


if __name__ == "__main__":
    main()
