"""One figure as an effect with its interval: percent of baseline, share of people, or the level itself.

Nothing is imputed: an interval is either printed, or follows from a printed spread and number of persons,
and says which. A change from a mean before to a mean after, whose own spread is not printed, takes the two
spreads as unrelated; people keep their rank, so that interval is too wide rather than too narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from needlework.evidence.observations import Observation
from needlework.numerics.quantiles import beta_ppf

Axis = Literal["percent", "share", "level"]
LEVEL = 0.95
_LEVELS = {"pain": "score", "redness": "day", "downtime": "day", "barrier": "day"}
_IN_DAYS = {"day": 1.0, "h": 1 / 24}
_Z95, _Z99 = 1.959964, 2.575829


@dataclass(frozen=True, slots=True)
class Effect:
    """A value on an axis with its 95 % interval.

    Attributes
    ----------
    value, lower, upper
        In percent of baseline (signed by the quantity), as a share (0-1), or in ``unit``; bounds None where
        the report allows none.
    basis
        Where the interval comes from, in words.
    """

    axis: Axis
    unit: str
    value: float
    lower: float | None = None
    upper: float | None = None
    basis: str = "none given"

    @property
    def reported(self) -> bool:
        """Whether the interval itself was printed."""
        return self.basis == "reported"


def effect_of(o: Observation) -> Effect | str:
    """Return a figure as an effect, or in words why it stands on no common axis."""
    if o.kind == "responders":
        return _share(o)
    if o.kind in ("qualitative", "p_value"):
        return "no amount is printed"
    if o.kind == "contrast":
        return "a difference between arms"
    if o.value is None:
        return "a range without a middle"
    if o.kind == "ratio" and o.family in _LEVELS:
        return "a ratio between needles"
    if o.kind == "absolute" and o.family in _LEVELS:
        return _level(o)
    scale, shift = _to_percent(o)
    if scale is None:
        return "no value before treatment is printed"
    value = scale * o.value + shift
    if o.kind == "absolute" and (bounds := _before_after(o)):
        basis = "derived from the SD before and after, taken as unrelated"
        return Effect("percent", "%", value, value - 100 * bounds, value + 100 * bounds, basis)
    if o.kind == "absolute":
        return Effect("percent", "%", value)
    lower, upper, basis = _interval(o)
    if lower is None or upper is None:
        return Effect("percent", "%", value)
    low, high = sorted((scale * lower + shift, scale * upper + shift))
    return Effect("percent", "%", value, low, high, basis)


def share_of(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Clopper and Pearson 1934, Biometrika 26:404-413)."""
    tail = (1 - LEVEL) / 2
    lower = 0.0 if count == 0 else float(beta_ppf(tail, count, of - count + 1))
    upper = 1.0 if count == of else float(beta_ppf(1 - tail, count + 1, of - count))
    return lower, upper


def t_quantile(df: float) -> float:
    """Return the two-sided 95 % quantile of Student's t with at least one degree of freedom."""
    x = float(beta_ppf(1 - LEVEL, df / 2, 0.5))
    return math.sqrt(df * (1 - x) / x)


def _share(o: Observation) -> Effect | str:
    if o.threshold is None and o.band is None:
        return "the class is not defined in the report"
    if o.threshold == "none":
        return "no amount of effect"
    if o.band is not None:
        return "an exclusive class"
    if o.n_of is None:
        return Effect("share", "", o.value or 0.0)
    lower, upper = share_of(*o.n_of)
    return Effect("share", "", o.n_of[0] / o.n_of[1], lower, upper, "derived from the count")


def _level(o: Observation) -> Effect | str:
    assert o.value is not None
    assert o.family is not None
    unit = _LEVELS[o.family]
    factor = 1.0 if o.unit == unit else _IN_DAYS.get(o.unit) if unit == "day" else None
    if factor is None:
        return f"in {o.unit}"
    lower, upper, basis = _interval(o)
    ends = (None, None) if lower is None or upper is None else (max(factor * lower, 0.0), factor * upper)
    return Effect("level", unit, factor * o.value, *ends, basis)


def _to_percent(o: Observation) -> tuple[float | None, float]:
    """Return factor and shift from the printed figure to percent of baseline."""
    if o.kind == "change_percent":
        return 1.0, 0.0
    if o.kind == "ratio":
        return (1.0 if o.unit == "%" else 100.0), -100.0
    if not o.baseline:
        return None, 0.0
    return 100 / o.baseline, -100.0 if o.kind == "absolute" else 0.0


def _interval(o: Observation) -> tuple[float | None, float | None, str]:
    """Return the 95 % interval of the printed figure in its own unit, and where it comes from."""
    assert o.value is not None
    if o.ci95:
        return *o.ci95, "reported"
    if o.ci99:
        shrunk = _Z95 / _Z99
        lower, upper = (o.value + shrunk * (end - o.value) for end in o.ci99)
        return lower, upper, "derived from the reported 99 % interval"
    if o.se is not None:
        half = _Z95 * o.se if not o.n or o.n < 2 else t_quantile(o.n - 1) * o.se
        return o.value - half, o.value + half, "derived from the reported SE"
    if o.sd is not None and o.n and o.n > 1:
        half = t_quantile(o.n - 1) * o.sd / math.sqrt(o.n)
        return o.value - half, o.value + half, "derived from the reported SD and n"
    return None, None, "none given"


def _before_after(o: Observation) -> float | None:
    """Return the half-width of after over before, to first order."""
    if not (o.value and o.baseline and o.sd and o.baseline_sd and o.n and o.n > 1):
        return None
    ratio = o.value / o.baseline
    spread = np.hypot(o.sd, ratio * o.baseline_sd) / o.baseline
    return t_quantile(o.n - 1) * float(spread) / math.sqrt(o.n)
