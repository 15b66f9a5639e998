"""What a course adds: treated minus untreated, in the words and figures that lead every page."""

from __future__ import annotations

from typing import Any

from needlework.outcomes import outcomes
from needlework.pages.words import MINUS, Wording, count_words, known, wording

Row = dict[str, Any]

ALONE = "the same skin left untreated"
_PAIRS = ("mean_interval", "person_interval", "study_interval")


def contrast(row: Row) -> Row | None:
    """Return a row with the difference between needled and untreated in place of its own figures.

    None where there is nothing to compare: untreated courses (a difference of 0 in every draw), and what only
    a needle can bring about (depth, redness, darkening count from none).
    """
    found = row.get("difference")
    bare = row.get("untreated")
    if not found or found.get("mean") is None or not bare or _none_at_all(row, bare):
        return None
    if found["mean"] == 0 and not any(found.get("mean_interval") or ()):
        return None
    return {**row, "mean": found["mean"], **{pair: found.get(pair) for pair in _PAIRS}}


def _none_at_all(row: Row, bare: Row) -> bool:
    """Return whether untreated skin has none of a quantity, so that its difference is its own figure."""
    return row["relative_to"] is None and bare["mean"] == 0 and not any(bare.get("mean_interval") or ())


def contrast_wording(row: Row) -> Wording:
    """Return how a difference is written: signed, its own interval sets the digits."""
    pair = row["mean_interval"] or row["person_interval"] or [None, None]
    return wording(row["unit"], True, [row["mean"], *pair], percent=outcomes()[row["id"]].percent)


def compared(difference: Row) -> str:
    """Return a difference as words: 4 points lower, 25 % more, 48 of 100 people more."""
    return _sized(difference, difference["mean"])


def unsure(difference: Row) -> str:
    """Return how unsure the average of a difference is, as words: 2 to 7 points lower; empty if not known."""
    if (ends := known(difference["mean_interval"])) is None:
        return ""
    bare = contrast_wording(difference).bare
    near, far = sorted(ends, key=abs)
    if bare(near) in ("0", bare(far)):
        return f"{'' if bare(near) == bare(far) else 'up to '}{_sized(difference, far)}"
    if near * far < 0:
        return " to ".join(_sized(difference, end) for end in ends)
    return f"{_size(bare(near))} to {_sized(difference, far)}"


def left_alone(row: Row, words: Wording, start: str | None) -> str:
    """Return what the same skin does untreated: untreated stays at 16 points; empty where it does nothing.

    Parameters
    ----------
    row
        A row that knows untreated skin.
    words
        How its values are written.
    start
        Where a score or grade started; None for changes and for figures of the course as a whole.
    """
    bare = row["untreated"]["mean"]
    if _is_share(row):
        return f"untreated {count_words(bare, bare)}"
    if start is None:
        return "" if words.bare(bare) == "0" else f"untreated {words.one(bare)}"
    if words.bare(bare) == start:
        return f"untreated stays at {words.one(bare)}"
    return f"untreated goes from {start} to {words.one(bare)}"


def _sized(row: Row, value: float) -> str:
    words = contrast_wording(row)
    size = _size(words.bare(value))
    if size == "0":
        return "no different"
    if _is_share(row):
        return f"{size} of 100 people {'more' if value > 0 else 'fewer'}"
    more, less = ("more", "less") if row["unit"] == "%" else ("higher", "lower")
    return f"{_size(words.one(value))} {more if value > 0 else less}"


def _size(written: str) -> str:
    return written.lstrip(f"+{MINUS}")


def _is_share(row: Row) -> bool:
    """Return whether a figure counts people."""
    return outcomes()[row["id"]].percent
