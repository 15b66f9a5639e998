"""Published figures that were not fitted, beside what `run` predicts for their people and course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.observations import Observation
from needlework.figures.amounts import study_size, value_of
from needlework.figures.arms import design_of
from needlework.figures.comparability import outcome_of, why_not
from needlework.figures.courses import CourseFigures, by_course
from needlework.outcomes import Outcome
from needlework.result import Result
from needlework.runner import run
from needlework.spec import load_study
from needlework.spread import new_studies

Array = NDArray[np.float64]

DRAWS, PERSONS = 100, 4  # draws buy more than persons, whose strata are even
_SIGNED = ("up", "down")


@dataclass(frozen=True, slots=True)
class Outside:
    """One published figure that was not fitted, and its prediction in the same unit.

    Attributes
    ----------
    published
        The figure; None where only a direction is printed.
    reported
        What new studies of these people, course and size would print, shape (studies,).
    true
        The mean over people without what studies add, shape (draws,); as a change where the figure is one.
    """

    observation: Observation
    outcome: Outcome
    published: float | None
    reported: Array
    true: Array
    unit: str


def outside(observations: Iterable[Observation], seed: int) -> Iterator[Outside]:
    """Yield the predictions of figures that were not fitted, course by course."""
    new = (o for o in observations if not o.used_in_fit and why_not(o) is None)
    for course in by_course(new):
        yield from _course(course, seed)


def _course(figures: CourseFigures, seed: int) -> Iterator[Outside]:
    sizes = {"draws": DRAWS, "population": {"persons": PERSONS}, "seed": seed}
    result = run(load_study({**figures.study.to_dict(), **sizes}), at=figures.days)
    for o, day in zip(figures.observations, figures.days, strict=True):
        if (found := _compared(o, result, day)) is not None:
            yield found


def _compared(o: Observation, result: Result, day: float) -> Outside | None:
    outcome = outcome_of(o)
    if outcome is None or outcome.id not in result.values:
        return None
    values, size, open_label = result.values[outcome.id], study_size(o), design_of(o) == "open"
    plain = result.untreated[outcome.id]
    reported = new_studies(
        outcome, values, result.parameters, size, result.study.seed, open_label=open_label, untreated=plain
    )
    true = np.nanmean(values, axis=1)
    if outcome.rows == "once":
        return _of(o, outcome, value_of(o, outcome), reported, true, outcome.unit)
    i, studies = int(np.searchsorted(result.times, day)), len(reported) // len(true)
    start = np.repeat(true[:, 0], studies)
    if outcome.form == "change":
        return _of(o, outcome, value_of(o, outcome), reported[:, i], true[:, i], "%")
    if o.kind == "change_percent":
        return _of(
            o, outcome, o.value, 100.0 * (reported[:, i] / start - 1.0), true[:, i] / true[:, 0] - 1.0, "%"
        )
    changed = o.kind == "change_absolute" or o.baseline is not None or o.direction in _SIGNED
    value = value_of(o, outcome) if o.kind in ("absolute", "change_absolute") else None
    if not changed:
        return _of(o, outcome, value, reported[:, i], true[:, i], outcome.unit)
    if o.kind == "absolute" and value is not None and o.baseline is not None:
        value -= o.baseline
    return _of(o, outcome, value, reported[:, i] - start, true[:, i] - true[:, 0], outcome.unit)


def _of(
    o: Observation, outcome: Outcome, value: float | None, reported: Array, true: Array, unit: str
) -> Outside | None:
    sized = o.kind not in ("qualitative", "p_value")
    if sized and value is None:
        return None
    return Outside(o, outcome, value if sized else None, reported[np.isfinite(reported)], true, unit)
