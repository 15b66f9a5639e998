"""A forest plot as one static SVG: no script, drawn in the colour of the text around it."""

from __future__ import annotations

import math
from collections.abc import Callable

from markupsafe import Markup, escape

from needlework.evidence.observations import Observation
from needlework.figures.compare import Group, Row
from needlework.figures.effects import Effect
from needlework.pages.svg import polyline, tag

WIDTH = 860.0
_LEFT, _RIGHT = 330.0, 650.0  # ends of the axis
_ROW, _HEAD = 19.0, 24.0
_SIZE = 4.5
_LEAST = {
    "one_grade": "at least one grade better",
    "two_grades": "at least two grades better",
    "quarter": "at least a quarter better",
    "half": "at least half better",
    "three_quarters": "at least three quarters better",
}
_TELLS: tuple[Callable[[Observation], str], ...] = (
    lambda o: "" if o.time_days is None else f"{o.time_days:g} d",
    lambda o: o.population.site or "",
    lambda o: o.definition or "",
    lambda o: o.endpoint,
)


def forest(group: Group) -> str:
    """Return the plot of a group.

    One line for each figure, by what was done; the marker is filled where the figure was fitted, crossed
    where it is held out, hollow otherwise. A drawn-through interval is reported, a dashed one derived.
    """
    scale = _Scale(group)
    body, y = [], 14.0
    last_role = None
    for row, name in zip(group.rows, labels(group), strict=True):
        if row.role != last_role:
            y += _HEAD if last_role else 6.0
            body.append(_text(0, y, row.role[0].upper() + row.role[1:], weight="bold"))
            last_role, y = row.role, y + _ROW
        body.append(_line_of(row, name, y, scale))
        y += _ROW
    if group.pooled:
        y += 6.0
        body.append(_pooled(group, y, scale))
        y += _ROW
    height = y + 36
    axis = _axis(scale, y + 2, group)
    return _drawn(group, [axis, *body], height)


def _drawn(group: Group, body: list[Markup], height: float) -> str:
    id = f"forest-{group.key}"
    told = [
        tag("title", escape(title(group)), id=f"{id}-title"),
        tag("desc", escape(_described(group)), id=f"{id}-desc"),
    ]
    return tag(
        "svg",
        Markup("\n").join(["", *told, *body, ""]),
        class_="forest",
        role="img",
        aria_labelledby=f"{id}-title {id}-desc",
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        width=WIDTH,
        height=height,
        xmlns="http://www.w3.org/2000/svg",
        font_size="12",
        font_family="inherit",
        fill="currentColor",
    )


def title(group: Group) -> str:
    """Return what a plot shows, in words."""
    if group.family == "pih":
        return "pih: share of people who darken"
    family = group.family.replace("_", " ")
    if group.axis == "percent":
        return f"{family}: change from before treatment"
    if group.axis == "share":
        return f"{family}: share of people {_LEAST.get(group.threshold or '', 'with any improvement')}"
    return f"{family}: as measured"


def said(effect: Effect, o: Observation | None = None) -> str:
    """Return an effect with its interval as text."""
    bound = {"at_most": "≤ ", "at_least": "≥ "}.get((o.bound if o else None) or "", "")
    unit = _unit(effect)
    value = bound + _number(effect.value, effect)
    if effect.lower is None or effect.upper is None:
        return value + unit
    return f"{value} ({_number(effect.lower, effect)} to {_number(effect.upper, effect)}){unit}"


def blinding(o: Observation) -> str:
    """Return whether the raters were blinded, as far as the report says."""
    if o.blinded:
        return "blinded"
    return "open label" if o.open_label or o.blinded is False else "not stated"


def use(o: Observation) -> str:
    """Return whether a figure was fitted."""
    return "fitted" if o.used_in_fit else "held out" if o.held_out else "not fitted"


def labels(group: Group) -> list[str]:
    """Return for each row the study and its arm, and what tells it from others of the same arm."""
    names = [", ".join(filter(None, (row.observation.study, row.observation.arm))) for row in group.rows]
    found = []
    for name, row in zip(names, group.rows, strict=True):
        alike = [r.observation for n, r in zip(names, group.rows, strict=True) if n == name]
        told = [tell(row.observation) for tell in _TELLS if len({tell(o) for o in alike}) > 1]
        more = f": {', '.join(filter(None, told))}" if told else ""
        recalled = " (recalled)" if row.observation.read == "memory" else ""
        found.append(f"{name}{more}{recalled}")
    return found


class _Scale:
    """From the value of an effect to a coordinate."""

    def __init__(self, group: Group) -> None:
        effects = [row.effect for row in group.rows]
        values = [e.value for e in effects]
        ends = [x for e in effects for x in (e.lower, e.upper) if x is not None]
        if group.axis == "share":
            self.low, self.high, self.step = 0.0, 1.0, 0.25
            return
        reach = max(values) - min(values) or abs(values[0]) or 1.0
        low = max(min([*values, *ends, 0.0]), min(values) - 2 * reach)
        high = min(max([*values, *ends, 0.0]), max(values) + 2 * reach)
        self.step = _nice((high - low) / 5)
        self.low = math.floor(low / self.step) * self.step
        self.high = math.ceil(high / self.step) * self.step

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0)

    @property
    def ticks(self) -> list[float]:
        return [self.low + i * self.step for i in range(round((self.high - self.low) / self.step) + 1)]


