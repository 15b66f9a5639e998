"""A prediction beside what was published: inside or not, and scored against its rivals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from needlework.predictions.scores import crps, interval, interval_score

Array = NDArray[np.float64]
Standing = Literal["left out", "held out", "not fitted"]
Scores = tuple[float | None, ...]  # of the model, then of each rival

MODEL = "the model"
RIVALS = ("no mechanism", "the plain literature mean", "effects in proportion to the tissue's response")
_NONE: Scores = (None,) * (1 + len(RIVALS))

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
        Ranked probability score and interval score of the model and of its `RIVALS`, in ``unit``; None where
        a rival has nothing to say.
    log_score
        Minus ln of the probability of the count that was printed, for counts of people; None for the mean of
        the literature, which gives no probability of a count.
    rivals
        Medians of what each of the `RIVALS` predicts, in ``unit``; None likewise.
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
    crps: Scores = _NONE
    score: Scores = _NONE
    log_score: Scores = _NONE
    rivals: Scores = _NONE[1:]


def judge(
    id: str,
    cohort: str,
    family: str,
    standing: Standing,
    unit: str,
    published: float | None,
    samples: Array,
    *,
    rivals: Sequence[Array | None] = _NONE[1:],
    bound: str | None = None,
    right_way: bool | None = None,
    log_score: Scores = _NONE,
) -> Judged:
    """Judge a predictive sample, shape (draws,), against a published figure; rivals as in `RIVALS`."""
    low, high = interval(samples)
    value = published if bound is None else None
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
        _scores(crps, every, value),
        _scores(interval_score, every, value),
        log_score,
        tuple(None if r is None else float(np.median(r)) for r in rivals),
    )


def _scores(
    score: Callable[[Array, float], float], every: Sequence[Array | None], value: float | None
) -> Scores:
    return tuple(None if value is None or s is None else score(s, value) for s in every)


def _inside(value: float, low: float, high: float, bound: str | None) -> bool:
    if bound == "at_most":
        return low <= value
    if bound == "at_least":
        return high >= value
    return low <= value <= high
