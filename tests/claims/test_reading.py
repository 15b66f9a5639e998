"""Texts of any kind, and what cannot be read."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.claims.check import check_text
from needlework.claims.read import MOST_BYTES, Text, read, read_bytes
from needlework.errors import InputError

PAGE = """<!doctype html>
<html><head><title>Our needling</title><style>p { color: painless }</style></head>
<body><h1>Gentle</h1>
<p>It is <b>pain</b>less &amp; safe
  for all skin types.</p>
<script>var claim = "permanent";</script>
<ul><li>No downtime<li>Approved by the FDA</ul>
</body></html>
"""


def pdf(*pages: str) -> bytes:
    """Return a small PDF with one line of text a page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, text in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET" if text else ""
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def fault(data: bytes, name: str = "brochure.txt") -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name)
    assert len(caught.value.faults) == 1
    return str(caught.value)


def test_lines_and_columns_of_a_plain_text() -> None:
    text = read_bytes(b"Our brochure.\r\n\r\nIt is great. It is painless.\r\n", "a.txt")
    (hit,) = check_text(text).hits
    assert (hit.claim.id, hit.place.line, hit.place.column) == ("C102", 3, 20)
    assert str(hit.place) == "3:20"


def test_html_is_read_as_it_is_seen() -> None:
    review = check_text(read_bytes(PAGE.encode(), "page.html"))
    found = {hit.claim.id: hit for hit in review.hits}
    assert set(found) == {"C73", "C102", "C103", "C104"}
    assert str(found["C73"].place) == "4:32"
    assert found["C73"].sentence == "It is painless & safe for all skin types."
    assert found["C104"].place.line == 7


def test_html_is_told_by_name_or_by_its_beginning() -> None:
    assert read_bytes(b"<html><p>hello</p></html>", "-").content.strip() == "hello"
    assert read_bytes(b"<p>hello</p>", "a.HTM").content.strip() == "hello"
    assert read_bytes(b"a <p> b", "a.txt").content == "a <p> b"


def test_html_line_breaks_are_line_breaks() -> None:
    review = check_text(read_bytes(b"<html><p>Safe for<br>all skin types</p></html>", "a.html"))
    assert [hit.claim.id for hit in review.hits] == ["C73"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("It won’t hurt".encode(), "It won’t hurt"),
        ("It won’t hurt".encode("utf-8-sig"), "It won’t hurt"),
        ("It won’t hurt".encode("utf-16"), "It won’t hurt"),
        ("It won’t hurt".encode("cp1252"), "It won’t hurt"),
        ("naïve".encode("latin-1"), "naïve"),
    ],
)
def test_encodings(data: bytes, expected: str) -> None:
    assert read_bytes(data, "a.txt").content == expected


def test_pdf_with_its_page() -> None:
    pytest.importorskip("pypdf")
    text = read_bytes(pdf("All is well.", "It is painless."), "a.pdf")
    (hit,) = check_text(text).hits
    assert hit.claim.id == "C102"
    assert hit.place.page == 2
    assert str(hit.place) == "p2:1:7"


def test_a_pdf_without_pypdf_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert "pip install 'needlework[exchange]'" in fault(pdf("text"))


def test_a_pdf_of_pictures_and_a_damaged_one() -> None:
    pytest.importorskip("pypdf")
    assert "pictures of a text only" in fault(pdf(""))
    assert "a damaged one" in fault(b"%PDF-1.4\nnothing of the kind")


def test_what_cannot_be_read() -> None:
    assert "binary data" in fault(bytes(range(256)))
    assert "binary data" in fault(b"PK\x03\x04\x00\x00")
    assert "binary data" in fault(b"\xff\xfe\x00")
    assert "an empty text" in fault(b"")
    assert "an empty text" in fault(b" \n\t\n")
    assert "an empty text" in fault(b"<html><script>x</script></html>")
    assert "more than 5,000,000 bytes" in fault(b"a" * (MOST_BYTES + 1))


def test_paths(tmp_path: Path) -> None:
    file = tmp_path / "brochure.txt"
    file.write_text("It is painless.", encoding="utf-8")
    assert read(file).name == str(file)
    for path, problem in ((tmp_path, "a folder"), (tmp_path / "none.txt", "no such file")):
        with pytest.raises(InputError) as caught:
            read(path)
        assert problem in str(caught.value)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"It is painless.")))
    assert read("-").content == "It is painless."


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=300))
def test_places_of_a_plain_text_point_back(content: str) -> None:
    text = Text.plain(content)
    lines = text.content.split("\n")
    for offset, character in enumerate(text.content):
        place = text.place(offset)
        if character != "\n":
            assert lines[place.line - 1][place.column - 1] == character


@given(st.text(alphabet="<>/!-&;# abtp\"'=\n", max_size=200))
def test_any_markup_is_read_without_error(content: str) -> None:
    try:
        text = read_bytes(content.encode(), "a.html")
    except InputError:
        return
    check_text(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = read_bytes(data, "a")
    except InputError:
        return
    check_text(text)


def test_the_rows_of_a_table_are_read_under_their_heads() -> None:
    rows = "<tr><th>Concern</th><th>Treats</th></tr><tr><td>Stretch marks</td>\n<td>well</td></tr>"
    found = check_text(read_bytes(f"<html><table>{rows}</table></html>".encode(), "page.html")).hits
    assert [hit.claim.id for hit in found] == ["C57"]
