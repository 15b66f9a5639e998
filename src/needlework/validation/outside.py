"""Published figures that were not fitted, beside what `run` predicts for their people and course."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.arms import untreated
from needlework.evidence.observations import Observation
from needlework.evidence.split import load_split
from needlework.outcomes import Outcome, outcomes
from needlework.published import figure_day, needling_alone, study_of
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study, load_study
from needlework.spread import new_studies
from needlework.summary import value_of

Array = NDArray[np.float64]

DRAWS, PERSONS = 100, 8
_UNSTATED_SIZE = 30  # people in a study that does not say
_SIGNED = ("up", "down")
_SIZES = ("absolute", "change_percent", "change_absolute", "responders")
_ACUTE = ("barrier", "redness")  # families whose series mean nothing without a day


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
    courses: dict[str, list[tuple[Observation, Study]]] = defaultdict(list)
    for o in observations:
        if comparable(o):
            study = study_of(o)
            plain = study.to_dict()
            courses[json.dumps([plain["skin"], plain["course"]], sort_keys=True)].append((o, study))
    for members in courses.values():
        yield from _course(members, seed)


def comparable(o: Observation) -> bool:
    """Return whether a figure was not fitted and is of something that `run` predicts."""
    if o.id in load_split().fitted or not (needling_alone(o) or untreated(o)) or _outcome(o) is None:
        return False
    if _timeless(o) or "against" in o.endpoint:
        return False
    if o.kind in ("qualitative", "p_value"):
        return o.direction in _SIGNED
    sized = o.value is not None or o.range is not None or o.n_of is not None
    return sized and o.kind in _SIZES


def _timeless(o: Observation) -> bool:
    found = _outcome(o)
    dated = o.time_days is not None or o.time_range is not None
    return found is not None and found.rows == "series" and o.family in _ACUTE and not dated


def _outcome(o: Observation) -> Outcome | None:
    found = [
        x
        for x in outcomes().values()
        if x.known_as == o.outcome and (x.threshold is None or x.threshold == o.threshold)
    ]
    concern = o.population.concern
    return next((x for x in found if not x.concerns or concern in x.concerns), None)


def _course(members: list[tuple[Observation, Study]], seed: int) -> Iterator[Outside]:
    longest = max((s for _, s in members), key=lambda s: s.horizon)
    sizes = {"draws": DRAWS, "population": {"persons": PERSONS}, "seed": seed}
    days = tuple(figure_day(o, s) for o, s in members)
    result = run(load_study({**longest.to_dict(), **sizes}), at=days)
    for (o, _), day in zip(members, days, strict=True):
        if (found := _compared(o, result, day)) is not None:
            yield found


def _compared(o: Observation, result: Result, day: float) -> Outside | None:
    outcome = _outcome(o)
    if outcome is None or outcome.id not in result.values:
        return None
    open_label = not (o.blinded is True or o.open_label is False)
    values, size = result.values[outcome.id], o.n or _UNSTATED_SIZE
    reported = new_studies(outcome, values, result.parameters, size, result.study.seed, open_label=open_label)
    true = np.nanmean(values, axis=1)
    if outcome.rows == "once":
        return _of(o, outcome, value_of(o, outcome), reported, true, outcome.unit)
    i, studies = int(np.searchsorted(result.times, day)), len(reported) // len(true)
    start = np.repeat(true[:, 0], studies)
    if outcome.form == "change":
        value = None if o.kind == "absolute" else value_of(o, outcome)
        return _of(o, outcome, value, reported[:, i], true[:, i], "%")
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
