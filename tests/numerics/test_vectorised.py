"""The compiler's output: packed arithmetic in every part of the hot loop, and what the lanes are worth."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from engine_lab import BLOCK, diffusivity, draws, engine, injure, rings
from numba import njit, types

from needlework.numerics import kernel

ARRAY = types.Array(types.float64, 1, "C", aligned=True)
TABLE = types.Array(types.int32, 1, "C", aligned=True)
ANY_TABLES = types.NamedTuple(
    [types.int64 if f in ("cells", "size") else TABLE for f in kernel.Structure._fields], kernel.Structure
)
PARTS = {
    "rates": (BLOCK.rates, (ARRAY, types.intp, ARRAY, ARRAY)),
    "jacobian": (BLOCK.jacobian, (ARRAY, types.intp, ARRAY, ARRAY, TABLE, types.intp)),
    "factorise": (kernel.factorise.py_func, (ARRAY, ARRAY, ANY_TABLES)),
    "solve": (kernel.solve.py_func, (ARRAY, ARRAY, ARRAY, ANY_TABLES)),
    "exchange": (kernel.exchange.py_func, (ARRAY, ARRAY, ARRAY, ARRAY, ANY_TABLES)),
}


@pytest.mark.parametrize("part", PARTS)
def test_arithmetic_is_packed(part: str) -> None:
    function, signature = PARTS[part]
    compiled = njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    compiled.compile(signature)
    assembly = compiled.inspect_asm(compiled.signatures[0])
    found = re.findall(r"\sv?(?:add|sub|mul|div|fn?m(?:add|sub)\d*)([ps])d\s", assembly)
    if not found:
        pytest.skip("not an x86 processor")
    packed = found.count("p")
    assert packed >= {"rates": 100, "jacobian": 200}.get(part, 3), (packed, found.count("s"))
    assert found.count("s") <= 0.02 * packed


def test_sixteen_lanes_are_worth_their_while() -> None:
    """The same sixteen lanes together and one at a time, on one thread."""
    e, p = engine(5, 3), draws(16, 0.1)
    geometry = rings(e.layout, np.full(16, 250.0))
    k = BLOCK.constant_array(p, 16)
    y = np.repeat(BLOCK.initial_array(p, 16)[:, None, :], 15, axis=1)
    y = injure(y, geometry, 5, np.full(16, 0.05)).reshape(16, -1)

    def run(some: slice) -> None:
        part = type(geometry)(geometry.volume[some], geometry.conductance[some], geometry.ring_share[some])
        e.run(y[some], k[some], part, diffusivity(), 0.0, 60.0, np.array([60.0]), threads=1)

    def seconds(slices: list[slice]) -> float:
        began = time.perf_counter()
        for s in slices:
            run(s)
        return time.perf_counter() - began

    run(slice(0, 1))
    together = min(seconds([slice(0, 16)]) for _ in range(4))
    alone = min(seconds([slice(i, i + 1) for i in range(16)]) for _ in range(2))
    assert alone > 3.0 * together
