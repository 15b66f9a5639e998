"""Analyses of arms of different persons on a score: analysis of covariance, and repeated visits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.inference.compiled import inner, kernel
from needlework.numerics.inference.results import Analysed, analysed, as_sizes, empty
from needlework.numerics.inference.tails import two_sided_t

Array = NDArray[np.float64]
Sizes = NDArray[np.int64] | list[int]


def ancova(
    outcome: Array, baseline: Array, arm: Array, sizes: Sizes, centre: NDArray[np.int64] | None = None
) -> Analysed:
    """Analyse a score adjusted for its baseline and for centres, by least squares.

    Parameters
    ----------
    outcome, baseline
        Shape (trials, persons).
    arm
        What the contrast is the slope on, shape (trials, persons): 1 and 0 for two arms, doses for a trend;
        NaN leaves a person out.
    sizes
        Numbers of persons to analyse.
    centre
        Number of each person's centre from 0, shape (persons,); centres enter as fixed effects.
    """
    given = as_sizes(sizes, outcome.shape[1])
    out = empty(len(outcome), given)
    places = (
        np.zeros(outcome.shape[1], np.int64) if centre is None else np.ascontiguousarray(centre, np.int64)
    )
    values = (np.ascontiguousarray(a, np.float64) for a in (outcome, baseline, arm))
    _ancova(*values, places, int(places.max()) + 1, given, out)
    return analysed(out)


@inner
def _solve(sums: Array, used: int, row: Array) -> None:
    """Fill in the slope on the arm from sums of each centre: n, z, x, y, zz, zx, xx, zy, xy, yy."""
    zz = zx = xx = zy = xy = yy = 0.0
    count = 0.0
    for s in sums:
        if s[0] > 0.0:
            count += s[0]
            zz += s[4] - s[1] * s[1] / s[0]
            zx += s[5] - s[1] * s[2] / s[0]
            xx += s[6] - s[2] * s[2] / s[0]
            zy += s[7] - s[1] * s[3] / s[0]
            xy += s[8] - s[2] * s[3] / s[0]
            yy += s[9] - s[3] * s[3] / s[0]
    free = count - used - 2.0
    spread = zz * xx - zx * zx
    if free < 1.0 or xx <= 0.0 or spread <= 1e-10 * zz * xx:
        return
    slope = (zy * xx - zx * xy) / spread
    left = yy - slope * zy - (xy * zz - zx * zy) / spread * xy
    if left <= 1e-12 * yy:
        return
    error = math.sqrt(left / free * xx / spread)
    row[0], row[1], row[2] = slope, error, slope / error
    row[3] = two_sided_t(slope / error, free)


@kernel
def _ancova(
    outcome: Array,
    baseline: Array,
    arm: Array,
    centre: NDArray[np.int64],
    centres: int,
    sizes: NDArray[np.int64],
    out: Array,
) -> None:
    for t in range(len(outcome)):
        sums = np.zeros((centres, 10))
        y0, x0, at = math.nan, math.nan, 0
        for i in range(sizes[-1]):
            y, x, z = outcome[t, i], baseline[t, i], arm[t, i]
            if not (math.isnan(y) or math.isnan(x) or math.isnan(z)):
                if math.isnan(y0):
                    y0, x0 = y, x  # sums about a person lose no digits where scores are far from 0
                y, x = y - y0, x - x0
                s = sums[centre[i]]
                s[0] += 1.0
                s[1] += z
                s[2] += x
                s[3] += y
                s[4] += z * z
                s[5] += z * x
                s[6] += x * x
                s[7] += z * y
                s[8] += x * y
                s[9] += y * y
            if i + 1 == sizes[at]:
                used = 0
                for c in range(centres):
                    used += sums[c, 0] > 0.0
                _solve(sums, used, out[t, at])
                at += 1


def repeated(difference: Array, arm: Array | None, visit: int, sizes: Sizes) -> Analysed:
    """Analyse one visit with the variances of all visits: a mixed model of a balanced trial, in closed form.

    Persons are random, visits and their arms fixed. For complete persons the estimates of restricted maximum
    likelihood are ratios of mean squares whenever the variance between persons is positive (Searle, Casella &
    McCulloch, Variance Components, 1992, section 4.4); the mean squares are used as they are, so a negative
    component is not cut to 0. Degrees of freedom after Satterthwaite (Biometrics Bulletin 1946;2:110).
    Persons with a missed visit are left out.

    Parameters
    ----------
    difference
        Shape (trials, persons, visits): differences between the sides of a person (``arm`` None), or scores.
    arm
        1 and 0 for the two arms, NaN for neither, shape (trials, persons).
    visit
        Position of the visit whose contrast is wanted; -1 for the mean over visits.
    sizes
        Numbers of persons to analyse.
    """
    given = as_sizes(sizes, difference.shape[1])
    out = empty(len(difference), given)
    sides = np.zeros(difference.shape[:2]) if arm is None else arm
    groups = 1 if arm is None else 2
    values = (np.ascontiguousarray(a, np.float64) for a in (difference, sides))
    _repeated(*values, groups, visit, given, out)
    return analysed(out)


@inner
def _strata(
    count: Array, mean: Array, between: float, whole: float, visits: int, visit: int, row: Array
) -> None:
    """Fill in the contrast from group means (groups, visits) and sums of squares about them.

    ``between`` sums the squares of persons' means over visits, ``whole`` those of single values.
    """
    groups = len(count)
    total, inverse = 0.0, 0.0
    for g in range(groups):
        if count[g] < 2.0:
            return
        total += count[g]
        inverse += 1.0 / count[g]
    free_between = total - groups
    ms_between = visits * between / free_between
    sign = 1.0 if groups == 1 else -1.0
    if visit < 0 or visits == 1:
        estimate = mean[groups - 1].mean() if groups == 1 else mean[1].mean() - mean[0].mean()
        variance, free = ms_between / visits, free_between
    else:
        estimate = mean[0, visit] if sign > 0 else mean[1, visit] - mean[0, visit]
        free_within = free_between * (visits - 1)
        ms_within = max(whole - visits * between, 0.0) / free_within
        variance = (ms_between + (visits - 1) * ms_within) / visits
        a, b = ms_between / visits, (visits - 1) * ms_within / visits
        free = variance * variance / (a * a / free_between + b * b / free_within) if variance > 0.0 else 0.0
    if variance <= 1e-24 * (1.0 + estimate * estimate):
        return
    error = math.sqrt(variance * inverse)
    row[0], row[1], row[2] = estimate, error, estimate / error
    row[3] = two_sided_t(estimate / error, free)


@kernel
def _repeated(
    values: Array, arm: Array, groups: int, visit: int, sizes: NDArray[np.int64], out: Array
) -> None:
    visits = values.shape[2]
    for t in range(len(values)):
        count, mean = np.zeros(groups), np.zeros((groups, visits))
        between, whole, at = 0.0, 0.0, 0
        step = np.empty(visits)
        for i in range(sizes[-1]):
            complete = not math.isnan(arm[t, i])
            for v in range(visits):
                complete &= not math.isnan(values[t, i, v])
            if complete:
                g = int(arm[t, i])
                count[g] += 1.0
                shift, before, after = 0.0, 0.0, 0.0
                for v in range(visits):
                    step[v] = values[t, i, v] - mean[g, v]
                    before += step[v]
                    mean[g, v] += step[v] / count[g]
                    left = values[t, i, v] - mean[g, v]
                    after += left
                    shift += step[v] * left
                whole += shift
                between += before * after / (visits * visits)
            if i + 1 == sizes[at]:
                _strata(count, mean, between, whole, visits, visit, out[t, at])
                at += 1
