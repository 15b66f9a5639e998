"""How sentences hang together: marks, lists, headings, denials, answers; and the inputs from the field."""

from __future__ import annotations

from pathlib import Path

import pytest
from claim_scores import named
from labelled import table

from needlework.claims.check import check_text
from needlework.claims.read import read
from needlework.claims.senses import load_senses

FIELD = Path("../shared/data/field")
INNOCENT = "nothing_is_contradicted"
ROWS = [(kind, row) for kind, rows in table("kinds.yaml").items() if kind != INNOCENT for row in rows]


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row['say']}" for kind, row in ROWS])
def test_a_kind(kind: str, row: dict) -> None:
    found = [named(hit) for hit in check_text(row["say"]).hits]
    assert [claim for claim in row.get("must", ()) if claim not in found] == [], found
    assert [claim for claim in row.get("never", ()) if claim in found or f"-{claim}" in found] == []


def test_each_kind_has_cases_of_both_directions() -> None:
    for kind in dict(ROWS):
        rows = [row for of, row in ROWS if of == kind]
        assert any(row.get("must") for row in rows), kind
        assert any(row.get("never") for row in rows) or kind == "marks_end_no_sentence"
        assert len(rows) >= 7, kind


def test_sentences_of_consent_forms_and_trials_contradict_nothing() -> None:
    said = [row["say"] for row in table("kinds.yaml")[INNOCENT]]
    assert len(said) > 120
    assert [text for text in said if check_text(text).contradicted] == []


@pytest.mark.parametrize(
    ("name", "exit_code", "expected"),
    [
        ("01_mark_splits_sentence", 0, {1: ["-C102"], 2: ["-C102"], 3: ["C18", "C19"]}),
        ("03_immediately_is_not_results", 0, {}),
        ("05_exclusions_read_as_benefit", 0, {2: ["C84"]}),
        ("06_exclusion_list_in_bullets", 0, {1: ["C89"], 2: ["C81"], 3: ["C82"], 4: ["C84"], 5: ["C83"]}),
    ],
)
def test_the_texts_from_the_field(name: str, exit_code: int, expected: dict[int, list[str]]) -> None:
    found = _field(name)
    assert {line: sorted(claims) for line, claims in found.items()} == expected
    assert check_text(read(FIELD / f"{name}.txt")).exit_code == exit_code


def test_the_phrases_from_the_field() -> None:
    found = _field("07_hedge_and_phrase_misses")
    wanted = {1: "C102", 2: "C76", 3: "C105", 4: "C104", 5: "C102", 6: "-C78", 7: "-C78"}
    wanted |= {9: "C23", 10: "C85", 11: "C81"}
    assert {line: claim for line, claim in wanted.items() if claim not in found.get(line, ())} == {}
    assert {"C29", "C31"} <= set(found[8])
    assert not any("C34" in claims for claims in found.values())


def _field(name: str) -> dict[int, list[str]]:
    path = FIELD / f"{name}.txt"
    if not path.is_file():
        pytest.skip("the inputs from the field are not here")
    found: dict[int, list[str]] = {}
    for hit in check_text(read(path)).hits:
        found.setdefault(hit.place.line, []).append(named(hit))
    return found


def test_a_short_answer_is_counted_once() -> None:
    assert [named(hit) for hit in check_text("Is there downtime? None.").hits] == ["C104"]


def test_a_sense_drops_what_is_not_claimed_but_not_across_a_contrast() -> None:
    new = {"describes", "doubts", "forms", "handles", "methods", "repairs", "suffers", "swells"}
    old = {"ages", "alarms", "excludes", "harms", "reports", "wears_off"}
    assert set(load_senses()) == old | new
    assert check_text("Unsuitable in pregnancy, wrinkles are smoothed.").hits[-1].claim.id == "C84"
    assert "C45" in {h.claim.id for h in check_text("Unsuitable in pregnancy, but it smooths wrinkles.").hits}
