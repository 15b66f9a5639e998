"""Reading, checking and writing design files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from needlework.errors import Fault, InputError, shown
from needlework.spec.document import Document, read_document
from needlework.spec.explain import explain
from needlework.trial.arms import expanded
from needlework.trial.rules import design_faults
from needlework.trial.schema import Design
from needlework.trial.tables import preset


def load_design(source: Path | str | bytes | Mapping[str, Any]) -> Design:
    """Read and check a design file.

    Parameters
    ----------
    source
        A path; text or bytes of a file; or plain values as `Design.to_dict` returns them.

    Raises
    ------
    InputError
        With every fault of the file at once, each with file and line.
    """
    document = Document("design", dict(source)) if isinstance(source, Mapping) else read_document(source)
    tree = document.tree
    if not isinstance(tree, Mapping):
        received = "nothing" if tree is None else shown(tree)
        fault = Fault(document.name, "keys such as 'arms:'", received, "copy one: needlework examples")
        raise InputError([*document.faults, *([] if document.faults else [fault])])
    if str(tree.get("schema", "")).startswith("needlework/study/"):
        fault = Fault(document.where(("schema",)), "a design", "a study", "use it with: needlework run")
        raise InputError([fault])
    document = Document(document.name, _with_preset(dict(tree)), document.lines, document.faults)
    faults, design = [*document.faults, *design_faults(document)], None
    try:
        design = Design.model_validate(document.tree)
    except ValidationError as error:
        known = {fault.where for fault in faults}
        found = (explain(details, document, Design) for details in error.errors(include_url=False))
        faults += [fault for fault in found if fault.where not in known]
    if design is None or faults:
        raise InputError(sorted(faults, key=_line))
    design = expanded(design)
    design._document = document
    return design


def is_design(path: Path) -> bool:
    """Return whether a file says that it is a design rather than a study."""
    try:
        tree = read_document(path).tree
    except InputError:
        return False
    return isinstance(tree, Mapping) and str(tree.get("schema", "")).startswith("needlework/design/")


def dump_design(design: Design) -> str:
    """Write a design as the text of a file that `load_design` reads back to an equal design."""
    return yaml.safe_dump(design.to_dict(), sort_keys=False, allow_unicode=True, width=110)


def design_schema() -> dict[str, Any]:
    """Return the JSON Schema of the design file, for editors and other programs."""
    schema = Design.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "needlework/design/1"}
    return json.loads(json.dumps(head | schema))


def _with_preset(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a design with what its preset gives; what the file says itself stands."""
    cohort = tree.get("cohort")
    if not isinstance(cohort, dict) or not isinstance(cohort.get("preset"), str):
        return tree
    try:
        given = preset(cohort["preset"])["cohort"]
    except (OSError, ValueError):
        return tree  # the key is refused with the rest
    skin = {**given.get("skin", {}), **(cohort.get("skin") or {})}
    return {**tree, "cohort": {**given, **cohort, "skin": skin}}


def _line(fault: Fault) -> tuple[str, int]:
    name, _, line = fault.where.split(" ")[0].rpartition(":")
    return (name, int(line)) if line.isdigit() else (fault.where, 0)
