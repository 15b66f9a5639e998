"""The first days: redness, swelling, water loss, closure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism import barrier
from needlework.mechanism.closure import loosened_after
from needlework.observation import instruments
from needlework.outcomes.registry import outcome
from needlework.uptake import closing
from needlework.view import View

Array = NDArray[np.float64]


@outcome
def erythema_index(view: View) -> Array:
    """Rise of redness (a*)."""
    return view.redness


@outcome
def erythema_duration(view: View) -> Array | None:
    """Day until which redness is visible."""
    return _until(view, "observe.erythema_threshold")


@outcome
def downtime(view: View) -> Array | None:
    """Day until which people cover up: as long as redness, flakes and pinpoint crusts together are seen."""
    if not view.sessions:
        return None
    lanes, inside = view.lanes, view.first_span
    eye = lanes.varied("observer")
    red = view.redness[:, inside] / (lanes["observe.downtime_threshold"] * eye)[:, None]
    flaked = _flakes(view)[:, inside] / (lanes["downtime.seen"] * eye)[:, None]
    return instruments.last_above(view.times[inside], red + flaked, 1.0)


def _flakes(view: View) -> Array:
    """Return the share of the surface with flakes or crusts after the first session, shape (lanes, times).

    They are what stood on the opened surface, and are later loose than over the channel of a pen, whose
    flakes set the half-life, as the epidermis below them is; what is still bare counts as redness.
    """
    lanes, first = view.lanes, view.sessions[0]
    half_life = lanes["downtime.flaking"] * lanes.varied("closure")
    loose, usual = (
        loosened_after(np.minimum(lanes["closure.lag"], closed), closed, half_life)
        for closed in (lanes.closed_after(first), lanes.closed_channel)
    )
    late = np.maximum(loose - usual, 0.0)
    return barrier.shed_share(view.times, first.time_day, view.trace.opened[0], late, half_life)


def _until(view: View, threshold: str) -> Array | None:
    if not view.sessions:
        return None
    inside = view.first_span
    level = view.lanes[threshold] * view.lanes.varied("observer")
    return instruments.last_above(view.times[inside], view.redness[:, inside], level)


@outcome
def oedema(view: View) -> Array:
    """Swelling of the papillary dermis (%)."""
    return 100.0 * view.p("observe.oedema_scale") * view.papillary("O")


@outcome
def tewl(view: View) -> Array:
    """Transepidermal water loss (g/m2/h)."""
    lanes = view.lanes
    opened = view.closing(lanes["barrier.tewl_half_life"])
    return barrier.water_loss(lanes["observe.tewl_base"], lanes["observe.tewl_jump"], opened)


@outcome
def barrier_recovery_time(view: View) -> Array | None:
    """Day at which water loss is back within 10 %."""
    if not view.sessions:
        return None
    return closing.water_loss_back(view.lanes, view.trace.opened[0])


@outcome
def pore_closure_time(view: View) -> Array | None:
    """Day at which channels count as closed to small molecules."""
    if not view.sessions:
        return None
    return closing.channels_closed(view.lanes)
