"""Every claim is found in other words: written ones, and ones generated from its phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from labelled import table

from needlework.claims.check import check_text
from needlework.claims.phrases import (
    Barred,
    Choice,
    Gap,
    Item,
    Literal,
    Number,
    Phrase,
    Sequence,
    compile_phrase,
)
from needlework.claims.records import load_claims
from needlework.claims.sentences import sentences

WRITTEN = table("paraphrases.yaml")
CLAIMS = load_claims()
FILLER = "quietly"


def stances(claim: str, content: str) -> set[str]:
    return {hit.stance for hit in check_text(content, [CLAIMS[claim]]).hits}


def test_every_claim_has_paraphrases_and_a_near_miss() -> None:
    assert set(WRITTEN) == set(CLAIMS)
    assert all(len(rows["says"]) >= 2 and rows["near"] for rows in WRITTEN.values())


@pytest.mark.parametrize("claim", WRITTEN)
def test_written_paraphrases(claim: str) -> None:
    rows = WRITTEN[claim]
    assert [text for text in rows["says"] if "says" not in stances(claim, text)] == []
    assert [text for text in rows.get("denies", ()) if "denies" not in stances(claim, text)] == []
    assert [text for text in rows["near"] if stances(claim, text) & {"says", "denies"}] == []


def spellings(sequence: Sequence, gap: int) -> Iterator[list[str]]:
    """Yield word lists of a sequence, so that every alternative comes up at least once."""
    columns = [list(item_spellings(item, gap)) for item in sequence]
    for number in range(max(map(len, columns), default=0)):
        yield [word for column in columns for word in column[number % len(column)]]


def item_spellings(item: Item, gap: int) -> Iterator[list[str]]:
    match item:
        case Literal(text, left, right):
            yield [("hyper" if left else "") + text + ("s" if right else "")]
        case Number():
            yield from (["4"], ["six"])
        case Gap(most):
            yield [FILLER] * min(gap, most)
        case Barred():
            yield []
        case Choice(options):
            for option in options:
                yield from spellings(option, gap) if option else iter([[]])


def generated(phrase: Phrase, gap: int, turned: bool) -> Iterator[str]:
    parts = [list(spellings(part, gap)) for part in phrase.present]
    for number in range(max(map(len, parts))):
        chosen = [" ".join(part[number % len(part)]) for part in parts]
        yield f" {FILLER} ".join(reversed(chosen) if turned else chosen)


def holds(phrase: Phrase, content: str) -> bool:
    return any(phrase.find(sentence) is not None for sentence in sentences(content))


def self_barred(phrase: Phrase, content: str) -> bool:
    """Tell whether a generated text holds, by the choice of its alternatives, what the phrase bars."""
    line = next(sentences(content)).line
    return any(pattern.search(line) for pattern in phrase._barred)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(("gap", "turned"), [(0, False), (9, False), (2, True)])
def test_generated_paraphrases(claim: str, gap: int, turned: bool) -> None:
    for phrase in CLAIMS[claim].phrases:
        texts = list(islice(generated(phrase, gap, turned), 400))
        assert texts
        missed = [text for text in texts if not holds(phrase, text) and not self_barred(phrase, text)]
        open_ = without_bars(phrase)
        assert [t for t in missed if not holds(open_, t)] == [], "missed for another reason than its own bar"
        assert gap or len(missed) < len(texts), f"{phrase.source}: bars all it can say"


def without_bars(phrase: Phrase) -> Phrase:
    """Return a phrase that does not mind what comes next: what it finds more was barred, not missed."""
    return replace(phrase, present=tuple(map(unbarred, phrase.present)))


def unbarred(sequence: Sequence) -> Sequence:
    kept = (item for item in sequence if not isinstance(item, Barred))
    return tuple(Choice(tuple(map(unbarred, i.options))) if isinstance(i, Choice) else i for i in kept)


def test_a_bar_is_the_only_excuse() -> None:
    phrase = compile_phrase("collagen !induction (rises|induction)")
    texts = list(generated(phrase, 0, False))
    assert [holds(phrase, text) for text in texts] == [True, False]
    assert all(holds(without_bars(phrase), text) for text in texts)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_phrase_does_not_reach_across_sentences(claim: str) -> None:
    for phrase in CLAIMS[claim].phrases:
        if len(phrase.present) < 2:
            continue
        chosen = [" ".join(next(spellings(part, 0))) for part in phrase.present]
        alone = [text for text in chosen if holds(phrase, text)]
        assert alone or not holds(phrase, ".\n\n".join(chosen))


def test_careful_wording_is_not_contradicted() -> None:
    faults = [
        (claim.id, hit.claim.id, claim.careful)
        for claim in CLAIMS.values()
        for hit in check_text(claim.careful).contradicted
    ]
    assert faults == []
