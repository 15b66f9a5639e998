"""The part on claims holds every claim once, with what tests it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from needlework.claims.records import load_claims
from needlework.dossier import claims_part as module
from needlework.dossier.claims_part import claims_part
from needlework.evidence.sources import load_sources
from needlework.parts import CheckTable, Column, Part
from needlework.verification.behaviour_records import load_behaviours
from needlework.wording import faults_in


@pytest.fixture(scope="module")
def part() -> Part:
    return claims_part()


def rows(part: Part) -> list[dict[str, object]]:
    return [dict(row) for table in part.tables[1:] for row in table.rows]


def test_every_claim_stands_once_with_sources_on_file(part: Part) -> None:
    assert sorted(str(r["id"]) for r in rows(part)) == sorted(load_claims())
    for row in rows(part):
        assert row["sources"], row["id"]
        assert set(row["sources"]) <= set(load_sources()), row["id"]  # pyright: ignore[reportArgumentType]


def test_counts_are_those_of_the_claims(part: Part) -> None:
    guides = part.tables[0].rows[0]
    assert [guides[v] for v in ("supported", "mixed", "unproven", "contradicted")] == [49, 31, 8, 6]
    assert "Of the 94 of the guides: 49 supported" in part.summary


def test_tests_are_those_that_name_the_claim(part: Part) -> None:
    named = {c for b in load_behaviours().values() for c in b.claims}
    assert {r["id"] for r in rows(part) if r["tests"]} == named
    assert all(not r["results"] for r in rows(part))


def test_results_stand_beside_their_tests() -> None:
    columns = {"id": Column("id"), "verdict": Column("verdict")}
    ran = Part(
        "behaviours",
        "",
        "",
        "",
        [CheckTable("t", "", columns, [{"id": "rest", "verdict": "holds; and so on"}])],
    )
    found = {str(r["id"]): r for r in rows(claims_part(ran))}
    assert "rest: holds" in str(found["C1"]["results"])
    assert "so on" not in str(found["C1"]["results"])


def test_claims_are_quoted_and_our_words_are_allowed(part: Part) -> None:
    texts = [str(v) for r in rows(part) for v in r.values()] + [
        part.summary,
        *(f.text for f in part.findings),
    ]
    assert [str(f) for text in texts for f in faults_in(text)] == []


def test_a_claim_that_rests_on_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = dict(load_claims())
    claims["C39"] = replace(
        claims["C39"], represented_by=replace(claims["C39"].represented_by, ref="no_such_outcome")
    )
    claims["C38"] = replace(claims["C38"], sources=("nobody1900",))
    monkeypatch.setattr(module, "load_claims", lambda: MappingProxyType(claims))
    part = claims_part()
    assert part.passed is False
    failed = [f.text for f in part.findings if f.kind == "fail"]
    assert any("C39" in text and "no_such_outcome" in text for text in failed)
    assert any("C38" in text and "nobody1900" in text for text in failed)


def test_commands_that_are_not_there_are_named() -> None:
    commands = {
        str(c.represented_by.ref) for c in load_claims().values() if c.represented_by.kind == "command"
    }
    assert not any("does not have" in f.text for f in claims_part(verbs=commands).findings)
    text = next(f.text for f in claims_part(verbs=commands - {"plan"}).findings if "does not have" in f.text)
    assert "(plan)" in text
    assert "(screen)" not in text
