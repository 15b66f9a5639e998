"""What the readings of a behaviour say: whether it holds, draw by draw, and the figure shown with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.observations import load_observations
from needlework.figures.amounts import value_of
from needlework.outcomes import outcomes
from needlework.verification.behaviour_records import Behaviour

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

CLEAR = 0.8  # share of draws from which a direction counts as shown
_ROUNDING = 1e-9
_TAILS = (5.0, 50.0, 95.0)


@dataclass(frozen=True, slots=True)
class Tested:
    """A behaviour with its figures: share of draws in which it holds, and a figure with its interval.

    ``figure`` holds the 5th, 50th and 95th percentile of what ``measure`` names over the draws that counted.
    ``void`` tells that the fit is void: figures of the fit then have nothing to agree with.
    """

    behaviour: Behaviour
    share: float
    figure: tuple[float, float, float]
    measure: str
    unit: str
    inside: bool | None
    counted: int
    void: bool = False

    @property
    def direction(self) -> bool | None:
        """Whether the draws show the behaviour, its opposite, or (None) neither clearly."""
        return True if self.share >= CLEAR else False if self.share <= 1.0 - CLEAR else None


def measured(behaviour: Behaviour, readings: Sequence[Array], void: bool = False) -> Tested:
    """Return what the readings of a behaviour, each of shape (draws,), say of it."""
    values = np.array(readings)
    values = values[:, np.isfinite(values).all(axis=0)]
    if behaviour.given_gain:
        values = values[:, values[0] > 0]
    if values.shape[1] == 0:
        return Tested(behaviour, np.nan, (np.nan, np.nan, np.nan), "no draw to count", "", None, 0, void)
    holds, figure, measure = _TESTS[behaviour.expect](behaviour, values)
    low, median, high = (float(q) for q in np.percentile(figure, _TAILS))
    inside = _agrees(behaviour, (low, high)) if behaviour.expect == "agrees" else None
    share = float(inside) if inside is not None else float(np.mean(holds))
    unit = _unit(behaviour, measure)
    return Tested(behaviour, share, (low, median, high), measure, unit, inside, values.shape[1], void)


# ---- what is expected, and the figure that is shown -------------------------------------------------------

_Test = Callable[[Behaviour, Array], tuple[Bools, Array, str]]


def _every(holds: Bools) -> Bools:
    return np.all(holds, axis=0, keepdims=True)[0]


def _steps(holds: Callable[[Array], Bools]) -> _Test:
    return lambda _, v: (_every(holds(np.diff(v, axis=0))), v[-1] - v[0], "last minus first")


def _value(holds: Callable[[Behaviour, Array], Bools]) -> _Test:
    return lambda b, v: (_every(holds(b, v)), v[-1], "value")


def _diminishes(_: Behaviour, v: Array) -> tuple[Bools, Array, str]:
    steps = np.diff(v, axis=0)
    first = np.where(np.abs(steps[0]) > _ROUNDING, steps[0], np.nan)
    holds = _every(steps > 0) & _every(np.diff(steps, axis=0) < 0)
    return holds, np.nan_to_num(steps[-1] / first), "last step over first step"


def _turns(_: Behaviour, v: Array) -> tuple[Bools, Array, str]:
    gap = v[-1] - v[:-1].max(axis=0)
    return gap < 0, gap, "last minus highest before"


def _inside(_: Behaviour, v: Array) -> tuple[Bools, Array, str]:
    gap = v[1:-1].max(axis=0) - np.maximum(v[0], v[-1])
    return gap > 0, gap, "best between minus better end"


def _ratio(holds: Callable[[Array, float], Bools]) -> _Test:
    def test(b: Behaviour, v: Array) -> tuple[Bools, Array, str]:
        ratio = v[1] / np.where(np.abs(v[0]) > _ROUNDING, v[0], np.nan)
        return holds(ratio, b.share), np.nan_to_num(ratio), "second over first"

    return test


def _times(b: Behaviour, v: Array) -> tuple[Bools, Array, str]:
    ratio = v[1] / np.where(np.abs(v[0]) > _ROUNDING, v[0], np.nan)
    return (ratio > b.low) & (ratio < b.high), np.nan_to_num(ratio), "second over first"


def _smaller_step(b: Behaviour, v: Array) -> tuple[Bools, Array, str]:
    part = (v[1] - v[0]) / np.where(np.abs(v[0]) > _ROUNDING, v[0], np.nan)
    return part < b.share, np.nan_to_num(part), "further gain over first gain"


_TESTS: dict[str, _Test] = {
    "rises": _steps(lambda d: d > 0),
    "falls": _steps(lambda d: d < 0),
    "not_rises": _steps(lambda d: d <= 0),
    "not_falls": _steps(lambda d: d >= 0),
    "diminishes": _diminishes,
    "turns": _turns,
    "inside": _inside,
    "positive": _value(lambda _, v: v > 0),
    "negative": _value(lambda _, v: v < 0),
    "zero": _value(lambda _, v: np.abs(v) <= _ROUNDING),
    "between": _value(lambda b, v: (v > b.low) & (v < b.high)),
    "agrees": _value(lambda _, v: np.isfinite(v)),
    "shrinks": _ratio(lambda r, share: r < share),
    "keeps": _ratio(lambda r, share: r > share),
    "times": _times,
    "shrinks_step": _smaller_step,
}
_RATIOS = ("last step over first step", "second over first", "further gain over first gain")


def _unit(behaviour: Behaviour, measure: str) -> str:
    if measure in _RATIOS:
        return "1"
    last = behaviour.readings[-1]
    if last.read == "peak_day":
        return "day"
    unit = outcomes()[last.outcome].unit
    return "% points" if unit == "%" and measure != "value" else unit


def _agrees(behaviour: Behaviour, interval: tuple[float, float]) -> bool:
    """Return whether an interval holds the published figure, or overlaps its printed range."""
    ends = published_range(behaviour)
    return interval[0] <= ends[1] and ends[0] <= interval[1]


def published_range(behaviour: Behaviour) -> tuple[float, float]:
    """Return the published figure of a fitted behaviour, in the unit of its reading, as (low, high)."""
    o, reading = load_observations()[behaviour.observations[0]], behaviour.readings[-1]
    ends = o.range if o.range is not None else (o.value, o.value)
    if reading.read == "peak_day":
        found = ends
    else:
        outcome = outcomes()[reading.outcome]
        found = tuple(value_of(replace(o, range=None, value=end), outcome) for end in ends)
    if found[0] is None or found[1] is None:
        raise ValueError(f"{o.id} has no figure in the unit of {reading.outcome}")
    return float(found[0]), float(found[1])
