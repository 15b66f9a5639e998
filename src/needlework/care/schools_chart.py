"""Schools side by side: one dot-and-range chart an outcome, one row a course; the table folds below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from needlework.care import shipped
from needlework.care.schools import School, questions, shown
from needlework.outcomes import outcomes
from needlework.pages.dots import Dot, dots

_LEFT_OUT = "collagen_total"  # near-equal everywhere; the table has it
_UNITS = {"1": ("% of people", 100.0), "day": ("days", 1.0)}


def charts(found: Sequence[School]) -> list[tuple[str, Markup]]:
    """Return a chart for the score, the redness and the darkening of some schools of one concern.

    Returns
    -------
    list of (title, figure)
        Empty where nothing was computed for these schools.
    """
    if not found:
        return []
    wanted = [key for key in shown(found[0].concern) if key != _LEFT_OUT]
    return [made for key in wanted if (made := _chart(found, key))]


def _chart(found: Sequence[School], key: str) -> tuple[str, Markup] | None:
    rows = list(_rows(found, key))
    if not rows:
        return None
    first = rows[0][1]
    against = _difference(first) is not None
    unit, factor = _UNITS.get(first["unit"], (first["unit"], 1.0))
    drawn = [_dot(school, end, row, factor, against) for (school, end), row in rows]
    title = f"{first['title']}{', needled minus untreated' if against else ''}"
    axis = f"{unit}, average and how unsure it is"
    floor = 0.0 if first["unit"] in ("1", "day") else None
    return title, dots(drawn, axis, title, outcomes()[key].hue, 400.0, 190.0, floor)


def _rows(found: Sequence[School], key: str) -> Iterator[tuple[tuple[School, str], Mapping[str, Any]]]:
    for school in found:
        for line in shipped.computed(school):
            for row in line.rows:
                if row["id"] == key and row["mean"] is not None:
                    yield (school, line.end), row


def _difference(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = row.get("difference")
    return found if found and found.get("mean") is not None and row["unit"] not in _UNITS else None


def _dot(school: School, end: str, row: Mapping[str, Any], factor: float, against: bool) -> Dot:
    shown_ = (_difference(row) if against else None) or row
    low, high = shown_["mean_interval"] or (None, None)
    scaled = [None if v is None else factor * v for v in (shown_["mean"], low, high)]
    label = f"{end}: {school.title}" if end else school.title
    return Dot(label, scaled[0], scaled[1], scaled[2], questions()[school.question].rstrip("?"))
