"""Depth by time: where a substance is in needled and in intact skin, in steps of ten."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from needlework.delivery.run import Applied, Delivery
from needlework.pages import svg
from needlework.uptake.closing import window_hours
from needlework.uptake.simulate import Fate

Array = NDArray[np.float64]

WIDTH, HEIGHT = 660.0, 316.0
_LEFT, _TOP, _GAP, _BOTTOM, _RIGHT = 100.0, 26.0, 26.0, 56.0, 8.0
_DEEPEST = 1500.0  # um
_BINS = 22
_MOST_COLUMNS = 40
_CLASSES = (1.0, 1e-1, 1e-2, 1e-3, 1e-4)  # of the round number above the largest concentration
_SHADES = (0.92, 0.66, 0.42, 0.22, 0.1)
_UG_PER_ML = 10.0  # ng/cm2 in each um
_TICKS = (0.0, 1.0, 4.0, 12.0, 24.0, 48.0, 72.0)


def picture(delivery: Delivery, applied: Applied) -> Markup:
    """Return the picture of one substance: with channels on the left, intact skin on the right."""
    edges = _depth_edges()
    panels = [_concentration(fate, applied, edges) for fate in (applied.through, applied.intact)]
    top = 10.0 ** np.ceil(np.log10(max(float(panels[0][1].max()), float(panels[1][1].max()), 1e-12)))
    wide = (WIDTH - _LEFT - _GAP - _RIGHT) / 2.0
    body: list[str] = list(_depth_axis(delivery))
    places = ("through channels", _LEFT), ("intact skin", _LEFT + wide + _GAP)
    for (title, left), (hours, values) in zip(places, panels, strict=True):
        body += _panel(title, _since(applied, hours), values, edges, float(top), (left, wide))
    body += _marks(delivery, applied, (_LEFT, wide))
    body += _key(float(top))
    title = f"{applied.active.title}: concentration by depth and time, with channels and without"
    return svg.svg(body, (0.0, 0.0, WIDTH, HEIGHT), title, "matrix")


def _depth_edges() -> Array:
    return _DEEPEST * np.linspace(0.0, 1.0, _BINS + 1) ** 1.8


def _concentration(fate: Fate, applied: Applied, edges: Array) -> tuple[Array, Array]:
    """Return hours, and the middle of the lanes' concentrations (ug/mL of tissue), shape (times, bins)."""
    thin = np.unique(np.linspace(0, len(fate.hours) - 1, _MOST_COLUMNS).astype(int))
    below = np.concatenate([np.zeros((len(applied.lower), 1)), applied.lower], axis=1)
    found, held = np.empty((len(below), len(thin), len(edges) - 1)), fate.by_depth[:, thin]
    for lane, depths in enumerate(below):
        place = np.clip(np.searchsorted(depths, edges) - 1, 0, len(depths) - 2)
        part = np.clip((edges - depths[place]) / (depths[place + 1] - depths[place]), 0.0, 1.0)
        summed = np.cumsum(held[lane], axis=1)
        summed = np.concatenate([np.zeros((len(thin), 1)), summed], axis=1)
        found[lane] = np.diff(summed[:, place] * (1.0 - part) + summed[:, place + 1] * part, axis=1)
    return fate.hours[thin], _UG_PER_ML * np.median(found, axis=0) / np.diff(edges)


def _since(applied: Applied, hours: Array) -> Array:
    """Return the hours with the moment of the first application before them."""
    return np.concatenate([[applied.plan.spans[0].begin], hours])


def _x(hours: Array | float, span: tuple[float, float], place: tuple[float, float]) -> Array:
    """Return coordinates of hours: the square root of the time since the first report."""
    first, last = span
    share = np.sqrt(np.clip((np.asarray(hours) - first) / (last - first), 0.0, 1.0))
    return place[0] + place[1] * share


def _y(depth: Array | float) -> Array:
    high = HEIGHT - _TOP - _BOTTOM
    return _TOP + high * (np.clip(np.asarray(depth) / _DEEPEST, 0.0, 1.0)) ** (1.0 / 1.8)


