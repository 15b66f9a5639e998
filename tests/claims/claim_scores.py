"""Compare what `check` finds with what a reader labelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scipy.stats import binomtest

from needlework.claims.check import Hit, check_text
from needlework.claims.read import Text
from needlework.claims.sentences import sentences


@dataclass
class Score:
    """Labelled claims found and missed, and hits that no label allows; each as (place, claim id)."""

    found: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)
    false: list[tuple[str, str]] = field(default_factory=list)
    hits: int = 0

    @property
    def recall(self) -> float:
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        return 1 - len(self.false) / max(1, self.hits)

    def add(self, other: Score) -> None:
        self.found += other.found
        self.missed += other.missed
        self.false += other.false
        self.hits += other.hits

    def __str__(self) -> str:
        total, right = len(self.found) + len(self.missed), self.hits - len(self.false)
        return (
            f"recall {share(len(self.found), total)}, "
            f"false alarms {len(self.false)} of {self.hits} hits, precision {share(right, self.hits)}"
        )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927); nothing counted leaves it open from 0 to 1.

    It takes the counts as independent, which claims of one text are not.
    """
    if not whole:
        return 0.0, 1.0
    interval = binomtest(part, whole).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


def share(part: int, whole: int) -> str:
    """Return a share with its counts and its 95 % interval."""
    low, high = wilson(part, whole)
    return f"{part}/{whole} = {part / max(1, whole):.3f} ({low:.3f} to {high:.3f})"


Label = tuple[str, int, int, frozenset[str], frozenset[str]]  # name, start, end, must, may


def score(text: Text, labels: Iterable[Label]) -> Score:
    """Score a text against labelled stretches of it; a claim that is denied there is written with a "-"."""
    hits = check_text(text).hits
    result = Score(hits=len(hits))
    for name, start, end, must, may in labels:
        found = {named(hit) for hit in hits if start <= hit.start < end}
        result.found += [(name, claim) for claim in sorted(must & found)]
        result.missed += [(name, claim) for claim in sorted(must - found)]
        result.false += [(name, claim) for claim in sorted(found - must - may)]
    return result


def named(hit: Hit) -> str:
    """Return the claim's id, with a "-" in front where the sentence denies it."""
    return ("-" if hit.stance == "denies" else "") + hit.claim.id


def sentence_labels(text: Text, labels: Mapping[str, Mapping[str, list[str]]], name: str) -> list[Label]:
    """Label every sentence from a table by paragraph.sentence; a paragraph is a line with text."""
    rows: list[Label] = []
    paragraphs = [n for n, line in enumerate(text.content.split("\n"), 1) if line.strip()]
    count: dict[int, int] = {}
    for sentence in sentences(text.content):
        paragraph = paragraphs.index(text.place(sentence.words[0].start).line) + 1
        count[paragraph] = count.get(paragraph, 0) + 1
        key = f"{paragraph}.{count[paragraph]}"
        given = labels.get(key, {})
        must, may = (frozenset(given.get(kind, ())) for kind in ("must", "may"))
        rows.append((f"{name} {key}", sentence.start, sentence.end, must, may))
    unknown = set(labels) - {row[0].removeprefix(f"{name} ") for row in rows}
    assert not unknown, f"{name}: no such sentence: {sorted(unknown)}"
    return rows


def joined(lines: list[dict[str, Any]], name: str) -> tuple[Text, list[Label]]:
    """Return a text of labelled lines, one paragraph of running text, and its labels."""
    content, rows = "", []
    for line in lines:
        start = len(content)
        content += line["say"] + "\n"
        must, may = (frozenset(line.get(kind, ())) for kind in ("must", "may"))
        rows.append((f"{name}: {line['say']}", start, len(content), must, may))
    return Text.plain(content, name), rows
