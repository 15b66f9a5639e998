"""What a study says outside its history, as plain facts that rules can look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from needlework.screening.amounts import YEAR
from needlework.screening.judgement import Fact
from needlework.screening.places import regions

if TYPE_CHECKING:
    from needlework.spec import DeviceSpec, Study
    from needlework.spec.treatment import CourseSpec
    from needlework.subject.products import Product, Window


@dataclass(frozen=True, slots=True)
class Applied:
    """A product on the skin: its name, before | during | after needling, and how long after (days)."""

    active: str
    when: str
    delay: float = 0.0


def rows_of(
    facts: Iterable[Mapping[str, Fact]], applied: Iterable[Applied] = (), window: Window | None = None
) -> list[dict[str, Fact]]:
    """Return the facts of each place once for each product on the skin that is on file, or once without any.

    The region of the body is added from the site; what sources say of a product, and whether the channels are
    still open, from the table of products and the window (by default that of skin left open, as measured).
    """
    put = [(each, meant) for each in applied if (meant := product_of(each)) is not None]
    rows = []
    for base in map(_placed, facts):
        rows += [base | _put_on(each, meant, window) for each, meant in put] or [base]
    return rows


def _placed(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    site = facts.get("site")
    return {**facts, "region": regions()[0].get(site) if isinstance(site, str) else None}


def product_of(applied: Applied) -> Product | None:
    """Return what the table of products says of a product; None where it is not on file."""
    from needlework.subject.products import product

    return product(applied.active)


def applied_in(study: Study) -> tuple[Applied, ...]:
    """Return every product that a study puts on the skin."""
    return tuple(Applied(t.active, t.when, t.delay or 0.0) for t in study.all_topicals)


def window_of(study: Study) -> Window:
    """Return how long channels stay open, as measured on skin covered as in the study."""
    from needlework.subject.products import measured_window

    return measured_window(study.course.aftercare.occlusion)


def _put_on(applied: Applied, meant: Product, window: Window | None) -> dict[str, Fact]:
    from needlework.subject.products import measured_window

    moment = (window or measured_window("none")).moment(meant, applied.when, applied.delay)
    return {
        "topical_active": applied.active,
        "topical_when": applied.when,
        "topical_moment": moment,
        "topical_verdict": meant.during if moment == "needling" else meant.open,
        "topical_open": meant.open,
        "topical_group": meant.group,
    }


def facts_of(study: Study) -> list[dict[str, Fact]]:
    """Return the facts of every place, concern and session of a study, each set once.

    Ages are in years or days, depths in um; what the study does not say is None.
    """
    from needlework.spec.parts import parts

    found: list[dict[str, Fact]] = []
    for part in parts(study):
        for course in part.study.course.each or (part.study.course,):
            for person in _persons(part.study):
                facts = _facts(part.study, course) | person
                found += [facts] if facts not in found else []
    return found


def _persons(study: Study) -> list[dict[str, Fact]]:
    """Return age and type of the skin; of a group every type in it, and its youngest and oldest."""
    skin, group = study.skin, study.population
    types = [name for name, share in (group.phototype or {}).items() if share > 0.0] or [skin.phototype]
    ends = group.age.ends if group.age else ()
    ages = [age for age in ends if age is not None] or [group.age.middle if group.age else skin.age]
    return [{"age_years": age, "phototype": name} for age in ages for name in types]


def _facts(study: Study, course: CourseSpec) -> dict[str, Fact]:
    skin = study.skin
    concern = skin.concern
    device = _device(course.device)
    label, depth = device["label_um"], _deepest(course)
    return {
        "phenotype": skin.phenotype,
        "site": skin.site,
        "concern": concern.kind if concern else None,
        "concern_age_days": concern.age * YEAR if concern and concern.age is not None else None,
        "device_kind": device["kind"],
        "device_means": device["means"],
        "device_sterile": device["sterile"],
        "depth_um": depth,
        "labelled": label is not None,
        "beyond_label_um": depth - float(label) if depth is not None and label is not None else None,
        "needles": course.operator.needles,
        "skill": course.operator.skill,
        "sun_before": course.preparation.sun,
        "anaesthetic_percent": _percent(course.anaesthesia.product) if course.anaesthesia else None,
    }


def _deepest(course: CourseSpec) -> float | None:
    ends = (course.depth, *(course.depth_range or ()))
    return max((depth for depth in ends if depth is not None), default=None)


def words_of(study: Study) -> list[str]:
    """Return the history of a study, with who smokes and the products stopped before the course."""
    stopped = [f"{item.product} stopped {item.days:g} days ago" for item in study.course.preparation.stopped]
    smoking = study.population.smoking or {study.skin.smoking: 1.0}
    smokes = ["smoker"] if smoking.get("current") else []
    return [*study.history, *smokes, *stopped]


def _device(device: str | DeviceSpec | None) -> dict[str, Fact]:
    """Return kind, means, sterility and labelled depth (um) of a device; None where nothing is said."""
    if device is None:
        return {"kind": None, "means": None, "sterile": None, "label_um": None}
    if not isinstance(device, str):
        means = device.means or ("mechanical" if device.kind in ("columns", "sheet") else None)
        return {"kind": device.kind, "means": means, "sterile": None, "label_um": device.labelled_depth}
    from needlework.subject.catalogue import entry
    from needlework.units import parse

    record = entry("devices", device)
    label = record.get("labelled_depth")
    depth = parse(label, "length", device) if label is not None else None
    known = {key: record.get(key) for key in ("kind", "means", "sterile")}
    return {**known, "label_um": depth}


def _percent(product: str) -> float | None:
    """Return the strength at the end of a product's name: lidocaine_5 is 5 %."""
    match = re.search(r"_(\d+)$", product)
    return float(match[1]) if match else None
