"""A plain random-effects mean of studies and the interval in which the next study would fall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from needlework.figures.effects import t_quantile

LEAST = 3  # studies


@dataclass(frozen=True, slots=True)
class Pooled:
    """Mean of studies with its 95 % interval, prediction interval and the spread between studies (SD)."""

    studies: int
    mean: float
    interval: tuple[float, float]
    prediction: tuple[float, float]
    between: float


def pool(values: Sequence[float], errors: Sequence[float]) -> Pooled:
    """Pool study means.

    The variance between studies is Paule and Mandel's (1982, J Res Natl Bur Stand 87:377-385), the interval
    of the mean that of Hartung and Knapp (2001, Stat Med 20:3875-3889), never narrower than the plain one,
    and the prediction interval that of Higgins, Thompson and Spiegelhalter (2009, J R Stat Soc A
    172:137-159) with k - 2 degrees of freedom.

    Parameters
    ----------
    values, errors
        One mean and one standard error per study, at least three.

    Raises
    ------
    ValueError
        Fewer than three studies, or a standard error that is not above 0.
    """
    y, v = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64) ** 2
    if y.size < LEAST or y.size != v.size or not (v > 0).all():
        raise ValueError("at least three means, each with a standard error above 0")
    between = _paule_mandel(y, v)
    w = 1 / (v + between)
    mean = float(w @ y / w.sum())
    k = y.size
    scatter = max(float(w @ (y - mean) ** 2) / (k - 1), 1.0)
    error = math.sqrt(scatter / float(w.sum()))
    half = t_quantile(k - 1) * error
    reach = t_quantile(k - 2) * math.sqrt(between + error * error)
    return Pooled(k, mean, (mean - half, mean + half), (mean - reach, mean + reach), math.sqrt(between))


def _paule_mandel(y: np.ndarray, v: np.ndarray) -> float:
    """Return the variance at which the weighted scatter equals its degrees of freedom; 0 if it never does."""

    def excess(between: float) -> float:
        w = 1 / (v + between)
        mean = w @ y / w.sum()
        return float(w @ (y - mean) ** 2) - (y.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.var(y, ddof=1))
    while excess(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2
