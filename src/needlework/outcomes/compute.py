"""Outcomes of some lanes: the functions of all families, with and without needles."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from needlework.outcomes import cells, closing, matrix, pigment, scales, surface, wound
from needlework.outcomes.registry import FUNCTIONS
from needlework.outcomes.table import outcomes
from needlework.view import View

Array = NDArray[np.float64]

_FAMILIES = (
    cells,
    closing,
    matrix,
    pigment,
    scales,
    surface,
    wound,
)  # importing them registers their functions


def evaluate(view: View, only: Collection[str] | None = None) -> dict[str, Array]:
    """Return every outcome (or some of them) that applies, of shape (lanes, times) or (lanes,)."""
    found = {}
    for key, outcome in outcomes().items():
        if only is not None and key not in only:
            continue
        if outcome.applies(view.lanes) and (values := FUNCTIONS[key](view)) is not None:
            found[key] = values
    return found


def untreated(view: View, needled: dict[str, Array]) -> dict[str, Array]:
    """Return the same outcomes of the same lanes without a session.

    What only needles cause (pain, channels, days of redness) is 0 without them.
    """
    twin = view.untreated
    if twin is view:
        return needled
    found = {}
    for key, values in needled.items():
        without = FUNCTIONS[key](twin)
        plain = np.zeros_like(values) if without is None else np.broadcast_to(without, values.shape)
        found[key] = np.where(np.isfinite(values), plain, np.nan)
    return found


def table_faults() -> list[str]:
    """Return ids that stand only in the table or only in the code."""
    return sorted(set(FUNCTIONS) ^ set(outcomes()))
