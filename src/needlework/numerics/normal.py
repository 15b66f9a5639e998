"""The normal distribution on arrays, without SciPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TOP = (0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
        221.213596169931, 220.206867912376)  # fmt: skip
_BOTTOM = (0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
           637.333633378831, 793.826512519948, 440.413735824752)  # fmt: skip


def upper_tail(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal probability above ``t`` (Hart 1968, algorithm 5666; absolute error below 1e-14)."""
    size = np.minimum(np.abs(t), 38.0)
    tail = np.exp(-0.5 * size * size) * np.polyval(_TOP, size) / np.polyval(_BOTTOM, size)
    return np.where(t > 0.0, tail, 1.0 - tail)
