"""Strata that follow a wound: edges of layers moved to where channels begin and end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LEAST_WIDTH = 0.1  # of an even stratum


def fitted_edges(edges: Array, targets: Array) -> Array:
    """Return edges, shape (lanes, edges), of which the inner one nearest to each target is moved there.

    A lane keeps its even edges where that would leave a stratum thinner than a tenth of the others, and a
    target outside the reticular dermis moves nothing.
    """
    rows, width = np.arange(len(edges)), edges[:, 1] - edges[:, 0]
    moved, taken = edges.copy(), np.zeros(edges.shape, dtype=bool)
    taken[:, [0, -1]] = True
    for target in targets.T:
        inside = (target > edges[:, 0]) & (target < edges[:, -1])
        nearest = np.argmin(np.where(taken, np.inf, np.abs(edges - target[:, None])), axis=1)
        moved[rows[inside], nearest[inside]] = target[inside]
        taken[rows[inside], nearest[inside]] = True
    moved.sort(axis=1)
    thin = np.any(np.diff(moved, axis=1) < _LEAST_WIDTH * width[:, None], axis=1)
    return np.where(thin[:, None], edges, moved)
