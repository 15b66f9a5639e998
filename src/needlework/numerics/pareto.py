"""Pareto-smoothed importance weights and the shape that tells whether they can be trusted.

Vehtari, Simpson, Gelman, Yao & Gabry, J Mach Learn Res 2024;25:72, as ArviZ computes it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

GOOD = 0.7  # largest Pareto shape that importance sampling is trusted with
_FLAT = 1e-9  # of a log-weight: no draw is more plausible than another


def smoothed_weights(log_weight: Array) -> tuple[Array, float]:
    """Return the logarithms of smoothed weights, shape (draws,), and the Pareto shape.

    The shape of equal weights is minus infinity; where no shape fits (weights of the tail are equal, say),
    weights stay as they are and the shape is infinite.

    Raises
    ------
    ModuleNotFoundError
        ArviZ is not installed.
    """
    from arviz_stats.base.array import array_stats

    if np.ptp(log_weight) < _FLAT:
        return np.zeros(len(log_weight)), -np.inf
    try:
        with np.errstate(all="ignore"):
            log_each, k = array_stats.psislw(-log_weight)  # it weights by the inverse of a likelihood
    except ValueError:
        return log_weight, np.inf
    found = bool(np.isfinite(k)) and not np.isnan(log_each).any()
    return (log_each, float(k)) if found else (log_weight, np.inf)
