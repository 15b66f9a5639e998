"""Curves that several observation models share, for any array module."""

from __future__ import annotations

from typing import Any

import numpy as np

_ROOT = 0.7978845608028654  # sqrt(2 / pi)
_CUBIC = 0.044715


def logit(share: Any, xp: Any = np) -> Any:
    """Return ln(x / (1 - x))."""
    x = xp.asarray(share)
    return xp.log(x) - xp.log1p(-x)


def logistic(score: Any, xp: Any = np) -> Any:
    """Return 1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1.0 + xp.tanh(0.5 * xp.asarray(score)))


def normal_cdf(x: Any, xp: Any = np) -> Any:
    """Return the standard normal distribution by its logistic-tanh form (error below 2e-4)."""
    return 0.5 * (1.0 + xp.tanh(_ROOT * x * (1.0 + _CUBIC * x * x)))


def normal_score(share: Any, xp: Any = np) -> Any:
    """Return the standard normal score of a share: the inverse of `normal_cdf`, a cubic solved."""
    half = xp.arctanh(2.0 * share - 1.0) / _ROOT
    stretch = xp.sqrt(3.0 * _CUBIC)
    return 2.0 / stretch * xp.sinh(xp.arcsinh(1.5 * half * stretch) / 3.0)


def percent(ratio: Any) -> Any:
    """Return the change in percent of a ratio to baseline."""
    return 100.0 * (ratio - 1.0)
