"""The likelihood of figures on scales with each study's own effect integrated out, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.people import log_likelihood

Array = NDArray[np.float64]

_GRID = np.linspace(-5.0, 5.0, 161)  # of a study's own effect; even, as a sharp figure slips between nodes
_LOG_MASS = float(np.log(np.exp(-0.5 * _GRID**2).sum()))


def log_likelihood_of_effects(layout: layer.Layout, draws: Mapping[str, Array]) -> Array:
    """Return the log-likelihood of the figures of each study effect, integrated, shape (draws, effects).

    Parameters
    ----------
    layout
        Figures, with one effect per cohort and family of scales.
    draws
        Records of people and scales by id, shape (draws,) each.
    """
    size, effects = len(next(iter(draws.values()))), len(layout.effects)
    total = np.full((size, effects), -np.inf)
    for node in _GRID:
        factor = layer.study_factors(layout, draws, np.full((size, effects), node), np)
        term = np.full((size, effects), -0.5 * node**2 - _LOG_MASS)
        for table in layout.tables.values():
            term += log_likelihood(table)(draws, factor, np) @ np.eye(effects)[table.effect]
        total = np.logaddexp(total, term)
    return total
