"""Scales and ticks: values on a line, time on two panels (the first week, then the rest)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[float, float]

WEEK = 7.0
MONTH = 365.25 / 12.0
YEAR = 365.25
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_STRETCH = 3.0  # a wide band may extend the axis by this many times the span of what matters most
_LABEL = 24.0  # room for the label of a tick
_GAP = 10.0  # between the two panels of a time axis


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight scale from values to coordinates.

    Attributes
    ----------
    low, high
        Values at the ends.
    start, end
        Coordinates at the ends; ``end`` may lie before ``start``.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the coordinate of a value, clipped to the axis; its start for what is not a number."""
        if math.isnan(value):
            return self.start
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Return whether a value lies on the axis."""
        return self.low <= value <= self.high

    def ticks(self, most: int = 5) -> list[float]:
        """Return round values on the axis, at most ``most`` + 1 of them."""
        step = round_step(self.high - self.low, most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [k * step for k in range(first, last + 1)]


def round_step(span: float, most: int) -> float:
    """Return the smallest round step (1, 2, 2.5, 5 times a power of ten) that cuts a span into few parts."""
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def limits(core: Iterable[float], wide: Iterable[float] = (), floor: float | None = None) -> Pair:
    """Return the ends of an axis: all of the core, and of what is wide as much as leaves the core legible.

    Values that are not finite are left out, so that one runaway band cannot flatten a figure.

    Parameters
    ----------
    core
        What must be seen: medians, central bands, published points.
    wide
        What may run off: outer bands.
    floor
        Smallest value that the quantity can take; without effect where the core lies below it.
    """
    known = [v for v in core if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(known), max(known)
    span = max(high - low, 0.05 * max(abs(low), abs(high)), 1e-6)
    outer = [v for v in wide if math.isfinite(v)]
    low = max(min([low, *outer]), low - _STRETCH * span)
    high = min(max([high, *outer]), high + _STRETCH * span)
    floor = floor if floor is not None and min(known) >= floor else None
    if floor is not None:
        low = max(low, floor)
    pad = 0.06 * max(high - low, span)
    return (low if floor is not None and low - pad < floor else low - pad), high + pad


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days on two panels, each linear: the first week, then everything up to the horizon.

    Attributes
    ----------
    horizon
        Last day.
    start, end
        Coordinates of day 0 and of the horizon.
    early
        Share of the width that the first week takes; all of it for a horizon within the week.
    """

    horizon: float
    start: float
    end: float
    early: float = 0.3

    @property
    def split(self) -> float:
        """Return the coordinate at which the first panel ends."""
        if self.horizon <= WEEK:
            return self.end
        return self.start + self.early * (self.end - self.start - _GAP)

    @property
    def resume(self) -> float:
        """Return the coordinate at which the second panel starts."""
        return min(self.split + _GAP, self.end)

    @property
    def panels(self) -> list[Linear]:
        """Return the panels as scales."""
        week = Linear(0.0, min(WEEK, self.horizon), self.start, self.split)
        return [week] if self.horizon <= WEEK else [week, Linear(WEEK, self.horizon, self.resume, self.end)]

    def __call__(self, day: float) -> float:
        """Return the coordinate of a day."""
        return self.panels[0](day) if day <= WEEK or self.horizon <= WEEK else self.panels[1](day)

    def ticks(self) -> list[tuple[float, str]]:
        """Return (coordinate, label) of the ticks: days in the first panel, days, months or years after."""
        first = [0.0, 1.0, 3.0, 7.0] if self.early * (self.end - self.start) > 70 else [0.0, 7.0]
        found = [(self.panels[0](d), f"{d:g}") for d in first if d <= self.horizon]
        if self.horizon <= WEEK:
            return found
        unit = self.unit
        for k in _late_ticks(self.horizon / unit, WEEK / unit, (self.end - self.resume) / _LABEL):
            if self.panels[1](k * unit) - self.resume > 8:
                found.append((self.panels[1](k * unit), f"{k:g}"))
        return found

    @property
    def unit(self) -> float:
        """Return the days of the unit in which the second panel counts."""
        return 1.0 if self.horizon <= 70 else MONTH if self.horizon <= 2.5 * YEAR else YEAR

    @property
    def title(self) -> str:
        """Return what the second panel counts."""
        return {1.0: "days", MONTH: "months", YEAR: "years"}[self.unit]


def _late_ticks(end: float, start: float, most: float) -> list[float]:
    """Return round counts of days, months or years, no more than there is room for."""
    steps = (1.0, 2.0, 3.0, 6.0, 7.0, 12.0, 14.0, 28.0, 60.0)
    step = next((s for s in steps if end / s <= max(most, 1.0)), steps[-1])
    return [k * step for k in range(1, int(end / step + 1e-9) + 1) if k * step > start]


def spread_labels(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions near those wanted, in their order, at least ``gap`` apart and within the ends."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [min(max(wanted[i], low), high) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    excess = placed[-1] - high if placed else 0.0
    if excess > 0:
        placed[-1] = high
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gap)
    found = [0.0] * len(wanted)
    for i, place in zip(order, placed, strict=True):
        found[i] = place
    return found
