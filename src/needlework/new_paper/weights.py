"""How plausible each shipped draw is once a new paper is known: importance weights, without fitting again.

The fit is cut: scores and shares of people inform people and scales, instruments inform the tissue, and
neither bends the other. So a paper has one set of weights for each part. Weights are smoothed by a Pareto
distribution, whose shape tells whether they can be trusted (Vehtari, Simpson, Gelman, Yao & Gabry, J Mach
Learn Res 2024;25:72).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.fit import RESPONSES
from needlework.calibration.integrated import log_likelihood_of_effects
from needlework.calibration.integrated import together as together_of
from needlework.calibration.responses import responses
from needlework.calibration.scale_layer import Layout, fitted_records
from needlework.calibration.scales import figures
from needlework.calibration.tissue import Figures, _at, _tissue, log_likelihood
from needlework.draws import Draws
from needlework.ensemble import views
from needlework.errors import needing
from needlework.evidence.fit import Fit
from needlework.evidence.observations import Observation
from needlework.figures.courses import CourseFigures, by_course
from needlework.model import Model
from needlework.numerics.pareto import GOOD, smoothed_weights
from needlework.population import design
from needlework.subject import Course, Skin

Array = NDArray[np.float64]

FEWEST = 50  # draws in effect from which each tail of a 90 % interval holds two or three of them


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the draws for one part of the fit.

    Attributes
    ----------
    each
        Sums to 1, shape (draws,).
    pareto_k
        Shape of the tail; minus infinity where the figures tell draws from one another not at all, infinity
        where a few draws carry everything.
    """

    each: Array
    pareto_k: float

    @property
    def effective(self) -> float:
        """Number of equal draws that would be as precise."""
        return float(1.0 / np.sum(self.each**2))

    @property
    def reliable(self) -> bool:
        """Whether weighting stands for a new fit: the tail is light, and enough draws remain."""
        return self.pareto_k <= GOOD and self.effective >= FEWEST

    @property
    def chance(self) -> float:
        """Standard error, in standard deviations, of the shift of a mean that has nothing to do with them."""
        return float(np.sqrt(max(np.sum(self.each**2) - 1.0 / len(self.each), 0.0)))


def smoothed(log_weight: Array) -> Weights:
    """Return Pareto-smoothed weights from their logarithms, shape (draws,).

    Raises
    ------
    InputError
        ArviZ, which smooths them, is not installed.
    """
    with needing("stats", "evidence add"):
        log_each, k = smoothed_weights(log_weight)
    each = np.exp(log_each - np.max(log_each))
    return Weights(each / each.sum(), k)


def together(parts: Sequence[Weights]) -> Weights:
    """Return the weights of whole draws, whose parts are independent of one another."""
    each = np.prod([w.each for w in parts], axis=0)
    return Weights(each / each.sum(), max((w.pareto_k for w in parts), default=-np.inf))


def people_weights(observations: Sequence[Observation], draws: Draws, fit: Fit, seed: int) -> Weights:
    """Return the weights that scores, grades, shares and darkening give to people and scales.

    The paper is a study of its own, with an effect of its own for each family of scales.
    """
    found = responses(observations, fit, min(RESPONSES, draws.n), seed)
    records = {key: draws[key] for key in (*fitted_records(), "scale.dose_least")}
    each = log_likelihood_of_effects(Layout.of(figures(observations, found)), records)
    return smoothed(together_of(each, np.ones(each.shape[2], dtype=bool)))


def tissue_weights(observations: Sequence[Observation], draws: int, fit: Fit, seed: int) -> Weights:
    """Return the weights that figures of instruments give to the tissue: one study effect for all."""
    parts = [_course(members, draws, fit, seed) for members in by_course(observations)]
    published, scatter = (np.concatenate([getattr(p, k) for p in parts]) for k in ("published", "scatter"))
    predicted = np.concatenate([p.predicted for p in parts], axis=1)
    ids = tuple(key for p in parts for key in p.ids)
    return smoothed(log_likelihood(Figures(ids, predicted, published, scatter, parts[0].tau)))


def _course(figures: CourseFigures, size: int, fit: Fit, seed: int) -> Figures:
    """Return figures of one course beside what every draw predicts of the typical person."""
    skin, course = Skin.resolve(figures.study.skin), Course.from_spec(figures.study.course)
    population = design(skin, course, size, 1, seed, fit)  # draws in the same order whatever the course
    each = list(zip(figures.observations, figures.days, strict=True))
    parts = []
    times = np.unique([0.0, *figures.days])
    for view in views(population, Model(), times, figures.study.horizon, usual={}):
        parts.append([_at(view, o.outcome or "", day) for o, day in each])
    return _tissue(figures.observations, np.concatenate(parts, axis=1).T, population.draws)
