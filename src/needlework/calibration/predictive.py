"""What a study would print, given a fit of people and scales: for figures that were fitted, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.people import People
from needlework.calibration.scales import Figure

Array = NDArray[np.float64]


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
    """

    figure: Figure
    published: float
    typical: Array
    reported: Array


Predictions = Mapping[str, Prediction]


def predict(layout: layer.Layout, people: People, rng: np.random.Generator) -> dict[str, Prediction]:
    """Return predictions of every figure of a layout, by observation id; each study's own factor is new."""
    draws = len(people.scores)
    z = rng.standard_normal((draws, len(layout.effects)))
    factor = layer.study_factors(layout, people.draws, z, np)
    none = np.zeros_like(factor)
    found: dict[str, Prediction] = {}
    for kind, table in layout.tables.items():
        if kind in layer.PREDICTED:
            share = layer.PREDICTED[kind]
            typical, true = (share(table, people.draws, f, np) for f in (none, factor))
            n = table.column("n")
            reported = rng.binomial(n.astype(int), true) / n
            published = table.column("value") / n
        else:
            typical, _ = layer.reported(table, people.draws, none, np)
            mean, spread = layer.reported(table, people.draws, factor, np)
            reported, published = mean + spread * rng.standard_normal(mean.shape), table.column("value")
            if kind == "ratio":
                typical, reported, published = (100.0 * np.expm1(x) for x in (typical, reported, published))
        for i, f in enumerate(table.figures):
            found[f.id] = Prediction(f, float(published[i]), typical[:, i], reported[:, i])
    return found
