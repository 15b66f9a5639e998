"""Figures as words: no more digits than the interval allows, in units that people use."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MINUS = "\N{MINUS SIGN}"
JOIN = "\N{NO-BREAK SPACE}"  # keeps a figure and its unit on one line
_BEYOND = 1e5
_TINY = 1e-12  # differences below this are no differences
_UNITS = {
    "1/cm2": "per cm²",
    "g/m2/h": "g/m²/h",
    "um": "µm",
    "grade": "",
    "1": "",
    "day": "days",
    "hour": "hours",
    "ln": "",
}
_FINEST = {
    "%": 0.1,
    "a*": 0.1,
    "days": 0.1,
    "hours": 0.1,
    "points": 0.1,
    "g/m²/h": 0.1,
    "µm": 1.0,
    "mm": 0.01,
}
_PLURALS = (f"{JOIN}days", f"{JOIN}hours", f"{JOIN}points")
_GRADES = {
    "assumed": "assumed",
    "literature": "from the literature",
    "calibrated": "calibrated on trials",
}
Pair = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Wording:
    """How the values of one outcome are written.

    Attributes
    ----------
    unit
        Printed unit, with its space; may be empty.
    factor
        Printed value over stored value.
    step
        Smallest printed difference.
    signed
        Whether a rise carries a plus.
    end
        Stored value from which a time is censored by the next session; None for all else.
    """

    unit: str
    factor: float
    step: float
    signed: bool = False
    end: float | None = None

    def bare(self, value: float | None) -> str:
        """Return a value without its unit."""
        if value is None or not math.isfinite(value):
            return "not known"
        if self.end is not None and value >= self.end - 0.5:
            return "the next session"
        shown = self.factor * value
        if abs(shown) >= _BEYOND:
            return f"{'below ' + MINUS if shown < 0 else 'over '}{_BEYOND:,.0f}"
        rounded = round(shown / self.step) * self.step
        digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        plain = f"{abs(rounded):,.{digits}f}"
        if float(plain.replace(",", "")) == 0:
            return "0"
        return (MINUS if rounded < 0 else "+" if self.signed else "") + plain

    def one(self, value: float | None) -> str:
        """Return a value with its unit."""
        plain = self.bare(value)
        if plain in ("not known", "the next session"):
            return plain
        return plain + (self.unit.removesuffix("s") if plain == "1" and self.unit in _PLURALS else self.unit)

    def reported(self, value: float) -> str:
        """Return a published value with its unit, in the digits it was published with."""
        shown, unit = self.factor * value, self.unit
        if unit == f"{JOIN}days" and 0 < shown < 1:
            shown, unit = 24.0 * shown, f"{JOIN}hours"
        plain = f"{abs(shown):.4g}"
        unit = unit.removesuffix("s") if plain == "1" and unit in _PLURALS else unit
        return (MINUS if shown < 0 else "+" if self.signed and shown > 0 else "") + plain + unit

    def between(self, pair: Pair | None, joint: str = "to") -> str:
        """Return an interval with its unit once."""
        if pair is None:
            return "not given"
        low, high = self.bare(pair[0]), self.bare(pair[1])
        if low == high:
            return self.one(pair[0])
        unit = "" if high in ("not known", "the next session") else self.unit
        return f"{low} {joint} {high}{unit}"


def wording(
    unit: str,
    relative: bool,
    values: Sequence[float | None],
    *,
    percent: bool = False,
    end: float | None = None,
) -> Wording:
    """Return how to write the values of an outcome.

    Parameters
    ----------
    unit, relative
        The stored unit, and whether it is a change from before.
    values
        The value and the ends of the interval that sets the digits; None where unknown.
    percent
        Whether a figure of unit 1 is read as percent.
    end
        Day of the next session, for times that it cuts off.
    """
    known = [v for v in values if v is not None and math.isfinite(v)]
    largest = max(map(abs, known), default=1.0)
    printed, factor = _UNITS.get(unit, unit), 1.0
    if percent:
        printed, factor = "%", 100.0
    elif unit == "day" and largest < 2.0:
        printed, factor = "hours", 24.0
    elif unit == "um" and largest >= 1000.0:
        printed, factor = "mm", 1e-3
    step = max(factor_step([factor * v for v in known]), _FINEST.get(printed, 0.001))
    return Wording(f"{JOIN}{printed}" if printed else "", factor, step, relative, end)


def factor_step(values: Sequence[float]) -> float:
    """Return the smallest printed difference that an interval deserves: about a tenth of its width."""
    if not values:
        return 1.0
    width = max(values) - min(values)
    size = max(map(abs, values))
    if size < _TINY:
        return 1.0
    if width < _TINY:
        return 10.0 ** math.floor(math.log10(size) - 1)
    fine = 10.0 ** math.floor(math.log10(width / 5.0))
    if fine <= 1.0:
        return max(fine, 1e-3)
    return max(1.0, 10.0 ** math.floor(math.log10(width / 20.0)))


def grade_words(grade: str) -> str:
    """Return what a figure rests on, in words."""
    return _GRADES.get(grade, grade)


def count_words(low: float, high: float) -> str:
    """Return a range of probabilities as a count: of 100 people, 3 to 17."""
    first, last = (f"{100.0 * min(max(p, 0.0), 1.0):.0f}" for p in (low, high))
    if last == "0":
        return "fewer than 1"
    if first == "0":
        return f"up to {last}"
    return first if first == last else f"{first} to {last}"


def known(pair: Sequence[float | None] | None) -> tuple[float, float] | None:
    """Return the ends of an interval, or None unless both are known."""
    if pair is None or pair[0] is None or pair[1] is None:
        return None
    return pair[0], pair[1]


def millimetres(*um: float) -> str:
    """Return a setting of a device, or a range of it, as its scale prints it."""
    return f"{' to '.join(f'{end / 1000.0:.3g}' for end in um)}{JOIN}mm"


def time_words(day: float) -> str:
    """Return a time from the first session as people say it: hour 6, day 10, week 12, month 12, year 5."""
    if day == 0:
        return "before"
    if day < 1:
        hours = 24.0 * day
        return "minute 0" if hours < 1 else f"hour {hours:.0f}"
    if day < 60:
        return f"day {day:.0f}"
    if day > 2 * 365.25 - 1:
        years = day / 365.25
        return f"year {years:.0f}" if abs(years - round(years)) < 0.02 else f"year {years:.1f}"
    return f"day {day:.0f}"


def since_last(day: float, sessions: Sequence[float]) -> str:
    """Return a time with its distance from the last session before it."""
    past = [s for s in sessions if s < day]
    if not past or day < 1:
        return time_words(day)
    if day < 14 and len(past) == 1:
        return time_words(day)
    gap = day - max(past)
    weeks = gap / 7.0
    after = (
        f"{weeks:.0f} weeks"
        if 2 <= weeks < 27
        else f"{gap / 30.4375:.0f} months"
        if weeks >= 27
        else f"{gap:.0f} days"
    )
    which = (
        "the session"
        if len(sessions) == 1
        else f"session {len(past)}"
        if len(past) < len(sessions)
        else "the last session"
    )
    return f"{after} after {which} (day {day:.0f})"


_MONTH = 365.25 / 12.0  # days


def session_phrase(days: Sequence[float], interval: float | None) -> str:
    """Return the course in a phrase: 4 sessions, 4 weeks apart."""
    if not days:
        return "no session"
    head = f"{len(days)} session{'s' if len(days) > 1 else ''}"
    if len(days) < 2:
        return head
    if interval is None:
        return f"{head} over {duration(days[-1])}"
    return f"{head}, {duration(interval)} apart"


def duration(days: float) -> str:
    """Return a span in the plainest unit."""
    if days >= 730:
        return f"{days / 365.25:.2g} years"
    if days >= 1 and days % 7 == 0:
        return f"{days / 7:g} week{'s' if days > 7 else ''}"
    months = round(days / _MONTH, 2)
    if days >= _MONTH and months.is_integer():
        return f"{months:g} month{'s' if months > 1 else ''}"
    if days >= 1:
        return f"{days:.3g} day{'s' if days > 1 else ''}"
    minutes = days * 1440.0
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:g} hours"
