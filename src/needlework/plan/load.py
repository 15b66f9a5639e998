"""Reading a limits file: a study file with what may be varied, and the courses that this makes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from needlework.errors import Fault, InputError, shown
from needlework.outcomes import Outcome, headlines, outcomes
from needlework.plan.schema import LimitsSpec, PlanSpec
from needlework.spec import CourseSpec, Study
from needlework.spec.document import LIMITS, STUDY, Document, KeyPath, by_line, read_mapping
from needlework.spec.explain import faults_of
from needlework.spec.fields import suggestion
from needlework.spec.load import study_of

MOST_COURSES = 400
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
    document = read_mapping(source, LIMITS)
    faults: list[Fault] = []
    study, spec = _study(document, faults), _spec(document, faults)
    benefit = _benefit(study, spec, document, faults)
    candidates = _candidates(study, spec, document, faults)
    if study is None or benefit is None or faults:
        raise InputError(by_line(faults))
    return Plan(study, spec.limits, candidates, benefit)


def _study(document: Document, faults: list[Fault]) -> Study | None:
    tree = {key: value for key, value in document.tree.items() if key not in _OWN}
    named = tree.get("schema")
    if named != LIMITS.schema:
        where, received = document.where(("schema",)), shown(named) if named else "nothing"
        faults.append(Fault(where, LIMITS.schema, received, f"write 'schema: {LIMITS.schema}'"))
    if tree.get("zones"):
        faults.append(Fault(document.where(("zones",)), "one place", "zones", "plan each place by itself"))
    skin = tree.get("skin")
    if isinstance(skin, Mapping) and isinstance(skin.get("concern"), list) and len(skin["concern"]) > 1:
        where, step = document.where(("skin", "concern")), "plan each concern by itself"
        faults.append(Fault(where, "one concern", f"{len(skin['concern'])} of them", step))
    try:
        plain = {**tree, "schema": STUDY.schema}
        return study_of(Document(document.name, plain, document.lines, document.faults))
    except InputError as error:
        faults += map(_with_own_keys, error.faults)
        return None


def _with_own_keys(fault: Fault) -> Fault:
    """Return a fault about an unknown key at the top with the keys that a limits file has besides."""
    top = fault.expected.startswith("only the keys schema,")
    return replace(fault, expected=f"{fault.expected}, {', '.join(_OWN)}") if top else fault


def _spec(document: Document, faults: list[Fault]) -> PlanSpec:
    """Return what is varied and the limits, without what is at fault."""
    given = {key: document.tree[key] for key in _OWN if key in document.tree}
    try:
        return PlanSpec.model_validate(given)
    except ValidationError as error:
        faults += faults_of(error, document, PlanSpec)
        for found in error.errors(include_url=False):
            key, *below = found["loc"]
            if key == "vary" and below:
                given["vary"] = {name: v for name, v in given["vary"].items() if name != below[0]}
            else:
                given.pop(str(key), None)
        return PlanSpec.model_validate(given)


def _benefit(study: Study | None, spec: PlanSpec, document: Document, faults: list[Fault]) -> Outcome | None:
    known = {key: o for key, o in outcomes().items() if o.better and o.is_benefit}
    if study is not None:
        concern = study.skin.concern.kind if study.skin.concern else None
        known = {key: o for key, o in known.items() if o.belongs_to(concern)}
        key = spec.benefit or next(k for k in headlines(concern) if k in known)
    else:
        key = spec.benefit
    if key is None or key in known:
        return known.get(key or "")
    near = suggestion(key, known)
    step = f"did you mean '{near}'?" if near else f"one of {', '.join(known)}"
    expected = "an outcome of this skin that can be a benefit"
    faults.append(Fault(document.where(("benefit",)), expected, shown(key), step))
    return None


def _candidates(
    study: Study | None, spec: PlanSpec, document: Document, faults: list[Fault]
) -> tuple[Candidate, ...]:
    """Return every course of the file; faults name each value that makes one impossible."""
    study = study or _stand_in(document)
    vary = _known_keys(study, spec, document, faults)
    crossed = prod(len(values) for values in vary.values()) if vary else 0
    number = crossed + len(spec.also)
    stated = sum(len(v) for key in ("vary", "also") if isinstance(v := document.tree.get(key), Sized))
    if number > MOST_COURSES or (number < 2 and stated == len(vary) + len(spec.also)):
        expected = f"2 to {MOST_COURSES} courses"
        faults.append(Fault(document.where(("vary",)), expected, str(number), "vary more, or fewer values"))
        return ()
    if study is None:
        return ()
    found = [_varied(study, vary, dials, document, faults) for dials in _crossed(vary)]
    found += [_whole(study, course, i, document, faults) for i, course in enumerate(spec.also)]
    candidates = tuple(c for c in found if c is not None)
    _check_alike(candidates, document, faults)
    return candidates


def _stand_in(document: Document) -> Study | None:
    """Return the course on no skin in particular: courses can be judged though other keys are at fault."""
    try:
        plain = {"schema": STUDY.schema, "course": document.tree.get("course"), "horizon": "20 years"}
        return study_of(Document(document.name, plain, document.lines))
    except InputError:
        return None


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


def _known_keys(
    study: Study | None, spec: PlanSpec, document: Document, faults: list[Fault]
) -> dict[str, tuple[Any, ...]]:
    """Return what is varied under keys that a course has; the others are faults."""
    known = tuple(CourseSpec.model_fields)
    listed = study is not None and bool(study.course.plan or study.course.days)
    kept = {}
    for key, values in spec.vary.items():
        where = document.where(("vary", key))
        if key not in known or key in ("plan", "days"):
            near = suggestion(key, known)
            step = f"did you mean '{near}'?" if near else "see the keys of 'course' in docs/study-file.md"
            faults.append(Fault(where, "a key of the course", shown(key), step))
        elif key in ("sessions", "interval") and listed:
            received = "sessions that are listed one by one"
            faults.append(Fault(where, "a course with a number and an interval", received, "state those"))
        else:
            kept[key] = values
    return kept


def _crossed(vary: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    if vary:
        for values in itertools.product(*vary.values()):
            yield dict(zip(vary, values, strict=True))


def _varied(
    study: Study,
    vary: Mapping[str, tuple[Any, ...]],
    dials: dict[str, Any],
    document: Document,
    faults: list[Fault],
) -> Candidate | None:
    varied = {key: value for key, value in dials.items() if len(vary[key]) > 1}
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
        said = {(f.where.rpartition("): ")[2], f.expected, f.received) for f in faults}
        for fault in error.faults:  # a value that no course can have is said once, not in every combination
            key = fault.where.partition(" ")[2] or fault.where
            if (key, fault.expected, fault.received) not in said:
                where = f"{document.where(path)} ({name}): {key}"
                faults.append(Fault(where, fault.expected, fault.received, fault.next_step))
        return None


def _level(key: str, value: Any) -> str:
    if key == "sessions":
        return f"{value} session" + "s" * (value != 1)
    shown_value = value.get("kind", "device") if isinstance(value, Mapping) else value
    return f"{key} {shown_value}" if key != "interval" else f"every {shown_value}"
