"""A review as a JSON document, as lines for a terminal and as one HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlework.claims.check import Hit, Review
from needlework.claims.read import Place
from needlework.claims.records import VERDICTS
from needlework.evidence.sources import load_sources
from needlework.pages.templates import render

SCHEMA = "needlework/check/1"


def to_json(review: Review, result: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a review as the document ``needlework/check/1``.

    Parameters
    ----------
    review : Review
        What `check_text` found.
    result : mapping, optional
        A document ``needlework/result/1``; its outcomes are quoted beside the claims.
    """
    return {
        "schema": SCHEMA,
        "text": {"name": review.name, "sentences": review.sentences},
        "counts": counts(review),
        "hits": [_hit(hit, result) for hit in review.hits],
        "not_recognised": [
            {**_place(rest.place), "sentence": rest.sentence} for rest in review.not_recognised
        ],
    }


def counts(review: Review) -> dict[str, int]:
    """Return how many claims the text stands for, by verdict; questions are left out."""
    return {verdict: sum(h.verdict == verdict and h.counts for h in review.hits) for verdict in VERDICTS}


def quoted(result: Mapping[str, Any] | None, outcome: str | None) -> dict[str, Any] | None:
    """Return what is quoted of the last row of an outcome in a result document; None where it is absent."""
    rows = [row for row in (result or {}).get("outcomes", ()) if row["id"] == outcome]
    if not rows:
        return None
    row = max(rows, key=lambda row: row.get("time_days") or 0.0)
    kept = (
        "id",
        "title",
        "unit",
        "time_days",
        "mean",
        "mean_interval",
        "person_interval",
        "level",
        "evidence",
    )
    return {key: row[key] for key in kept if key in row}


def to_lines(review: Review) -> list[str]:
    """Return a review as lines for a terminal, one a claim, and a line of counts."""
    lines = [
        f"{review.name}:{hit.place}: {hit.verdict}: {hit.words} "
        f"[{hit.claim.id}] {_turned(hit)}{hit.claim.why} ({', '.join(hit.claim.sources)})"
        for hit in review.hits
    ]
    found = ", ".join(f"{number} {verdict}" for verdict, number in counts(review).items())
    rest = len(review.not_recognised)
    return [*lines, f"{found}; {rest} of {review.sentences} sentences not recognised"]


def _turned(hit: Hit) -> str:
    """Return what the text does with a claim that it does not say."""
    return "" if hit.stance == "says" else f"the text {hit.stance} “{hit.claim.claim}”; "


def to_html(review: Review, result: Mapping[str, Any] | None = None) -> str:
    """Return a review as one self-contained HTML page."""
    document = to_json(review, result)
    return render(
        "claims/check.html.j2",
        **document,
        verdicts=VERDICTS,
        contradicted=len(review.contradicted),
    )


def _hit(hit: Hit, result: Mapping[str, Any] | None) -> dict[str, Any]:
    claim, sources = hit.claim, load_sources()
    return {
        "claim": claim.id,
        "statement": claim.claim,
        "topic": claim.topic,
        "stance": hit.stance,
        "verdict": hit.verdict,
        "quoted": hit.quoted,
        **_place(hit.place),
        "words": hit.words,
        "sentence": hit.sentence,
        "why": claim.why,
        "sources": [{"key": key, "citation": sources[key].citation} for key in claim.sources],
        "careful": claim.careful,
        "represented_by": {
            "kind": claim.represented_by.kind,
            "ref": claim.represented_by.ref,
            "answer": claim.represented_by.answer,
        },
        "outcome": claim.number,
        "number": quoted(result, claim.number),
    }


def _place(place: Place) -> dict[str, Any]:
    page = {"page": place.page} if place.page else {}
    return {**page, "line": place.line, "column": place.column}
