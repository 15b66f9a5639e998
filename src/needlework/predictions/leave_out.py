"""Leaving one cohort out: what the others say of it.

People and scales: the posterior without a cohort by Pareto-smoothed importance sampling of the posterior with
it (Vehtari, Simpson, Gelman, Yao & Gabry, J Mach Learn Res 2024;25:72), the cohort's own effects integrated
out; where its diagnostic says no, the fit is made again. Tissue: always fitted again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.integrated import biology_of, log_likelihood_of_effects, together
from needlework.calibration.people import Fitter, People
from needlework.calibration.predictive import Prediction, effects_of, predict, thinned
from needlework.calibration.tissue import Figures
from needlework.evidence.observations import load_observations
from needlework.evidence.split import load_split
from needlework.figures.arms import people_of
from needlework.numerics.pareto import GOOD, smoothed_weights
from needlework.numerics.sampling import stream

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Predictions of one cohort by the others, and how they were got."""

    cohort: str
    predictions: Mapping[str, Prediction]
    pareto_k: float
    refitted: bool


def leave_one_out(
    fitter: Fitter,
    people: People,
    seed: int,
    skip: Collection[str] = (),
    exponent: float | None = None,
) -> Iterator[LeftOut]:
    """Yield, cohort by cohort, what the others predict of it.

    Parameters
    ----------
    fitter, people
        The fit of all cohorts but those never fitted.
    seed
        Seed of everything random.
    skip
        Cohorts that were never fitted.
    exponent
        Dose exponent, where it was not fitted.
    """
    some = thinned(people)
    each = log_likelihood_of_effects(fitter.layout, some.draws)
    known = effects_of(fitter, {*fitter.cohorts} - {*skip})
    for cohort in (c for c in fitter.cohorts if c not in skip):
        rest = known & ~effects_of(fitter, {cohort})
        own = together(each, known) - together(each, rest)
        log_weight, k = smoothed_weights(-own)
        rng = stream(seed, f"leave out {cohort}")
        if refit := not k <= GOOD:
            others = thinned(fitter.fit(seed, {cohort, *skip}, exponent=exponent))
            told = log_likelihood_of_effects(fitter.layout, others.draws)
        else:
            weight = np.exp(log_weight - log_weight.max())
            rows = rng.choice(len(weight), len(weight), p=weight / weight.sum())
            others, told = some.taken(rows), each[rows]
        predictions = predict(fitter.layout.drawn(biology_of(told, rest, rng)), others, rng)
        mine = {key: p for key, p in predictions.items() if p.figure.cohort == cohort}
        yield LeftOut(cohort, mine, k, refit)


def tissue_reports(figures: Figures, rng: np.random.Generator) -> Array:
    """Return what new studies would print, as the likelihood has it, shape (particles, figures)."""
    particles, count = figures.predicted.shape
    effect = np.exp(figures.tau[:, None] * rng.standard_normal((particles, 1)))
    return figures.predicted * effect + figures.scatter * rng.standard_t(4.0, (particles, count))


def tissue_cohorts() -> dict[str, list[str]]:
    """Return the fitted observations of the tissue by the people they come from."""
    split, found = load_split(), dict[str, list[str]]()
    for key in (*(i for ids in split.tissue.values() for i in ids), *split.clocks):
        found.setdefault(people_of(load_observations()[key]), []).append(key)
    return found
