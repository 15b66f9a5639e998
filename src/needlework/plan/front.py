"""Courses that no other beats, and how far what we do not know tells them apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def unbeaten(costs: Array) -> Flags:
    """Return which courses no other beats, shape (..., courses).

    Parameters
    ----------
    costs
        What is wanted small, shape (..., courses, objectives). One course beats another when it is at least
        as good in everything and better in something.
    """
    one, other = costs[..., :, None, :], costs[..., None, :, :]
    beats = np.all(one <= other, axis=-1) & np.any(one < other, axis=-1)
    return ~beats.any(axis=-2)


def told_apart(difference: Array, level: float) -> bool:
    """Return whether a difference, shape (draws,), has one sign over the middle ``level`` of the draws."""
    low, high = np.quantile(difference, (0.5 - level / 2.0, 0.5 + level / 2.0))
    return bool(low > 0.0 or high < 0.0)


def levels(benefit: Array, level: float) -> list[int]:
    """Return the courses that stand for the levels of benefit that draws tell apart, least first.

    From the course of the least median on, the next is the first one whose difference to the last has one
    sign over the middle ``level`` of the draws.

    Parameters
    ----------
    benefit
        Shape (draws, courses), at least one course.
    """
    order = np.argsort(np.median(benefit, axis=0), kind="stable").tolist()
    found = order[:1]
    for i in order[1:]:
        if told_apart(benefit[:, i] - benefit[:, found[-1]], level):
            found.append(i)
    return found


def told_share(benefit: Array, found: list[int]) -> float:
    """Return the share of the range of median benefits between the least and the greatest level.

    0 where all medians are equal.
    """
    middle = np.median(benefit, axis=0)
    span = float(np.ptp(middle))
    return float(middle[found[-1]] - middle[found[0]]) / span if span > 0.0 else 0.0
