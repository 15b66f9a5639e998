"""From recorded sides to p-values: the contrast a design asks for, by the kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.inference.counts import fisher_exact, logistic, proportional_odds
from needlework.numerics.inference.linear import ancova, repeated
from needlework.numerics.inference.paired import mcnemar, paired_t, signed_rank
from needlework.numerics.inference.results import Analysed
from needlework.trial.rating import Rated
from needlework.trial.schema import EndpointSpec
from needlework.trial.tables import Measure

Array = NDArray[np.float64]
Sizes = NDArray[np.int64]


@dataclass(frozen=True)
class Recorded:
    """What some trials recorded for one contrast and endpoint; missing values are NaN.

    Attributes
    ----------
    sides
        Both sides of each person (the better one first), or one side of each person.
    gains
        How much better each person is at each visit on each side.
    dose
        Between persons: what the contrast is the slope on, shape (participants,), NaN for other arms.
    centre
        Number of each participant's centre, shape (participants,).
    """

    sides: tuple[Rated, ...]
    gains: tuple[Array, ...]
    dose: Array | None
    centre: NDArray[np.int64]


def improvement(measure: Measure, side: Rated) -> Array:
    """Return how much better each person is at each visit, shape (trials, participants, visits)."""
    if measure.kind == "chance":
        return measure.sign * side.after
    return measure.sign * (side.after - side.before[..., None])


def responded(measure: Measure, side: Rated, threshold: float | None) -> Array:
    """Return 1 where a person responded, 0 where not, NaN where it is not known."""
    if measure.kind == "chance":
        return side.after if measure.sign > 0 else 1.0 - side.after
    gain = improvement(measure, side)
    if measure.kind == "change":
        share = gain / 100.0
    else:
        share = gain / np.maximum(np.abs(side.before), 1e-9)[..., None]
    return np.where(np.isnan(gain), np.nan, share >= (threshold or 0.0) - 1e-12)


def analyse(endpoint: EndpointSpec, measure: Measure, data: Recorded, visit: int, sizes: Sizes) -> Analysed:
    """Analyse one visit of trials at several sizes; a positive estimate favours what should be better."""
    if data.dose is None:
        return _within(endpoint, measure, data, visit, sizes)
    return _between(endpoint, measure, data, visit, sizes)


def _within(endpoint: EndpointSpec, measure: Measure, data: Recorded, visit: int, sizes: Sizes) -> Analysed:
    if endpoint.analysis == "mcnemar":
        first, second = (responded(measure, s.at(visit), endpoint.responder)[..., 0] for s in data.sides)
        return mcnemar(first, second, sizes)
    first, second = data.gains
    if endpoint.analysis == "mixed_model":
        return repeated(first - second, None, visit, sizes)
    gap = first[..., visit] - second[..., visit]
    return (signed_rank if endpoint.analysis == "signed_rank" else paired_t)(gap, sizes)


def _between(endpoint: EndpointSpec, measure: Measure, data: Recorded, visit: int, sizes: Sizes) -> Analysed:
    side, dose = data.sides[0], np.asarray(data.dose)
    shape = side.before.shape
    if endpoint.analysis == "ancova":
        after = measure.sign * side.after[..., visit]
        arm = np.broadcast_to(dose, shape)
        return ancova(after, measure.sign * side.before, arm, sizes, data.centre)
    if endpoint.analysis == "mixed_model":
        return repeated(data.gains[0], np.broadcast_to(dose, shape), visit, sizes)
    levels, arm = np.unique(dose[~np.isnan(dose)]), np.full(len(dose), -1)
    arm[~np.isnan(dose)] = np.searchsorted(levels, dose[~np.isnan(dose)])
    arms = np.broadcast_to(arm, shape)
    if endpoint.analysis in ("logistic", "fisher_exact"):
        success = responded(measure, side.at(visit), endpoint.responder)[..., 0]
        if endpoint.analysis == "fisher_exact":
            return fisher_exact(success, arms, sizes)
        return logistic(success, arms, levels, sizes)
    after = side.after[..., visit]
    grade = measure.highest - after if measure.sign < 0 else after - measure.lowest
    return proportional_odds(grade, arms, levels, measure.highest - measure.lowest + 1, sizes)
