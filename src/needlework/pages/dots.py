"""One row each: a dot, its range, and marks beside it; a table of near-equal numbers is a chart not drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup, escape

from needlework.pages.axes import Linear, limits
from needlework.pages.svg import line, num, rect, svg, tag, text

_STEP, _HEAD, _TOP, _FOOT = 16.0, 22.0, 6.0, 38.0
_LETTER = 5.9  # width of a letter in the font of figures
_TICKS = 4
_RUNAWAY = 4.0  # a range that is so many times as wide as most may run off the axis


@dataclass(frozen=True, slots=True)
class Mark:
    """A point beside a row's own: its value, its shape (circle, diamond or tick) and whether it is hollow."""

    value: float
    shape: str = "circle"
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A row of the chart.

    Attributes
    ----------
    label, group
        Name of the row; rows of one group stand under its name.
    value, low, high
        The dot and the ends of its range; None where not known.
    marks
        Published points and rivals.
    strong
        Whether the row stands out: a miss.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    group: str = ""
    marks: tuple[Mark, ...] = ()
    strong: bool = False


def dots(
    rows: Sequence[Dot],
    unit: str,
    title: str,
    hue: str = "matrix",
    width: float = 360.0,
    labels: float = 150.0,
    floor: float | None = None,
) -> Markup:
    """Return a dot-and-range chart as SVG.

    Parameters
    ----------
    rows
        Rows from top to bottom; rows without a value and without marks are left out.
    unit
        Title of the axis.
    title
        What the chart shows, for those who do not see it.
    hue
        Class of the colour of its quantity.
    width, labels
        Width of the figure and of the column of labels, in user units.
    floor
        Smallest value that the quantity can take.
    """
    shown = [row for row in rows if row.value is not None or row.marks]
    if not shown:
        return Markup("")
    low, high = limits(*_spans(shown), floor)
    x = Linear(low, high, labels + 8.0, width - 12.0)
    body, y, group = [], _TOP, ""
    for row in shown:
        if row.group and row.group != group:
            group, y = row.group, y + _HEAD
            body.append(text(group, 0, y - 6, "strong"))
        body += _row(row, x, y, labels)
        y += _STEP
    frame = _axis(x, y, unit)
    drawn = [*frame, tag("g", body, class_=hue)]
    return svg(drawn, (0.0, 0.0, width, y + _FOOT), title, "dots")


def _spans(rows: Sequence[Dot]) -> tuple[list[float], list[float]]:
    """Return what an axis must hold, and what may run off: ranges far wider than most of them."""
    points = [v for row in rows for v in (row.value, *(m.value for m in row.marks))]
    ranges = [(row.low, row.high) for row in rows if row.low is not None and row.high is not None]
    known = [(low, high) for low, high in ranges if math.isfinite(low) and math.isfinite(high)]
    most = _RUNAWAY * median(high - low for low, high in known) if known else 0.0
    core = [v for v in points if v is not None and math.isfinite(v)]
    core += [v for low, high in known if high - low <= most for v in (low, high)]
    return core, [v for low, high in known if high - low > most for v in (low, high)]


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _row(row: Dot, x: Linear, y: float, labels: float) -> list[Markup]:
    middle = y + _STEP / 2.0
    most = int(labels / _LETTER)
    name = row.label if len(row.label) <= most else row.label[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
    label = text(name, 0, middle + 4, "strong" if row.strong else "")
    parts = [tag("g", [tag("title", escape(row.label)), label])]
    if row.low is not None and row.high is not None and _known(row.low) and _known(row.high):
        parts.append(rect(x(row.low), middle - 3, max(x(row.high) - x(row.low), 1.5), 6, "inner"))
        if row.high > x.high:
            parts.append(tag("path", d=f"M{num(x.end)} {num(middle - 4)}l5 4l-5 4z", class_="mark"))
        if row.low < x.low:
            parts.append(tag("path", d=f"M{num(x.start)} {num(middle - 4)}l-5 4l5 4z", class_="mark"))
    if row.value is not None and _known(row.value):
        parts.append(tag("circle", cx=x(row.value), cy=middle, r=3.4, class_="dot-value"))
    return [*parts, *(_mark(mark, x, middle) for mark in row.marks if _known(mark.value))]


def _mark(mark: Mark, x: Linear, middle: float) -> Markup:
    cls = "datum hollow" if mark.hollow else "datum"
    at = x(mark.value)
    if mark.shape == "circle":
        return tag("circle", cx=at, cy=middle, r=3.4, class_=cls)
    if mark.shape == "tick":
        return tag("path", d=f"M{num(at)} {num(middle - 5)}v10", class_="rival")
    return tag("path", d=f"M{num(at)} {num(middle - 4.5)}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z", class_=cls)


def _axis(x: Linear, bottom: float, unit: str) -> list[Markup]:
    parts = [line(x.start, bottom + 2, x.end, bottom + 2, "axis")]
    if x.low < 0 < x.high:
        parts.append(line(x(0.0), _TOP, x(0.0), bottom + 2, "axis"))
    for value in x.ticks(_TICKS):
        parts.append(line(x(value), _TOP, x(value), bottom + 2, "grid"))
        plain = f"{abs(value):g}"
        said = f"\N{MINUS SIGN}{plain}" if value < 0 else plain
        parts.append(text(said, x(value), bottom + 17, "quiet", "middle"))
    parts.append(text(unit, (x.start + x.end) / 2, bottom + 32, "quiet", "middle"))
    return parts
