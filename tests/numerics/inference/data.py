"""Random data sets with missing persons, the same for kernels and oracles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def scores(trials: int, persons: int, seed: int, *, missing: float = 0.1) -> tuple[Array, Array, Array]:
    """Return outcome, baseline and arm of trials of two arms, some outcomes missing."""
    rng = np.random.default_rng(seed)
    arm = np.broadcast_to(np.arange(persons) % 2, (trials, persons)).astype(float)
    baseline = 16.0 + 3.0 * rng.standard_normal((trials, persons))
    outcome = 0.6 * baseline - 1.5 * arm + 2.0 * rng.standard_normal((trials, persons))
    outcome[rng.random((trials, persons)) < missing] = np.nan
    return outcome, baseline, arm


def grades(trials: int, persons: int, seed: int, *, effect: float = 0.7) -> tuple[Array, NDArray[np.int64]]:
    """Return grades 0-3 and arms, some grades missing."""
    rng = np.random.default_rng(seed)
    arm = np.broadcast_to(np.arange(persons) % 2, (trials, persons)).astype(np.int64)
    latent = rng.logistic(size=(trials, persons)) + effect * arm
    grade = np.digitize(latent, [-1.2, 0.0, 1.3]).astype(float)
    grade[rng.random((trials, persons)) < 0.1] = np.nan
    return grade, arm
