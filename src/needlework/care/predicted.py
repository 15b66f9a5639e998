"""What a finished run says about the first days after a session, in medians and 9-in-10 ranges of people."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from needlework.pages.words import wording
from needlework.result import Result

Array = NDArray[np.float64]

HOURS = (1.0, 6.0, 24.0, 48.0, 72.0, 168.0)
_PERCENT = (5.0, 50.0, 95.0)
_DAYS = {"day": 1.0, "hour": 1.0 / 24.0}


@dataclass(frozen=True, slots=True)
class Figure:
    """A predicted figure: median, and the range that 9 in 10 people fall in."""

    id: str
    title: str
    unit: str
    median: float
    low: float
    high: float

    @property
    def written(self) -> str:
        """Return the median and the range as words, with the digits that the range allows."""
        words = wording(self.unit, False, [self.low, self.median, self.high])
        return f"{words.one(self.median)} ({words.between((self.low, self.high)).removesuffix(words.unit)})"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is predicted at some hours after the first session: redness, swelling, water loss."""

    hours: float
    figures: tuple[Figure, ...]


def duration(result: Result | None, outcome: str | None) -> Figure | None:
    """Return a duration after the first session (days); None without a run or where it does not apply."""
    if result is None or outcome is None or outcome not in result.values:
        return None
    if not np.isfinite(result.values[outcome]).any():
        return None
    from needlework.outcomes import outcomes
    from needlework.summary import spread_for

    found = spread_for(result, outcomes()[outcome]).needled
    days = _DAYS[outcomes()[outcome].unit]
    ends = (days * float(x) for x in (found.persons[0], found.median, found.persons[1]))
    return replace(named(outcome, *ends), unit="day")


def readings(result: Result) -> tuple[Reading, ...]:
    """Return the first days hour by hour, up to the second session or the end of the run."""
    days = result.study.course.session_days
    if not days:
        return ()
    until = days[1] if len(days) > 1 else float(result.times[-1])
    return tuple(
        Reading(hours, tuple(found))
        for hours in HOURS
        if hours / 24.0 < until and (found := _at(result, hours / 24.0))
    )


def _at(result: Result, day: float) -> list[Figure]:
    from needlework.outcomes import placed

    after = int(np.searchsorted(result.times, day))
    before = max(after - 1, 0)
    width = float(result.times[after] - result.times[before])
    share = (day - float(result.times[before])) / width if width else 0.0
    found = []
    for key in placed("first_days"):
        if key in result.values:
            values = result.values[key]
            figure = _figure(key, (1.0 - share) * values[..., before] + share * values[..., after])
            found += [figure] if figure else []
    return found


def _figure(key: str, values: Array) -> Figure | None:
    known = values[np.isfinite(values)]
    return named(key, *map(float, np.percentile(known, _PERCENT))) if known.size else None


def named(key: str, low: float, median: float, high: float) -> Figure:
    """Return a figure of an outcome with its title and unit."""
    from needlework.outcomes import outcomes

    return Figure(key, outcomes()[key].title, outcomes()[key].unit, median, low, high)
