"""From tissue to what an instrument or an observer would report.

Every function is one observation model on plain arrays. The tissue quantity behind most of them is the
collagen ratio ``gamma``: collagen now over collagen before the course, 1 where nothing changed. Instruments
do not measure it: each has its own exponent, because echo density or a stained area is not collagen mass.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_LEAST_EFFECT = 1e-4  # on ln(score); nobody rates less


def logit(share: ArrayLike) -> Array:
    """Return ln(x / (1 - x))."""
    x = np.asarray(share, dtype=np.float64)
    return np.log(x) - np.log1p(-x)


def logistic(score: ArrayLike) -> Array:
    """Return 1 / (1 + exp(-x))."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(score, dtype=np.float64)))


def percent(ratio: ArrayLike) -> Array:
    """Return the change in percent of a ratio to baseline."""
    return 100.0 * (np.asarray(ratio, dtype=np.float64) - 1.0)


def instrument(gamma: Array, exponent: ArrayLike) -> Array:
    """Return the ratio an instrument reports: gamma to its exponent."""
    return gamma ** np.asarray(exponent)


def stained_area(gamma: Array, exponent: ArrayLike, base: ArrayLike) -> Array:
    """Return the stained share of the area relative to baseline; the share itself cannot exceed 1.

    logit A = logit A0 + exponent ln(gamma) / (1 - A0): small changes are ``exponent`` times ln(gamma).
    """
    start = np.asarray(base, dtype=np.float64)
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
    with np.errstate(invalid="ignore", divide="ignore"):
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


_QUARTERS = {"quarter": 0.25, "half": 0.5, "three_quarters": 0.75}


def least_effect(threshold: str, record: Callable[[str], Array]) -> Array:
    """Return the effect on ln(score) from which a person counts as improved.

    Shares of a score are what they say; what raters call any improvement, one grade or two is drawn.
    """
    share = _QUARTERS.get(threshold)
    return np.asarray(-np.log1p(-share)) if share else record(f"scale.threshold_{threshold}")


def rated_above(effect: Array, log_least: ArrayLike, scatter: ArrayLike) -> Array:
    """Return the chance that a person's rated effect, scattered on the logarithm, exceeds a threshold."""
    rated = np.log(np.maximum(effect, _LEAST_EFFECT)) - np.asarray(log_least)
    return _normal_cdf(rated / np.asarray(scatter))


def expected_grade(start: ArrayLike, shift: Array, spread: ArrayLike, cuts: Array) -> tuple[Array, Array]:
    """Return the expected grade and the shares of the grades on an ordinal scale.

    A latent normal severity falls by ``shift`` (in its own standard deviations times ``spread``); fixed cut
    points turn it into grades 1..len(cuts) + 1.

    Parameters
    ----------
    start
        Latent mean before the course.
    shift
        Any shape.
    spread
        Latent standard deviations per unit of effect.
    cuts
        Increasing cut points.

    Returns
    -------
    tuple
        Expected grade, shape of ``shift``; shares, that shape with the grades last.
    """
    latent = np.asarray(start) - np.asarray(spread) * shift
    below = np.stack([_normal_cdf(c - latent) for c in cuts], axis=-1)
    ones = np.ones_like(below[..., :1])
    shares = np.diff(np.concatenate([np.zeros_like(ones), below, ones], axis=-1), axis=-1)
    return shares @ np.arange(1.0, len(cuts) + 2.0), shares


def _normal_cdf(x: Array) -> Array:
    """Return the standard normal distribution by its logistic-tanh form (error below 2e-4)."""
    return logistic(1.5957691216057308 * x * (1.0 + 0.044715 * x * x))
