"""What a study would print, given a fit of people and scales: for figures that were fitted, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.integrated import biology_of, log_likelihood_of_effects
from needlework.calibration.people import People
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


def predict(
    layout: layer.Layout, draws: Mapping[str, Array], rng: np.random.Generator
) -> dict[str, Prediction]:
    """Return predictions of every figure, by observation id; each study's own factor is new.

    Parameters
    ----------
    layout
        Figures, with one draw of the biology for each draw of people and scales.
    draws
        Records of people and scales by id, shape (draws,) each.
    rng
        Random numbers.
    """
    z = rng.standard_normal((layout.biologies, len(layout.effects)))
    factor = layer.study_factors(layout, draws, z, np)
    none = np.zeros_like(factor)
    found: dict[str, Prediction] = {}
    for kind, table in layout.tables.items():
        mass: Array | None = None
        if kind in layer.PREDICTED:
            share = layer.PREDICTED[kind]
            typical, true = (share(table, draws, f, np) for f in (none, factor))
            n = table.column("n")
            alike = draws[layer.CONCENTRATION[kind]][:, None]
            reported, published = drawn_shares(n, true, alike, rng), table.column("value") / n
            masses = log_binomial(table.column("value"), n, true, alike)
            mass = np.logaddexp.reduce(masses, axis=0) - np.log(layout.biologies)
        else:
            typical, _ = layer.reported(table, draws, none, np)
            mean, spread = layer.reported(table, draws, factor, np)
            reported, published = mean + spread * rng.standard_normal(mean.shape), table.column("value")
            if kind == "ratio":
                typical, reported, published = (100.0 * np.expm1(x) for x in (typical, reported, published))
        for i, f in enumerate(table.figures):
            told = float(mass[i]) if mass is not None else None
            found[f.id] = Prediction(f, float(published[i]), typical[:, i], reported[:, i], told)
    return found


def predicted(layout: layer.Layout, people: People, rng: np.random.Generator) -> dict[str, Prediction]:
    """Return predictions of every figure by the fit of all of them, study effects integrated out."""
    rows = np.linspace(0, people.size - 1, min(THINNED, people.size)).round().astype(int)
    draws = {k: v[rows] for k, v in people.draws.items()}
    each = log_likelihood_of_effects(layout, draws)
    known = np.ones(len(layout.effects), dtype=bool)
    return predict(layout.drawn(biology_of(each, known, rng)), draws, rng)
