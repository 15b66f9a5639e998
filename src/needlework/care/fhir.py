"""The calendar as a FHIR R4 PlanDefinition: a draft, experimental, and about no person.

The document is built as plain values; tests validate it against the published models.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from needlework import __version__
from needlework.care.calendar import NOTE, Calendar, Entry
from needlework.evidence.sources import load_sources

_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
_UCUM = "http://unitsofmeasure.org"
_RELATION = {
    "prepare": "before-start",
    "expect": "after-start",
    "wait": "after-start",
    "other": "after-start",
    "visit": "after-end",
}


def to_fhir(calendar: Calendar) -> dict[str, Any]:
    """Return the calendar as a PlanDefinition."""
    keys = sorted({key for entry in calendar.entries for key in entry.sources})
    body = {
        "resourceType": "PlanDefinition",
        "version": __version__,
        "name": "NeedlingCourse",
        "title": calendar.title,
        "type": {"coding": [{"system": _TYPES, "code": "clinical-protocol", "display": "Clinical Protocol"}]},
        "status": "draft",
        "experimental": True,
        "publisher": "Needlework",
        "description": NOTE,
        "usage": "Shows when sources ask for what around each session; a professional decides.",
        "relatedArtifact": [_citation(key) for key in keys],
        "action": list(_actions(calendar)),
    }
    name = json.dumps(body, sort_keys=True)
    return {**body, "url": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"}


def _actions(calendar: Calendar) -> Iterator[dict[str, Any]]:
    for number, day in enumerate(calendar.days, start=1):
        around = [entry for entry in calendar.entries if entry.session == number]
        yield {
            "id": f"around-{number}",
            "title": f"Around session {number}",
            "groupingBehavior": "logical-group",
            "action": [_action(entry, place, number, day) for place, entry in enumerate(around, start=1)],
        }
    visits = [entry for entry in calendar.entries if entry.kind == "visit"]
    last = len(calendar.days)
    yield {
        "id": "visits",
        "title": "Visits",
        "groupingBehavior": "logical-group",
        "action": [_action(e, place, last, calendar.days[-1]) for place, e in enumerate(visits, start=1)],
    }


def _action(entry: Entry, place: int, number: int, day: float) -> dict[str, Any]:
    text = f"{entry.text} Sources disagree: {entry.conflict}" if entry.conflict else entry.text
    if entry.kind == "session":
        head = {"id": f"session-{number}", "title": entry.title, "description": text}
        return head if number == 1 else {**head, "relatedAction": [_after_first(day)]}
    related = {"actionId": f"session-{number}", "relationship": _RELATION[entry.kind]}
    ends = sorted((abs(entry.start - day), abs(entry.end - day)))
    return {
        "id": f"{entry.kind}-{number}-{place}",
        "title": entry.title,
        "description": text,
        "relatedAction": [{**related, "offsetRange": {"low": _days(ends[0]), "high": _days(ends[1])}}],
    }


def _after_first(day: float) -> dict[str, Any]:
    return {"actionId": "session-1", "relationship": "after-start", "offsetDuration": _days(day)}


def _days(value: float) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": "days", "system": _UCUM, "code": "d"}


def _citation(key: str) -> dict[str, Any]:
    source = load_sources()[key]
    address = f"https://doi.org/{source.doi}" if source.doi else source.url
    artifact = {"type": "citation", "label": key, "citation": source.citation}
    return {**artifact, "url": address} if address else artifact
