"""The dossier as one HTML page: cells with links to records, the template, the styles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from markupsafe import Markup, escape

from needlework.dossier.appendix import KINDS, ids_in, kind_of
from needlework.pages.templates import render as template
from needlework.parts import Part

_QUOTED = re.compile(r"`([^`\n]+)`")
_ROOM = 5.3  # width of a table in columns of text; what finds no room stands below each row
_WIDTHS = {"number": 0.5, "interval": 0.75, "ok": 0.5}  # others are as wide as text
_WORDS = {
    "fail": "fails",
    "miss": "missed",
    "rival": "a rival wins",
    "note": "note",
    "met": "met",
    "partly": "partly",
    "not_met": "not met",
}
_ADEQUACY = {"partly": "partly adequate", "no": "not adequate", "excluded": "excluded"}
_SUPPORT = {"test": "test", "page": "docs", "file": "file"}


def render(document: Mapping[str, Any], parts: Sequence[Part]) -> str:
    """Return the page of a dossier.

    Parameters
    ----------
    document
        Its plain values (`needlework.dossier.document.dossier_json`).
    parts
        The parts it was made of, for their pictures.
    """
    page = _Page(document)
    return template(
        "dossier/dossier.html.j2",
        d=document,
        page=page,
        words=_WORDS,
        adequacy=_ADEQUACY,
        figures={part.id: [(t, Markup(svg)) for t, svg in part.figures.items()] for part in parts},
        title={part["id"]: part["title"] for part in document["parts"]},
        filed={part for category in document["categories"] for part in category["parts"]},
    )


class _Page:
    """What the template asks for: text with links, cells, references to evidence."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._parts = {part["id"] for part in document["parts"]}
        appended = document["appendix"]
        self._rows = {kind: {row["id"] for row in appended[f"{kind}s"]} for kind in KINDS}

    def text(self, words: str) -> Markup:
        """Return a text in which what stands between backticks leads to its row, where it has one."""
        pieces, at = [], 0
        for found in _QUOTED.finditer(words):
            kind = kind_of(found[1])
            link = self.link(kind, found[1]) if kind else Markup("<code>{}</code>").format(found[1])
            pieces += [escape(words[at : found.start()]), link]
            at = found.end()
        return Markup("").join([*pieces, escape(words[at:])])

    def link(self, kind: str, id: str) -> Markup:
        """Return an id as a link to its row in the appendix; plain where it is not on file."""
        if id not in self._rows[kind]:
            return Markup("<code>{}</code>").format(id)
        return Markup('<a href="#{}-{}"><code>{}</code></a>').format(kind, id, _soft(id))

    def cell(self, column: Mapping[str, Any], value: Any) -> Markup:
        """Return a cell of a table by the kind of its column."""
        kind = column["kind"]
        if kind in KINDS:
            links = [self.link(kind, id) for id in ids_in(value)]
            return Markup(", ").join(links) if links else Markup("–")
        if value is None or value == "":
            return Markup("–")
        if kind == "ok":
            return Markup('<span class="{}">{}</span>').format(
                "good" if value else "bad", "yes" if value else "no"
            )
        if kind == "number":
            return escape(number(value))
        if kind == "interval":
            return escape(f"{number(value[0])} to {number(value[1])}")
        return self.text(str(value))

    def evidence(self, reference: str) -> Markup:
        """Return a reference to evidence: a part or section of this page, a test, a page, a file."""
        kind, _, name = reference.partition(":")
        if kind == "section":
            return Markup('<a href="#{}">this page, {}</a>').format(name, name)
        if kind != "part":
            return Markup("{} <code>{}</code>").format(_SUPPORT[kind], _soft(name))
        if name in self._parts:
            return Markup('<a href="#part-{}">part {}</a>').format(name, name)
        return Markup("part {} (not in this dossier)").format(name)

    @staticmethod
    def columns(table: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        """Return the columns of a table that stand side by side, and those that stand below each row."""
        columns = list(table["columns"].items())
        room = list(accumulate(_WIDTHS.get(column["kind"], 1.0) for _, column in columns))
        fit = len(columns) if room[-1] <= _ROOM + 1.0 else sum(width <= _ROOM for width in room)
        return columns[:fit], columns[fit:]

    @staticmethod
    def head(column: Mapping[str, Any]) -> str:
        """Return the heading of a column with its unit."""
        unit = column["unit"]
        return f"{column['title']} ({unit})" if unit and unit != "1" else column["title"]


def number(value: Any) -> str:
    """Return a number with three significant digits, large and whole ones in full, others as they are."""
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if (float(value).is_integer() or abs(value) >= 1e3) and abs(value) < 1e6:
        return f"{value:.0f}"
    return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e+")


def _soft(id: str) -> Markup:
    """Return an id that may break after dots, slashes and underscores."""
    return Markup(re.sub(r"([._/])", r"\1<wbr>", str(escape(id))))
