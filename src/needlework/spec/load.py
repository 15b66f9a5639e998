"""Reading, checking and writing study files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError
from needlework.spec.blocks import Block
from needlework.spec.document import STUDY, Document, Form, as_text, by_line, read_mapping
from needlework.spec.explain import validated
from needlework.spec.others import from_the_first_needled
from needlework.spec.rules import rule_faults
from needlework.spec.schema import Study
from needlework.units import render


def load_study(source: Path | str | bytes | Mapping[str, Any]) -> Study:
    """Read and check a study file.

    Parameters
    ----------
    source
        A path; text or bytes of a file (a str with a line break or a leading ``{`` is text); or plain values
        as `Study.to_dict` returns them.

    Raises
    ------
    InputError
        With every fault of the file at once, each with file and line.
    """
    return study_of(read_mapping(source, STUDY))


def study_of(document: Document) -> Study:
    """Check a block of keys that was read already: a whole file, or the part of one that is a study.

    Raises
    ------
    InputError
        With every fault at once, each with file and line.
    """
    document = replace(document, tree=from_the_first_needled(document.tree))
    faults = [*document.faults, *rule_faults(document)]
    study, found = validated(document, Study)
    unreadable = {fault.where for fault in document.faults}
    faults += [fault for fault in found if fault.where not in unreadable]
    if timed := study or _timed(document):
        timed._document = document
        faults += [*_horizon_faults(timed), *_visit_faults(timed)]
        faults += _zone_faults(timed) if timed.zones and not faults else []
    if study is None or faults:
        raise InputError(by_line(faults))
    return study


_TIMED = ("course", "horizon", "visits")


def _timed(document: Document) -> Study | None:
    """Return the course and its times alone: their rules hold though other keys are at fault."""
    part = {"schema": STUDY.schema, **{key: document.tree[key] for key in _TIMED if key in document.tree}}
    return validated(Document(document.name, part, document.lines), Study)[0]


def dump_study(study: Study) -> str:
    """Write a study as the text of a file that `load_study` reads back to an equal study."""
    return as_text(study.to_dict())


def study_schema() -> dict[str, Any]:
    """Return the JSON Schema of the study file, for editors and other programs."""
    schema = json_schema(Study, STUDY)
    for block in (schema, *schema["$defs"].values()):
        _written_together(block.get("properties", {}))
    return schema


def json_schema(block: type[Block], form: Form) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": form.schema}
    return json.loads(json.dumps(head | block.model_json_schema(by_alias=True)))


def _written_together(keys: dict[str, Any]) -> None:
    """Describe a field that stands in another's place (its key starts with ``=``) as a form of that other."""
    for hidden in [key for key in keys if key.startswith("=")]:
        form = keys.pop(hidden)
        form = {name: value for name, value in form.items() if name not in ("default", "title")}
        if form.get("type") == "array":
            keys[hidden[1:]]["anyOf"].insert(1, form)


def _horizon_faults(study: Study) -> list[Fault]:
    last, other = max(study.session_days, default=0.0), max((o.day for o in study.others), default=0.0)
    if study.horizon > last and study.horizon >= other:
        return _late_applications(study, last)
    expected = (
        "a horizon after the last session" if last >= other else "a horizon that holds all that is done"
    )
    received, needed = render(study.horizon, "time"), render(max(last, other), "time")
    return [Fault(study.where("horizon"), expected, received, f"give more than {needed}")]


def _late_applications(study: Study, last: float) -> list[Fault]:
    """Return faults for what would be put on the skin after the horizon, counted from the last session."""
    end = render(study.horizon, "time")
    places = [(("course",), study.course.topicals)]
    places += [(("zones", i), zone.topicals or ()) for i, zone in enumerate(study.zones)]
    return [
        Fault(
            study.where(*path, "topicals", index, "delay"),
            f"an application before the horizon ({end})",
            f"{render(topical.delay, 'time')} after the session on day {last:g}",
            "give a shorter delay, or a later horizon",
        )
        for path, topicals in places
        for index, topical in enumerate(topicals)
        if topical.delay is not None and topical.when == "after" and last + topical.delay >= study.horizon
    ]


def _visit_faults(study: Study) -> list[Fault]:
    end = render(study.horizon, "time")
    return [
        Fault(
            study.where("visits", i), f"visits up to the horizon ({end})", render(day, "time"), "lengthen it"
        )
        for i, day in enumerate(study.visits)
        if day > study.horizon
    ]


def _zone_faults(study: Study) -> list[Fault]:
    from needlework.spec.parts import zone_faults  # needs this module

    return list(zone_faults(study))
