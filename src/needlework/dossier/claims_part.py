"""What is claimed of collagen induction, what the evidence says of it, and what the program tests of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from needlework.claims.records import VERDICTS, Claim, load_claims
from needlework.evidence.sources import load_sources
from needlework.outcomes import not_modelled, outcomes
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.screening.rules import load_rules
from needlework.verification.behaviour_records import Behaviour, load_behaviours

_TITLES = {
    "guides": "The 94 claims of the guides",
    "added": "Added from the guides",
    "beyond": "From other texts",
}


def claims_part(behaviours: Part | None = None, verbs: Collection[str] | None = None) -> Part:
    """Return the part ``claims``: every claim on file with verdict, basis, sources and what tests it.

    Parameters
    ----------
    behaviours
        The part of `needlework.verification.behaviours`, to set the result of each test beside its claim;
        None leaves the results out.
    verbs
        Names of the commands there are, to name the claims that are answered by one that is not there yet;
        None leaves that out.
    """
    claims, tests = load_claims(), _tests()
    results = _results(behaviours)
    broken = [(c, why) for c in claims.values() if (why := _unsupported(c))]
    untested = [c for c in claims.values() if c.must_be_modelled and c.id not in tests and _computed(c)]
    tables = [
        CheckTable(
            origin, _TITLES[origin], _columns(), [_row(c, tests.get(c.id, ()), results) for c in found], _NOTE
        )
        for origin in _TITLES
        if (found := [c for c in claims.values() if c.origin == origin])
    ]
    return Part(
        id="claims",
        title="Claims and evidence",
        question="What is said of collagen induction, what does the evidence say, and what does the program?",
        summary=_summary(claims.values(), tests),
        tables=[_counts(claims.values()), *tables],
        findings=list(_findings(broken, untested, _waiting(claims.values(), verbs), claims, tests, results)),
        passed=not broken,
    )


_NOTE = (
    "Verdicts are on published sources as far as they were read, mostly abstracts. A verdict is no advice. "
    "The test of a claim tries the program, not the claim: what holds there holds in the model."
)


def _columns() -> dict[str, Column]:
    return {
        "id": Column("id"),
        "claim": Column("claim"),
        "verdict": Column("evidence says"),
        "why": Column("basis"),
        "sources": Column("sources", "source"),
        "answer": Column("the program answers"),
        "stands": Column("by"),
        "tests": Column("tested by behaviour"),
        "results": Column("result"),
    }


def _row(claim: Claim, tests: Iterable[Behaviour], results: Mapping[str, str]) -> dict[str, Any]:
    found, stands = list(tests), claim.represented_by
    said = [f"{b.id}: {results[b.id]}" for b in found if b.id in results]
    return {
        "id": claim.id,
        "claim": f"“{claim.claim}”",  # said by others, not by the program
        "verdict": claim.verdict,
        "why": claim.why,
        "sources": list(claim.sources),
        "answer": stands.answer,
        "stands": f"{stands.kind.replace('_', ' ')} {stands.ref or ''}".strip(),
        "tests": ", ".join(b.id for b in found),
        "results": "; ".join(said),
    }


def _tests() -> dict[str, list[Behaviour]]:
    found: dict[str, list[Behaviour]] = {}
    for behaviour in load_behaviours().values():
        for claim in behaviour.claims:
            found.setdefault(claim, []).append(behaviour)
    return found


def _results(behaviours: Part | None) -> dict[str, str]:
    """Return the first words of each behaviour's verdict."""
    rows = [row for table in behaviours.tables for row in table.rows] if behaviours else []
    return {row["id"]: row["verdict"].partition(";")[0] for row in rows}


def _computed(claim: Claim) -> bool:
    """Return whether the program answers with something a scenario can try."""
    return claim.represented_by.kind == "outcome"


def _waiting(claims: Iterable[Claim], verbs: Collection[str] | None) -> list[Claim]:
    """Return the claims answered by a command that is not there."""
    if verbs is None:
        return []
    return [c for c in claims if c.represented_by.kind == "command" and c.represented_by.ref not in verbs]


def _unsupported(claim: Claim) -> str | None:
    """Return what a claim's record points to that is not there, or None."""
    stands = claim.represented_by
    missing = [key for key in claim.sources if key not in load_sources()]
    if missing:
        return f"no source {missing[0]}"
    known: Mapping[str, Iterable[Any]] = {
        "outcome": outcomes(),
        "not_modelled": [None, *(entry["id"] for entry in not_modelled())],
        "rule": load_rules(),
    }
    if stands.kind in known and stands.ref not in known[stands.kind]:
        return f"no {stands.kind.replace('_', ' ')} {stands.ref}"
    return None


def _counts(claims: Iterable[Claim]) -> CheckTable:
    counts = Counter((c.origin, c.verdict) for c in claims)
    columns = {"origin": Column("claims")} | {v: Column(v, "number") for v in VERDICTS}
    rows = [
        {"origin": title} | {v: counts[(origin, v)] for v in VERDICTS}
        for origin, title in _TITLES.items()
        if any(counts[(origin, v)] for v in VERDICTS)
    ]
    return CheckTable("verdicts", "Claims by verdict", columns, rows)


def _findings(
    broken: list[tuple[Claim, str]],
    untested: list[Claim],
    waiting: list[Claim],
    claims: Mapping[str, Claim],
    tests: Mapping[str, list[Behaviour]],
    results: Mapping[str, str],
) -> Iterator[Finding]:
    for claim, why in broken:
        yield Finding("fail", f"Claim {claim.id} rests on something that is not there: {why}.")
    unknown = sorted(set(tests) - set(claims))
    if unknown:
        yield Finding("fail", f"Behaviours name claims that are not on file: {', '.join(unknown)}.")
    if untested:
        yield Finding(
            "note",
            f"{len(untested)} claims answered by an outcome have no behaviour that tests them: "
            f"{', '.join(c.id for c in untested)}.",
        )
    if waiting:
        yield Finding(
            "note",
            "Answered by a command that this version does not have: "
            f"{', '.join(f'{c.id} ({c.represented_by.ref})' for c in waiting)}.",
        )
    if not results:
        yield Finding("note", "Behaviours were not run with this part, so results of tests are left out.")


def _summary(claims: Iterable[Claim], tests: Mapping[str, list[Behaviour]]) -> str:
    claims = list(claims)
    guides = Counter(c.verdict for c in claims if c.origin == "guides")
    tested = [c for c in claims if c.id in tests]
    absent = [c for c in claims if c.represented_by.kind == "not_modelled"]
    counted = ", ".join(f"{guides[v]} {v}" for v in VERDICTS)
    return (
        f"{len(claims)} claims on file. Of the {sum(guides.values())} of the guides: {counted}. "
        f"{len(tested)} are tried by at least one behaviour of the model; {len(absent)} are declared not "
        "modelled, with the reason. A claim that the model shows is not thereby shown in people."
    )
