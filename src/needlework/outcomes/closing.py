"""Closure of the epidermis, and what it leaves: clocks of the first session."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.injury import Columns, Sheet
from needlework.observation.shapes import logistic
from needlework.outcomes.registry import outcome
from needlework.population import Lanes
from needlework.view import View

Array = NDArray[np.float64]

_HOURS = 24.0


@outcome
def reepithelialisation_time(view: View) -> Array | None:
    """Time (hours) until the epidermis is whole."""
    if not view.sessions:
        return None
    return _HOURS * view.lanes.closed_after(view.sessions[0])


@outcome
def scarring_probability(view: View) -> Array | None:
    """Chance of a visible scar at six weeks, of a column or of a sheet."""
    if not view.sessions:
        return None
    lanes, injury = view.lanes, view.lanes.injury(view.sessions[0])
    reached = lanes.reached(view.sessions[0])
    if isinstance(injury, Sheet):
        return _of_sheet(lanes, reached)
    wide = np.maximum((injury.width + injury.front.eschar) * _below(lanes, reached), 1e-6)
    alone = logistic(lanes["injury.scar_slope"] * np.log(wide / lanes["injury.scar_radius"]))
    if not isinstance(injury, Columns):
        return alone
    share, depth = injury.met
    return (1.0 - share) * alone + share * np.maximum(_of_sheet(lanes, depth), alone)


def _of_sheet(lanes: Lanes, depth: Array) -> Array:
    """Return the chance of a visible scar of a sheet of some depth (um)."""
    return logistic(lanes["injury.scar_slope"] * np.log(_below(lanes, depth) / lanes["injury.scar_depth"]))


def _below(lanes: Lanes, depth: Array) -> Array:
    """Return how much of the dermis lies above a depth (um), 0-1."""
    dermis = lanes.thickness["papillary_dermis"] + lanes.thickness["reticular_dermis"]
    return np.clip((depth - lanes.epidermis) / dermis, 1e-6, 1.0)
