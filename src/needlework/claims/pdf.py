"""The running text of a PDF, page by page; needs the optional package pypdf."""

from __future__ import annotations

import io

from needlework.claims.read import Piece, Place, plain_pieces
from needlework.errors import Fault, InputError

MOST_PAGES = 300


def pdf_pieces(data: bytes, name: str) -> list[Piece]:
    """Return the text of every page; a page ends a paragraph.

    Raises
    ------
    InputError
        When pypdf is missing, or the file is damaged, locked, too long or only a picture of a text.
    """
    try:
        from pypdf import PdfReader  # pyright: ignore[reportMissingImports]
        from pypdf.errors import PyPdfError  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        step = "pip install 'needlework[exchange]', or save the PDF as text"
        raise InputError([Fault(name, "pypdf, to read a PDF", "it is not installed", step)]) from error
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError([Fault(name, "an open PDF", "one locked by a password", "unlock it first")])
        if len(reader.pages) > MOST_PAGES:
            received = f"{len(reader.pages)} pages"
            raise InputError([Fault(name, f"at most {MOST_PAGES} pages", received, "check a part of it")])
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        received = f"a damaged one ({type(error).__name__})"
        raise InputError([Fault(name, "a PDF that can be read", received, "save it again")]) from error
    if not any(page.strip() for page in pages):
        received = "pictures of a text only"
        raise InputError([Fault(name, "a PDF with text", received, "run text recognition on it first")])
    pieces: list[Piece] = []
    for number, page in enumerate(pages, 1):
        pieces += [*plain_pieces(page, number), Piece("\n\n", Place(1, 1, number))]
    return pieces
