"""A numbing cream: which product on file a study means, and how it is put on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlework.evidence.parameters import load_parameters
from needlework.spec.treatment import AnaesthesiaSpec
from needlework.subject.catalogue import read
from needlework.subject.topical import Topical

_HOURS = 24.0
_OTHERS = "lidocaine"  # a cream that is not named, or of a substance that is not on file


def numbing_record(product: str) -> Mapping[str, Any] | None:
    """Return the record of the product that a study names, None where none fits."""
    words = set(product.split("_"))
    fits = [
        (len(term), record)
        for record in read("care/session.yaml")["anaesthetics"]
        for term in record["terms"]
        if set(term.split("_")) <= words
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def numbing(spec: AnaesthesiaSpec) -> Topical:
    """Return how a numbing cream is put on: until needling begins, for the stated or the usual time."""
    record = numbing_record(spec.product)
    active = record["active"] if record else _OTHERS
    contact = spec.contact
    if contact is None:
        contact = load_parameters()["delivery.numbing_contact"].value / _HOURS
    strength = _strength(spec.product, record)
    return Topical(
        active, "before", strength, duration_days=contact, amount=spec.amount, occlusion=spec.occlusion
    )


def _strength(product: str, record: Mapping[str, Any] | None) -> float | None:
    """Return the strength that the name tells of one substance, else the usual one; None for a mixture."""
    usual = record["strength"] if record else 5.0
    if usual is None:
        return None
    told = ".".join(word for word in product.split("_") if word.isdigit())
    return (float(told) if told.count(".") <= 1 and told else float(usual)) / 100.0
