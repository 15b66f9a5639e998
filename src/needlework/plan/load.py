"""Reading a limits file: a study file with what may be varied, and the courses that this makes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from needlework.errors import Fault, InputError, shown
from needlework.outcomes import Outcome, headlines, outcomes
from needlework.plan.schema import LimitsSpec, PlanSpec
from needlework.spec import CourseSpec, Study
from needlework.spec.document import Document, KeyPath, read_document
from needlework.spec.explain import explain
from needlework.spec.fields import suggestion
from needlework.spec.load import study_of

SCHEMA = "needlework/limits/1"
MOST_COURSES = 400
_STUDY = "needlework/study/1"
_OWN = tuple(PlanSpec.model_fields)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One course that is tried: its name, what sets it apart, and its study."""

    name: str
    dials: Mapping[str, Any]
    study: Study


@dataclass(frozen=True, slots=True)
class Plan:
    """A limits file: the study that courses start from, the limits, the courses, what is read as benefit."""

    study: Study
    limits: LimitsSpec
    candidates: tuple[Candidate, ...]
    benefit: Outcome


def load_plan(source: Path | str | bytes | Mapping[str, Any]) -> Plan:
    """Read and check a limits file.

    Parameters
    ----------
    source
        A path; text or bytes of a file; or plain values.

    Raises
    ------
    InputError
        With every fault of the file at once, each with file and line.
    """
    document = Document("limits", dict(source)) if isinstance(source, Mapping) else read_document(source)
    tree = document.tree
    if not isinstance(tree, Mapping):
        received = "nothing" if tree is None else shown(tree)
        fault = Fault(document.name, "keys such as 'limits:' and 'vary:'", received, "see docs/plan.md")
        raise InputError([*document.faults, *([] if document.faults else [fault])])
    faults: list[Fault] = []
    study, spec = _study(document, faults), _spec(document, faults)
    if study is None or spec is None or faults:
        raise InputError(faults)
    benefit = _benefit(study, spec, document, faults)
    candidates = _candidates(study, spec, document, faults)
    if faults or benefit is None:
        raise InputError(faults)
    return Plan(study, spec.limits, candidates, benefit)


