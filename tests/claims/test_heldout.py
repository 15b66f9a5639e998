"""Texts the phrases were not written from; their first scores stand at the head of each file."""

from __future__ import annotations

from claim_scores import named
from labelled import score_of, table

from needlework.claims.check import check_text
from needlework.claims.records import load_claims


def test_first_set() -> None:
    score = score_of("first_heldout.yaml")
    assert score.recall > 0.97, score.missed
    assert score.precision > 0.97, score.false


def test_second_set() -> None:
    score = score_of("second_heldout.yaml")
    assert score.recall > 0.9, score.missed
    assert score.precision > 0.97, score.false


def test_third_set() -> None:
    rows = [row for rows in table("third_heldout.yaml").values() for row in rows]
    wanted = missed = hits = 0
    wrong: list[tuple[str, str]] = []
    for row in rows:
        found = {named(hit) for hit in check_text(row["say"]).hits if hit.counts}
        must = [set(either.split("|")) for either in row.get("must", ())]
        wanted, hits = wanted + len(must), hits + len(found)
        missed += sum(not either & found for either in must)
        wrong += [(row["say"], claim) for claim in found.difference(row.get("may", ()), *must)]
    assert wanted > 480
    assert missed < 0.06 * wanted
    assert len(wrong) < 0.02 * hits, wrong


def test_there_are_enough_texts_and_claims() -> None:
    texts = table("first_heldout.yaml") + table("second_heldout.yaml")
    assert len(texts) >= 24
    labelled = {c.lstrip("-") for t in texts for line in t["lines"] for c in line.get("must", ())}
    assert len(labelled) >= 70


def test_other_ways_of_saying_what_is_contradicted() -> None:
    rows = table("contradicted_heldout.yaml")["says"]
    texts = [(claim, text) for claim, says in rows.items() for text in says]
    found = [text for claim, text in texts if claim in {h.claim.id for h in check_text(text).contradicted}]
    assert len(found) >= 0.7 * len(texts)


def test_nothing_is_contradicted_in_innocent_sentences() -> None:
    innocent = table("contradicted_heldout.yaml")["innocent"]
    assert [text for text in innocent if check_text(text).contradicted] == []


def test_every_contradicted_claim_is_among_them() -> None:
    wanted = {claim.id for claim in load_claims().values() if claim.verdict == "contradicted"}
    assert set(table("contradicted_heldout.yaml")["says"]) == wanted
