"""Charts over time: a median, what we do not know, how people differ, and what was published."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from needlework.figures.beside import Published, marker
from needlework.outcomes import outcomes
from needlework.pages.axes import Linear, TimeAxis, limits, spread_labels
from needlework.pages.svg import line, num, polyline, rect, svg, tag, text
from needlework.pages.words import Wording, time_words, wording
from needlework.report.context import Context
from needlework.spread import Spread

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom

BOX = (0.0, 0.0, 360.0, 236.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 262.0, 30.0, 196.0
_MOST_POINTS = 6


def hue(id: str) -> str:
    """Return the class of an outcome's colour: one for each quantity, everywhere."""
    return outcomes()[id].hue


@dataclass(frozen=True, slots=True)
class Point:
    """A published figure on a chart: its letter, its place, its study interval."""

    letter: str
    entry: Published
    day: float
    value: float
    studies: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart over time: the figure, the published points on it, and the ones that have no place on it."""

    id: str
    title: str
    figure: Markup
    points: tuple[Point, ...]
    elsewhere: tuple[Published, ...]
    wording: Wording


def chart(context: Context, id: str) -> Chart:
    """Return the chart of an outcome over time."""
    series, outcome = context.spread(id), context.outcome(id)
    early = 0.55 if outcomes()[id].place == "first_days" else 0.2
    x = TimeAxis(context.horizon, _LEFT, _RIGHT, early)
    points, elsewhere = _points(context, id, series)
    y = Linear(*_ends(context, id, points), _BOTTOM, _TOP)
    words = _wording(context, id)
    body = [
        *_frame(context, x, y, words, outcome.unit),
        _untreated(context, id, x, y),
        tag("g", [*_bands(context, id, x, y), *_probes(context, id, x)], class_=hue(id)),
        *_data(points, x, y),
        *_labels(series, y),
        *_runaway(series, y, words),
    ]
    figure = svg(body, BOX, f"{outcome.title} over time", "chart")
    return Chart(id, outcome.title, figure, tuple(points), tuple(elsewhere), words)


def _wording(context: Context, id: str) -> Wording:
    """Return how an axis writes its values: the span of the central band sets the digits."""
    outcome, series = context.outcome(id), context.spread(id)
    values = [*np.ravel(context.inner(id)), *np.ravel(series.median)]
    known = [float(v) for v in values if math.isfinite(v)] or [0.0, 1.0]
    return wording(outcome.unit, outcome.form == "change", [min(known), max(known)], percent=outcome.percent)


def _ends(context: Context, id: str, points: Sequence[Point]) -> tuple[float, float]:
    series = context.spread(id)
    core = [*series.median, *np.ravel(context.inner(id)), *(p.value for p in points)]
    wide = [*np.ravel(series.unknown), *np.ravel(series.persons)]
    low, high = limits(core, wide, floor=0.0 if outcomes()[id].place == "first_days" else None)
    return low, high


def _points(context: Context, id: str, series: Spread) -> tuple[list[Point], list[Published]]:
    times = context.result.times
    start = float(series.median[0])
    found: list[Point] = []
    elsewhere: list[Published] = []
    for entry in context.published(id):
        if entry.day is None or entry.day > context.horizon or len(found) == _MOST_POINTS:
            elsewhere.append(entry)
            continue
        at = int(np.argmin(np.abs(times - entry.day)))
        value = start + entry.value if entry.change else entry.value
        studies = (float(series.studies[0][at]), float(series.studies[1][at]))
        found.append(Point("abcdef"[len(found)], entry, entry.day, value, studies))
    return found, elsewhere


def _frame(context: Context, x: TimeAxis, y: Linear, words: Wording, unit: str) -> list[Markup]:
    parts = []
    for day in context.days:
        if day <= context.horizon:
            parts.append(line(x(day), _TOP, x(day), _BOTTOM, "pin"))
            parts.append(tag("path", d=f"M{num(x(day) - 3)} {num(_TOP - 6)}h6l-3 6z", class_="mark"))
    values = y.ticks()
    digits = tick_digits(values, words.factor)
    for value in values:
        parts.append(line(_LEFT, y(value), _RIGHT, y(value), "grid"))
        parts.append(text(tick(value, words, digits), _LEFT - 5, y(value) + 4, "quiet", "end"))
    for panel in x.panels:
        parts.append(line(panel.start, _BOTTOM, panel.end, _BOTTOM, "axis"))
    for place, label in x.ticks():
        parts.append(line(place, _BOTTOM, place, _BOTTOM + 4, "axis"))
        parts.append(text(label, place, _BOTTOM + 15, "quiet", "middle"))
    parts.append(text(axis_title(words, unit), 2, 12, "quiet"))
    return [*parts, *_time_titles(x)]


def axis_title(words: Wording, unit: str) -> str:
    """Return the title of a value axis: what it counts, in which unit; ``unit`` is the outcome's own."""
    printed = words.unit.strip() or {"grade": "grade", "ln": "natural logarithm"}.get(unit, "value")
    return f"change from before, {printed}" if words.signed else printed


