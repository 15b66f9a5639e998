"""What stands for each claim is really there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from labelled import ROOT

from needlework.claims.records import Claim, load_claims
from needlework.outcomes import not_modelled

DATA = ROOT / "src" / "needlework" / "data"
VERBS = {
    "new",
    "examples",
    "run",
    "screen",
    "check",
    "compare",
    "deliver",
    "plan",
    "trial",
    "calibrate",
    "validate",
    "report",
    "export",
}


def of_kind(*kinds: str) -> list[Claim]:
    return [claim for claim in load_claims().values() if claim.represented_by.kind in kinds]


def ids(node: Any) -> Iterator[str]:
    """Yield every id of a data file, however deep."""
    if isinstance(node, dict):
        if isinstance(node.get("id"), str):
            yield node["id"]
        for value in node.values():
            yield from ids(value)
    elif isinstance(node, list):
        for value in node:
            yield from ids(value)


def folder_ids(folder: str, stem: str = "*") -> set[str]:
    files = (DATA / folder).glob(f"{stem}.yaml")
    return {
        name for file in files for name in ids(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
    }


def test_outcomes_and_quoted_numbers_exist() -> None:
    known = folder_ids("outcomes") - folder_ids("outcomes", "not_modelled")
    assert [c.id for c in of_kind("outcome") if c.represented_by.ref not in known] == []
    assert [c.id for c in load_claims().values() if c.number and c.number not in known] == []


def test_what_is_not_modelled_says_why() -> None:
    reasons = {entry["id"]: entry["why"] for entry in not_modelled()}
    assert all(len(why.split()) >= 4 for why in reasons.values())
    for claim in of_kind("not_modelled"):
        stands = claim.represented_by
        assert stands.ref is None or stands.ref in reasons, claim.id
        said = stands.answer if stands.ref is None else f"{stands.answer} {reasons[stands.ref]}"
        assert len(said.split()) >= 4, claim.id


def test_inputs_are_keys_of_the_study_file() -> None:
    schema = json.loads((DATA / "study.schema.json").read_text(encoding="utf-8"))
    assert [c.id for c in of_kind("input") if not leads(schema, str(c.represented_by.ref))] == []


def leads(schema: dict[str, Any], path: str) -> bool:
    node = schema
    for key in path.split("."):
        while "properties" not in node:
            choices = [node, *node.get("anyOf", ())]
            refs = [c["$ref"] for c in choices if "$ref" in c]
            if not refs:
                return False
            node = schema["$defs"][refs[0].rsplit("/", 1)[1]]
        if key not in node["properties"]:
            return False
        node = node["properties"][key]
    return True


def test_rules_exist() -> None:
    known = folder_ids("rules")
    if not known:
        pytest.skip("no screening rules on file yet")
    assert [(c.id, c.represented_by.ref) for c in of_kind("rule") if c.represented_by.ref not in known] == []


def test_care_records_exist() -> None:
    refs = [(c.id, *str(c.represented_by.ref).split(".")) for c in of_kind("care")]
    assert [(claim, file, name) for claim, file, name in refs if name not in folder_ids("care", file)] == []


def test_commands_are_verbs_of_the_program() -> None:
    assert [c.id for c in of_kind("command") if c.represented_by.ref not in VERBS] == []


def test_tests_and_pages_exist() -> None:
    for claim in of_kind("test"):
        file, _, name = str(claim.represented_by.ref).partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), claim.id
    for claim in of_kind("page"):
        assert (ROOT / "docs" / str(claim.represented_by.ref)).is_file(), claim.id


def test_outcomes_named_in_answers_exist() -> None:
    known = (
        folder_ids("outcomes") | {"history", "operator.needles"} | {f"needlework {verb}" for verb in VERBS}
    )
    named = [
        (claim.id, word)
        for claim in load_claims().values()
        for word in claim.represented_by.answer.split("`")[1::2]
    ]
    assert [pair for pair in named if pair[1] not in known] == []
