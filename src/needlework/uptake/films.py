"""What is put on: dose, film and vehicle of a product, as arrays of the lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault
from needlework.population import Lanes
from needlework.subject.actives import Active
from needlework.subject.topical import Topical

Array = NDArray[np.float64]

_NG_PER_MG = 1e6
_UM_PER_MG = 10.0  # a film of 1 mg/cm2 at 1 g/mL
_DRIES = {"ointment": False, "oil": False, "plasma": False}
_OIL = {"ointment": 1.0, "oil": 1.0}
_OIL_RECORD = {"cream": "delivery.cream_oil", "lotion": "delivery.lotion_oil"}
_MOST_SOLVED = 1e8  # partition coefficient beyond which nothing is left in water anyway


@dataclass(frozen=True, slots=True)
class Film:
    """One application: substance (ng/cm2), equivalent volume (um) fresh and dried; shape (lanes,).

    The equivalent volume is that of water which would hold the substance at the same activity, so that an
    oily vehicle holds back what dissolves in oil.
    """

    dose: Array
    fresh: Array
    dried: Array


def film(lanes: Lanes, active: Active, topical: Topical, strength: float | None, log_kow: Array) -> Film:
    """Return the film of one application of a substance.

    Parameters
    ----------
    lanes
        Draws x persons.
    active
        The substance, or part of a product.
    topical
        The product as the study puts it on.
    strength
        Fraction by weight; None where the content of the product is a record (plasma).
    log_kow
        Of the substance, shape (lanes,).
    """
    amount = lanes["delivery.amount"] if topical.amount is None else np.full(len(lanes), topical.amount)
    vehicle = topical.vehicle or active.vehicle
    record = _OIL_RECORD.get(vehicle)
    oil = lanes[record] if record else np.full(len(lanes), _OIL.get(vehicle, 0.0))
    into_oil = 10.0 ** (log_kow + lanes["delivery.oil_against_octanol"])
    held = 1.0 - oil + oil * np.minimum(into_oil, _MOST_SOLVED)
    if strength is None:
        dose = lanes[active.numbers["content"].id] * amount * 1e-3  # ng/mL on mg/cm2
    else:
        dose = strength * _NG_PER_MG * amount
    fresh = _UM_PER_MG * amount * held
    shrinks = _DRIES.get(vehicle, True)
    return Film(dose, fresh, fresh * lanes["delivery.film_end"] if shrinks else fresh)


def strength_faults(topical: Topical, active: Active, where: str) -> list[Fault]:
    """Return what is missing of the dose: a strength, unless the product's content is known."""
    if topical.strength is not None or active.parts:
        return []
    usual = active.strength
    often = f"; usual: {100 * usual[0]:g} to {100 * usual[1]:g} %" if usual else ""
    expected = f"'strength', more than 0 % and at most 100 %{often}"
    return [Fault(where, expected, "nothing", "add for example 'strength: 5 %'")]
