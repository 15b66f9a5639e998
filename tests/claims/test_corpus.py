"""How much is read of sentences written without a look at the phrases."""

from __future__ import annotations

from labelled import table

from needlework.claims.check import check_text
from needlework.claims.records import load_claims

WRITTEN = table("corpus.yaml")


def _stances(claim: str, kind: str) -> list[set[str]]:
    texts = WRITTEN[claim].get(kind) or ()
    return [{hit.stance for hit in check_text(text).hits if hit.claim.id == claim} for text in texts]


def _share(kind: str, wanted: str) -> float:
    found = [wanted in stances for claim in WRITTEN for stances in _stances(claim, kind)]
    return sum(found) / len(found)


def test_every_claim_has_sentences_that_make_it() -> None:
    assert set(WRITTEN) == set(load_claims())
    assert all(len(WRITTEN[claim]["says"]) >= 3 for claim in WRITTEN)


def test_most_sentences_that_make_a_claim_are_found() -> None:
    assert _share("says", "says") > 0.97


def test_near_misses_seldom_pass_for_the_claim() -> None:
    wrong = [bool(stances & {"says", "denies"}) for claim in WRITTEN for stances in _stances(claim, "not")]
    assert sum(wrong) < 0.06 * len(wrong)


def test_denials_are_found_where_a_denial_is_judged() -> None:
    judged = [claim for claim in WRITTEN if load_claims()[claim].judged("denies") is not None]
    found = ["denies" in stances for claim in judged for stances in _stances(claim, "denies")]
    assert sum(found) > 0.8 * len(found)
