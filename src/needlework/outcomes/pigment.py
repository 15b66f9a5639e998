"""Pigment, and the tendency to overgrowth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.observation import people
from needlework.observation.shapes import percent
from needlework.outcomes.registry import outcome
from needlework.view import View

Array = NDArray[np.float64]


@outcome
def melanin_index(view: View) -> Array:
    """Melanin of the epidermis and what dropped below it (% change)."""
    return percent(view.melanin)


@outcome
def melanin_contrast(view: View) -> Array:
    """Melanin of the lesion minus that of the skin beside it, in shares of the latter before the course."""
    return view.contrast


@outcome
def pih_probability(view: View) -> Array | None:
    """Chance of darkening after the course."""
    if not view.trace.wounds:
        return None
    lanes = view.lanes
    dose = np.sum([w.injured[:, 0] for w in view.trace.wounds], axis=0)
    course = lanes.population.course
    sun = lanes["pih.no_sun_protection"] if "exposed" in (course.sun_before, course.sun_after) else 0.0
    return people.darkening(
        lanes["pih.offset"],
        lanes["pih.by_phototype"],
        lanes.phototype["ordinal"],
        lanes["pih.by_dose"],
        people.log_dose(dose, view.usual["injured"]),
        lanes["pih.person_spread"] * lanes.z("pigment") + sun + _bare(view),
    )


def _bare(view: View) -> Array:
    """Return what days without epidermis add to the log-odds of darkening; 0 for one usual needling."""
    lanes = view.lanes
    reference = lanes["injury.bare_reference"]
    each = [lanes.injury(s).opened * lanes.closed_after(s) for s in view.sessions]
    longest = np.max(each, axis=0)
    return lanes["injury.dark_by_bare"] * np.log((longest + reference) / (2.0 * reference))


@outcome
def overgrowth_distance(view: View) -> Array:
    """Distance to the fibrotic branch: -ln of the loop's secant gain."""
    return -np.log(view.lanes.fibrosis_gain)
