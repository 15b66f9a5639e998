"""How long something lasts, in the words that its range allows: a range of 29-fold is no answer."""

from __future__ import annotations

from needlework.care.records import load
from needlework.care.words import spell, spell_range

WIDE = 8.0  # from this ratio of its ends a range is told in kinds of time, not in numbers
_KINDS = ((1.0 / 24.0, "minutes"), (1.0, "hours"), (14.0, "days"), (61.0, "weeks"), (float("inf"), "months"))


def lasting(median: float, low: float, high: float) -> str:
    """Return how long something lasts for people.

    Parameters
    ----------
    median, low, high
        What half of the people fall below, and the ends between which 9 in 10 fall (days).
    """
    if high < WIDE * max(low, 1.0 / 48.0):
        return f"about {spell(median)}; for 9 in 10 people {spell_range(low, high)}"
    usual, most = kind(median), kind(high)
    if usual == most:
        return f"about {spell(median)} for most people, up to {spell(high)} for some"
    return f"{usual} for most people (about {spell(median)}), {most} for some (up to {spell(high)})"


def why_unknown(id: str) -> str:
    """Return why nobody knows an outcome's time better, as a sentence; empty where nothing is on file."""
    return load("lasting").get(id, {"why": ""})["why"]


def kind(days: float) -> str:
    """Return the kind of time that a duration is: minutes, hours, days, weeks or months."""
    return next(name for end, name in _KINDS if days < end)
