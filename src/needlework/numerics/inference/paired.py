"""Analyses of two sides of the same persons: t test, signed ranks, discordant pairs."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.inference.compiled import inner, kernel
from needlework.numerics.inference.results import Analysed, analysed, as_sizes, empty
from needlework.numerics.inference.tails import two_sided_normal, two_sided_t

Array = NDArray[np.float64]
Sizes = NDArray[np.int64] | list[int]

EXACT_PAIRS = 50  # up to so many differences without ties, the signed-rank distribution is the exact one
_EXACT_TIED = 20  # with ties, which need the distribution worked out for each trial


def paired_t(difference: Array, sizes: Sizes) -> Analysed:
    """Analyse paired differences by Student's t test (Student, Biometrika 1908;6:1).

    Parameters
    ----------
    difference
        Side minus side of each person, shape (trials, persons).
    sizes
        Numbers of persons to analyse.
    """
    given = as_sizes(sizes, difference.shape[1])
    out = empty(len(difference), given)
    _paired_t(np.ascontiguousarray(difference, np.float64), given, out)
    return analysed(out)


@kernel
def _paired_t(difference: Array, sizes: NDArray[np.int64], out: Array) -> None:
    for t in range(len(difference)):
        count, mean, squares, at = 0, 0.0, 0.0, 0
        for i in range(sizes[-1]):
            value = difference[t, i]
            if not math.isnan(value):
                count += 1
                step = value - mean
                mean += step / count
                squares += step * (value - mean)
            if i + 1 == sizes[at]:
                if count > 1 and squares > 1e-24 * (1.0 + mean * mean):
                    error = math.sqrt(squares / (count - 1) / count)
                    out[t, at, 0], out[t, at, 1] = mean, error
                    out[t, at, 2] = mean / error
                    out[t, at, 3] = two_sided_t(mean / error, count - 1.0)
                at += 1


def signed_rank(difference: Array, sizes: Sizes) -> Analysed:
    """Analyse paired differences by Wilcoxon's signed ranks (Wilcoxon, Biometrics Bulletin 1945;1:80).

    Differences of 0 are left out; tied ones share their mean rank. The p-value is exact up to 50 pairs
    without ties and up to 20 with ties (over all assignments of signs), and otherwise from the normal
    approximation with the variance corrected for ties. The estimate is the mean difference, the error its
    standard error; the statistic is the standardised rank sum.
    """
    given = as_sizes(sizes, difference.shape[1])
    out = empty(len(difference), given)
    _signed_rank(np.ascontiguousarray(difference, np.float64), given, _rank_tables(), out)
    return analysed(out)


@lru_cache(maxsize=1)
def _rank_tables() -> Array:
    """Return P(W <= w) of the signed-rank sum without ties, shape (pairs + 1, sums + 1)."""
    most = EXACT_PAIRS * (EXACT_PAIRS + 1) // 2
    table = np.ones((EXACT_PAIRS + 1, most + 1))
    mass = np.zeros(most + 1)
    mass[0] = 1.0
    for n in range(1, EXACT_PAIRS + 1):
        shifted = np.zeros_like(mass)
        shifted[n:] = mass[:-n]
        mass = 0.5 * (mass + shifted)
        table[n] = np.cumsum(mass)
    return table


@inner
def _insert(size: Array, signs: NDArray[np.int64], count: int, value: float) -> None:
    """Put one difference where its size belongs among ``count`` sorted ones."""
    new, sign = abs(value), 1 if value > 0.0 else 0
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if size[middle] <= new:
            low = middle + 1
        else:
            high = middle
    for i in range(count, low, -1):
        size[i], signs[i] = size[i - 1], signs[i - 1]
    size[low], signs[low] = new, sign


@inner
def _doubled_ranks(
    size: Array, signs: NDArray[np.int64], count: int, ranks: NDArray[np.int64]
) -> tuple[float, int]:
    """Fill in twice the mean ranks; return the sum of t^3 - t over ties and twice the positive rank sum."""
    ties, positive, first = 0.0, 0, 0
    while first < count:
        last, above = first, signs[first]
        while last + 1 < count and size[last + 1] == size[first]:
            last += 1
            above += signs[last]
        for i in range(first, last + 1):
            ranks[i] = first + last + 2
        run = last - first + 1.0
        ties += run * run * run - run
        positive += above * (first + last + 2)
        first = last + 1
    return ties, positive


@inner
def _exact_with_ties(ranks: NDArray[np.int64], low: int) -> float:
    """Return P(sum of the doubled ranks of random signs <= low)."""
    most = ranks.sum()
    mass = np.zeros(most + 1)
    mass[0], reach = 1.0, 0
    for rank in ranks:
        reach += rank
        for s in range(reach, rank - 1, -1):
            mass[s] += mass[s - rank]
    return mass[: low + 1].sum() * 0.5 ** len(ranks)


@inner
def _signed_rank_p(ranks: NDArray[np.int64], positive: int, ties: float, table: Array) -> tuple[float, float]:
    """Return the standardised rank sum and its two-sided p-value; ``positive`` is twice the rank sum."""
    n = len(ranks)
    whole = n * (n + 1)
    variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0
    z = (0.5 * positive - 0.25 * whole) / math.sqrt(variance)
    low = min(positive, whole - positive)
    if ties == 0.0 and n <= EXACT_PAIRS:
        return z, min(1.0, 2.0 * table[n, low // 2])
    if n <= _EXACT_TIED:
        return z, min(1.0, 2.0 * _exact_with_ties(ranks, low))
    return z, two_sided_normal(z)


@kernel
def _signed_rank(difference: Array, sizes: NDArray[np.int64], table: Array, out: Array) -> None:
    most = sizes[-1]
    size, signs, ranks = np.empty(most), np.empty(most, np.int64), np.empty(most, np.int64)
    for t in range(len(difference)):
        count, known, total, squares, at = 0, 0, 0.0, 0.0, 0
        for i in range(most):
            value = difference[t, i]
            if not math.isnan(value):
                known += 1
                total += value
                squares += value * value
                if value != 0.0:
                    _insert(size, signs, count, value)
                    count += 1
            if i + 1 == sizes[at]:
                if count > 0 and known > 1:
                    ties, positive = _doubled_ranks(size, signs, count, ranks)
                    mean = total / known
                    out[t, at, 0] = mean
                    out[t, at, 1] = math.sqrt(max(squares / known - mean * mean, 0.0) / (known - 1))
                    out[t, at, 2], out[t, at, 3] = _signed_rank_p(ranks[:count], positive, ties, table)
                at += 1


def mcnemar(first: Array, second: Array, sizes: Sizes) -> Analysed:
    """Analyse two binary sides by the exact test of discordant pairs (McNemar, Psychometrika 1947;12:153).

    The p-value is that of the binomial distribution given the discordant pairs; where there is none it is 1.
    The estimate is the log odds ratio of the discordant pairs, each count raised by one half.

    Parameters
    ----------
    first, second
        1 or 0 for each side of each person, shape (trials, persons).
    sizes
        Numbers of persons to analyse.
    """
    given = as_sizes(sizes, first.shape[1])
    out = empty(len(first), given)
    sides = (np.ascontiguousarray(a, np.float64) for a in (first, second))
    _mcnemar(*sides, given, _binomial_table(int(given[-1])), out)
    return analysed(out)


@lru_cache(maxsize=8)
def _binomial_table(most: int) -> Array:
    """Return two-sided exact p-values by (pairs, smaller count)."""
    table = np.ones((most + 1, most // 2 + 1))
    mass = np.zeros(most + 1)
    mass[0] = 1.0
    for n in range(1, most + 1):
        mass[1:] = 0.5 * (mass[1:] + mass[:-1])
        mass[0] *= 0.5
        table[n] = np.minimum(2.0 * np.cumsum(mass[: most // 2 + 1]), 1.0)
    return table


@kernel
def _mcnemar(first: Array, second: Array, sizes: NDArray[np.int64], table: Array, out: Array) -> None:
    for t in range(len(first)):
        known, up, down, at = 0, 0, 0, 0
        for i in range(sizes[-1]):
            a, b = first[t, i], second[t, i]
            if not (math.isnan(a) or math.isnan(b)):
                known += 1
                up += a > b
                down += b > a
            if i + 1 == sizes[at]:
                if known > 1:
                    odds = math.log((up + 0.5) / (down + 0.5))
                    error = math.sqrt(1.0 / (up + 0.5) + 1.0 / (down + 0.5))
                    out[t, at, 0], out[t, at, 1] = odds, error
                    out[t, at, 2] = (up - down) / math.sqrt(max(up + down, 1))
                    out[t, at, 3] = table[up + down, min(up, down)]
                at += 1
