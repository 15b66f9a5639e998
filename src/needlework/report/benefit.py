"""What needling adds: needled minus untreated, in the words and figures that lead every page."""

from __future__ import annotations

from typing import Any

from needlework.outcomes import outcomes
from needlework.pages.words import Wording, wording

Row = dict[str, Any]

AGAINST = "than the same skin left untreated"
_PAIRS = ("mean_interval", "person_interval", "study_interval")


def contrast(row: Row) -> Row | None:
    """Return a row with the difference between needled and untreated in place of its own figures.

    None where there is nothing to compare: untreated courses, and what only a needle can bring about (depth,
    redness, darkening count from none).
    """
    found = row.get("difference")
    bare = row.get("untreated")
    if not found or found.get("mean") is None or not bare or _none_at_all(row, bare):
        return None
    return {**row, "mean": found["mean"], **{pair: found.get(pair) for pair in _PAIRS}}


def _none_at_all(row: Row, bare: Row) -> bool:
    """Return whether untreated skin has none of a quantity, so that its difference is its own figure."""
    return row["relative_to"] is None and bare["mean"] == 0 and not any(bare.get("mean_interval") or ())


def contrast_wording(row: Row) -> Wording:
    """Return how a difference is written: signed, its own interval sets the digits."""
    pair = row["mean_interval"] or row["person_interval"] or [None, None]
    return wording(row["unit"], True, [row["mean"], *pair], percent=outcomes()[row["id"]].percent)


def compared(row: Row, difference: Row) -> str:
    """Return a difference as words: 4 points lower, 25 % more."""
    words = contrast_wording(difference)
    size = words.one(abs(difference["mean"])).lstrip("+")
    more, less = ("more", "less") if row["unit"] == "%" else ("higher", "lower")
    if words.bare(difference["mean"]).strip("+\N{MINUS SIGN}0.,") == "":
        return "no different"
    return f"{size} {more if difference['mean'] > 0 else less}"


def both(row: Row, words: Wording, start: str | None) -> str:
    """Return the two arms in words: needled from 16 to 10 points, untreated to 14 points."""
    head = f"from {start} to " if start else ""
    return f"needled {head}{words.one(row['mean'])}, untreated {words.one(row['untreated']['mean'])}"
