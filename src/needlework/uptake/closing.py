"""How long channels stay open in a course, with what is put on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.barrier import time_to
from needlework.population import Lanes
from needlework.uptake.openings import opening

Array = NDArray[np.float64]

HOURS = 24.0
_BACK = 0.1  # of the water loss of whole skin
_TINY = 1e-12
_LEAST = 1e-3  # of the time of a channel; what never opened is closed at once
_SLOWS = "anti_inflammatory_gel"


def half_life_hours(lanes: Lanes, occlusion: str) -> Array:
    """Return the half-life (h) of channels under a cover; wider wounds take longer.

    An anti-inflammatory gel anywhere in the course slows them all.
    """
    half_life = HOURS * lanes.pore_half_life(lanes.covered(occlusion))
    if sessions := lanes.population.course.sessions:
        half_life = half_life * np.maximum(lanes.slower_than_a_channel(sessions[0]), _LEAST)
    slowed = any(topical.is_of(_SLOWS) for topical in lanes.population.course.topicals)
    return half_life * lanes["delivery.closing_delay"] if slowed else half_life


def channels_closed(lanes: Lanes) -> Array:
    """Return the day at which channels of the first session count as closed to small molecules."""
    course = lanes.population.course
    half_life = lanes.pore_half_life(lanes.covered(course.occlusion))
    return time_to(lanes["barrier.residual"], half_life * lanes.slower_than_a_channel(course.sessions[0]))


def water_loss_back(lanes: Lanes, opened: Array) -> Array:
    """Return the day at which water loss is back within 10 % after the first session.

    Parameters
    ----------
    opened
        Share of the surface that the session opened, shape (lanes,).
    """
    start = lanes["observe.tewl_jump"] * opened / lanes["observe.tewl_base"]
    slow = lanes.varied("closure") * lanes.phototype["closure"]
    session = lanes.population.course.sessions[0]
    wide = lanes.slower_than_a_channel(session) ** lanes["closure.water_exponent"]
    half_life = lanes["barrier.tewl_half_life"] * slow * wide
    return time_to(_BACK / np.maximum(start, _TINY), half_life)


def window_hours(lanes: Lanes) -> Array:
    """Return the hours after needling until channels count as closed to small molecules, shape (lanes,)."""
    course = lanes.population.course
    if not course.sessions:
        return np.zeros(len(lanes))
    surface = np.zeros((len(lanes), 1))
    lets_pass = opening(lanes, course.sessions[0], surface).share[:, 0] > 0.0
    closed = time_to(lanes["barrier.residual"], half_life_hours(lanes, course.occlusion))
    return np.where(lets_pass, closed, 0.0)
