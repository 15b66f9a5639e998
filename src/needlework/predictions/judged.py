"""A prediction beside what was published: inside or not, and scored against its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from needlework.predictions.scores import crps, interval, interval_score

Array = NDArray[np.float64]
Standing = Literal["left out", "held out", "not fitted"]

STANDINGS: dict[Standing, str] = {
    "left out": "fitted in the shipped fit; here predicted by a fit without its cohort",
    "held out": "marked as held out when it came on file, before this fit was made; never fitted",
    "not fitted": "on file while the model was built, never fitted; its builders had read it",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure or direction, predicted and judged.

    Attributes
    ----------
    id, cohort, family, standing
        Observation, people, family of scales or instruments, and how it stands to the fit.
    published, low, high, median
        In ``unit``; the published figure may be a bound. None where only a direction is printed.
    inside
        Whether the interval of a new study holds it.
    right_way
        Whether the predicted change has the published sign; None where there is no sign to compare.
    crps, score
        Ranked probability score and interval score of the model, of the rival without mechanism and of the
        mean of the literature, in ``unit``; None where a rival has nothing to say.
    rivals
        What the rival without mechanism and the mean of the literature predict, in ``unit``; None likewise.
    """

    id: str
    cohort: str
    family: str
    standing: Standing
    unit: str
    published: float | None
    low: float
    median: float
    high: float
    inside: bool | None
    right_way: bool | None
    crps: tuple[float | None, float | None, float | None] = (None, None, None)
    score: tuple[float | None, float | None, float | None] = (None, None, None)
    rivals: tuple[float | None, float | None] = (None, None)


def judge(
    id: str,
    cohort: str,
    family: str,
    standing: Standing,
    unit: str,
    published: float | None,
    samples: Array,
    *,
    rivals: Sequence[Array | None] = (None, None),
    bound: str | None = None,
    right_way: bool | None = None,
) -> Judged:
    """Judge a predictive sample, shape (draws,), against a published figure."""
    low, high = interval(samples)
    scored = bound is None and published is not None
    every = (samples, *rivals)
    return Judged(
        id,
        cohort,
        family,
        standing,
        unit,
        published,
        low,
        float(np.median(samples)),
        high,
        None if published is None else _inside(published, low, high, bound),
        right_way,
        _three(
            [
                crps(s, published) if scored and s is not None and published is not None else None
                for s in every
            ]
        ),
        _three(
            [
                interval_score(s, published) if scored and s is not None and published is not None else None
                for s in every
            ]
        ),
        _medians(rivals),
    )


def _medians(rivals: Sequence[Array | None]) -> tuple[float | None, float | None]:
    first, second = (None if r is None else float(np.median(r)) for r in rivals)
    return first, second


def _inside(value: float, low: float, high: float, bound: str | None) -> bool:
    if bound == "at_most":
        return low <= value
    if bound == "at_least":
        return high >= value
    return low <= value <= high


def _three(values: Sequence[float | None]) -> tuple[float | None, float | None, float | None]:
    first, second, third = values
    return first, second, third
