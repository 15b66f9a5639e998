"""Benefit against burden or risk: a dot for each course, its interval, and the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from markupsafe import Markup, escape

from needlework.pages.axes import Linear, limits
from needlework.pages.svg import line, num, svg, tag, text
from needlework.pages.words import Wording
from needlework.plan.compute import Answer, Option
from needlework.spread import LEVEL

_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 380.0, 300.0, 52.0, 14.0, 12.0, 44.0
_ENDS = (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0)
_TITLES = {"burden": "days of downtime in all", "risk": "people who darken"}


def front_chart(
    answer: Answer, cost: Literal["burden", "risk"], up: Wording, along: Wording, ranged: Sequence[Option]
) -> Markup:
    """Return a chart of all courses: those on the front filled, the others hollow.

    Parameters
    ----------
    cost
        What stands on the horizontal axis.
    up, along
        How benefit and the cost are written.
    ranged
        Courses whose intervals are drawn.
    """
    options = answer.options
    gains = [float(np.median(o.benefit)) * up.factor for o in options]
    costs = [float(np.median(getattr(o, cost))) * along.factor for o in options]
    y_low, y_high = limits([0.0, *gains], _span(ranged, "benefit", up))
    x_low, x_high = limits([0.0, *costs], _span(ranged, cost, along), 0.0)
    x = Linear(x_low, x_high, _LEFT, _WIDE - _RIGHT)
    y = Linear(y_low, y_high, _HIGH - _BOTTOM, _TOP)
    order = sorted(range(len(options)), key=lambda i: i in answer.front)
    drawn = _frame(x, y, f"{_TITLES[cost]}{_unit(along)}", f"better than untreated{_unit(up)}")
    for i in order:
        at = (x(costs[i]), y(gains[i]))
        front = i in answer.front
        ranges = _ranges(options[i], cost, x, y, up, along) if options[i] in ranged else []
        drawn += [*ranges, _dot(options[i].candidate.name, at, front=front, kept=bool(answer.kept[i]))]
    title = f"{answer.plan.benefit.title}: benefit against {_TITLES[cost]}"
    return svg([tag("g", drawn, class_=answer.plan.benefit.hue)], (0.0, 0.0, _WIDE, _HIGH), title)


def _unit(words: Wording) -> str:
    unit = words.unit.strip()
    return f", {unit}" if unit and unit != "days" else ""


def _span(ranged: Sequence[Option], name: str, words: Wording) -> list[float]:
    """Return the ends of the intervals that are drawn, as printed."""
    ends = [np.quantile(getattr(option, name), _ENDS) for option in ranged]
    return [float(v) * words.factor for pair in ends for v in pair]


def _frame(x: Linear, y: Linear, below: str, beside: str) -> list[Markup]:
    parts = [line(x.start, y.start, x.end, y.start, "axis"), line(x.start, y.start, x.start, y.end, "axis")]
    for value in x.ticks(4):
        parts.append(text(f"{value:g}", x(value), y.start + 16, "quiet", "middle"))
    for value in y.ticks(4):
        parts.append(line(x.start, y(value), x.end, y(value), "grid"))
        parts.append(text(f"{value:g}", x.start - 6, y(value) + 4, "quiet", "end"))
    parts.append(text(below, (x.start + x.end) / 2, y.start + 34, "quiet", "middle"))
    parts.append(text(beside, x.start + 6, y.end + 4, "halo quiet"))
    return parts


def _ranges(option: Option, cost: str, x: Linear, y: Linear, up: Wording, along: Wording) -> list[Markup]:
    """Return the intervals of both axes as thin lines through the dot."""
    gain, price = (float(np.median(v)) for v in (option.benefit, getattr(option, cost)))
    low, high = (float(v) * up.factor for v in np.quantile(option.benefit, _ENDS))
    left, right = (float(v) * along.factor for v in np.quantile(getattr(option, cost), _ENDS))
    middle = (x(price * along.factor), y(gain * up.factor))
    return [
        line(middle[0], y(low), middle[0], y(high), "study"),
        line(x(left), middle[1], x(right), middle[1], "study"),
    ]


def _dot(name: str, at: tuple[float, float], *, front: bool, kept: bool) -> Markup:
    known = tag("title", escape(name))
    if front:
        return tag("circle", known, cx=at[0], cy=at[1], r=4.5, class_="dot-value")
    if kept:
        return tag("circle", known, cx=at[0], cy=at[1], r=3.0, class_="datum hollow")
    step = f"M{num(at[0] - 3)} {num(at[1] - 3)}l6 6m0 -6l-6 6"
    return tag("path", known, d=step, class_="rival")