def limits_schema() -> dict[str, Any]:
    """Return the JSON Schema of the keys that a limits file has beside those of a study file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    return json.loads(json.dumps(head | PlanSpec.model_json_schema(by_alias=True)))


def _study(document: Document, faults: list[Fault]) -> Study | None:
    tree = {key: value for key, value in document.tree.items() if key not in _OWN}
    named = tree.get("schema")
    if named != SCHEMA:
        where = document.where(("schema",))
        faults.append(Fault(where, SCHEMA, shown(named) if named else "nothing", f"write 'schema: {SCHEMA}'"))
    if tree.get("zones"):
        faults.append(Fault(document.where(("zones",)), "one place", "zones", "plan each place by itself"))
    try:
        plain = {**tree, "schema": _STUDY}
        return study_of(Document(document.name, plain, document.lines, document.faults))
    except InputError as error:
        faults += error.faults
        return None


def _spec(document: Document, faults: list[Fault]) -> PlanSpec | None:
    given = {key: document.tree[key] for key in _OWN if key in document.tree}
    try:
        return PlanSpec.model_validate(given)
    except ValidationError as error:
        faults += [explain(details, document, PlanSpec) for details in error.errors(include_url=False)]
        return None


def _benefit(study: Study, spec: PlanSpec, document: Document, faults: list[Fault]) -> Outcome | None:
    concern = study.skin.concern.kind if study.skin.concern else None
    known = {k: o for k, o in outcomes().items() if o.better and o.is_benefit and o.belongs_to(concern)}
    key = spec.benefit or next(k for k in headlines(concern) if k in known)
    if key in known:
        return known[key]
    near = suggestion(key, known)
    step = f"did you mean '{near}'?" if near else f"one of {', '.join(known)}"
    faults.append(
        Fault(document.where(("benefit",)), "an outcome of this skin that can be a benefit", shown(key), step)
    )
    return None


def _candidates(
    study: Study, spec: PlanSpec, document: Document, faults: list[Fault]
) -> tuple[Candidate, ...]:
    """Return every course of the file; faults name the first value that makes one impossible."""
    _check_keys(study, spec, document, faults)
    crossed = prod(len(values) for values in spec.vary.values()) if spec.vary else 0
    number = crossed + len(spec.also)
    if not 1 < number <= MOST_COURSES:
        expected = f"2 to {MOST_COURSES} courses"
        faults.append(Fault(document.where(("vary",)), expected, str(number), "vary more, or fewer values"))
    if faults:
        return ()
    found = [_varied(study, spec, dials, document, faults) for dials in _crossed(spec.vary)]
    found += [_whole(study, course, i, document, faults) for i, course in enumerate(spec.also)]
    candidates = tuple(c for c in found if c is not None)
    _check_alike(candidates, document, faults)
    return candidates


def _check_alike(candidates: tuple[Candidate, ...], document: Document, faults: list[Fault]) -> None:
    """Add a fault for each course that says with other words what an earlier one says: 1 mm and 1000 um."""
    first: dict[str, str] = {}
    for c in candidates:
        key = c.study.course.model_dump_json()
        if key in first:
            place = ("also", c.dials["also"]) if "also" in c.dials else ("vary",)
            received = f"{c.name!r}, the same as {first[key]!r}"
            faults.append(Fault(document.where(place), "courses that differ", received, "keep one of them"))
        first.setdefault(key, c.name)


def _check_keys(study: Study, spec: PlanSpec, document: Document, faults: list[Fault]) -> None:
    known = tuple(CourseSpec.model_fields)
    for key in spec.vary:
        where = document.where(("vary", key))
        if key not in known or key in ("plan", "days"):
            near = suggestion(key, known)
            step = f"did you mean '{near}'?" if near else "see the keys of 'course' in docs/study-file.md"
            faults.append(Fault(where, "a key of the course", shown(key), step))
        elif key in ("sessions", "interval") and (study.course.plan or study.course.days):
            received = "sessions that are listed one by one"
            faults.append(Fault(where, "a course with a number and an interval", received, "state those"))


def _crossed(vary: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    if vary:
        for values in itertools.product(*vary.values()):
            yield dict(zip(vary, values, strict=True))


def _varied(
    study: Study, spec: PlanSpec, dials: dict[str, Any], document: Document, faults: list[Fault]
) -> Candidate | None:
    varied = {key: value for key, value in dials.items() if len(spec.vary[key]) > 1}
    name = ", ".join(_level(key, value) for key, value in (varied or dials).items())
    changes = {f"course.{key}": value for key, value in dials.items()}
    return _candidate(study, name, dials, changes, document, ("vary",), faults)


def _whole(
    study: Study, course: CourseSpec, index: int, document: Document, faults: list[Fault]
) -> Candidate | None:
    plain = course.model_dump(mode="json", by_alias=True, exclude_none=True)
    device = course.device if isinstance(course.device, str) else f"course {index + 1}"
    stated = (f"{key} {plain[key]}" for key in ("depth", "energy", "strength", "coverage") if key in plain)
    name = ", ".join([device, *stated])
    return _candidate(study, name, {"also": index}, {"course": plain}, document, ("also", index), faults)


def _candidate(
    study: Study,
    name: str,
    dials: Mapping[str, Any],
    changes: Mapping[str, Any],
    document: Document,
    path: KeyPath,
    faults: list[Fault],
) -> Candidate | None:
    try:
        return Candidate(name, dials, study.replace(changes))
    except InputError as error:
        for fault in error.faults:
            where = f"{document.where(path)} ({name}): {fault.where.partition(' ')[2] or fault.where}"
            faults.append(Fault(where, fault.expected, fault.received, fault.next_step))
        return None


def _level(key: str, value: Any) -> str:
    if key == "sessions":
        return f"{value} session" + "s" * (value != 1)
    shown_value = value.get("kind", "device") if isinstance(value, Mapping) else value
    return f"{key} {shown_value}" if key != "interval" else f"every {shown_value}"