def _line_of(row: Row, name: str, y: float, scale: _Scale) -> Markup:
    o, e = row.observation, row.effect
    parts = [
        tag("a", _text(10, y, _short(name, 48)), href=f"#{anchor(row)}"),
        _interval(e, y - 4, scale),
        _marker(o, scale.x(e.value), y - 4),
        _text(_RIGHT + 14, y, said(e, o)),
        _text(WIDTH - 4, y, {"blinded": "B", "open label": "O"}.get(blinding(o), "?"), anchor="end"),
    ]
    return tag("g", parts)


def anchor(row: Row) -> str:
    """Return the name of a row's place in the table that belongs to the plot."""
    first, *more = row.ids
    return "-".join(filter(None, ("row", first, row.observation.threshold if more else None)))


def _interval(e: Effect, y: float, scale: _Scale) -> Markup:
    if e.lower is None or e.upper is None:
        return Markup("")
    return _stroke(scale.x(e.lower), y, scale.x(e.upper), y, dash=None if e.reported else "3 2")


def _marker(o: Observation, x: float, y: float) -> Markup:
    s = _SIZE
    fill = "currentColor" if o.used_in_fit else "none"
    box = tag(
        "rect",
        x=x - s,
        y=y - s,
        width=2 * s,
        height=2 * s,
        fill=fill,
        stroke="currentColor",
        stroke_width="1.4",
    )
    if not o.held_out:
        return box
    return box + _stroke(x - s, y - s, x + s, y + s) + _stroke(x - s, y + s, x + s, y - s)


def _pooled(group: Group, y: float, scale: _Scale) -> Markup:
    p = group.pooled
    assert p is not None
    middle = y - 4
    low, at, high = scale.x(p.interval[0]), scale.x(p.mean), scale.x(p.interval[1])
    outline = polyline([(low, middle), (at, middle - 5), (high, middle), (at, middle + 5)])
    diamond = tag("path", d=f"{outline}Z", fill="currentColor", fill_opacity="0.35", stroke="currentColor")
    reach = _stroke(scale.x(p.prediction[0]), middle, scale.x(p.prediction[1]), middle)
    effect = Effect(group.axis, group.unit, p.mean, *p.interval)
    words = f"Mean of {p.studies} cohorts, needling alone"
    return _text(10, y, words, weight="bold") + reach + diamond + _text(_RIGHT + 14, y, said(effect))


def _axis(scale: _Scale, y: float, group: Group) -> Markup:
    parts = []
    for tick in scale.ticks:
        x = scale.x(tick)
        parts.append(_stroke(x, 4, x, y, opacity="0.15"))
        effect = Effect(group.axis, group.unit, tick)
        parts.append(_text(x, y + 15, _number(tick, effect), anchor="middle"))
    if scale.low < 0 < scale.high:
        x = scale.x(0.0)
        parts.append(_stroke(x, 4, x, y, opacity="0.6"))
    named = {"percent": "change in % of the value before", "share": "share of people in %"}
    unit = named.get(group.axis, group.unit)
    parts.append(_text((_LEFT + _RIGHT) / 2, y + 30, unit, anchor="middle"))
    return Markup("").join(parts)


def _described(group: Group) -> str:
    named = zip(labels(group), group.rows, strict=True)
    rows = "; ".join(f"{name}: {said(row.effect, row.observation)}" for name, row in named)
    mean = ""
    if p := group.pooled:
        value = said(Effect(group.axis, group.unit, p.mean, *p.interval))
        reach = said(Effect(group.axis, group.unit, p.mean, *p.prediction))
        mean = (
            f" Mean of {p.studies} cohorts with needling alone {value}; with the prediction interval {reach}."
        )
    return f"{rows}.{mean}"


def _number(value: float, effect: Effect) -> str:
    if effect.axis == "share":
        return f"{100 * value:.0f}"
    text = f"{value:.0f}" if effect.axis == "percent" or abs(value) >= 10 else f"{value:.2g}"
    return "0" if text == "-0" else text.replace("-", "−")


def _unit(effect: Effect) -> str:
    unit = "%" if effect.axis == "share" else effect.unit
    return f" {unit}" if unit else ""


def _nice(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(m for m in (power, 2 * power, 2.5 * power, 5 * power, 10 * power) if m >= step * 0.999)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _text(x: float, y: float, words: str, anchor: str | None = None, weight: str | None = None) -> Markup:
    return tag("text", escape(words), x=float(x), y=float(y), text_anchor=anchor, font_weight=weight)


def _stroke(
    x1: float, y1: float, x2: float, y2: float, dash: str | None = None, opacity: str | None = None
) -> Markup:
    return tag(
        "path",
        d=polyline([(x1, y1), (x2, y2)]),
        stroke="currentColor",
        stroke_width="1.4",
        stroke_dasharray=dash,
        stroke_opacity=opacity,
    )
