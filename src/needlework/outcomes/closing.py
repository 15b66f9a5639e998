"""Closure of the epidermis, and what it leaves: clocks of the first session."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.injury import Sheet
from needlework.observation.shapes import logistic
from needlework.outcomes.registry import outcome
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
    dermis = lanes.thickness["papillary_dermis"] + lanes.thickness["reticular_dermis"]
    below = np.clip((lanes.reached(view.sessions[0]) - lanes.epidermis) / dermis, 1e-6, 1.0)
    if isinstance(injury, Sheet):
        size = np.log(below / lanes["injury.scar_depth"])
    else:
        front = injury.front
        size = np.log(np.maximum((front.distance + front.eschar) * below, 1e-6) / lanes["injury.scar_radius"])
    return logistic(lanes["injury.scar_slope"] * size)
