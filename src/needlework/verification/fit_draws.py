"""How many independent draws the shipped fit is worth, judged by how its records correlate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.fit import TISSUE, Fit
from needlework.verification.shapley import scores

Array = NDArray[np.float64]

ENOUGH = 200  # draws of a run with --fine: with fewer independent ones, more draws add nothing


@dataclass(frozen=True, slots=True)
class FitDraws:
    """What the draws of a fit are worth.

    Attributes
    ----------
    size, effective
        Draws, and independent draws that would correlate as much by chance. A lower bound: what the few
        figures tie together correlates, too.
    """

    size: int
    effective: float


def judge(fit: Fit) -> FitDraws:
    """Return what the draws of a fit are worth."""
    return FitDraws(fit.size, effective_draws(v for k, v in fit.draws.items() if k.startswith(TISSUE)))


def effective_draws(columns: Iterable[Array]) -> float:
    """Return the number of independent draws whose chance correlations are as large as those of some records.

    Of n independent draws of records that have nothing to do with each other the mean squared correlation
    is 1/n (to first order); draws that descend from few ancestors have larger ones.

    Parameters
    ----------
    columns
        Draws of at least two records that are independent of each other, shape (draws,) each.
    """
    correlation = np.asarray(np.corrcoef(scores(np.stack(list(columns), axis=1)), rowvar=False))
    return float(1.0 / np.mean(np.square(correlation[np.triu_indices(len(correlation), 1)])))
