"""What the needles do at a session."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.observation import instruments
from needlework.outcomes.registry import outcome
from needlework.subject.skin import pain_record
from needlework.uptake.acting import numbness
from needlework.view import View

Array = NDArray[np.float64]


@outcome
def channel_depth(view: View) -> Array:
    """Depth of the channels (um)."""
    return view.lanes.depth if view.sessions else np.zeros(len(view.lanes))


@outcome
def channel_density(view: View) -> Array:
    """Channels or columns per cm2; none where a whole sheet is injured."""
    sessions = view.sessions
    return view.lanes.density(sessions[0]) * 1e8 if sessions else np.zeros(len(view.lanes))


@outcome
def injured_fraction(view: View) -> Array:
    """Injured share of the dermis."""
    return _share(view, 0)


@outcome
def severed_fraction(view: View) -> Array:
    """Severed share of the dermis."""
    return _share(view, 1)


def _share(view: View, which: int) -> Array:
    if not view.trace.wounds:
        return np.zeros(len(view.lanes))
    return np.sum(view.trace.wounds[0][which] * view.weight, axis=1)


@outcome
def pain_vas(view: View) -> Array | None:
    """Pain (0-10) of needles; nothing is known of other devices."""
    if not view.sessions or view.lanes.tissue(view.sessions[0]) is not None:
        return None
    lanes, session = view.lanes, view.sessions[0]
    numbing = lanes["observe.pain_numbing"] * numbness(lanes, session)
    length, density = lanes.dial(session) / 1000.0, lanes.density(session) * 1e6
    place = pain_record(lanes.population.skin.site)
    offset = lanes["observe.pain_offset"] + lanes["person.pain_spread"] * lanes.z("observer")
    offset = offset + (lanes[place] if place else 0.0)
    exponents = lanes["observe.pain_by_length"], lanes["observe.pain_by_number"]
    return instruments.pain(offset, length, density, numbing, *exponents)


@outcome
def session_minutes(view: View) -> Array | None:
    """Needling time (min): as stated, or area swept once per pass at the speed and width of the hand."""
    course, lanes = view.lanes.population.course, view.lanes
    if not view.sessions or course.device.kind not in ("pen", "roller"):
        return None
    session, kind = view.sessions[0], course.device.kind
    if session.minutes is not None:
        return np.full(len(lanes), session.minutes)
    one_pass = lanes["penetration.density_per_pen_pass"]
    passes = session.passes if session.passes else np.maximum(lanes.density(session) / one_pass, 1.0)
    if kind == "roller" and not session.passes:
        return None
    stated = session.track or course.device.drum_width
    width = stated * 1e-3 if stated else lanes["session.head_width"]
    speed = lanes[f"session.hand_speed_{kind}"] if session.hand_speed is None else session.hand_speed
    swept = width * speed * 0.01  # mm x mm/s -> cm2/s
    area = lanes["session.area"] if session.area_cm2 is None else session.area_cm2
    return np.zeros(len(lanes)) + passes * area / swept / 60.0
