"""What a study says outside its history, as plain facts that rules can look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from needlework.screening.judgement import Fact
from needlework.screening.matching import regions

if TYPE_CHECKING:
    from needlework.spec import DeviceSpec, Study

_GLIDES = ("hyaluronic_acid", "saline", "glide", "hydrogel", "water")
_DAYS_A_YEAR = 365.25


def rows_of(facts: Mapping[str, Fact], topicals: tuple[tuple[str, str], ...] = ()) -> list[dict[str, Fact]]:
    """Return the facts once for each product on the skin, given as (active, when), or once without any.

    The region of the body is added from the site.
    """
    site = facts.get("site")
    base = {**facts, "region": regions()[0].get(site) if isinstance(site, str) else None}
    return [
        base | {"topical_active": active, "topical_when": when, "topical_is_glide": active in _GLIDES}
        for active, when in topicals
    ] or [base]


def facts_of(study: Study) -> dict[str, Fact]:
    """Return the facts of a study: ages in years or days, depths in um; what it does not say is None."""
    skin, course = study.skin, study.course
    concern = skin.concern
    device = _device(course.device)
    label, depth = device["label_um"], course.depth
    return {
        "age_years": skin.age,
        "phototype": skin.phototype,
        "phenotype": skin.phenotype,
        "site": skin.site,
        "concern": concern.kind if concern else None,
        "concern_age_days": concern.age * _DAYS_A_YEAR if concern and concern.age is not None else None,
        "device_kind": device["kind"],
        "device_sterile": device["sterile"],
        "depth_um": depth,
        "labelled": label is not None,
        "beyond_label_um": depth - float(label) if depth is not None and label is not None else None,
        "needles": course.operator.needles,
        "skill": course.operator.skill,
        "sun_before": course.preparation.sun,
        "anaesthetic_percent": _percent(course.anaesthesia.product) if course.anaesthesia else None,
    }


def words_of(study: Study) -> list[str]:
    """Return the history of a study, with the products it says were stopped before the course."""
    stopped = [f"{item.product} stopped {item.days:g} days ago" for item in study.course.preparation.stopped]
    return [*study.history, *stopped]


def _device(device: str | DeviceSpec | None) -> dict[str, Fact]:
    """Return kind, sterility and labelled depth (um) of a device; None where nothing is said."""
    if device is None:
        return {"kind": None, "sterile": None, "label_um": None}
    if not isinstance(device, str):
        return {"kind": device.kind, "sterile": None, "label_um": device.labelled_depth}
    from needlework.subject.catalogue import entry
    from needlework.units import parse

    record = entry("devices", device)
    label = record.get("labelled_depth")
    depth = parse(label, "length", device) if label is not None else None
    return {"kind": record["kind"], "sterile": record.get("sterile"), "label_um": depth}


def _percent(product: str) -> float | None:
    """Return the strength at the end of a product's name: lidocaine_5 is 5 %."""
    match = re.search(r"_(\d+)$", product)
    return float(match[1]) if match else None
