"""Random numbers by counter: number ``i`` of person ``p`` of trial ``t`` can be asked for in any order.

The generator is Philox4x64 with ten rounds (Salmon et al., SC11, 2011, doi:10.1145/2063384.2063405), the one
behind ``numpy.random.Philox``, so that its bits can be checked against NumPy's. What a trial draws depends on
neither the number of workers, nor the size of a batch, nor how many persons it enrols.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from needlework.numerics.inference.compiled import inner, kernel
from needlework.numerics.sampling import key_of

_M0 = np.uint64(0xD2E7470EE14C6C93)
_M1 = np.uint64(0xCA5A826395121157)
_W0 = np.uint64(0x9E3779B97F4A7C15)
_W1 = np.uint64(0xBB67AE8584CAA73B)
_DROP = np.uint64(11)
_intrinsic: Any = intrinsic  # what it makes is called from compiled code only
_SCALE = 1.0 / 9007199254740992.0  # 2**-53
_PAIRS = 2  # a block of four words makes two pairs of normals


@_intrinsic
def _high(typing_context: Any, a: Any, b: Any) -> Any:
    """Return the upper half of the 128-bit product of two words."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(word, wide) for word in args))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@inner
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four words of one counter under one key."""
    for _ in range(10):
        h0, l0, h1, l1 = _high(_M0, c0), _M0 * c0, _high(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0, k1 = k0 + _W0, k1 + _W1
    return c0, c1, c2, c3


@inner
def _unit(word: np.uint64) -> float:
    """Return a number strictly between 0 and 1."""
    return (np.float64(word >> _DROP) + 0.5) * _SCALE


@kernel
def _fill_uniform(key: NDArray[np.uint64], rows: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    trials, persons, items = out.shape
    for t in range(trials):
        for p in range(persons):
            for first in range(0, items, 4):
                words = philox(
                    np.uint64(first // 4), np.uint64(p), np.uint64(rows[t]), np.uint64(0), key[0], key[1]
                )
                for j in range(min(4, items - first)):
                    out[t, p, first + j] = _unit(words[j])


@kernel
def _fill_normal(key: NDArray[np.uint64], rows: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    trials, persons, items = out.shape
    for t in range(trials):
        for p in range(persons):
            for first in range(0, items, 4):
                words = philox(
                    np.uint64(first // 4), np.uint64(p), np.uint64(rows[t]), np.uint64(0), key[0], key[1]
                )
                for pair in range(_PAIRS):
                    at = first + 2 * pair
                    if at < items:
                        radius = math.sqrt(-2.0 * math.log(_unit(words[2 * pair])))
                        angle = 2.0 * math.pi * _unit(words[2 * pair + 1])
                        out[t, p, at] = radius * math.cos(angle)
                        if at + 1 < items:
                            out[t, p, at + 1] = radius * math.sin(angle)


def uniforms(
    seed: int, name: str, trials: NDArray[np.int64], persons: int, items: int
) -> NDArray[np.float64]:
    """Return uniform numbers in (0, 1), shape (trials, persons, items).

    Parameters
    ----------
    seed
        Seed of the design.
    name
        What they are for; other names give other numbers.
    trials
        Numbers of the trials.
    persons, items
        Persons of a trial, and numbers for each of them.
    """
    out = np.empty((len(trials), persons, items))
    _fill_uniform(key_of(seed, name), np.ascontiguousarray(trials, np.int64), out)
    return out


def normals(seed: int, name: str, trials: NDArray[np.int64], persons: int, items: int) -> NDArray[np.float64]:
    """Return standard normal numbers (Box & Muller 1958); see `uniforms`."""
    out = np.empty((len(trials), persons, items))
    _fill_normal(key_of(seed, name), np.ascontiguousarray(trials, np.int64), out)
    return out
