"""Analyses of arms of different persons on grades and shares, from counts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.inference.compiled import inner, kernel
from needlework.numerics.inference.results import Analysed, analysed, as_sizes, empty
from needlework.numerics.inference.tails import two_sided_normal

Array = NDArray[np.float64]
Sizes = NDArray[np.int64] | list[int]

_STEPS = 50
_CLOSE = 1e-12
_FARTHEST = 30.0  # on the log odds; beyond it the arms are separated


def logistic(success: Array, arm: NDArray[np.int64], dose: Array, sizes: Sizes) -> Analysed:
    """Analyse a share by logistic regression on the arms' doses, with Wald's test.

    Parameters
    ----------
    success
        1 or 0, shape (trials, persons).
    arm
        Number of each person's arm from 0, shape (trials, persons); -1 leaves a person out.
    dose
        Value of each arm, shape (arms,): 0 and 1 for two arms.
    sizes
        Numbers of persons to analyse.

    Returns
    -------
    Analysed
        Failed where arms are separated: no estimate exists.
    """
    return _of_grades(np.where(np.isnan(success), np.nan, success), arm, dose, 2, sizes, score=False)


def fisher_exact(success: Array, arm: NDArray[np.int64], sizes: Sizes) -> Analysed:
    """Analyse a share in two arms by Fisher's exact test (JRSS 1935;98:39), which rare events do not defeat.

    The two-sided p-value sums the tables with the same margins that are no likelier than the one seen; where
    nobody or everybody succeeded it is 1. The estimate is the log odds ratio, each count raised by one half.
    See `logistic` for the arguments; arms are 0 and 1.
    """
    given = as_sizes(sizes, success.shape[1])
    out = empty(len(success), given)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, given[-1] + 1.0)))])
    places = np.ascontiguousarray(arm, np.int64)
    _fisher(np.ascontiguousarray(success, np.float64), places, logs, given, out)
    return analysed(out)


@inner
def _table_p(a: int, b: int, c: int, d: int, logs: Array) -> float:
    """Return the two-sided p-value of one table; ``logs`` holds ln of the factorials."""
    rows, column, total = a + b, a + c, a + b + c + d
    head = logs[rows] + logs[c + d] + logs[column] + logs[b + d] - logs[total]
    seen = head - logs[a] - logs[b] - logs[c] - logs[d]
    p = 0.0
    for x in range(max(0, column - (c + d)), min(rows, column) + 1):
        here = head - logs[x] - logs[rows - x] - logs[column - x] - logs[total - rows - column + x]
        if here <= seen + 1e-7:
            p += math.exp(here)
    return min(p, 1.0)


@kernel
def _fisher(
    success: Array, arm: NDArray[np.int64], logs: Array, sizes: NDArray[np.int64], out: Array
) -> None:
    for t in range(len(success)):
        counts, at = np.zeros((2, 2), np.int64), 0
        for i in range(sizes[-1]):
            if arm[t, i] >= 0 and not math.isnan(success[t, i]):
                counts[arm[t, i], int(success[t, i])] += 1
            if i + 1 == sizes[at]:
                (d, c), (b, a) = (counts[0, 0], counts[0, 1]), (counts[1, 0], counts[1, 1])
                if a + b > 0 and c + d > 0:
                    odds = math.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
                    error = math.sqrt(1 / (a + 0.5) + 1 / (b + 0.5) + 1 / (c + 0.5) + 1 / (d + 0.5))
                    out[t, at, 0], out[t, at, 1], out[t, at, 2] = odds, error, odds / error
                    out[t, at, 3] = _table_p(a, b, c, d, logs)
                at += 1


def proportional_odds(
    grade: Array, arm: NDArray[np.int64], dose: Array, grades: int, sizes: Sizes
) -> Analysed:
    """Analyse an ordinal grade by the proportional-odds model (McCullagh, JRSS B 1980;42:109).

    The estimate is the log odds ratio of a higher grade per unit of dose, with its error. The test is the
    score test of the same model, which for two arms is the Wilcoxon rank-sum test with ties (Whitehead,
    Stat Med 1993;12:2257) and keeps its level in small trials. See `logistic` for the arguments.

    Parameters
    ----------
    grade
        Whole numbers from 0 to grades - 1, shape (trials, persons).
    grades
        Number of grades.
    """
    return _of_grades(grade, arm, dose, grades, sizes, score=True)


def _of_grades(
    grade: Array, arm: NDArray[np.int64], dose: Array, grades: int, sizes: Sizes, *, score: bool
) -> Analysed:
    given = as_sizes(sizes, grade.shape[1])
    out = empty(len(grade), given)
    places = np.ascontiguousarray(arm, np.int64)
    values = np.ascontiguousarray(dose, np.float64)
    _grades(np.ascontiguousarray(grade, np.float64), places, values, grades, score, given, out)
    return analysed(out)


@inner
def _collapsed(counts: Array) -> Array:
    """Return the counts without grades that nobody has."""
    arms, grades = counts.shape
    present = 0
    for k in range(grades):
        present += _column(counts, k) > 0.0
    kept, last = np.zeros((arms, present)), 0
    for k in range(grades):
        if _column(counts, k) > 0.0:
            for a in range(arms):
                kept[a, last] = counts[a, k]
            last += 1
    return kept


@inner
def _column(counts: Array, k: int) -> float:
    total = 0.0
    for a in range(len(counts)):
        total += counts[a, k]
    return total


@inner
def _row(counts: Array, a: int) -> float:
    total = 0.0
    for k in range(counts.shape[1]):
        total += counts[a, k]
    return total


@inner
def _score_test(counts: Array, dose: Array) -> float:
    """Return the standardised score of the slope at 0: midranks of the grades against the doses."""
    arms, grades = counts.shape
    total = counts.sum()
    statistic, middle, rank_squares, below = 0.0, 0.0, 0.0, 0.0
    mean = 0.0
    for a in range(arms):
        mean += dose[a] * _row(counts, a) / total
    for k in range(grades):
        column = _column(counts, k)
        ridit = (below + 0.5 * column) / total - 0.5
        below += column
        rank_squares += column * ridit * ridit
        for a in range(arms):
            statistic += counts[a, k] * (dose[a] - mean) * ridit
    for a in range(arms):
        middle += _row(counts, a) * (dose[a] - mean) ** 2
    variance = middle * rank_squares / (total - 1.0)
    return statistic / math.sqrt(variance) if variance > 0.0 else math.nan


@inner
def _derivatives(counts: Array, dose: Array, theta: Array, gradient: Array, hessian: Array) -> float:
    """Fill in gradient and information; return the log likelihood (minus infinity if cut points cross).

    P(grade > k) = 1 / (1 + exp(theta_k - slope * dose)); the slope is the last parameter.
    """
    arms, grades = counts.shape
    slope = grades - 1
    gradient[:] = 0.0
    hessian[:] = 0.0
    total = 0.0
    for a in range(arms):
        upper, upper_d = 0.0, 0.0  # distribution at the lower cut of this grade, and its slope
        for k in range(grades):
            lower, lower_d = upper, upper_d
            if k < grades - 1:
                upper = 1.0 / (1.0 + math.exp(-(theta[k] - theta[slope] * dose[a])))
                upper_d = upper * (1.0 - upper)
            else:
                upper, upper_d = 1.0, 0.0
            p = upper - lower
            if p <= 0.0:
                return -math.inf
            n = counts[a, k]
            total += n * math.log(p)
            expected = _row(counts, a) * p
            # p's slope by its upper cut, its lower cut and the dose
            by_dose = -dose[a] * (upper_d - lower_d)
            ratio, weight = n / p, expected / (p * p)
            gradient[slope] += ratio * by_dose
            hessian[slope, slope] += weight * by_dose * by_dose
            if k < grades - 1:
                gradient[k] += ratio * upper_d
                hessian[k, k] += weight * upper_d * upper_d
                hessian[k, slope] += weight * upper_d * by_dose
            if k > 0:
                gradient[k - 1] -= ratio * lower_d
                hessian[k - 1, k - 1] += weight * lower_d * lower_d
                hessian[k - 1, slope] -= weight * lower_d * by_dose
                if k < grades - 1:
                    hessian[k - 1, k] -= weight * upper_d * lower_d
    return total


@inner
def _cholesky_solve(matrix: Array, right: Array, solution: Array) -> float:
    """Solve in place (upper triangle given); return the variance of the last parameter, NaN if singular."""
    n = len(right)
    for i in range(n):
        for j in range(i):
            matrix[i, j] = matrix[j, i]
    for j in range(n):
        for k in range(j):
            matrix[j, j] -= matrix[j, k] * matrix[j, k]
        if matrix[j, j] <= 1e-14:
            return math.nan
        matrix[j, j] = math.sqrt(matrix[j, j])
        for i in range(j + 1, n):
            for k in range(j):
                matrix[i, j] -= matrix[i, k] * matrix[j, k]
            matrix[i, j] /= matrix[j, j]
    for i in range(n):
        solution[i] = right[i]
        for k in range(i):
            solution[i] -= matrix[i, k] * solution[k]
        solution[i] /= matrix[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            solution[i] -= matrix[k, i] * solution[k]
        solution[i] /= matrix[i, i]
    return 1.0 / (matrix[n - 1, n - 1] * matrix[n - 1, n - 1])


@inner
def _fit(counts: Array, dose: Array, row: Array) -> bool:
    """Fill in slope, error and Wald's statistic by Fisher scoring; False if there is none."""
    grades = counts.shape[1]
    theta, step, gradient = np.zeros(grades), np.zeros(grades), np.zeros(grades)
    trial, hessian = np.zeros(grades), np.zeros((grades, grades))
    below, total = 0.0, counts.sum()
    for k in range(grades - 1):
        below += _column(counts, k)
        theta[k] = math.log(below / (total - below))
    value = _derivatives(counts, dose, theta, gradient, hessian)
    for _ in range(_STEPS):
        variance = _cholesky_solve(hessian, gradient, step)
        if math.isnan(variance):
            return False
        size, found = 1.0, value
        for _half in range(20):
            for i in range(grades):
                trial[i] = theta[i] + size * step[i]
            found = _derivatives(counts, dose, trial, gradient, hessian)
            if found >= value - 1e-12 * abs(value):
                break
            size *= 0.5
        moved = 0.0
        for i in range(grades):
            moved = max(moved, abs(trial[i] - theta[i]))
            theta[i] = trial[i]
        value = found
        if abs(theta[grades - 1]) > _FARTHEST:
            return False
        if moved < 1e-9:
            variance = _cholesky_solve(hessian, gradient, step)
            if math.isnan(variance) or variance > _FARTHEST * _FARTHEST:
                return False
            row[0], row[1] = theta[grades - 1], math.sqrt(variance)
            row[2] = row[0] / row[1]
            return True
    return False


