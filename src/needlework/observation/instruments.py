"""From tissue to what an instrument or an observer would report.

Every function is one observation model on plain arrays. The tissue quantity behind most of them is the
collagen ratio ``gamma``: collagen now over collagen before the course, 1 where nothing changed. Instruments
do not measure it: each has its own exponent, because echo density or a stained area is not collagen mass.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlework.observation.shapes import logistic, logit

Array = NDArray[np.float64]


def instrument(gamma: Array, exponent: ArrayLike) -> Array:
    """Return the ratio an instrument reports: gamma to its exponent."""
    return gamma ** np.asarray(exponent)


def stained_area(gamma: Array, exponent: ArrayLike, base: ArrayLike) -> Array:
    """Return the stained share of the area relative to baseline; the share itself cannot exceed 1.

    logit A = logit A0 + exponent ln(gamma) / (1 - A0): small changes are ``exponent`` times ln(gamma).
    """
    start = np.asarray(base)
    area = logistic(logit(start) + np.asarray(exponent) * np.log(gamma) / (1.0 - start))
    return area / start


def thickness(gamma: Array, exponent: ArrayLike, water: Array) -> Array:
    """Return dermal thickness relative to baseline: collagen to a power, plus oedema water as a share."""
    return gamma ** np.asarray(exponent) + water


def redness(
    dilation: Array, vessels: Array, vessel_weight: ArrayLike, scale: ArrayLike, masking: ArrayLike
) -> Array:
    """Return the rise of the erythema index (a* units).

    Fast vasodilation plus new vessels, masked by melanin (``masking`` 1 in very light skin, less in darker).
    """
    return np.multiply(masking, scale) * (
        dilation + np.asarray(vessel_weight) * np.maximum(vessels - 1.0, 0.0)
    )


def last_above(times: Array, values: Array, threshold: ArrayLike) -> Array:
    """Return the last time at which values exceed a threshold, interpolated, 0 if never, shape (lanes,).

    Parameters
    ----------
    times
        Increasing (day), shape (times,).
    values
        Shape (lanes, times).
    threshold
        Shape (lanes,) or scalar.
    """
    level = np.broadcast_to(np.asarray(threshold, dtype=np.float64), len(values))
    above = values > level[:, None]
    last = np.where(above.any(axis=1), values.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1), -1)
    after = np.minimum(last + 1, len(times) - 1)
    rows = np.arange(len(values))
    v0, v1 = values[rows, last], values[rows, after]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        part = np.where(v0 > v1, (v0 - level) / (v0 - v1), 0.0)
    found = times[last] + np.clip(part, 0.0, 1.0) * (times[after] - times[last])
    return np.where(last >= 0, found, 0.0)


def pain(
    offset: ArrayLike,
    length_mm: ArrayLike,
    density: ArrayLike,
    numbing: ArrayLike,
    by_length: ArrayLike,
    by_number: ArrayLike,
) -> Array:
    """Return pain on a visual analogue scale (0-10).

    10 logistic(b0 + p ln L + q ln N - numbing), N the density relative to 100 per cm2. The form is that of
    Gill et al., Clin J Pain 2008;24:585, who measured up to 1.45 mm.
    """
    needles = np.asarray(by_length) * np.log(length_mm) + np.asarray(by_number) * np.log(density)
    return 10.0 * logistic(np.asarray(offset) + needles - np.asarray(numbing))
