"""What a study would print, given a fit of people and scales: for figures that were fitted, or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.integrated import biology_of, log_likelihood_of_effects
from needlework.calibration.people import Fitter, People
from needlework.calibration.scales import Figure
from needlework.observation.counts import drawn_shares, log_binomial

Array = NDArray[np.float64]

THINNED = 256  # draws of people and scales with which study effects are integrated out


@dataclass(frozen=True, slots=True)
class Prediction:
    """Prediction of one published figure, in the unit of the publication's kind.

    Ratios are percent change of the score, points and grades changes in their unit, shares are 0 to 1.

    Attributes
    ----------
    figure
        The figure.
    published
        What was printed.
    typical
        What the study would print without scatter and without a factor of its own, shape (draws,).
    reported
        What a new study of these people and this course would print, shape (draws,).
    log_mass
        ln of the probability that a new study counts just as many people; None where nobody is counted.
    """

    figure: Figure
    published: float
    typical: Array
    reported: Array
    log_mass: float | None = None


def predict(layout: layer.Layout, people: People, rng: np.random.Generator) -> dict[str, Prediction]:
    """Return predictions of every figure, by observation id; each study's own factor is new.

    Parameters
    ----------
    layout
        Figures, with one draw of the biology for each draw of people and scales.
    people
        Draws of people and scales.
    rng
        Random numbers.
    """
    z = rng.standard_normal((people.size, len(layout.effects)))
    factor = layer.study_factors(layout, people.draws, z, np)
    none = np.zeros_like(factor)
    found: dict[str, Prediction] = {}
    for kind, table in layout.tables.items():
        mass: Array | None = None
        if kind in layer.PREDICTED:
            share = layer.PREDICTED[kind]
            typical, true = (share(table, people.draws, f, np) for f in (none, factor))
            n = table.column("n")
            alike = people.draws[layer.CONCENTRATION[kind]][:, None]
            reported, published = drawn_shares(n, true, alike, rng), table.column("value") / n
            masses = log_binomial(table.column("value"), n, true, alike)
            mass = np.logaddexp.reduce(masses, axis=0) - np.log(people.size)
        else:
            typical, _ = layer.reported(table, people.draws, none, np)
            mean, spread = layer.reported(table, people.draws, factor, np)
            reported, published = mean + spread * rng.standard_normal(mean.shape), table.column("value")
            if kind == "ratio":
                typical, reported, published = (100.0 * np.expm1(x) for x in (typical, reported, published))
        for i, f in enumerate(table.figures):
            told = float(mass[i]) if mass is not None else None
            found[f.id] = Prediction(f, float(published[i]), typical[:, i], reported[:, i], told)
    return found


def predicted(
    fitter: Fitter,
    people: People,
    rng: np.random.Generator,
    skip: Collection[str] = (),
    biology: layer.Layout | None = None,
) -> dict[str, Prediction]:
    """Return predictions of every figure by a fit of all cohorts but some; see `Fitter.fit`."""
    some, layout = thinned(people), biology or fitter.layout
    each = log_likelihood_of_effects(layout, some.draws)
    known = effects_of(fitter, {*fitter.cohorts} - {*skip})
    return predict(layout.drawn(biology_of(each, known, rng)), some, rng)


def thinned(people: People) -> People:
    """Return as many draws, evenly spaced, as study effects are integrated out with."""
    return people.taken(np.linspace(0, people.size - 1, min(THINNED, people.size)).round().astype(int))


def effects_of(fitter: Fitter, cohorts: Collection[str]) -> NDArray[np.bool_]:
    """Return which study effects belong to some cohorts."""
    return np.array([c in cohorts for c, _ in fitter.layout.effects])
