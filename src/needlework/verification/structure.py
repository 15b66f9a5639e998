"""Structural uncertainty: what headline figures become under each structure that the literature leaves open.

An alternative is not fitted anew. Its draws are those of the shipped fit, changed; the figures that the fit
used say how far the data speak against it as it stands, and draws weighted by how well they meet these
figures under the alternative approximate what a new fit would give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, admissible
from needlework.numerics.sampling import stream
from needlework.spread import LEVEL
from needlework.verification import cases
from needlework.verification.alternatives import Alternative
from needlework.verification.cases import Case, Values, open_case, picked

Array = NDArray[np.float64]
Progress = Callable[[str], None]

HEADLINES = tuple(h for h in cases.HEADLINES if h != "barrier_recovery_time")  # no structure here acts on it
DRAWS = 200
_PERSONS = 4
_TAILS = (50 * (1 - LEVEL), 50.0, 50 * (1 + LEVEL))
_LEAST_EFFECTIVE = 20.0  # draws below which a weighted median says nothing


@dataclass(frozen=True, slots=True)
class Data:
    """How some draws meet the published figures that the fit used.

    Attributes
    ----------
    log_likelihood
        Of all figures together, shape (draws,).
    met, figures
        Number of figures inside their predicted 90 % range, scatter included, and of all of them.
    """

    log_likelihood: Array
    met: int
    figures: int


@dataclass(frozen=True)
class Outlook:
    """What one structure predicts.

    Attributes
    ----------
    alternative
        The structure; None for the model as shipped.
    healthy
        Draws that still describe healthy skin under it, shape (draws,).
    values
        Headline outcome -> mean over persons, shape (draws,): at the horizon, or the one figure; NaN where a
        draw is not healthy.
    start
        The same before the course; zeros for outcomes that are one figure.
    data
        How it meets the fitted figures.
    """

    alternative: Alternative | None
    healthy: NDArray[np.bool_]
    values: Mapping[str, Array]
    start: Mapping[str, Array]
    data: Data

    @cached_property
    def quantiles(self) -> dict[str, tuple[float, float, float]]:
        """Low end, median and high end of the mean's interval of each outcome."""
        ends = {k: np.nanpercentile(v, _TAILS) for k, v in self.values.items()}
        return {k: (float(a), float(b), float(c)) for k, (a, b, c) in ends.items()}

    def against(self, shipped: Outlook) -> float:
        """Return ln of its mean likelihood over that of the model as shipped."""
        own = np.where(self.healthy, self.data.log_likelihood, -np.inf)
        return _log_mean_exp(own) - _log_mean_exp(shipped.data.log_likelihood)

    def weights(self, shipped: Outlook) -> Array:
        """Return weights that turn draws of the fit into draws of a fit of this structure, shape (draws,)."""
        ratio = np.where(self.healthy, self.data.log_likelihood - shipped.data.log_likelihood, -np.inf)
        weight = np.exp(ratio - ratio.max())
        return weight / weight.sum()

    def effective(self, shipped: Outlook) -> float:
        """Return the number of draws that carry the weights."""
        return float(1.0 / np.sum(np.square(self.weights(shipped))))

    def refitted(self, shipped: Outlook, key: str) -> float | None:
        """Return the weighted median of an outcome, None where too few draws carry it."""
        if self.effective(shipped) < _LEAST_EFFECTIVE:
            return None
        good = np.isfinite(self.values[key])
        order = np.argsort(self.values[key][good])
        mass = np.cumsum(self.weights(shipped)[good][order])
        return float(self.values[key][good][order][np.searchsorted(mass, 0.5 * mass[-1])])

    def falls(self, key: str) -> float:
        """Return the share of draws in which an outcome ends below where it started."""
        good = np.isfinite(self.values[key])
        return float(np.mean(self.values[key][good] < self.start[key][good]))


def outlook(case: Case, alternative: Alternative | None, draws: int, seed: int) -> Outlook:
    """Return what one structure predicts for a study, from the fit's draws under one seed."""
    apply = alternative.apply if alternative else (lambda d: d)
    own = apply(case.shown(draws, seed))
    healthy = admissible(own.network())
    found = case.values(picked(own, np.flatnonzero(healthy)), _PERSONS, case.few_times, only=HEADLINES)
    values, start = _ends(found, healthy)
    return Outlook(alternative, healthy, values, start, fitted_figures(apply, draws, seed))


def _ends(found: Values, healthy: NDArray[np.bool_]) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return headline outcomes at the horizon and before the course, shape (draws,) each."""
    values, start = {}, {}
    for key in HEADLINES:
        mean = np.nanmean(found[key], axis=1)
        pair = (mean[:, -1], mean[:, 0]) if mean.ndim == 2 else (mean, np.zeros_like(mean))
        for target, part in zip((values, start), pair, strict=True):
            target[key] = np.full(len(healthy), np.nan)
            target[key][healthy] = part
    return values, start


def fitted_figures(apply: Callable[[Draws], Draws], draws: int, seed: int) -> Data:
    """Return how the fit's draws, changed, meet the figures that the fit used.

    The draws of a record are the same in every study under one seed, so that a draw's likelihood is that of
    the same biology in all of them; what a report leaves open is drawn anew.
    """
    from needlework.calibration.tissue import Problem, log_likelihood

    problem, rng = Problem(seed), stream(seed, "structure")
    total, met, figures = np.zeros(draws), 0, 0
    for name, study in problem.studies.items():
        changed = apply(open_case(name, study).shown(draws, seed))
        for cohort in problem.study_figures(name, changed):
            total += log_likelihood(cohort)
            luck = np.exp(cohort.tau * rng.standard_normal(draws))[:, None]
            scatter = cohort.scatter * rng.standard_t(4.0, cohort.predicted.shape)  # as in the fit
            low, _, high = np.percentile(cohort.predicted * luck + scatter, _TAILS, axis=0)
            met += int(np.sum((low <= cohort.published) & (cohort.published <= high)))
            figures += len(cohort.ids)
    return Data(total, met, figures)


def _log_mean_exp(terms: Array) -> float:
    top = float(terms.max())
    return top + float(np.log(np.mean(np.exp(terms - top))))
