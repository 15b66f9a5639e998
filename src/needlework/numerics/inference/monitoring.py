"""Several hypotheses, and one look before the end."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.normal import upper_tail
from needlework.numerics.quantiles import normal_ppf

Array = NDArray[np.float64]
Method = Literal["none", "bonferroni", "holm", "hochberg", "fixed_sequence"]
Spending = Literal["obrien_fleming", "pocock"]

_GRID = 4001
_FARTHEST = 9.0


def adjusted(p: Array, method: Method) -> Array:
    """Return p-values adjusted for several hypotheses along the first axis.

    Holm (Scand J Stat 1979;6:65), Hochberg (Biometrika 1988;75:800), Bonferroni, or a fixed sequence, in
    which a hypothesis counts only if all before it did.
    """
    count = len(p)
    if method == "none" or count == 1:
        return p
    if method == "bonferroni":
        return np.minimum(count * p, 1.0)
    if method == "fixed_sequence":
        return np.maximum.accumulate(p, axis=0)
    order = np.argsort(p, axis=0)
    ranked = np.take_along_axis(p, order, axis=0)
    factor = (count - np.arange(count)).reshape(-1, *(1,) * (p.ndim - 1))
    if method == "holm":
        stepped = np.maximum.accumulate(factor * ranked, axis=0)
    else:
        stepped = np.minimum.accumulate((factor * ranked)[::-1], axis=0)[::-1]
    back = np.empty_like(p)
    np.put_along_axis(back, order, np.minimum(stepped, 1.0), axis=0)
    return back


class Boundary(NamedTuple):
    """Two-sided nominal levels at the first look and at the end."""

    first: float
    last: float


@lru_cache(maxsize=64)
def boundary(share: float, alpha: float, spending: Spending) -> Boundary:
    """Return the levels of a trial with one look before the end.

    The level spent by the look is that of Lan & DeMets (Biometrika 1983;70:659), of O'Brien-Fleming or Pocock
    type; the rest is spent at the end, for scores that correlate as the root of the share of information.

    Parameters
    ----------
    share
        Share of the information at the look, in (0, 1).
    alpha
        Two-sided level.
    spending
        The function.
    """
    first = _spent(share, alpha, spending)
    low, high = 0.0, alpha
    for _ in range(60):
        last = 0.5 * (low + high)
        if _level(first, last, share) > alpha:
            high = last
        else:
            low = last
    return Boundary(first, 0.5 * (low + high))


def _spent(share: float, alpha: float, spending: Spending) -> float:
    if spending == "pocock":
        return alpha * math.log(1.0 + (math.e - 1.0) * share)
    tail = float(upper_tail(normal_ppf(np.array(1.0 - alpha / 4.0)) / math.sqrt(share)))
    return 4.0 * tail  # each direction spends half of the level


def _level(first: float, last: float, share: float) -> float:
    """Return the chance that either look rejects when nothing is true."""
    if last <= 0.0:
        return first
    early, late = (float(normal_ppf(np.array(1.0 - level / 2.0))) for level in (first, last))
    z = (
        np.linspace(-early, early, _GRID)
        if math.isfinite(early)
        else np.linspace(-_FARTHEST, _FARTHEST, _GRID)
    )
    root = math.sqrt(1.0 - share)
    beyond = upper_tail((late - math.sqrt(share) * z) / root) + upper_tail(
        (late + math.sqrt(share) * z) / root
    )
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return first + float(np.trapezoid(density * beyond, z))
