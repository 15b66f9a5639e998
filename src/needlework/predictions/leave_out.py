"""Leaving one cohort out: what the others say of it.

People and scales: one set of draws stands for the posteriors without each of the cohorts, every study's own
effect integrated out. It comes from mixtures of Student's t that start at the shipped fit and follow the
posteriors that it stands for worst (`needlework.numerics.importance`), with Pareto-smoothed weights (Vehtari,
Simpson, Gelman, Yao & Gabry, J Mach Learn Res 2024;25:72). Tissue: always fitted again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.integrated import biology_of, compiled, together
from needlework.calibration.people import Priors
from needlework.calibration.predictive import Prediction, predict
from needlework.calibration.scale_layer import Layout
from needlework.calibration.tissue import Figures
from needlework.evidence.observations import load_observations
from needlework.evidence.split import load_split
from needlework.figures.arms import people_of
from needlework.numerics.importance import Student, effective, log_mixture, rows_by_weight
from needlework.numerics.pareto import GOOD, smoothed_weights
from needlework.numerics.sampling import stream

Array = NDArray[np.float64]
Effects = NDArray[np.bool_]

_ROUND = 400  # draws of each component, over ten for each fitted record: the next covariance is theirs
_LEAST = 3  # components before weights are believed: draws that all miss a region have light tails too
_MOST = 16  # components, after which weights that still fail are a finding: with these it takes minutes
_TEMPERED = 0.5  # power of the weights that a component is made from, or the few largest would be all of it
ENOUGH = 100.0  # draws in effect, from which each tail of a 90 % interval holds five of them
_PREDICTED = 1000  # draws of what new studies would print: each tail of a 90 % interval holds fifty
_NEVER = -1e6  # log-likelihood where numbers overflow, so far is a draw from anything published
ALL = ""  # the posterior given every cohort that is fitted


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Predictions of one cohort by the others, or by `ALL` of those that were never fitted.

    Attributes
    ----------
    pareto_k
        Shape of the tail of the weights.
    effective
        Number of equal draws that would be as precise.
    """

    cohort: str
    predictions: Mapping[str, Prediction]
    pareto_k: float
    effective: float

    @property
    def sound(self) -> bool:
        """Whether the weights can be trusted."""
        return _sound(self.pareto_k, self.effective)


def _sound(pareto_k: float, draws: float) -> bool:
    return pareto_k <= GOOD and draws >= ENOUGH


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws of people, scales and biology, as many as predictions are made of.

    Attributes
    ----------
    z
        Normal scores, shape (draws, records).
    values
        The records' values by id, shape (draws,) each.
    layout
        Figures, each draw with its biology.
    """

    z: Array
    values: Mapping[str, Array]
    layout: Layout
    pareto_k: float
    effective: float


class _Draws:
    """Draws of people and scales from a mixture, and how well the figures of each study effect are met.

    Parameters
    ----------
    layout
        Figures with the usual biology.
    priors
        Of people and scales.
    exponent
        Dose exponent, where it is not fitted.
    """

    def __init__(self, layout: Layout, priors: Priors, exponent: float | None = None) -> None:
        self._components: list[Student] = []
        self._z: list[Array] = []
        self._layout, self._priors = layout, priors
        self._exponent = np.nan if exponent is None else exponent
        self._each: list[Array] = []
        self._likelihood = compiled(layout)

    def follow(self, known: Collection[Effects], start: Array, rng: np.random.Generator) -> None:
        """Add components until every posterior has weights that can be trusted, or there are enough.

        The first is near draws with normal scores ``start``, shape (draws, records); each next one goes where
        the posterior lies that has the fewest draws in effect, its weights tempered.
        """
        component = Student(start.mean(axis=0), np.cov(start.T))
        while len(self._components) < _MOST:
            self._add(component, rng)
            found = [self._weighted(effects) for effects in known]
            if len(self._components) >= _LEAST and all(_sound(k, effective(w)) for w, k in found):
                return
            worst = min((w for w, _ in found), key=effective)
            tempered = np.exp(_TEMPERED * (worst - worst.max()))
            component = component.moved(np.concatenate(self._z), tempered / tempered.sum())

    def _add(self, component: Student, rng: np.random.Generator) -> None:
        """Take the draws of one more component."""
        z = component.drawn(_ROUND, rng)
        each = self._likelihood(self._values(z))
        self._each.append(np.nan_to_num(each, nan=_NEVER))
        self._components.append(component)
        self._z.append(z)

    def _values(self, z: Array) -> dict[str, Array]:
        return self._priors.values(z, np, self._exponent)

    def _weighted(self, known: Effects) -> tuple[Array, float]:
        """Return log-weights for the posterior that knows some study effects, and their Pareto shape."""
        z = np.concatenate(self._z)
        likelihood = together(np.concatenate(self._each), known)
        return smoothed_weights(
            -0.5 * np.square(z).sum(axis=1) + likelihood - log_mixture(self._components, z)
        )

    def posterior(self, known: Effects, rng: np.random.Generator) -> Posterior:
        """Return draws from the posterior that knows some study effects."""
        log_weight, k = self._weighted(known)
        rows = rows_by_weight(log_weight, _PREDICTED, rng)
        z, each = np.concatenate(self._z)[rows], np.concatenate(self._each)[rows]
        layout = self._layout.drawn(biology_of(each, known, rng))
        return Posterior(z, self._values(z), layout, k, effective(log_weight))


def left_out(
    layouts: Mapping[str, Layout],
    priors: Priors,
    start: Array,
    held_out: Collection[str],
    seed: int,
    exponent: float | None = None,
) -> list[LeftOut]:
    """Return, cohort by cohort, what the others predict of it; first what all say of those never fitted.

    Parameters
    ----------
    layouts
        Figures with the usual biology (`ALL`), and with that which has not seen a cohort, by cohort.
    priors
        Of people and scales.
    start
        Normal scores of draws near all these posteriors, shape (draws, records).
    held_out
        Cohorts that were never fitted.
    seed
        Seed of everything random.
    exponent
        Dose exponent, where it is not fitted.
    """
    known = _known(layouts[ALL], held_out)
    draws = _Draws(layouts[ALL], priors, exponent)
    draws.follow(known.values(), start, stream(seed, "mixture"))
    found = []
    for cohort, effects in known.items():
        rng = stream(seed, f"leave out {cohort}")
        posterior = draws.posterior(effects, rng)
        if cohort in layouts and cohort != ALL:
            blind = _Draws(layouts[cohort], priors, exponent)
            blind.follow([effects], posterior.z, rng)
            posterior = blind.posterior(effects, rng)
        told = predict(posterior.layout, posterior.values, rng)
        mine = held_out if cohort == ALL else {cohort}
        own = {key: p for key, p in told.items() if p.figure.cohort in mine}
        found.append(LeftOut(cohort, own, posterior.pareto_k, posterior.effective))
    return found


def _known(layout: Layout, held_out: Collection[str]) -> dict[str, Effects]:
    """Return the study effects that each posterior knows."""
    fitted = sorted({c for c, _ in layout.effects} - {*held_out})
    return {c: np.array([own in fitted and own != c for own, _ in layout.effects]) for c in (ALL, *fitted)}


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
