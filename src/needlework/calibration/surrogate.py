"""A rough likelihood that costs nothing, so that particles take long walks between two exact questions.

What particles predict is nearly linear in their normal scores. Ridge regression on scores and their squares
stands in for the simulation inside a chain of cheap steps; one exact likelihood then accepts or refuses the
end of the chain, which leaves the posterior as it is however rough the surrogate (surrogate transitions:
Liu, Monte Carlo Strategies in Scientific Computing, 2001, section 9.4.3).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Score = Callable[[Array], Array]

_RIDGE = 0.02  # of the number of rows: shrinks coefficients that so few rows cannot tell from nought
_STEPS = 60  # of a walk
_SIZES = (0.15, 0.3, 0.6)  # of steps of all scores
_PARTS = (0.03, 0.1, 0.3)  # of the scores that a redraw touches


def regression(z: Array, values: Array) -> Score:
    """Return what predicts ``values``, shape (rows, columns), from normal scores ``z``, (rows, scores)."""
    x = _features(z)
    centre, mean = x.mean(axis=0), values.mean(axis=0)
    away = x - centre
    normal = away.T @ away + _RIDGE * len(z) * np.eye(x.shape[1])
    weights = np.linalg.solve(normal, away.T @ (values - mean))
    return lambda new: mean + (_features(new) - centre) @ weights


def _features(z: Array) -> Array:
    return np.concatenate([z, (z**2 - 1.0) / np.sqrt(2.0)], axis=1)


def walk(z: Array, rough: Score, rng: np.random.Generator) -> Array:
    """Return where particles are after a chain of steps that leaves prior times rough likelihood as it is.

    Steps of all scores (preconditioned Crank-Nicolson) and redraws of a part of them take turns.

    Parameters
    ----------
    z
        Normal scores, shape (particles, scores).
    rough
        Log-likelihood of rows of scores.
    rng
        Random numbers.
    """
    z, score = z.copy(), rough(z)
    for step in range(_STEPS):
        fresh = rng.standard_normal(z.shape)
        if step % 2:
            size = _SIZES[step // 2 % len(_SIZES)]
            proposal = np.sqrt(1.0 - size**2) * z + size * fresh
        else:
            proposal = np.where(rng.random(z.shape) < _PARTS[step // 2 % len(_PARTS)], fresh, z)
        found = rough(proposal)
        taken = np.log(rng.random(len(z))) < found - score
        z[taken], score[taken] = proposal[taken], found[taken]
    return z