def _time_titles(x: TimeAxis) -> list[Markup]:
    if len(x.panels) == 1:
        return [text("days", (x.start + x.end) / 2, _BOTTOM + 30, "quiet", "middle")]
    first = "days" if x.split - x.start < 90 else "first week, days"
    return [
        text(first, (x.start + x.split) / 2, _BOTTOM + 30, "quiet", "middle"),
        text(f"then {x.title}", (x.resume + x.end) / 2, _BOTTOM + 30, "quiet", "middle"),
    ]


def tick_digits(values: Sequence[float], factor: float) -> int:
    """Return the decimals that tell ticks apart."""
    step = abs(values[1] - values[0]) * factor if len(values) > 1 else 1.0
    for digits in range(4):
        if abs(round(step, digits) - step) < 1e-9 * max(step, 1.0):
            return digits
    return 3


def tick(value: float, words: Wording, digits: int) -> str:
    """Return the label of a tick."""
    plain = f"{abs(words.factor * value):,.{digits}f}"
    zero = float(plain.replace(",", "")) == 0
    return plain if zero else ("\N{MINUS SIGN}" if value < 0 else "+" if words.signed else "") + plain


def _bands(context: Context, id: str, x: TimeAxis, y: Linear) -> list[Markup]:
    series, times = context.spread(id), context.result.times
    pairs = ((series.persons, "people"), (series.unknown, "outer"), (context.inner(id), "inner"))
    parts = [tag("path", d=data, class_=cls) for pair, cls in pairs if (data := _area(times, *pair, x, y))]
    for edge in series.persons:
        parts += [tag("path", d=data, class_="people-line") for data in _curves(times, edge, x, y)]
    return [*parts, *(tag("path", d=data, class_="line") for data in _curves(times, series.median, x, y))]


def _untreated(context: Context, id: str, x: TimeAxis, y: Linear) -> Markup:
    """Return the course of the same skin left untreated, where the run knows it."""
    rows = [r for r in context.rows(id) if (r.get("untreated") or {}).get("mean") is not None]
    if not context.days or len(rows) < 2:
        return Markup("")
    points = [(x(row["time_days"]), y(row["untreated"]["mean"])) for row in rows]
    label = text("untreated", points[-1][0] - 4, points[-1][1] - 4, "quiet halo", "end")
    return tag("path", d=polyline(points), class_="bare") + label


def _curves(times: Array, values: Array, x: TimeAxis, y: Linear) -> list[str]:
    """Return the path of a curve in each panel; what is not known leaves a gap."""
    found = []
    for part in _split(times):
        inside = part & np.isfinite(values)
        found.append(polyline((x(t), y(v)) for t, v in zip(times[inside], values[inside], strict=True)))
    return [data for data in found if data]


def _split(times: Array) -> list[NDArray[np.bool_]]:
    """Return the times of each panel; the seventh day belongs to both."""
    return [part for part in (times <= 7.0, times >= 7.0) if part.sum() > 1]


def _area(times: Array, low: Array, high: Array, x: TimeAxis, y: Linear) -> str:
    known = np.isfinite(low) & np.isfinite(high)
    data = ""
    for part in _split(times):
        inside = part & known
        upper = [(x(t), y(v)) for t, v in zip(times[inside], high[inside], strict=True)]
        lower = [(x(t), y(v)) for t, v in zip(times[inside], low[inside], strict=True)]
        edge = polyline([*upper, *reversed(lower)])
        data += f"{edge}Z" if edge else ""
    return data


