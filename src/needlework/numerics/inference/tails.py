"""Tail probabilities of one number each, for compiled code."""

from __future__ import annotations

import math

from needlework.numerics.inference.compiled import inner

_MOST_TERMS = 300
_TINY = 1e-300
_CLOSE = 1e-15


@inner
def two_sided_normal(z: float) -> float:
    """Return the probability of a standard normal number at least as far from 0 as z."""
    return math.erfc(abs(z) / math.sqrt(2.0))


@inner
def _continued(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function (modified Lentz method)."""
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    h = d
    for m in range(1, _MOST_TERMS):
        for odd in range(2):
            if odd == 0:
                term = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
            else:
                term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = 1.0 + term / c
            c = c if abs(c) > _TINY else _TINY
            h *= d * c
        if abs(d * c - 1.0) < _CLOSE:
            break
    return h


@inner
def beta_cdf(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _continued(a, b, x) / a
    return 1.0 - front * _continued(b, a, 1.0 - x) / b


@inner
def two_sided_t(t: float, df: float) -> float:
    """Return the probability of a Student's t at least as far from 0 as t; the degrees may be fractional."""
    if math.isnan(t):
        return math.nan
    return beta_cdf(0.5 * df, 0.5, df / (df + t * t))
