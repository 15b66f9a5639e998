"""The likelihood of figures on scales with each study's own effect integrated out, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.people import log_likelihood

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

_GRID = np.linspace(-4.0, 4.0, 49)  # of a study's own effect; even, as a sharp figure slips between nodes
_LOG_MASS = float(np.log(np.exp(-0.5 * _GRID**2).sum()))


def log_likelihood_of_effects(layout: layer.Layout, draws: Mapping[str, Array]) -> Array:
    """Return the log-likelihood of the figures of each study effect, integrated over it.

    Parameters
    ----------
    layout
        Figures, with one effect per cohort and family of scales.
    draws
        Records of people and scales by id, shape (draws,) each.

    Returns
    -------
    ndarray
        Shape (draws, biologies, effects).
    """
    own = {k: v[:, None] for k, v in draws.items()}
    size, effects = len(next(iter(draws.values()))), len(layout.effects)
    total = np.full((size, layout.biologies, effects), -np.inf)
    belongs = {kind: np.eye(effects)[table.effect] for kind, table in layout.tables.items()}
    for node in _GRID:
        factor = layer.study_factors(layout, own, np.full((size, 1, effects), node), np)
        term = np.full((size, layout.biologies, effects), -0.5 * node**2 - _LOG_MASS)
        for kind, table in layout.tables.items():
            term += log_likelihood(table)(own, factor, np) @ belongs[kind]
        total = np.logaddexp(total, term)
    return total


def together(each: Array, effects: Sequence[int] | NDArray[np.bool_]) -> Array:
    """Return the log-likelihood of some effects, averaged over the biology, shape (draws,)."""
    terms = each[:, :, effects].sum(axis=2)
    top = terms.max(axis=1)
    return top + np.log(np.mean(np.exp(terms - top[:, None]), axis=1))


def biology_of(each: Array, effects: Sequence[int] | NDArray[np.bool_], rng: np.random.Generator) -> Rows:
    """Return a draw of the biology for each draw of people and scales, given some effects, shape (draws,)."""
    terms = each[:, :, effects].sum(axis=2)
    luck = rng.gumbel(size=terms.shape)  # the largest of log-weights and Gumbel noise is a draw by weight
    return np.argmax(terms + luck, axis=1)
