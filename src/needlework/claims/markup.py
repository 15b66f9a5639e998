"""The running text of an HTML page, with the line and column of every stretch."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from needlework.claims.read import Piece, Place

_UNSEEN = {"script", "style", "template", "noscript", "svg"}
_CELLS = {"td", "th"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
}


def html_pieces(content: str) -> list[Piece]:
    """Return the visible text of a page: blocks as paragraphs, rows of tables as lines with bars."""
    reader = _Reader()
    reader.feed(content.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    return reader.pieces


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[Piece] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        mark = "• " if tag == "li" else "| " if tag in _CELLS else ""
        if tag not in _CELLS:
            self._part(tag)
        line, column = self.getpos()
        self._add(mark, line, column + 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag not in _CELLS:  # its row parts it from what follows
            self._part(tag)

    def handle_data(self, data: str) -> None:
        line, column = self.getpos()
        for number, text in enumerate(data.split("\n")):
            self._add((" " if number else "") + text, line + number, 0 if number else column + 1)

    def handle_entityref(self, name: str) -> None:
        self._add_reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add_reference(f"&#{name};")

    def _add_reference(self, reference: str) -> None:
        line, column = self.getpos()
        self._add(unescape(reference).replace("\n", " "), line, column + 1)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            line, column = self.getpos()
            self._add("\n" if tag == "br" else "\n\n", line, column + 1)

    def _add(self, text: str, line: int, column: int) -> None:
        if text and not self._unseen:
            self.pieces.append(Piece(text, Place(line, column)))
