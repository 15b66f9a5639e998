"""Dot-and-range charts: every row that is known, groups once, nothing off the picture in silence."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from needlework.pages.dots import Dot, Mark, dots
from needlework.pages.svg import num

ROWS = [
    Dot("first", 1.0, 0.5, 2.0, "A group"),
    Dot("a label that is far too long for its column of text", 3.0, 2.0, 4.0, "A group"),
    Dot("second", 2.0, 1.0, 400.0, "Another", (Mark(2.5, "diamond", True), Mark(1.5, "tick")), True),
    Dot("unknown", None),
]


def test_rows_groups_and_marks_are_drawn() -> None:
    figure = str(dots(ROWS, "days", "Three rows"))
    assert figure.count("dot-value") == 3
    assert figure.count(">A group<") == 1
    assert "unknown" not in figure
    assert "a label that is far too long for its column of text</title>" in figure
    assert figure.count('class="rival"') == 1
    assert figure.count("datum hollow") == 1
    assert 'class="mark"' in figure, "a range that runs off says so"
    assert ">days<" in figure


def test_no_row_no_picture() -> None:
    assert dots([Dot("unknown", None)], "", "") == ""
    assert dots([], "", "") == ""


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6)), min_size=1, max_size=8))
def test_any_figures_make_a_sound_picture(found: list[tuple[float, float]]) -> None:
    rows = [Dot(f"row <{k}>", v, v - w, v + w) for k, (v, w) in enumerate(found)]
    root = ElementTree.fromstring(dots(rows, "%", "A title & more"))
    _, _, width, _ = map(float, str(root.get("viewBox")).split())
    circles = [c for c in root.iter() if c.tag.endswith("circle")]
    assert len(circles) == len(rows)
    assert all(0.0 <= float(str(c.get("cx"))) <= width for c in circles)
    assert num(width) in str(root.get("viewBox"))
