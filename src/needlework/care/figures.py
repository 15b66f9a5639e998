"""Result rows as figures for people: a value with its range, its unit once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from needlework.care.words import figure

_UNITS = {"1": "", "%": " %", "day": " days"}


def told(values: Sequence[float | None] | None, row: Mapping[str, Any]) -> str:
    """Return a value or a range of a result row, in its unit."""
    if values is None:
        return "no meaning here"
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return "not known"
    from needlework.outcomes import outcomes

    share = outcomes()[row["id"]].percent
    text = " to ".join(figure(100.0 * value if share else value) for value in known)
    return text + (" %" if share else _UNITS.get(row["unit"], f" {row['unit']}"))


def average(row: Mapping[str, Any]) -> str:
    """Return the average of a result row and, in brackets, the range that we are unsure by."""
    if row["mean_interval"] is None:
        return told([row["mean"]], row)
    return f"{told([row['mean']], row)} ({told(row['mean_interval'], row)})"
