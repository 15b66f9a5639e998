"""One figure and its three ranges as bars on one scale, with what was published."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from needlework.figures.beside import Published, marker
from needlework.pages.axes import Linear, limits
from needlework.pages.svg import line, num, rect, svg, tag, text
from needlework.pages.words import Wording
from needlework.report.charts import hue, tick, tick_digits
from needlework.report.context import Context

Row = dict[str, Any]

_WIDTH, _LEFT, _RIGHT, _STEP = 360.0, 62.0, 350.0, 17.0
_BARS = (
    ("mean_interval", "unsure", "inner"),
    ("person_interval", "people", "people"),
    ("study_interval", "a study", "outer"),
)
_MOST = 8


def ranges(context: Context, row: Row, words: Wording, entries: Sequence[Published]) -> Markup:
    """Return the bars of one row: what we do not know, people, a new study; marks for what was published.

    Parameters
    ----------
    row
        A row of the result, or its contrast with untreated skin.
    words
        How its values are written.
    entries
        Published figures of the same thing; none beside a contrast unless a trial printed one.
    """
    start = _start(context, row)
    scaled = lambda values: [words.factor * float(v) for v in values if v is not None and math.isfinite(v)]  # noqa: E731
    values = scaled(start + e.value if e.change else e.value for e in entries)
    middle = scaled([row["mean"]])
    bars = [(scaled(row[key]), label, cls) for key, label, cls in _BARS if row[key] and None not in row[key]]
    core = [*middle, *scaled(row["mean_interval"] or []), *values]
    low, high = limits(
        core, [v for pair, _, _ in bars for v in pair], 0.0 if row["unit"] in ("day", "1") else None
    )
    x = Linear(low, high, _LEFT, _RIGHT)
    bottom = 8.0 + _STEP * (len(bars) + (1 if entries else 0))
    body = []
    for k, (pair, label, cls) in enumerate(bars):
        body += _bar(x, 8.0 + _STEP * k, pair, label, cls)
    if entries:
        body.append(text("trials", 0, bottom - 4.5, "quiet"))
        body += [marker(e, x(v), bottom - 8.5) for e, v in zip(entries, values, strict=True) if x.holds(v)]
    body += [tag("path", d=f"M{num(x(v))} 4V{num(bottom)}", class_="line") for v in middle]
    body += _axis(x, bottom, words)
    return svg(body, (0.0, 0.0, _WIDTH, bottom + 24.0), f"{row['title']}: ranges", f"ranges {hue(row['id'])}")


def _axis(x: Linear, bottom: float, words: Wording) -> list[Markup]:
    parts = [
        line(_LEFT, bottom + 2, _RIGHT, bottom + 2, "axis"),
        text(words.unit.strip(), 0, bottom + 18, "quiet"),
    ]
    plain = replace(words, factor=1.0)
    values = x.ticks(4)
    for value in values:
        parts.append(line(x(value), bottom + 2, x(value), bottom + 6, "axis"))
        parts.append(
            text(tick(value, plain, tick_digits(values, 1.0)), x(value), bottom + 18, "quiet", "middle")
        )
    return parts


def _bar(x: Linear, y: float, pair: list[float], label: str, cls: str) -> list[Markup]:
    low, high = pair
    bar = rect(x(low), y, max(x(high) - x(low), 1.5), 10, cls)
    parts = [text(label, 0, y + 9, "quiet"), bar]
    if cls == "people":
        parts.append(
            tag("path", d=f"M{num(x(low))} {num(y)}H{num(x(high))}v10H{num(x(low))}z", class_="people-line")
        )
    if high > x.high:
        parts.append(tag("path", d=f"M{num(_RIGHT)} {num(y)}l6 5l-6 5z", class_="mark"))
    if low < x.low:
        parts.append(tag("path", d=f"M{num(_LEFT)} {num(y)}l-6 5l6 5z", class_="mark"))
    return parts


def shown(context: Context, row: Row) -> list[Published]:
    """Return the published figures that a row may be compared with: near in time, or without a time."""
    day, once = row["time_days"], context.result.values[row["id"]].ndim == 2
    near = [
        e
        for e in context.published(row["id"])
        if once or e.day is None or abs(e.day - day) <= max(0.5 * day, 3.0)
    ]
    return near[:_MOST]


def _start(context: Context, row: Row) -> float:
    first = context.rows(row["id"])[0]["mean"]
    return float(first) if first is not None else 0.0
