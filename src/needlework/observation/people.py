"""From the response of the tissue to a person's effect on scales.

Symbols: kappa gain of a usual course on ln(score), h response relative to the usual course, f(h) the dose
law, omega spread between persons, b a person's standard normal score, pi natural change, theta a threshold,
rho the scatter of one rating.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.observation.shapes import logistic, normal_cdf

Array = NDArray[np.float64]

_QUARTERS = {"quarter": 0.25, "half": 0.5, "three_quarters": 0.75}  # threshold -> share of the score
FITTED_THRESHOLDS = ("any", "one_grade", "two_grades")
_LEAST_EFFECT = 1e-4  # on ln(score); nobody rates less
_LEAST_INJURY = 1e-6  # share; a logarithm needs a floor
_YEAR = 365.25  # days
_NODES = 9  # quadrature over persons


def filled(log_ratio: Any, missing: Any, usual: Any, surplus: Any, xp: Any = np) -> Any:
    """Return how much of a gain of collagen fills what is missing, on the logarithm.

    A scale of missing substance improves until nothing is missing, or as far as the usual course takes it,
    whichever is more; what is added beyond does nothing for it, and past the content of a raised scar each
    further unit takes away what an earlier one gave.

    Parameters
    ----------
    log_ratio
        ln of collagen now over collagen before; below 0 where matrix was lost.
    missing
        ln of the collagen of normal skin over that before, at least 0.
    usual
        ``log_ratio`` of the usual course.
    surplus
        ln of the collagen of a raised scar over that before.
    xp
        Array module.
    """
    room = xp.maximum(missing, usual)
    return xp.minimum(log_ratio, room) - xp.maximum(log_ratio - xp.maximum(surplus, room), 0.0)


def dose_law(h: Any, exponent: Any = 1.0, least: Any = 1.0, xp: Any = np) -> Any:
    """Return f(h): h to a power above the smallest course that was fitted, in proportion to h below it.

    Between the courses that trials studied, scales may respond less than tissue does (exponent below 1, or
    0); below the smallest of them nothing is known but that no needling has no effect.

    Parameters
    ----------
    h
        Response of the tissue relative to the usual course; below 0 where matrix was lost.
    exponent
        Power above ``least``.
    least
        Response of the smallest fitted course, above 0.
    xp
        Array module.
    """
    top = xp.maximum(h, least) ** exponent
    return xp.where(h < least, least**exponent * (h / least), top)


def person_factor(spread: Any, score: Any, xp: Any = np) -> Any:
    """Return the factor of a person on the effect of needling: exp(omega b)."""
    return xp.exp(spread * score)


def person_nodes() -> tuple[Array, Array]:
    """Return standard normal scores of persons and their weights, which sum to 1 (Gauss-Hermite)."""
    nodes, mass = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, mass / mass.sum()


def benefit(gain: Any, response: Any, person: Any) -> Any:
    """Return the effect of needling on ln(score): kappa f(h) exp(omega b)."""
    return gain * response * person


def natural_change(total: Any, rate: Any, day: Any, worsening: Any = 0.0, xp: Any = np) -> Any:
    """Return what a score does by itself, on ln(score): pi (1 - exp(-k t)) - a t, the same for all persons.

    Parameters
    ----------
    total
        pi, where it settles; above 0 is better.
    rate
        k (1/day).
    day
        t (day).
    worsening
        a, with age (1/year).
    xp
        Array module.
    """
    return total * -xp.expm1(-rate * day) - worsening * day / _YEAR


def matured(rate: Any, day: Any, age: Any, until: Any, xp: Any = np) -> Any:
    """Return what is left of a raised scar that matures by itself up to an age, relative to day 0.

    Parameters
    ----------
    rate
        1/day.
    day
        Day of the course.
    age
        Age of the scar at the start (year).
    until
        Age at which it stops (year).
    xp
        Array module.
    """
    return xp.exp(-rate * xp.minimum(day, xp.maximum(until - age, 0.0) * _YEAR))


def log_left(benefit: Any, natural: Any) -> Any:
    """Return ln of the share of a score that is left."""
    return -(benefit + natural)


def threshold_effect(word: str) -> float | None:
    """Return the effect on ln(score) that a share of the score asks for, None where it is fitted."""
    share = _QUARTERS.get(word)
    return None if share is None else float(-np.log1p(-share))


def rated_above(effect: Any, log_least: Any, scatter: Any, xp: Any = np) -> Any:
    """Return the chance that an effect, as one rater scatters it on the logarithm, exceeds a threshold.

    Parameters
    ----------
    effect
        On ln(score); what is not above 0 is rated as hardly any.
    log_least
        ln(theta).
    scatter
        rho.
    xp
        Array module.
    """
    return normal_cdf((xp.log(xp.maximum(effect, _LEAST_EFFECT)) - log_least) / scatter, xp)


def darkening(
    offset: Any, by_type: Any, ordinal: Any, by_dose: Any, log_dose: Any, own: Any, xp: Any = np
) -> Any:
    """Return a person's chance of new darkening: logit p = a + b_ph (type - 3) + b_x ln(dose) + own.

    ``own`` is what the person brings on the log-odds: spread between persons, sun.
    """
    return logistic(offset + by_type * (ordinal - 3.0) + by_dose * log_dose + own, xp)


def log_dose(injured: Any, usual: Any, xp: Any = np) -> Any:
    """Return ln of the injured share over that of the usual course."""
    return xp.log(xp.maximum(injured, _LEAST_INJURY) / xp.maximum(usual, _LEAST_INJURY))
