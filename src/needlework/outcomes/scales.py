"""Scores, grades and shares of people who improve."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from needlework.observation import people
from needlework.observation.shapes import percent
from needlework.outcomes.registry import FUNCTIONS, Function, outcome
from needlework.outcomes.table import outcomes
from needlework.view import View

Array = NDArray[np.float64]


@outcome
def scar_depth(view: View) -> Array:
    """Depth of atrophic scars (% change)."""
    return percent(np.exp(-view.effect))


def _score(key: str) -> Function:
    def score(view: View) -> Array:
        _, highest = outcomes()[key].bounds
        return np.minimum(view.start(key, highest) * np.exp(-view.effect), highest)

    return score


def _grade(key: str) -> Function:
    def grade(view: View) -> Array:
        lowest, highest = outcomes()[key].bounds
        return view.grade(key, int(lowest), int(highest), outcomes()[key].gain)

    return grade


@outcome
def vancouver_scar_scale(view: View) -> Array:
    """Vancouver scar scale."""
    return view.vancouver


def least_effect(threshold: str, record: Callable[[str], Array]) -> Array:
    """Return the effect on ln(score) from which a person counts as improved; a record where it is fitted."""
    share = people.threshold_effect(threshold)
    return record(f"scale.threshold_{threshold}") if share is None else np.asarray(share)


def _responders(threshold: str) -> Function:
    def share(view: View) -> Array:
        lanes = view.lanes
        least = np.log(least_effect(threshold, lanes.__getitem__))
        return people.rated_above(view.effect[:, -1], least, lanes["scale.rating_scatter"])

    return share


_RATED = {"score": _score, "grade": _grade}  # a scale that has no function of its own is read by its kind
FUNCTIONS |= {
    o.id: _RATED[o.spread](o.id) for o in outcomes().values() if o.spread in _RATED and o.id not in FUNCTIONS
}
FUNCTIONS |= {o.id: _responders(o.threshold) for o in outcomes().values() if o.threshold}
