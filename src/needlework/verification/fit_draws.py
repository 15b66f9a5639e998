"""How many independent draws the shipped fit is worth."""

from __future__ import annotations

from dataclasses import dataclass

from needlework.evidence.fit import Fit

ENOUGH = 200  # draws of a run with --fine: with fewer independent ones, more draws add nothing


@dataclass(frozen=True, slots=True)
class FitDraws:
    """Draws of a fit, and the independent draws that they are worth, as its record has them."""

    size: int
    effective: float


def judge(fit: Fit) -> FitDraws:
    """Return what the draws of a fit are worth."""
    return FitDraws(fit.size, float(fit.record["effective_draws"]))
