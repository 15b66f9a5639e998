"""The five guides: every labelled claim is found in its sentence, and nothing else is."""

from __future__ import annotations

import pytest
import yaml
from claim_scores import Score, score
from labelled import ROOT, guide_labels, guides, table

from needlework.claims.check import check_text
from needlework.claims.records import load_claims

CONTRADICTED = {"C3", "C11", "C55", "C67", "C71", "C74"}


def test_every_labelled_claim_is_found_and_nothing_else() -> None:
    total = Score()
    for number, text in guides().items():
        total.add(score(text, guide_labels(number, text)))
    assert total.missed == []
    assert total.false == []
    assert len(total.found) == 219


def test_every_claim_of_the_list_and_every_added_one_is_in_the_guides() -> None:
    labelled = {
        claim.lstrip("-")
        for rows in table("guides.yaml").values()
        for row in rows.values()
        for claim in row.get("must", ())
    }
    wanted = {claim.id for claim in load_claims().values() if claim.origin != "beyond"}
    assert labelled == wanted


def test_the_six_contradicted_claims_are_found_with_sources() -> None:
    hits = [hit for text in guides().values() for hit in check_text(text).contradicted]
    assert {hit.claim.id for hit in hits} == CONTRADICTED
    assert all(hit.claim.sources for hit in hits)


@pytest.mark.parametrize(
    ("number", "expected"), [(1, {"C3"}), (2, set()), (3, {"C67", "C74"}), (4, {"C11", "C71"}), (5, {"C55"})]
)
def test_what_is_contradicted_in_each_guide(number: int, expected: set[str]) -> None:
    review = check_text(guides()[number])
    assert {hit.claim.id for hit in review.contradicted} == expected
    assert review.exit_code == (1 if expected else 0)


def test_where_the_guides_contradict_each_other() -> None:
    rows = yaml.safe_load((ROOT / "docs" / "guides.yaml").read_text(encoding="utf-8"))["contradictions"]
    assert len(rows) == 7
    found = {number: {hit.claim.id for hit in check_text(text).hits} for number, text in guides().items()}
    for row in rows:
        for claim, guide in zip(row["claims"], row["guides"], strict=True):
            assert claim in found[guide], (claim, guide)
        assert row["resolved"]


def test_every_paragraph_of_the_guides_is_mapped() -> None:
    about = yaml.safe_load((ROOT / "docs" / "guides.yaml").read_text(encoding="utf-8"))["about"]
    for number, text in guides().items():
        paragraphs = [line for line in text.content.split("\n") if line.strip()]
        assert len(about[number]) == len(paragraphs)
