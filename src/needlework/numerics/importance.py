"""Importance sampling from mixtures of Student's t that are fitted to what they are to stand for.

Every draw is weighted against all components it could have come from (Cornuet, Marin, Mira & Robert, Scand J
Stat 2012;39:798), so that one set of draws can stand for many densities that lie near one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_FREEDOM = 15.0  # tails heavier than those of what is sampled, light enough that most draws lie where it does
_SAID = 0.8  # share of the covariance that weighted draws say; with the last component's it is never flat


@dataclass(frozen=True)
class Student:
    """A multivariate Student's t: its centre, shape (size,), and scale matrix, shape (size, size)."""

    centre: Array
    scale: Array

    def drawn(self, count: int, rng: np.random.Generator) -> Array:
        """Return draws, shape (count, size)."""
        normal = rng.standard_normal((count, len(self.centre))) @ np.linalg.cholesky(self.scale).T
        return self.centre + normal * np.sqrt(_FREEDOM / rng.chisquare(_FREEDOM, (count, 1)))

    def log_density(self, z: Array) -> Array:
        """Return the log-density but for a constant that all sizes alike share, shape (draws,)."""
        root = np.linalg.cholesky(self.scale)
        far = np.square(np.linalg.solve(root, (z - self.centre).T)).sum(axis=0)
        return -0.5 * (_FREEDOM + z.shape[1]) * np.log1p(far / _FREEDOM) - np.log(np.diag(root)).sum()

    def moved(self, z: Array, weight: Array) -> Student:
        """Return the component that weighted draws ask for; ``weight`` sums to 1, shape (draws,)."""
        centre = weight @ z
        away = z - centre
        return Student(centre, _SAID * (away * weight[:, None]).T @ away + (1.0 - _SAID) * self.scale)


def log_mixture(components: Sequence[Student], z: Array) -> Array:
    """Return the log-density of draws of which each component gave as many, shape (draws,)."""
    return np.logaddexp.reduce([c.log_density(z) for c in components], axis=0) - np.log(len(components))


def rows_by_weight(log_weight: Array, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return rows of draws in proportion to their weights, evenly along them (systematic resampling)."""
    weight = np.exp(log_weight - log_weight.max())
    edges = np.cumsum(weight) / weight.sum()
    places = (np.arange(count) + rng.random()) / count
    return np.minimum(np.searchsorted(edges, places), len(weight) - 1)


def effective(log_weight: Array) -> float:
    """Return the number of equal draws that would be as precise as weighted ones."""
    weight = np.exp(log_weight - log_weight.max())
    return float(np.square(weight.sum()) / np.square(weight).sum())
