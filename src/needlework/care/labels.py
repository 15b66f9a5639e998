"""Where a study leaves the label of its device: flagged for a professional, never judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needlework.care.records import load, span
from needlework.care.words import listed
from needlework.spec import Study
from needlework.subject import Device
from needlework.subject.catalogue import entry
from needlework.units import parse, render


@dataclass(frozen=True, slots=True)
class Flag:
    """One way in which a study goes beyond a label, and the label."""

    text: str
    source: str | None = None


def flags(study: Study) -> tuple[Flag, ...]:
    """Return what a study does beyond the label of its device; what it did not report is not flagged."""
    device = study.course.device
    if not study.session_days or device is None:
        return ()
    if Device.resolve(device).generic:
        return (Flag("The study names a class of devices, not a product: no label applies to a class."),)
    label = next((label for label in load("labels") if label["device"] == device), None)
    if label is None:
        return (Flag("No label is on file for this device, so every use of it counts as beyond a label."),)
    words = [*_depth(study, label), *_age(study, label), *_indication(study, label["indications"])]
    return tuple(Flag(text, label["source"]) for text in words)


def _depth(study: Study, label: Mapping[str, Any]) -> list[str]:
    depths = [depth for _, course in study.courses for depth in course.depths]
    deepest = span(label["depth"], "length")[1] if label["depth"] is not None else max(depths, default=0.0)
    if max(depths, default=0.0) <= deepest:
        return []
    given, most = render(max(depths), "length"), render(deepest, "length")
    return [f"{given} is beyond the label ({most}): shown for research."]


def _age(study: Study, label: Mapping[str, Any]) -> list[str]:
    least = parse(label["age"], "age", "data/care")
    if study.skin.age is None or study.skin.age >= least:
        return []
    return [f"The label starts at {least:g} years."]


def _indication(study: Study, indications: list[Mapping[str, Any]]) -> list[str]:
    skin = study.skin
    fitting = [i for i in indications if skin.concern is None or skin.concern.kind in i["concerns"]]
    if not fitting:
        kinds = sorted({kind.replace("_", " ") for i in indications for kind in i["concerns"]})
        return [f"The label is for {listed(kinds)}."]
    at_site = [i for i in fitting if skin.site is None or _covers(i["sites"], skin.site)]
    if not at_site:
        sites = sorted({site for i in fitting for site in i["sites"]})
        return [f"For this concern the label is for: {listed(sites)}."]
    types = [i["phototypes"] for i in at_site]
    if skin.phototype is None or any(known is None or skin.phototype in known for known in types):
        return []
    return [f"For this concern and site the label is for types {types[0][0]} to {types[0][-1]}."]


def _covers(sites: list[str], site: str) -> bool:
    return site in sites or entry("sites", site)["region"] in sites