def _data(points: Sequence[Point], x: TimeAxis, y: Linear) -> list[Markup]:
    """Return brackets, marks and labels of the published points; labels keep clear of one another."""
    parts, taken = [], [(x(p.day) - 5, y(p.value) - 5, x(p.day) + 5, y(p.value) + 5) for p in points]
    for point in points:
        at, level = x(point.day), y(point.value)
        parts += [*_bracket(point, at, y), marker(point.entry, at, level)]
        words = f"{point.letter}  n {point.entry.n}" if point.entry.n else point.letter
        box, anchor = _clear(at, level, 6.4 * len(words), taken)
        taken.append(box)
        parts.append(text(words, box[2] if anchor == "end" else box[0], box[3] - 2, "strong halo", anchor))
    return parts


def _bracket(point: Point, at: float, y: Linear) -> list[Markup]:
    """Return the interval of a new study; an end outside the picture has no cap."""
    if not all(math.isfinite(v) for v in point.studies):
        return []
    caps = "".join(f"M{num(at - 4)} {num(y(v))}h8" for v in point.studies if y.holds(v))
    return [
        tag(
            "path",
            d=f"M{num(at)} {num(y(point.studies[0]))}V{num(y(point.studies[1]))}{caps}",
            class_="study",
        )
    ]


def _clear(at: float, level: float, width: float, taken: Sequence[Box]) -> tuple[Box, str | None]:
    """Return the first free place for a label around a mark, and its anchor; else the first place."""
    places: list[tuple[Box, str | None]] = []
    for rise in (-15.0, 3.0, -27.0, 15.0):
        places.append(((at + 8, level + rise, at + 8 + width, level + rise + 12), None))
        places.append(((at - 8 - width, level + rise, at - 8, level + rise + 12), "end"))
    inside = [
        p for p in places if p[0][0] > _LEFT and p[0][2] < _RIGHT + 4 and p[0][1] > 14 and p[0][3] < _BOTTOM
    ]
    free = (p for p in inside if not any(_overlap(p[0], other) for other in taken))
    return next(free, (inside or places)[0])


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _labels(series: Spread, y: Linear) -> list[Markup]:
    wanted = [
        ("median", float(series.median[-1]), "strong"),
        ("unsure, 9 in 10", float(series.unknown[1][-1]), ""),
        ("people, 9 in 10", float(series.persons[1][-1]), "quiet"),
    ]
    known = [(words, value, cls) for words, value, cls in wanted if math.isfinite(value)]
    places = spread_labels([y(value) for _, value, _ in known], 14.0, _TOP, _BOTTOM)
    parts = []
    for (words, value, cls), place in zip(known, places, strict=True):
        parts.append(line(_RIGHT + 2, y(value), _RIGHT + 9, place, "axis"))
        parts.append(text(words, _RIGHT + 12, place + 4, cls))
    return parts


def _runaway(series: Spread, y: Linear, words: Wording) -> list[Markup]:
    """Return a note for each side on which a band leaves the picture: never clipped in silence."""
    bands = np.concatenate([np.ravel(series.persons), np.ravel(series.unknown)])
    known = bands[np.isfinite(bands)]
    if not len(known):
        return []
    parts = []
    margin = 0.02 * (y.high - y.low)
    if known.max() > y.high + margin:
        parts.append(
            text(f"\N{UPWARDS ARROW} on to {words.one(float(known.max()))}", _RIGHT, 12, "quiet", "end")
        )
    if known.min() < y.low - margin:
        note = f"\N{DOWNWARDS ARROW} on to {words.one(float(known.min()))}"
        parts.append(text(note, _RIGHT + 6, _BOTTOM + 15, "quiet"))
    return parts


def _probes(context: Context, id: str, x: TimeAxis) -> list[Markup]:
    """Return one invisible strip for each printed row; its title says the figures when it is pointed at."""
    rows = [row for row in context.rows(id) if row["mean"] is not None]
    days = [row["time_days"] for row in rows]
    edges = [0.0, *[(a + b) / 2 for a, b in zip(days, days[1:], strict=False)], context.horizon]
    parts = []
    for row, low, high in zip(rows, edges, edges[1:], strict=False):
        words = context.wording(row)
        said = [f"{time_words(row['time_days'])}: {words.one(row['mean'])}"]
        said += [f"we are this unsure of the average: {words.between(row['mean_interval'])}"] * (
            row["mean_interval"] is not None
        )
        said += [f"9 in 10 people: {words.between(row['person_interval'])}"] * (
            row["person_interval"] is not None
        )
        strip = rect(x(low), _TOP, max(x(high) - x(low), 2.0), _BOTTOM - _TOP, "probe")
        parts.append(Markup(str(strip).replace("/>", f">{tag('title', '; '.join(said))}</rect>")))
    return parts
