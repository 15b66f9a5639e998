"""What the verdicts of many trials say of a design: assurance, power at the median, type I error.

Trials that share a draw are not independent: every Monte Carlo error is that of the means of draws.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.inference.monitoring import Boundary, adjusted, boundary
from needlework.trial.schema import Design
from needlework.trial.trials import Verdicts

Array = NDArray[np.float64]

NOTHING: dict[str, float | None] = {"value": None, "mc_error": None}
MOST_FAILED = 0.01  # share of failed fits from which no power is printed


@dataclass(frozen=True)
class Rate:
    """A share of trials and its Monte Carlo error; both not a number where too many fits failed."""

    value: float
    mc_error: float

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return math.isfinite(self.value)

    def to_json(self) -> dict[str, float | None]:
        """Return plain values, None where there is no figure."""
        return {"value": self.value, "mc_error": self.mc_error} if self.known else NOTHING


def rate_of(success: NDArray[np.bool_], draw: NDArray[np.int64]) -> Rate:
    """Return the share of successful trials; its error is that of the mean over draws.

    Parameters
    ----------
    success, draw
        Shape (trials,) each.
    """
    total = np.bincount(draw, weights=success)
    count = np.bincount(draw)
    used = count > 0
    mean = float(success.mean())
    residual = total[used] - mean * count[used]  # of clusters of unequal size
    clusters = int(used.sum())
    if clusters < 2:
        return Rate(mean, float(np.sqrt(max(mean * (1.0 - mean), 0.25 / len(success)) / len(success))))
    variance = clusters / (clusters - 1) * np.square(residual).sum() / len(success) ** 2
    least = 0.5 / len(success)  # nothing seen is not nothing known
    return Rate(mean, float(max(np.sqrt(variance), least)))


@dataclass(frozen=True)
class Decisions:
    """Which trials concluded, for each hypothesis: shape (hypotheses, trials, visits, sizes) each.

    Attributes
    ----------
    found
        A difference in either direction.
    success
        What the contrast asks for: a difference in its favour, or any.
    failed
        Fits that failed, shape as the others.
    """

    found: NDArray[np.bool_]
    success: NDArray[np.bool_]
    failed: NDArray[np.bool_]


def ran_sizes(design: Design, sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes at which trials are analysed, increasing: those asked for and their interim looks."""
    return tuple(sorted({*sizes, *look_sizes(design, sizes).values()}))


def look_sizes(design: Design, sizes: Sequence[int]) -> dict[int, int]:
    """Return the size at the interim look of each final size; empty without one."""
    interim = design.analysis.interim
    return {n: max(2, int(round(n * interim.at))) for n in sizes} if interim else {}


def decide(
    design: Design, verdicts: Mapping[tuple[int, int], Verdicts], ran: Sequence[int], wanted: Sequence[int]
) -> Decisions:
    """Return what trials conclude after interim look and multiplicity.

    Parameters
    ----------
    design
        The plan.
    verdicts
        By contrast and endpoint; hypotheses in the order of the mapping.
    ran
        Sizes that were analysed.
    wanted
        Final sizes.
    """
    keys = list(verdicts)
    p = np.stack([verdicts[k].p for k in keys]).astype(np.float64)
    favours = np.stack([verdicts[k].favours for k in keys])
    final = [list(ran).index(n) for n in wanted]
    either = np.array([design.contrasts[c].alternative == "different" for c, _ in keys])
    primary = np.array([design.endpoints[e].role == "primary" for _, e in keys])
    alpha = design.analysis.alpha
    failed = np.isnan(p[..., final])
    family = max(int(primary.sum()), 1)
    interim = design.analysis.interim
    if interim is None:
        found = np.zeros(failed.shape, bool)
        for group in (primary, ~primary):
            if group.any():
                method = design.analysis.multiplicity if group is primary else "none"
                found[group] = adjusted(np.nan_to_num(p[group][..., final], nan=1.0), method) < alpha
        success = found & (favours[..., final] | either[:, None, None, None])
        return Decisions(found, success, failed)
    share = alpha / family if design.analysis.multiplicity == "bonferroni" else alpha
    bounds = boundary(interim.at, share, interim.spending)
    early = [list(ran).index(look_sizes(design, wanted)[n]) for n in wanted]
    return _sequential(p, favours, either, final, early, bounds, failed)


def _sequential(
    p: Array,
    favours: NDArray[np.bool_],
    either: NDArray[np.bool_],
    final: list[int],
    early: list[int],
    bounds: Boundary,
    failed: NDArray[np.bool_],
) -> Decisions:
    stopped = np.nan_to_num(p[..., early], nan=1.0) < bounds.first
    ended = np.nan_to_num(p[..., final], nan=1.0) < bounds.last
    way = np.where(stopped, favours[..., early], favours[..., final])
    found = stopped | ended
    return Decisions(found, found & (way | either[:, None, None, None]), failed)
