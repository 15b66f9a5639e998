"""Ordinal scales: a latent normal severity behind fixed cut points, one apart.

The expected grade is the lowest grade plus the chance of being above each cut, so it never leaves the scale.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlework.observation.shapes import normal_cdf

Array = NDArray[np.float64]

_NEVER = 100.0  # a cut that no severity reaches
_BELOW, _ABOVE, _POINTS = 4.0, 3.0, 400  # grid of severities around the cuts


def cut_points(lowest: int, highest: int, count: int | None = None) -> Array:
    """Return the cuts of a scale, shape (count,): 0, 1, ...; those beyond its own are never reached."""
    own = highest - lowest
    cuts = np.full(own if count is None else count, _NEVER)
    cuts[:own] = np.arange(own)
    return cuts


def expected_grade(latent: Any, cuts: Any, lowest: Any, xp: Any = np) -> Any:
    """Return the expected grade of a latent severity.

    Parameters
    ----------
    latent
        Severity in its own standard deviations, any shape.
    cuts
        Cut points along the last axis, broadcast with ``latent[..., None]``.
    lowest
        Lowest grade.
    xp
        Array module.
    """
    return lowest + normal_cdf(xp.asarray(latent)[..., None] - cuts, xp).sum(axis=-1)


def latent_of(grade: ArrayLike, lowest: int, highest: int) -> Array:
    """Return the latent severity whose expected grade is ``grade``; grades off the scale take its ends."""
    grid = np.linspace(-_BELOW, highest - lowest + _ABOVE, _POINTS)
    table = expected_grade(grid, cut_points(lowest, highest), lowest)
    return np.interp(np.asarray(grade, dtype=np.float64), table, grid)
