"""Findings, questions and the whole answer of a screening; nothing in here can be changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from needlework.screening.rules import CLASSES, Position


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that sources speak against, or ask to be weighed.

    Attributes
    ----------
    id, condition
        The rule and its condition.
    klass
        absolute (sources say not to treat while it holds), consult (a specialist decides), caution, or note.
    usual
        The class that most sources give it; `klass` is what the mode asks for, by default the strictest.
    positions
        What each source says, disagreements included.
    cleared_by
        What would clear it, according to the sources.
    trigger
        The words, or the key of the study, that led to it.
    """

    id: str
    condition: str
    klass: str
    reason: str
    positions: tuple[Position, ...]
    cleared_by: str
    trigger: str
    usual: str = ""

    def __post_init__(self) -> None:
        if not self.usual:
            object.__setattr__(self, "usual", self.klass)

    @property
    def verdict(self) -> str:
        """Both positions in words, the usual first: "most sources say: take care; the strictest: exclude"."""
        return verdict_words(self.klass, self.usual)

    def to_json(self) -> dict[str, Any]:
        """Return plain values in the published format."""
        return {
            "id": self.id,
            "condition": self.condition,
            "class": self.klass,
            "usual": self.usual,
            "reason": self.reason,
            "positions": [position.to_json() for position in self.positions],
            "cleared_by": self.cleared_by,
        }


def verdict_words(klass: str, usual: str) -> str:
    """Return the strictest class and the usual one in words."""
    if usual == klass:
        return f"sources say: {_SAY[klass]}"
    return f"most sources say: {_SAY[usual]}; the strictest: {_SAY[klass]}"


_SAY = {"absolute": "exclude", "consult": "ask a physician first", "caution": "take care", "note": "note it"}


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked before the history is clear; `trigger` holds the words that led to it."""

    id: str
    ask: str
    trigger: str

    def to_json(self) -> dict[str, str]:
        """Return plain values in the published format."""
        return {"id": self.id, "ask": self.ask, "about": self.trigger}


@dataclass(frozen=True, slots=True)
class Passed:
    """Words of a history that lead to nothing, and why."""

    words: str
    why: str

    def to_json(self) -> dict[str, str]:
        """Return plain values in the published format."""
        return {"words": self.words, "why": self.why}


@dataclass(frozen=True, slots=True)
class Screening:
    """The answer of a screening: every word of content of a history stands in one of these.

    Attributes
    ----------
    mode
        label_strict or consensus.
    findings, questions
        What sources speak against, the gravest first, and what is left to ask.
    not_recognised
        Words that nothing is known about.
    passed
        Words that were understood and lead to nothing, each with its reason.
    """

    mode: str
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    not_recognised: tuple[str, ...] = ()
    passed: tuple[Passed, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything was found."""
        return bool(self.findings)

    @property
    def gravest(self) -> str | None:
        """The gravest class found, or None."""
        return self.findings[0].klass if self.findings else None

    def lines(self) -> list[str]:
        """Return the answer as lines for a screen; what sources say, and what is left to ask."""
        said = [
            f"{f.condition} · {f.verdict} [{f.id}] ({f.trigger}). {f.reason} Cleared by: {f.cleared_by}"
            for f in self.findings
        ]
        asked = [f"to ask [{q.id}]: {q.ask} ({q.trigger})" for q in self.questions]
        unknown = [f"not recognised: {words}" for words in self.not_recognised]
        if not (said or asked or unknown):
            said = ["nothing on file speaks against it; that is no clearance"]
        return [*said, *asked, *unknown, *(f"read and set aside: {p.words} ({p.why})" for p in self.passed)]

    def to_json(self) -> dict[str, Any]:
        """Return plain values in the published format."""
        return {
            "schema": "needlework/findings/1",
            "findings": [finding.to_json() for finding in self.findings],
            "questions": [question.to_json() for question in self.questions],
            "not_recognised": list(self.not_recognised),
            "set_aside": [passed.to_json() for passed in self.passed],
        }


def gathered(
    mode: str,
    findings: list[Finding],
    questions: list[Question],
    not_recognised: list[str],
    passed: Iterable[Passed] = (),
) -> Screening:
    """Put an answer together: one finding for each rule, in its gravest class, with all its triggers."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.id, []).append(finding)
    merged = sorted((_merged(group) for group in by_rule.values()), key=lambda f: CLASSES.index(f.klass))
    asked: dict[str, list[Question]] = {}
    for question in questions:
        asked.setdefault(question.id, []).append(question)
    put = (replace(group[0], trigger=_together(q.trigger for q in group)) for group in asked.values())
    unknown = tuple(dict.fromkeys(not_recognised))
    return Screening(mode, tuple(merged), tuple(put), unknown, tuple(dict.fromkeys(passed)))


def _merged(group: list[Finding]) -> Finding:
    gravest = min(group, key=lambda finding: CLASSES.index(finding.klass))
    usual = min((finding.usual for finding in group), key=CLASSES.index)
    positions = tuple(dict.fromkeys(p for finding in (gravest, *group) for p in finding.positions))
    return replace(
        gravest, usual=usual, positions=positions, trigger=_together(finding.trigger for finding in group)
    )


def _together(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
