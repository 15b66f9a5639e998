"""The course at a glance: sessions as pins, and what waits and fades after each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from needlework.care.records import gates
from needlework.care.words import spell_range
from needlework.pages.axes import Linear, limits
from needlework.pages.svg import line, num, polyline, rect, svg, tag, text
from needlework.pages.words import duration, time_words
from needlework.report.context import Context

BEFORE = 7.0  # days shown before the first session
_SETTLED = 42.0  # days after the last session at which the picture may be compressed
_COURSE = 0.76  # share of the width for the course itself where the rest is compressed
_WORTH = 0.5  # the rest is compressed when it is longer than this share of the course
_ROW, _TOP, _HILL = 28.0, 42.0, 38.0
_ONCE = (
    ("erythema_duration", "redness visible", "redness"),
    ("downtime", "too red to go uncovered", "redness"),
)
_WAITS = {"make_up": "no make-up", "sport": "no sport", "sun": "out of the sun"}  # gates of the calendar


@dataclass(frozen=True, slots=True)
class Window:
    """A row of the strip: what it shows, its colour, and (start, usual end, late end) after each session."""

    label: str
    hue: str
    spans: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class CourseAxis:
    """Days from a week before to the horizon: one panel, or the course and then, compressed, what follows."""

    panels: tuple[Linear, ...]

    @classmethod
    def of(cls, context: Context, start: float, end: float) -> CourseAxis:
        """Return the axis of a run between two coordinates."""
        turn = max(context.days, default=0.0) + _SETTLED
        first = min(-BEFORE, *(other.day for other in context.result.study.course.others), 0.0)
        if context.horizon - turn < _WORTH * turn:
            return cls((Linear(first, context.horizon, start, end),))
        split = start + _COURSE * (end - start)
        return cls((Linear(first, turn, start, split), Linear(turn, context.horizon, split + 14.0, end)))

    def __call__(self, day: float) -> float:
        """Return the coordinate of a day."""
        return next((p(day) for p in self.panels if day <= p.high), self.panels[-1].end)


def windows(context: Context) -> list[Window]:
    """Return what happens around every session: stopped before it, waiting after it, fading after it."""
    found = [*_before(context), *_waits(context)]
    for id, label, colour in _ONCE:
        row = context.row(id)
        if row is None or row["mean"] is None:
            continue
        late = (row["person_interval"] or [0.0, row["mean"]])[1]
        spans = tuple(_until_next(context, day, row["mean"], late or row["mean"]) for day in context.days)
        found.append(Window(f"the model: {label}, {context.wording(row).one(row['mean'])}", colour, spans))
    return found


def _waits(context: Context) -> list[Window]:
    """Return what sources ask to wait with, from the shortest to the longest time that one asks for."""
    found = []
    for item in gates():
        if item.id in _WAITS and item.days and context.days:
            spans = tuple(_until_next(context, day, *item.days) for day in context.days)
            found.append(Window(f"sources: {_WAITS[item.id]}, {spell_range(*item.days)}", "score", spans))
    return found


def _before(context: Context) -> list[Window]:
    stopped = context.result.study.course.preparation.stopped
    if not stopped or not context.days:
        return []
    longest = max(product.days for product in stopped)
    names = ", ".join(f"{product.product} {duration(product.days)}" for product in stopped)
    first = context.days[0]
    return [Window(f"stopped before: {names}", "score", ((max(first - longest, -BEFORE), first, first),))]


def _until_next(context: Context, day: float, usual: float, late: float) -> tuple[float, float, float]:
    """Return a span that ends at the next session or the horizon at the latest."""
    end = min([d for d in context.days if d > day] + [context.horizon])
    return day, min(day + usual, end), min(day + late, end)


def strip(context: Context, width: float) -> Markup:
    """Return the strip of the course at a width, in user units."""
    x = CourseAxis.of(context, 4.0, width - 8.0)
    rows = windows(context)
    base = _TOP + _ROW * len(rows) + _HILL + 24.0
    body = [*_pins(context, x, base), *_others(context, x, base)]
    body += _redness(context, x, base)
    for k, row in enumerate(rows):
        body += _window(row, x, _TOP + _ROW * k)
    body += _axis(x, base)
    return svg(body, (0.0, 0.0, width, base + 34.0), "The course over time", "course")


def _pins(context: Context, x: CourseAxis, base: float) -> list[Markup]:
    parts = []
    free = -math.inf
    for k, day in enumerate(context.days, start=1):
        parts.append(line(x(day), 22, x(day), base, "pin"))
        parts.append(tag("path", d=f"M{num(x(day))} 30l-3.5 -9h7z", class_="needle"))
        if x(day) > free:
            label = f"session {k}" if k == 1 else str(k)
            parts.append(text(label, x(day), 14, "strong", "start" if k == 1 else "middle"))
            free = x(day) + (66 if k == 1 else 16)
    return parts


def _others(context: Context, x: CourseAxis, base: float) -> list[Markup]:
    """Return what else is done on a day: recorded and shown, not computed."""
    parts = []
    for other in context.result.study.course.others:
        at = x(other.day)
        parts.append(line(at, 22, at, base, "pin"))
        parts.append(tag("path", d=f"M{num(at)} 17l4.5 5l-4.5 5l-4.5 -5z", class_="other"))
        parts.append(text(str(other.other).replace("_", " "), at + 7, 26, "quiet halo"))
    return parts


def _window(row: Window, x: CourseAxis, y: float) -> list[Markup]:
    parts = []
    for start, usual, late in row.spans:
        if late > usual:
            parts.append(rect(x(start), y + 13, x(late) - x(start), 8, "window-people"))
        parts.append(rect(x(start), y + 13, max(x(usual) - x(start), 1.5), 8, "window"))
    return [tag("g", parts, class_=row.hue), text(row.label, x(0.0) + 5, y + 9, "quiet halo")]


def _redness(context: Context, x: CourseAxis, base: float) -> list[Markup]:
    if not context.has("erythema_index") or not context.days:
        return []
    times, series = context.result.times, context.spread("erythema_index")
    known = np.isfinite(series.median)
    _, high = limits(series.median[known], (), floor=0.0)
    y = Linear(0.0, high, base, base - _HILL)
    points = [(x(t), y(v)) for t, v in zip(times[known], series.median[known], strict=True)]
    area = polyline([(points[0][0], base), *points, (points[-1][0], base)])
    hill = [tag("path", d=area + "Z", class_="inner"), tag("path", d=polyline(points), class_="line thin")]
    return [
        tag("g", hill, class_="redness"),
        text("expected redness", x(0.0) + 5, base - _HILL - 7, "quiet halo"),
    ]


def _axis(x: CourseAxis, base: float) -> list[Markup]:
    parts = []
    free = -math.inf
    for panel in x.panels:
        parts.append(line(panel.start, base, panel.end, base, "axis"))
        for day in _tick_days(panel):
            if x(day) < free:
                continue
            free = x(day) + 46
            last = x(day) > x.panels[-1].end - 30
            anchor = "start" if x(day) < x.panels[0].start + 20 else "end" if last else "middle"
            parts.append(line(x(day), base, x(day), base + 4, "axis"))
            parts.append(text(_day(day), x(day), base + 16, "quiet", anchor))
    return parts


def _day(day: float) -> str:
    return time_words(day) if day > 0 else f"day {day:.0f}".replace("-", "\N{MINUS SIGN}")


def _tick_days(panel: Linear) -> list[float]:
    """Return whole weeks, months or years on a panel, no closer than they can be read."""
    room = (panel.end - panel.start) / 60.0
    steps = (7.0, 14.0, 28.0, 56.0, 91.0, 182.6, 365.25, 730.5)
    step = next((s for s in steps if (panel.high - panel.low) / s <= max(room, 1.0)), steps[-1])
    first = math.ceil(max(panel.low, 0.0) / step + 1e-9)
    inner = [k * step for k in range(max(first, 1), int(panel.high / step + 1e-9) + 1)]
    return [*([panel.low] if panel.low < 0 else []), *inner, *([panel.high] if not inner else [])]
