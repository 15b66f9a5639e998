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

    def to_json(self) -> dict[str, Any]:
        """Return plain values in the published format."""
        return {
            "id": self.id,
            "condition": self.condition,
            "class": self.klass,
            "reason": self.reason,
            "positions": [{"source": p.source, "says": p.says} for p in self.positions],
            "cleared_by": self.cleared_by,
        }


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
class Screening:
    """The answer of a screening: findings (the gravest first), questions, and words not recognised."""

    mode: str
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    not_recognised: tuple[str, ...] = ()

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
            f"sources say, {f.klass}: {f.condition} [{f.id}] ({f.trigger}). {f.reason} "
            f"Cleared by: {f.cleared_by}"
            for f in self.findings
        ]
        asked = [f"to ask [{q.id}]: {q.ask} ({q.trigger})" for q in self.questions]
        unknown = [f"not recognised: {words}" for words in self.not_recognised]
        return [*said, *asked, *unknown] or ["nothing on file speaks against it; that is no clearance"]

    def to_json(self) -> dict[str, Any]:
        """Return plain values in the published format."""
        return {
            "schema": "needlework/findings/1",
            "findings": [finding.to_json() for finding in self.findings],
            "questions": [question.to_json() for question in self.questions],
            "not_recognised": list(self.not_recognised),
        }


def gathered(
    mode: str, findings: list[Finding], questions: list[Question], not_recognised: list[str]
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
    return Screening(mode, tuple(merged), tuple(put), tuple(dict.fromkeys(not_recognised)))


def _merged(group: list[Finding]) -> Finding:
    gravest = min(group, key=lambda finding: CLASSES.index(finding.klass))
    return replace(gravest, trigger=_together(finding.trigger for finding in group))


def _together(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
