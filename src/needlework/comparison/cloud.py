"""Benefit against downtime, and against darkening: one dot for each draw, beside what trials published.

A benefit is read in percent of the value before the course, so that scores of patients who began differently
stand on one axis: in courses needled minus untreated, in published figures after minus before, since hardly
a trial has an untreated side. Hollow marks say that raters were not blinded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from needlework.comparison.compute import Side
from needlework.comparison.measures import Measure, measure
from needlework.errors import InputError
from needlework.evidence.observations import load_observations
from needlework.evidence.sources import source_name
from needlework.figures.beside import Published, marker, published
from needlework.figures.comparability import Setting, why_not_beside
from needlework.figures.effects import effect_of
from needlework.pages.axes import Linear, limits
from needlework.pages.svg import line, num, svg, tag, text
from needlework.result import Result

Array = NDArray[np.float64]

_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 380.0, 300.0, 52.0, 14.0, 26.0, 44.0
_COSTS = {"downtime": "days of downtime after a session", "darkening": "people who darken, %"}
_HUES = ("matrix", "redness", "barrier", "pigment")  # of sides, in their order, then anew


@dataclass(frozen=True, slots=True)
class Trial:
    """What one arm of a trial published of benefit (%) and of one cost; None for what it did not state."""

    benefit: Published | None
    cost: Published | None
    gain: float | None
    price: float | None

    @property
    def source(self) -> str:
        """Return the source in a few words."""
        return source_name((self.benefit or self.cost).source)  # pyright: ignore[reportOptionalMemberAccess]


@dataclass(frozen=True, slots=True)
class Cloud:
    """Benefit against one cost: the picture, what stands on its axes, and the figures it was drawn from.

    Attributes
    ----------
    cost
        downtime or darkening.
    benefit
        Title of the outcome whose change is the benefit.
    names, gains, prices
        Of each side; gains in percent of the value before, shape (draws,).
    trials
        Published points.
    """

    cost: str
    benefit: str
    names: tuple[str, ...]
    gains: tuple[Array, ...]
    prices: tuple[Array, ...]
    trials: tuple[Trial, ...]

    @property
    def title(self) -> str:
        """Return what stands against what."""
        return f"{self.benefit}, benefit against {_COSTS[self.cost].removesuffix(', %')}"

    @property
    def words(self) -> str:
        """Return what the published marks are, in one sentence."""
        both = sorted({t.source for t in self.trials if t.benefit and t.cost})
        half = len({t.source for t in self.trials} - set(both))
        told = f"Both published by {', '.join(both)}" if both else "No trial of needling alone states both"
        rest = f"; ticks on an axis: {half} that state one of them" if half else ""
        shape = " (circle: in the fit; diamond: not; hollow: raters not blinded)" if both else ""
        return (
            f"{told}{shape}{rest}. Published benefit is after minus before, with what skin does by itself in "
            f"it.{_beyond(self)}"
        )

    @property
    def picture(self) -> Markup:
        """Return the picture."""
        return _drawn(self)


def clouds(found: Sequence[Side]) -> tuple[list[Cloud], str]:
    """Return a cloud for each cost, or none and in words why not: several places, or different concerns."""
    studies = {side.name: side.result.study for side in found}
    if any(side.result.others for side in found):
        return (
            [],
            "Several places or concerns: compare one at a time to see benefit against what it costs.",
        )
    try:
        gain = measure("benefit", studies)
        return [_cloud(found, gain, measure(cost, studies)) for cost in _COSTS], ""
    except InputError as error:
        lacks = "; ".join(f"it takes {fault.expected}, not {fault.received}" for fault in error.faults)
        return [], f"Not drawn: {lacks.replace('_', ' ')}."


def _cloud(found: Sequence[Side], gain: Measure, cost: Measure) -> Cloud:
    told = [side for side in found if cost.outcome.id in side.result.values]
    return Cloud(
        cost.name,
        gain.outcome.title,
        tuple(side.name for side in told),
        tuple(_percent(side.result, gain) for side in told),
        tuple(_factor(cost) * cost.of(side.result) for side in told),
        tuple(_trials([Setting.of(side.result.study) for side in told], gain, cost)),
    )


def _factor(cost: Measure) -> float:
    return 100.0 if cost.outcome.percent else 1.0


def _percent(result: Result, gain: Measure) -> Array:
    """Return a benefit in percent of the value before the course; changes are in percent already."""
    values = gain.of(result)
    if gain.outcome.form == "change":
        return values
    return 100.0 * values / np.nanmean(result.untreated[gain.outcome.id][:, :, 0], axis=1)


def _trials(settings: Sequence[Setting], gain: Measure, cost: Measure) -> Iterator[Trial]:
    """Yield arms of trials: both figures of one arm together, and figures that stand alone."""
    gains = list(_gains(settings, gain))
    known = {p.observation.id: p for setting in settings for p in published(cost.outcome, setting)}
    prices = [(p, _factor(cost) * p.value) for p in known.values() if p.observation.bound is None]
    pairs = [(g, p) for g in gains for p in prices if _same_arm(g[0], p[0])]
    yield from (Trial(g[0], p[0], g[1], p[1]) for g, p in pairs)
    yield from (Trial(g, None, value, None) for g, value in gains if all(g is not b[0] for b, _ in pairs))
    yield from (Trial(None, p, None, value) for p, value in prices if all(p is not b[0] for _, b in pairs))


def _gains(settings: Sequence[Setting], gain: Measure) -> Iterator[tuple[Published, float]]:
    """Yield published benefits in percent of the value before, be they printed as such or as two levels."""
    sign = -1.0 if gain.outcome.better == "lower" else 1.0
    for o in load_observations().values():
        reasons = [why_not_beside(o, gain.outcome, setting) for setting in settings]
        effect = effect_of(o)
        if all(r is not None and r.code != "other_unit" for r in reasons) or isinstance(effect, str):
            continue
        if effect.axis == "percent" and o.bound is None:
            yield Published(o, effect.value, True, None), sign * effect.value


def _same_arm(gain: Published, price: Published) -> bool:
    one, two = gain.observation, price.observation
    return one.study == two.study and (one.arm == two.arm or None in (one.arm, two.arm))


# ---- picture ----------------------------------------------------------------------------------------------


def _drawn(cloud: Cloud) -> Markup:
    x, y = _scales(cloud)
    parts = [*_frame(cloud, x, y)]
    sides = zip(cloud.names, cloud.gains, cloud.prices, cycle(_HUES), strict=False)
    labels: list[Markup] = []
    for name, gains, prices, hue in sides:
        dots = [
            tag("circle", cx=x(p), cy=y(g), r=1.8, class_="dot-value", fill_opacity="0.35")
            for g, p in zip(gains, prices, strict=True)
            if x.holds(p) and y.holds(g)
        ]
        at = x(float(np.nanmedian(prices))), y(float(np.nanmedian(gains)))
        parts.append(
            tag("g", [*dots, tag("circle", cx=at[0], cy=at[1], r=5.0, class_="dot-value")], class_=hue)
        )
        labels.append(_label(name, at))
    parts += [mark for trial in cloud.trials for mark in _mark(trial, x, y)]
    return svg([*parts, *labels], (0.0, 0.0, _WIDE, _HIGH), cloud.title)


def _label(name: str, at: tuple[float, float], down: float = -7.0, cls: str = "strong halo") -> Markup:
    """Return a name beside a point, on the side where there is room."""
    left = at[0] > 0.55 * _WIDE
    return text(name, at[0] + (-8 if left else 8), at[1] + down, cls, "end" if left else None)


def _scales(cloud: Cloud) -> tuple[Linear, Linear]:
    both = [t for t in cloud.trials if t.benefit and t.cost]
    middles = lambda sets: [float(np.nanmedian(v)) for v in sets]  # noqa: E731
    wide = lambda sets: [float(q) for v in sets for q in np.nanquantile(v, (0.05, 0.95))]  # noqa: E731
    gains = [0.0, *middles(cloud.gains), *(t.gain for t in both if t.gain is not None)]
    prices = [0.0, *middles(cloud.prices), *(t.price for t in both if t.price is not None)]
    up, along = limits(gains, wide(cloud.gains)), limits(prices, wide(cloud.prices), 0.0)
    return Linear(*along, _LEFT, _WIDE - _RIGHT), Linear(*up, _HIGH - _BOTTOM, _TOP)


def _beyond(cloud: Cloud) -> str:
    """Return how many draws lie beyond the picture: never left out in silence."""
    x, y = _scales(cloud)
    all_ = [
        (p, g) for side in zip(cloud.prices, cloud.gains, strict=True) for p, g in zip(*side, strict=True)
    ]
    out = sum(not (x.holds(p) and y.holds(g)) for p, g in all_)
    return f" {out} of {len(all_)} dots lie beyond the picture." if out else ""


def _frame(cloud: Cloud, x: Linear, y: Linear) -> Iterator[Markup]:
    yield line(x.start, y.start, x.end, y.start, "axis")
    yield line(x.start, y.start, x.start, y.end, "axis")
    if y.holds(0.0):
        yield line(x.start, y(0.0), x.end, y(0.0), "axis")
    for value in x.ticks(4):
        yield text(f"{value:g}", x(value), y.start + 16, "quiet", "middle")
    for value in y.ticks(4):
        yield line(x.start, y(value), x.end, y(value), "grid")
        yield text(f"{value:g}", x.start - 8, y(value) + 4, "quiet", "end")
    yield text(_COSTS[cloud.cost], (x.start + x.end) / 2, y.start + 34, "quiet", "middle")
    yield text("better by, % of the value before", 4, 12, "quiet")


def _mark(trial: Trial, x: Linear, y: Linear) -> Iterator[Markup]:
    """Yield a mark where a trial stated both figures, a tick on the axis where it stated one."""
    known = trial.benefit or trial.cost
    assert known is not None
    said = tag("title", escape(f"{trial.source}: {known.detail} ({known.standing})"))
    if trial.gain is not None and trial.price is not None:
        at = x(trial.price), y(trial.gain)
        yield tag("g", [said, marker(known, *at), _label(trial.source, at, 4.0, "quiet halo")])
    elif trial.gain is not None and y.holds(trial.gain):
        yield tag("g", [said, tag("path", d=f"M{num(x.start - 5)} {num(y(trial.gain))}h10", class_="rival")])
    elif trial.price is not None and x.holds(trial.price):
        yield tag("g", [said, tag("path", d=f"M{num(x(trial.price))} {num(y.start - 5)}v10", class_="rival")])
