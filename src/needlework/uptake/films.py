"""What is put on: dose, film and vehicle of a product, as arrays of the lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault
from needlework.population import Lanes
from needlework.subject.actives import Active, Portion
from needlework.subject.topical import Topical

Array = NDArray[np.float64]

_NG_PER_MG = 1e6
_NG_PER_MG_OF_ML = 1e-3  # of what is given per mL, at 1 g/mL
_UM_PER_MG = 10.0  # a film of 1 mg/cm2 at 1 g/mL
_DRIES = {"ointment": False, "oil": False, "plasma": False}
_OIL = {"ointment": 1.0, "oil": 1.0}
_DRYING_RECORD = {"gel": "delivery.gel_drying", "alcohol": "delivery.alcohol_drying"}
_OIL_RECORD = {"cream": "delivery.cream_oil", "lotion": "delivery.lotion_oil"}
_MOST_SOLVED = 1e8  # partition coefficient beyond which nothing is left in water anyway


@dataclass(frozen=True, slots=True)
class Film:
    """One application: ng/cm2, equivalent volume (um) fresh and dried, half-life (h) of its water.

    The equivalent volume is that of water which would hold the substance at the same activity, so that an
    oily vehicle holds back what dissolves in oil.
    """

    dose: Array
    fresh: Array
    dried: Array
    half_life: Array


def film(lanes: Lanes, portion: Portion) -> Film:
    """Return the film of one application of a substance."""
    topical, stated = portion.topical, portion.topical.amount
    amount = lanes[portion.product.layer] if stated is None else np.full(len(lanes), stated)
    vehicle = topical.vehicle or portion.active.vehicle
    record = _OIL_RECORD.get(vehicle)
    oil = lanes[record] if record else np.full(len(lanes), _OIL.get(vehicle, 0.0))
    log_kow = lanes[portion.active.numbers["log_kow"].id]
    into_oil = 10.0 ** (log_kow + lanes["delivery.oil_against_octanol"])
    held = 1.0 - oil + oil * np.minimum(into_oil, _MOST_SOLVED)
    dose = _content(lanes, portion) * amount
    fresh = _UM_PER_MG * amount * held
    shrinks = _DRIES.get(vehicle, True)
    drying = _DRYING_RECORD.get(vehicle)
    half_life = lanes["delivery.film_half_life"] * (lanes[drying] if drying else 1.0)
    return Film(dose, fresh, fresh * lanes["delivery.film_end"] if shrinks else fresh, half_life)


def _content(lanes: Lanes, portion: Portion) -> Array:
    """Return how much is in the product (ng/mg), shape (lanes,)."""
    if portion.strength is not None:
        return np.full(len(lanes), portion.strength * _NG_PER_MG)
    numbers = portion.active.numbers
    measured = lanes[numbers["content"].id] * _NG_PER_MG_OF_ML
    if portion.platelets and portion.topical.platelets is not None:
        return measured * portion.topical.platelets / lanes[numbers["platelets"].id]
    return measured


def strength_faults(topical: Topical, active: Active, where: str) -> list[Fault]:
    """Return what is wrong with the dose: a strength is missing, or stated where the content is measured."""
    if topical.strength is not None and active.parts and not active.strengths:
        expected, advice = (
            "no 'strength': what is in it was measured",
            "leave it out; 'platelets: 5' scales it",
        )
        return [Fault(f"{where}.strength", expected, f"{100 * topical.strength:g} %", advice)]
    if topical.strength is not None or active.parts:
        return []
    usual = active.strength
    often = f"; usual: {100 * usual[0]:g} to {100 * usual[1]:g} %" if usual else ""
    expected = f"'strength', more than 0 % and at most 100 %{often}"
    return [Fault(where, expected, "nothing", "add for example 'strength: 5 %'")]
