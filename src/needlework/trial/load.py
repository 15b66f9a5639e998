"""Reading, checking and writing design files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from needlework.errors import InputError
from needlework.spec.document import DESIGN, Document, as_text, by_line, read_mapping
from needlework.spec.explain import validated
from needlework.spec.load import json_schema
from needlework.trial.arms import expanded
from needlework.trial.baselines import Baselines, read_baselines
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
    read = read_mapping(source, DESIGN)
    document = Document(read.name, _with_preset(dict(read.tree)), read.lines, read.faults)
    faults = [*document.faults, *design_faults(document)]
    design, found = validated(document, Design)
    known = {fault.where for fault in faults}
    faults += [fault for fault in found if fault.where not in known]
    if design is None or faults:
        raise InputError(by_line(faults))
    design = expanded(design)
    design._document = document
    return design


def load_with_baselines(source: Path) -> tuple[Design, Baselines | None]:
    """Read and check a design file and the CSV file of its baselines, which stands beside it.

    Raises
    ------
    InputError
        With every fault of both files at once.
    """
    try:
        design, faults = load_design(source), []
    except InputError as error:
        design, faults = None, error.faults
    cohort = design.cohort if design else None
    named = cohort.csv if cohort else _csv_named(source)
    baselines = None
    try:
        baselines = read_baselines(source.parent / named, cohort) if named else None
    except InputError as error:
        faults = [*faults, *error.faults]
    if design is None or faults:
        raise InputError(faults)
    return design, baselines


def _csv_named(source: Path) -> str | None:
    """Return the CSV file that a design at fault names."""
    try:
        cohort = read_mapping(source, DESIGN).tree.get("cohort")
    except InputError:
        return None
    named = cohort.get("csv") if isinstance(cohort, dict) else None
    return named if isinstance(named, str) else None


def dump_design(design: Design) -> str:
    """Write a design as the text of a file that `load_design` reads back to an equal design."""
    return as_text(design.to_dict())


def design_schema() -> dict[str, Any]:
    """Return the JSON Schema of the design file, for editors and other programs."""
    return json_schema(Design, DESIGN)


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
