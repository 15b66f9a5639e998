"""One part of the credibility evidence: tables, pictures and findings for pages and programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

# text; number; interval (a pair of numbers); ok (true or false); and ids that lead to a record of that kind
Kind = Literal["text", "number", "interval", "ok", "observation", "record", "source", "outcome"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, unit of its numbers, and what its cells hold."""

    title: str
    kind: Kind = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CheckTable:
    """A table, known by its id; rows map the keys of the columns to values, None where there is none."""

    id: str
    title: str
    columns: Mapping[str, Column]
    rows: Sequence[Mapping[str, Any]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader must know first.

    Attributes
    ----------
    kind
        ``miss`` (data outside a prediction), ``rival`` (a rival does as well or better), ``fail`` (a check of
        the calculation or of a target fails) or ``note``.
    text
        One or two plain sentences with the figures.
    """

    kind: Literal["miss", "rival", "fail", "note"]
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the evidence.

    Attributes
    ----------
    id, title
        For programs, for people.
    question
        What it answers, in one sentence.
    summary
        The answer, in a few sentences with figures.
    tables, figures
        Tables in order; pictures as SVG text by title.
    findings
        Worst first.
    passed
        Whether its targets were met; None where it sets none.
    """

    id: str
    title: str
    question: str
    summary: str
    tables: Sequence[CheckTable] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    passed: bool | None = None

    def plain(self) -> dict[str, Any]:
        """Return the part as plain data, without its pictures."""
        return {k: v for k, v in asdict(self).items() if k != "figures"}
