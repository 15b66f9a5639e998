"""Reproducible designs: each named quantity has its own stream, so a new one never disturbs the others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.quantiles import normal_ppf

_EXCHANGES = 4  # times that every row of a balanced subset may be exchanged


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


def balanced_rows(columns: NDArray[np.float64], n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return n different rows of a sample whose means and squares lie near those of the whole sample.

    A random subset is improved by exchanging its rows, one at a time, for the row outside it that brings the
    means of all columns, as normal scores, and of their squares nearest to those of the sample: balanced
    sampling (Deville & Tillé, Biometrika 2004;91:893) by exchange instead of by the cube.

    Parameters
    ----------
    columns
        Shape (rows, columns); a column's own distribution does not matter, only its order.
    n
        Rows to take; at least as many as there are rows takes them all, over and over.
    rng
        Where the random subset comes from.
    """
    rows = len(columns)
    if n >= rows:
        return np.resize(rng.permutation(rows), n)
    features = _centred_scores(columns)
    products = features @ features.T / n**2
    own = np.diagonal(products)
    taken = rng.permutation(rows)[:n]
    inside = np.isin(np.arange(rows), taken)
    total = products[taken].sum(axis=0)
    for place in np.tile(np.arange(n), _EXCHANGES):
        left = taken[place]
        total -= products[left]
        inside[left] = False
        distance = np.where(inside, np.inf, 2.0 * total + own)
        taken[place] = np.argmin(distance)
        inside[taken[place]] = True
        total += products[taken[place]]
    return taken


def _centred_scores(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return normal scores of the ranks of each column, and half their squares, all with mean 0."""
    ranks = np.argsort(np.argsort(columns, axis=0), axis=0)
    scores = normal_ppf((np.arange(len(columns)) + 0.5) / len(columns))[ranks]
    features = np.concatenate([scores, 0.5 * np.square(scores)], axis=1)
    return features - features.mean(axis=0)


def common_places(drawn: Sequence[NDArray[np.float64]]) -> list[NDArray[np.int64]]:
    """Return the places, in each of several rows of distinct values, of those that all rows hold."""
    told = [np.asarray(values).tolist() for values in drawn]
    common = set.intersection(*map(set, told))
    return [np.array([i for i, v in enumerate(values) if v in common], dtype=np.int64) for values in told]
