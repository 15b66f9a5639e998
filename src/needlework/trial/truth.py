"""A simulated cohort as a trial reads it: what is true of each person on a side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.trial.schema import Design
from needlework.trial.tables import Measure
from needlework.trial.treatments import Treatment

Array = NDArray[np.float64]

_LEAST = 1e-6  # ratios stay above it; a logarithm needs a floor


@dataclass(frozen=True)
class Truth:
    """All parts of a cohort together.

    Attributes
    ----------
    values
        As in `needlework.trial.simulate.Part`, all draws.
    draws
        Records that a trial reads, shape (draws,) each.
    persons
        Traits, shape (draws, persons) each.
    treatments
        By name.
    failed
        Lanes that did not finish.
    """

    values: Mapping[str, NDArray[np.float32]]
    draws: Mapping[str, Array]
    persons: Mapping[str, NDArray]
    treatments: Mapping[str, Treatment]
    failed: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Draws, and persons of each."""
        return next(iter(self.values.values())).shape[:2]

    def at(self, key: str, arm: str, days: Sequence[float]) -> Array:
        """Return an outcome on some days from the first session, between readings in a straight line.

        Shape (draws, persons, days).
        """
        times, values = self.treatments[arm].times, self.values[f"{key}/{arm}"]
        after = np.clip(np.searchsorted(times, days), 1, len(times) - 1)
        part = np.clip((np.asarray(days) - times[after - 1]) / (times[after] - times[after - 1]), 0.0, 1.0)
        low, high = values[..., after - 1].astype(np.float64), values[..., after].astype(np.float64)
        return np.where(part == 0.0, low, low + part * (high - low))


@dataclass(frozen=True)
class Reading:
    """When a side is read: which course, the day before it begins, and the days of the visits."""

    arm: str
    begin: float
    days: tuple[float, ...]


@dataclass(frozen=True)
class Side:
    """What is true of every person on a side, on the scale's own ruler.

    The ruler is the logarithm of the ratio to the beginning for scores and changes, and the grade or the
    chance itself for the others.

    Attributes
    ----------
    start
        Score (1 for changes) or grade at the beginning, shape (draws, persons).
    needled, bare
        With the course, and of the same persons without, shape (draws, persons, visits).
    missed
        Persons who missed a session, shape (draws, persons).
    """

    start: Array
    needled: Array
    bare: Array
    missed: NDArray[np.bool_]


def stacked(sides: Sequence[Side]) -> Side:
    """Return several sides as one with an axis of sides in front."""
    join = lambda name: np.stack([getattr(side, name) for side in sides])  # noqa: E731
    return Side(join("start"), join("needled"), join("bare"), join("missed"))


def side_of(truth: Truth, measure: Measure, reading: Reading) -> Side:
    """Return what is true of every person on a side."""
    days = (reading.begin, *reading.days)
    found = [truth.at(f"{head}{measure.outcome}", reading.arm, days) for head in ("", "untreated/")]
    planned = len(truth.treatments[reading.arm].course.sessions)
    missed = truth.persons[f"kept/{reading.arm}"] < planned
    if measure.kind in ("grade", "chance"):
        return Side(found[0][..., 0], found[0][..., 1:], found[1][..., 1:], missed)
    ratios = [1.0 + v / 100.0 if measure.kind == "change" else v for v in found]
    logs = [np.log(np.maximum(r, _LEAST)) for r in ratios]
    start = np.ones_like(logs[0][..., 0]) if measure.kind == "change" else found[0][..., 0]
    needled, bare = (x[..., 1:] - x[..., :1] for x in logs)
    return Side(start, needled, bare, missed)


def reading_of(design: Design, truth: Truth, arm: str, visits: Sequence[float]) -> Reading:
    """Return when an arm is read, visits counted from the design's anchor."""
    last = max(truth.treatments[arm].course.days, default=0.0)
    shift = last if design.visits.after == "last_session" else 0.0
    return Reading(arm, 0.0, tuple(shift + v for v in visits))


def period_of(
    design: Design, truth: Truth, first: str, second: str, which: int, visits: Sequence[float]
) -> Reading:
    """Return when one period of a crossover is read: 0 the first, 1 the second."""
    ends = [max(truth.treatments[name].course.days, default=0.0) for name in (first, second)]
    begin = ends[0] + (design.layout.washout or 0.0)
    shift = ends[0] if which == 0 else begin + ends[1]
    return Reading(f"{first}>{second}", begin * which, tuple(shift + v for v in visits))


def true_benefit(measure: Measure, side: Side) -> Array:
    """Return the mean improvement of each draw, in the outcome's unit, shape (draws, visits)."""
    if measure.kind == "chance":
        change = side.needled
    elif measure.kind == "grade":
        change = side.needled - side.start[..., None]
    else:
        scale = 100.0 if measure.kind == "change" else side.start[..., None]
        change = scale * np.expm1(side.needled)
    return measure.sign * np.nanmean(change, axis=1)
