"""Proper scores of a predictive sample: a wide interval must not win."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVEL = 0.9


def interval(samples: Array, level: float = LEVEL) -> tuple[float, float]:
    """Return the central interval that holds a share of the samples, shape (draws,)."""
    low, high = np.percentile(samples, (50.0 * (1.0 - level), 50.0 * (1.0 + level)))
    return float(low), float(high)


def interval_score(samples: Array, value: float, level: float = LEVEL) -> float:
    """Return width plus 2 / (1 - level) times how far the value lies outside; less is better.

    Gneiting & Raftery, J Am Stat Assoc 2007;102:359, section 6.2.
    """
    low, high = interval(samples, level)
    outside = max(low - value, 0.0) + max(value - high, 0.0)
    return high - low + 2.0 / (1.0 - level) * outside


def crps(samples: Array, value: float) -> float:
    """Return the continuous ranked probability score of a sample; less is better.

    E|X - x| - E|X - X'| / 2, the second term from order statistics (Gneiting & Raftery 2007, section 4.2).
    """
    ordered = np.sort(samples)
    n = len(ordered)
    spread = float(np.sum((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered)) / n**2
    return float(np.mean(np.abs(ordered - value))) - spread
