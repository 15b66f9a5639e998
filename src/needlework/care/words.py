"""Times, numbers and lists in the words of people."""

from __future__ import annotations

import math
from collections.abc import Iterable

_STEPS = (  # (up to, days in one unit, name)
    (1.0 / 24.0, 1.0 / 1440.0, "minute"),
    (1.0, 1.0 / 24.0, "hour"),
    (21.0, 1.0, "day"),
    (120.0, 7.0, "week"),
    (math.inf, 365.25 / 12.0, "month"),
)
_WEEK = 7.0
_HOURLY = 2.5  # days up to which what is no whole number of days is told in hours


def spell(days: float) -> str:
    """Return a time in its natural unit and no more digits than a person needs."""
    number, unit = _scaled(days)
    return f"{number} {unit}{'' if number == '1' else 's'}"


def spell_range(low: float, high: float) -> str:
    """Return a range of times, in one unit where both ends share one."""
    (first, unit), (last, other) = _scaled(low), _scaled(high)
    if spell(low) == spell(high):
        return spell(high)
    if unit == "hour" and high == 1.0:
        return f"{first} to 24 hours"
    if low == 0.0 or unit == other:
        return f"{0 if low == 0.0 else first} to {last} {other}{'' if last == '1' else 's'}"
    return f"{spell(low)} to {spell(high)}"


def _scaled(days: float) -> tuple[str, str]:
    _, size, unit = next(step for step in _STEPS if days < step[0])
    if unit == "day" and days < _HOURLY and not days.is_integer():
        size, unit = 1.0 / 24.0, "hour"
    if unit == "day" and days >= 2 * _WEEK and (days / _WEEK).is_integer():
        size, unit = _WEEK, "week"
    number = days / size
    digits = 0 if number >= 2.5 else 1
    return f"{number:.{digits}f}".removesuffix(".0"), unit


def figure(value: float) -> str:
    """Return a number with two digits that count, and a true minus sign."""
    digits = 0 if abs(value) >= 10.0 or value == 0.0 else 1 if abs(value) >= 1.0 else 2
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def sentence(text: str) -> str:
    """Return a phrase of the records as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text[-1:] in '.?!' else '.'}"


def minutes(pair: tuple[float, float] | None) -> str:
    """Return a range of minutes; what nobody reported stays open."""
    if pair is None:
        return "not known"
    low, high = (round(end) for end in pair)
    return f"{low}" if low == high else f"{low} to {high}"
