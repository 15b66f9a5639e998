"""What a section of a page is made of: text, notes, lists, facts, tables, figures, and what folds away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph that stands out; ``warning`` where a scenario leaves what is known."""

    kind: ClassVar[str] = "note"
    words: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list under an optional line."""

    kind: ClassVar[str] = "points"
    items: Sequence[str]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms and what they are here."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; programs and links know it by its id, and its first column names the row."""

    kind: ClassVar[str] = "table"
    id: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with a title and what stands below it."""

    title: str
    figure: Markup
    below: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side where there is room."""

    kind: ClassVar[str] = "figures"
    items: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Fold:
    """What stands behind one line until a reader opens it; open in print."""

    kind: ClassVar[str] = "fold"
    title: str
    blocks: Sequence[Block]


Block = Text | Note | Points | Facts | Table | Figures | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a page: sentences that lead, and the blocks behind them, which fold."""

    id: str
    title: str
    blocks: Sequence[Block]
    lead: Sequence[str] = ()
