"""Reproducible designs: each named quantity has its own stream, so a new one never disturbs the others."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random stream of one named quantity under one seed."""
    return np.random.Generator(np.random.Philox(key=key_of(seed, name)))


def key_of(seed: int, name: str) -> NDArray[np.uint64]:
    """Return the 128-bit key of one named quantity under one seed, as two words."""
    return np.frombuffer(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:16], "<u8").astype(np.uint64)


def stratified(n: int, seed: int, name: str) -> NDArray[np.float64]:
    """Return n probabilities, one in each of n equal strata of (0, 1), in random order, shape (n,).

    Joint designs of several names are Latin hypercubes (McKay, Beckman & Conover, Technometrics 1979;21:239).
    """
    rng = stream(seed, name)
    return (rng.permutation(n) + rng.random(n)) / n
