"""Counts of people over classes that scatter more than chance: Dirichlet-multinomial, beta-binomial.

A concentration A says how alike studies of the same people are: the shares p of their classes scatter as a
Dirichlet of A p, so that counts have (n + A) / (1 + A) times the variance of a multinomial.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_SHIFT = 8  # the series of log gamma is used beyond it, where its first three terms hold to 1e-10


def log_gamma(x: Any, xp: Any = np) -> Any:
    """Return the logarithm of the gamma function of x > 0 (Stirling's series after a shift)."""
    y = x + _SHIFT
    below = xp.log(math.prod((x + i for i in range(1, _SHIFT)), start=x))
    series = 1.0 / (12.0 * y) - 1.0 / (360.0 * y**3) + 1.0 / (1260.0 * y**5)
    return (y - 0.5) * xp.log(y) - y + 0.5 * np.log(2.0 * np.pi) + series - below


def rising(base: Any, count: Any, xp: Any = np) -> Any:
    """Return ln of gamma(base + count) / gamma(base), the part of one class."""
    return log_gamma(base + count, xp) - log_gamma(base, xp)


def log_binomial(k: Any, n: Any, share: Any, concentration: Any, xp: Any = np) -> Any:
    """Return the log-probability of k among n people, beta-binomial."""
    ways = log_gamma(n + 1.0, xp) - log_gamma(k + 1.0, xp) - log_gamma(n - k + 1.0, xp)
    yes, no = concentration * share, concentration * (1.0 - share)
    return ways + rising(yes, k, xp) + rising(no, n - k, xp) - rising(concentration, n, xp)


def drawn_shares(n: ArrayLike, share: Array, concentration: Array, rng: np.random.Generator) -> Array:
    """Return shares of people as studies of n people count them, beta-binomial, shaped as ``share``."""
    own = rng.beta(concentration * share, concentration * (1.0 - share))
    return rng.binomial(np.asarray(n, dtype=np.int64), own) / np.asarray(n)
