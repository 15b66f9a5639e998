"""How long channels stay open in a course, with what is put on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.barrier import time_to
from needlework.population import Lanes

Array = NDArray[np.float64]

HOURS = 24.0
_SLOWS = "anti_inflammatory_gel"


def half_life_hours(lanes: Lanes, occlusion: str) -> Array:
    """Return the half-life (h) of channels under a cover; an anti-inflammatory gel anywhere slows them."""
    half_life = HOURS * lanes.pore_half_life(lanes.covered(occlusion))
    slowed = any(topical.is_of(_SLOWS) for topical in lanes.population.course.topicals)
    return half_life * lanes["delivery.closing_delay"] if slowed else half_life


def window_hours(lanes: Lanes) -> Array:
    """Return the hours after needling until channels count as closed to small molecules, shape (lanes,)."""
    course = lanes.population.course
    if not course.sessions:
        return np.zeros(len(lanes))
    return time_to(lanes["barrier.residual"], half_life_hours(lanes, course.occlusion))
