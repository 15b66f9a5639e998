"""Leaving one cohort out: what the others say of it.

People and scales: the posterior without a cohort by Pareto-smoothed importance sampling of the posterior with
it (Vehtari, Simpson, Gelman, Yao & Gabry, J Mach Learn Res 2024;25:72), the cohort's own effects integrated
out; where its diagnostic says no, the fit is made again. Tissue: always fitted again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.integrated import log_likelihood_of_effects
from needlework.calibration.people import Fitter, People
from needlework.calibration.predictive import Prediction, predict
from needlework.calibration.tissue import Figures
from needlework.numerics.sampling import stream

Array = NDArray[np.float64]

_GOOD = 0.7  # largest Pareto shape that importance sampling is trusted with


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Predictions of one cohort by the others, and how they were got."""

    cohort: str
    predictions: Mapping[str, Prediction]
    pareto_k: float
    refitted: bool


def leave_one_out(fitter: Fitter, people: People, seed: int, skip: Collection[str] = ()) -> Iterator[LeftOut]:
    """Yield, cohort by cohort, what the others predict of it.

    Parameters
    ----------
    fitter, people
        The fit of all cohorts but those never fitted.
    seed
        Seed of everything random.
    skip
        Cohorts that were never fitted.
    """
    from arviz_stats.base.array import array_stats

    each = log_likelihood_of_effects(fitter.layout, people.draws)
    for cohort in (c for c in fitter.cohorts if c not in skip):
        own = [i for i, (c, _) in enumerate(fitter.layout.effects) if c == cohort]
        log_weight, k = array_stats.psislw(each[:, own].sum(axis=1))  # weights are inverse likelihoods
        refit = bool(k > _GOOD)
        rng = stream(seed, f"leave out {cohort}")
        others = fitter.fit(seed, {cohort, *skip}) if refit else _weighted(people, np.exp(log_weight), rng)
        predictions = predict(fitter.layout, others, rng)
        mine = {key: p for key, p in predictions.items() if p.figure.cohort == cohort}
        yield LeftOut(cohort, mine, float(k), refit)


def _weighted(people: People, weight: Array, rng: np.random.Generator) -> People:
    rows = rng.choice(len(weight), len(weight), p=weight / weight.sum())
    draws = {k: v[rows] for k, v in people.draws.items()}
    return People(draws, people.scores[rows], people.r_hat, people.effective, people.divergences)


def tissue_reports(figures: Figures, rng: np.random.Generator) -> Array:
    """Return what new studies would print, as the likelihood has it, shape (particles, figures)."""
    particles, count = figures.predicted.shape
    effect = np.exp(figures.tau[:, None] * rng.standard_normal((particles, 1)))
    return figures.predicted * effect + figures.scatter * rng.standard_t(4.0, (particles, count))


def cohorts_of(split_tissue: Mapping[str, Sequence[str]], clocks: Sequence[str]) -> dict[str, list[str]]:
    """Return the observations of each tissue cohort: those of a course together, clocks by their study."""
    found = {study: list(ids) for study, ids in split_tissue.items()}
    for key in clocks:
        found.setdefault(key.split(".")[0], []).append(key)
    return found
