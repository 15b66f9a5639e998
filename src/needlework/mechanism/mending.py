r"""Fibres that a session cut: how much of the matrix is not yet mended.

A cut fibre carries no load until it is bridged, whatever its mass. The unmended share :math:`s` falls as
:math:`s' = -k\,s` between sessions; a session adds the severed share of what was whole. Strength of sutured
wounds returns in the same way over weeks, long after the surface has closed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlework.mechanism.barrier import open_share

Array = NDArray[np.float64]


def unmended_share(
    times: Array, sessions: Sequence[float], severed: Sequence[Array], half_life: ArrayLike
) -> Array:
    """Return the share of the fibres that is cut and not yet mended, over time and by layer.

    Parameters
    ----------
    times, sessions, half_life
        As in :func:`~needlework.mechanism.barrier.open_share`; the half-life is that of mending.
    severed
        Severed share of each layer at each session, each of shape (lanes, layers).

    Returns
    -------
    ndarray
        Shape (lanes, times, layers), 0 to 1; without a session shape (lanes, times, 1) of zeros.
    """
    if not severed:
        return np.zeros((np.size(half_life), len(times), 1))
    layers = range(severed[0].shape[1])
    each = [open_share(times, sessions, [s[:, k] for s in severed], half_life) for k in layers]
    return np.stack(each, axis=2)
