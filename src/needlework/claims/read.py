"""Read a text to check: plain text, HTML or PDF, from a file or from standard input."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from needlework.errors import Fault, InputError

MOST_BYTES = 5_000_000
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the text as the user has it; line and column count from 1."""

    line: int
    column: int
    page: int | None = None

    def __str__(self) -> str:
        """Return line:column, with the page of a PDF in front."""
        return (f"p{self.page}:" if self.page else "") + f"{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text within one line of its source."""

    text: str
    place: Place


class Text:
    """The running text of a source, which knows where each character came from."""

    def __init__(self, name: str, pieces: Iterable[Piece]) -> None:
        self.name = name
        self._pieces = tuple(pieces)
        self._offsets: list[int] = []
        at = 0
        for piece in self._pieces:
            self._offsets.append(at)
            at += len(piece.text)
        self.content = "".join(piece.text for piece in self._pieces)

    @classmethod
    def plain(cls, content: str, name: str = "text") -> Text:
        """Return the text of a plain string."""
        return cls(name, plain_pieces(content))

    def place(self, offset: int) -> Place:
        """Return where the character at an offset of ``content`` stands in the source."""
        number = bisect_right(self._offsets, offset) - 1
        origin = self._pieces[number].place
        return Place(origin.line, origin.column + offset - self._offsets[number], origin.page)


def plain_pieces(content: str, page: int | None = None) -> list[Piece]:
    """Return the lines of a plain string as pieces; a form feed ends a paragraph."""
    unified = content.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    lines = unified.split("\n")
    return [
        Piece(line + ("\n" if number < len(lines) else ""), Place(number, 1, page))
        for number, line in enumerate(lines, 1)
    ]


def read(source: str | Path) -> Text:
    """Read a file, or standard input where the source is ``-``.

    Raises
    ------
    InputError
        When there is no such file, it is empty, larger than 5 MB, or holds no text that can be read.
    """
    if str(source) == "-":
        return read_bytes(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
    path = Path(source)
    if not path.is_file():
        received = "a folder" if path.is_dir() else "no such file"
        raise InputError([Fault(str(path), "a text, HTML or PDF file", received, "check the path")])
    try:
        with path.open("rb") as file:
            return read_bytes(file.read(MOST_BYTES + 1), str(path))
    except OSError as error:
        received = error.strerror or type(error).__name__
        raise InputError(
            [Fault(str(path), "a file that can be read", received, "check its rights")]
        ) from error


def read_bytes(data: bytes, name: str) -> Text:
    """Read the bytes of a text, HTML or PDF file; the kind is told from the bytes and the name.

    Raises
    ------
    InputError
        As `read`.
    """
    if len(data) > MOST_BYTES:
        received = f"more than {MOST_BYTES:,} bytes"
        raise InputError([Fault(name, "at most 5 MB", received, "check one chapter at a time")])
    if data.lstrip()[:5] == b"%PDF-":
        from needlework.claims.pdf import pdf_pieces

        text = Text(name, pdf_pieces(data, name))
    else:
        content = _decoded(data, name)
        if name.lower().endswith((".html", ".htm")) or _looks_like_html(content):
            from needlework.claims.markup import html_pieces

            text = Text(name, html_pieces(content))
        else:
            text = Text.plain(content, name)
    if not text.content.strip():
        raise InputError([Fault(name, "some text", "an empty text", "give a text to check")])
    return text


def _looks_like_html(content: str) -> bool:
    return content.lstrip()[:14].lower().startswith(("<!doctype html", "<html"))


def _decoded(data: bytes, name: str) -> str:
    marked = next((encoding for mark, encoding in _ENCODINGS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(character < " " and character not in "\t\n\r\f" for character in content):
            return content
    raise InputError([Fault(name, "text, HTML or PDF", "binary data", "save it as UTF-8 text, or as PDF")])
