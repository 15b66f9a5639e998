"""How long something lasts, in the words that its range allows: a range of 29-fold is no answer."""

from __future__ import annotations

from needlework.care.records import load
from needlework.care.words import spell, spell_range

WIDE = 8.0  # from this ratio of its ends a range is told as what most people have, and what some
SHORT, BRIEF = 1.0 / 48.0, "less than half an hour"  # days; what is over sooner is not told in minutes


def lasting(median: float, low: float, high: float) -> str:
    """Return how long something lasts for people.

    Parameters
    ----------
    median, low, high
        What half of the people fall below, and the ends between which 9 in 10 fall (days).
    """
    if high < SHORT:
        return BRIEF
    if high < WIDE * max(low, SHORT):
        return f"about {spell(median)}; for 9 in 10 people {spell_range(low, high)}"
    usual = BRIEF if median < SHORT else f"about {spell(median)}"
    return f"{usual} for most people, up to {spell(high)} for some"


def why_unknown(id: str) -> str:
    """Return why nobody knows an outcome's time better, as a sentence; empty where nothing is on file."""
    return load("lasting").get(id, {"why": ""})["why"]
