r"""One rule for every law: how likely it makes what a paper printed, at the number of people it had.

A law gives the effects of two arms, draw by draw. What was printed is one of three things. A direction, or
none: two arms differ by :math:`\delta = (e_1 - e_2) / (c\,\bar e)` standard deviations over people, c being
the coefficient of variation of the effect, and a trial prints "larger" with the probability
:math:`\Phi(\delta\sqrt{m} - 1.96)`, m being n for pairs and n/4 for two groups. A ratio: the chance to print
one within `near` of it, with the error that n leaves. Counts: the binomial chance of their division between
the arms, given how many there were. Averaged over draws, and mixed with the chance that the record says
nothing, which bounds what one record can weigh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import comb, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.normal import upper_tail
from needlework.spread import LEVEL
from needlework.subject.catalogue import read

Array = NDArray[np.float64]

_SIGNIFICANT = 1.96  # two-sided at 5 %
_POWERED = 2.8  # standard errors of a difference that is significant in 80 % of trials
_DECADE = log(10.0)  # a ratio that means nothing lies within tenfold either way
_TAILS = (50.0 * (1.0 - LEVEL), 50.0 * (1.0 + LEVEL))
_SAME = 1.02  # ratio below which two arms count as equal when a direction is asked for


@dataclass(frozen=True, slots=True)
class Printed:
    """What a paper printed of a contrast, and on how many people.

    Attributes
    ----------
    published
        ``values``, ``counts``, ``ratio`` or ``direction`` of the first arm against the second.
    told, paired
        People, None where not told; whether both arms were in the same ones.
    spread
        Standard deviation over people of the effect, over its mean.
    """

    published: Mapping[str, Any]
    told: int | None
    paired: bool
    spread: float

    @property
    def pairs(self) -> float | None:
        """Return the number of pairs that says as much as these people."""
        return None if self.told is None else self.told / (1.0 if self.paired else 4.0)

    @property
    def detectable(self) -> float | None:
        """Return the least difference (standard deviations) that 80 % of trials of this size show."""
        return None if self.pairs is None else _POWERED / sqrt(self.pairs)

    @property
    def direction(self) -> str:
        """Return larger, smaller or none: of the first arm against the second."""
        if "direction" in self.published:
            return self.published["direction"]
        first, second = self._shares
        return "larger" if first > second else "smaller" if first < second else "none"

    @property
    def log_ratio(self) -> float | None:
        """Return ln of the printed ratio; None where only a direction or counts were printed."""
        return log(self._shares[0] / self._shares[1]) if {"ratio", "values"} & set(self.published) else None

    @property
    def _shares(self) -> tuple[float, float]:
        if "counts" in self.published:
            (a, m), (b, n) = self.published["counts"]
            return a / m, b / n
        first, second = self.published.get("values") or (self.published["ratio"], 1.0)
        return float(first), float(second)


@cache
def setting(name: str) -> float:
    """Return a setting of the rule: misread, near, telling, or the spread of a kind of endpoint."""
    table = read("contrasts/judging.yaml")
    return float((table["spread"].get(name) or table[name])["value"])


def judged(printed: Printed, first: Array, second: Array) -> dict[str, Any]:
    """Return what a law says of a contrast, ready for JSON; effects have the shape (draws,).

    ``ratio`` is that of the means over draws, ``apart_sd`` their difference in standard deviations over
    people, ``chance`` how likely the law makes what was printed, ``right_side`` whether it puts the larger
    effect on the side that was printed; the last two are None where that cannot be told.
    """
    below = float(np.mean(second))
    ratio = float(np.mean(first)) / below if below != 0.0 else None
    with np.errstate(divide="ignore", invalid="ignore"):
        each = (first / second)[second != 0.0]
    side = None if printed.direction == "none" or ratio is None else _side(ratio) == printed.direction
    return {
        "ratio": ratio,
        "ratio_interval": [float(q) for q in np.percentile(each, _TAILS)] if len(each) else None,
        "apart_sd": float(np.mean(_apart(printed, first, second))),
        "chance": chance(printed, first, second),
        "right_side": side,
    }


def _side(ratio: float) -> str:
    return "larger" if ratio > _SAME else "smaller" if ratio < 1.0 / _SAME else "none"


def chance(printed: Printed, first: Array, second: Array) -> float | None:
    """Return how likely a law makes what was printed; None where the number of people is not told."""
    if "counts" in printed.published:
        likely, blind = _of_counts(printed.published["counts"], first, second)
    elif printed.pairs is None:
        return None
    elif printed.log_ratio is not None:
        likely = _of_ratio(printed.log_ratio, printed.spread / sqrt(printed.pairs), first, second)
        blind = log(setting("near")) / _DECADE
    else:
        away = _apart(printed, first, second) * sqrt(printed.pairs)
        likely, blind = _of_direction(printed.direction, away), 1.0 / 3.0
    return float((1.0 - setting("misread")) * np.mean(likely) + setting("misread") * blind)


def _apart(printed: Printed, first: Array, second: Array) -> Array:
    """Return how far arms are apart, in standard deviations over people, shape (draws,)."""
    typical = abs(float(np.mean(first) + np.mean(second))) / 2.0
    return (first - second) / (printed.spread * typical) if typical > 0.0 else np.zeros_like(first)


def _of_direction(direction: str, away: Array) -> Array:
    larger, smaller = upper_tail(_SIGNIFICANT - away), upper_tail(_SIGNIFICANT + away)
    return {"larger": larger, "smaller": smaller, "none": 1.0 - larger - smaller}[direction]


def _of_ratio(told: float, error: float, first: Array, second: Array) -> Array:
    """Return the chance to print a ratio within `near`; a ratio without a logarithm has none."""
    usable = (first > 0.0) & (second > 0.0)
    logs = np.log(np.where(usable, first, 1.0) / np.where(usable, second, 1.0))
    ends = [(told + side * log(setting("near")) - logs) / error for side in (1.0, -1.0)]
    return np.where(usable, upper_tail(ends[1]) - upper_tail(ends[0]), 0.0)


def _of_counts(counts: Any, first: Array, second: Array) -> tuple[Array, float]:
    """Return the chance of how the people with an event fell on the arms, and that of any such division."""
    (a, m), (b, n) = counts
    expected = m * np.maximum(first, 0.0), n * np.maximum(second, 0.0)
    share = expected[0] / np.maximum(expected[0] + expected[1], 1e-300)
    return comb(a + b, a) * share**a * (1.0 - share) ** b, 1.0 / (a + b + 1)