def _panel(
    title: str, hours: Array, values: Array, edges: Array, top: float, place: tuple[float, float]
) -> Iterator[str]:
    yield svg.text(title, place[0], _TOP - 8.0, "strong")
    span = (float(hours[0]), float(hours[-1]))
    x, y = _x(hours, span, place), _y(edges)
    for column in range(len(values)):
        for low, high, shade in _runs(values[column], top):
            width, height = x[column + 1] - x[column], y[high] - y[low]
            how = {"fill_opacity": f"{shade:g}", "shape_rendering": "crispEdges"}
            yield svg.rect(x[column], y[low], width, height, "dot-value", **how)
    yield svg.line(place[0], HEIGHT - _BOTTOM, place[0] + place[1], HEIGHT - _BOTTOM, "axis")
    for tick in _TICKS:
        if span[0] <= tick <= span[1]:
            at = float(_x(tick, span, place))
            yield svg.line(at, HEIGHT - _BOTTOM, at, HEIGHT - _BOTTOM + 4.0, "axis")
            yield svg.text(f"{tick:g}", at, HEIGHT - _BOTTOM + 16.0, "quiet", "middle")
    yield svg.text("hours from needling", place[0] + place[1], HEIGHT - _BOTTOM + 30.0, "quiet", "end")


def _runs(column: Array, top: float) -> Iterator[tuple[int, int, float]]:
    """Yield stretches of bins of one class: first bin, one past the last, shade; the faintest is left out."""
    levels = np.sum(column[:, None] / top >= np.array(_CLASSES)[None, :] * 0.1, axis=1)
    start = 0
    for stop in range(1, len(levels) + 1):
        if stop == len(levels) or levels[stop] != levels[start]:
            if levels[start] > 0:
                yield start, stop, _SHADES[len(_CLASSES) - int(levels[start])]
            start = stop


def _depth_axis(delivery: Delivery) -> Iterator[str]:
    thick = {name: float(np.median(values)) for name, values in delivery.lanes.thickness.items()}
    depth = 0.0
    names = (("stratum_corneum", ""), ("viable_epidermis", "epidermis"), ("papillary_dermis", "papillary"))
    for layer, name in names:
        middle = float(_y(depth + 0.5 * thick[layer]))
        depth += thick[layer]
        yield svg.line(_LEFT - 4.0, float(_y(depth)), WIDTH - _RIGHT, float(_y(depth)), "grid")
        if name:
            yield svg.text(name, 4.0, middle + 4.0, "quiet")
    yield svg.text("reticular", 4.0, float(_y(0.5 * (depth + _DEEPEST))), "quiet")
    yield svg.text("um", _LEFT - 8.0, _TOP - 8.0, "quiet", "end")
    for tick in (100.0, 500.0, 1000.0):
        yield svg.text(f"{tick:g}", _LEFT - 8.0, float(_y(tick)) + 4.0, "quiet", "end")


def _marks(delivery: Delivery, applied: Applied, place: tuple[float, float]) -> Iterator[str]:
    """Yield where the product comes off and where half the people's channels have closed."""
    span = (applied.plan.spans[0].begin, float(applied.through.hours[-1]))
    closed = float(np.median(window_hours(delivery.lanes)))
    off = next((s.begin for s in applied.plan.spans if s.wiped), None)
    for hour, words in ((closed, "closed"), (off, "wiped off")):
        if hour is not None and span[0] < hour < span[1]:
            at = float(_x(hour, span, place))
            yield svg.line(at, _TOP, at, HEIGHT - _BOTTOM, "pin")
            yield svg.text(words, at + 3.0, HEIGHT - _BOTTOM - 5.0, "quiet halo")


def _key(top: float) -> Iterator[str]:
    x = _LEFT
    for share, shade in zip(_CLASSES, _SHADES, strict=True):
        yield svg.rect(x, HEIGHT - 12.0, 14.0, 9.0, "dot-value", fill_opacity=f"{shade:g}")
        yield svg.text(f"> {top * share * 0.1:,g}", x + 18.0, HEIGHT - 4.0, "quiet")
        x += 82.0
    yield svg.text("ug/mL of tissue", x, HEIGHT - 4.0, "quiet")