@inner
def _separated(counts: Array, dose: Array) -> bool:
    """Return whether some cut point separates low doses from high ones, so that no slope exists."""
    arms, grades = counts.shape
    for sign in (-1.0, 1.0):
        apart = True
        for a in range(arms):
            for b in range(arms):
                if sign * (dose[b] - dose[a]) > 0.0:
                    top, bottom = -1, grades
                    for k in range(grades):
                        if counts[a, k] > 0.0:
                            top = k
                        if counts[b, grades - 1 - k] > 0.0:
                            bottom = grades - 1 - k
                    apart &= top <= bottom
        if apart:
            return True
    return False


@kernel
def _grades(
    grade: Array,
    arm: NDArray[np.int64],
    dose: Array,
    grades: int,
    score: bool,
    sizes: NDArray[np.int64],
    out: Array,
) -> None:
    for t in range(len(grade)):
        counts, at = np.zeros((len(dose), grades)), 0
        for i in range(sizes[-1]):
            if arm[t, i] >= 0 and not math.isnan(grade[t, i]):
                counts[arm[t, i], int(grade[t, i])] += 1.0
            if i + 1 == sizes[at]:
                kept = _collapsed(counts)
                row = out[t, at]
                if kept.shape[1] > 1 and not _separated(kept, dose) and _fit(kept, dose, row):
                    if score:
                        row[2] = _score_test(kept, dose)
                    row[3] = two_sided_normal(row[2])
                else:
                    row[:3] = math.nan
                at += 1
