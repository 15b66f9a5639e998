"""The map of the face: every zone is named, those on the face are drawn, labels keep clear of one another."""

import re

from hypothesis import given
from hypothesis import strategies as st

from needlework.report.face import _MIDDLES, _SITES, Zone, face, mapped
from needlework.report.strip import strip
from needlework.runner import run
from needlework.spec import load_study

from .conftest import STUDY, context_of, page_of

SITES = [*_SITES, "forearm"]


def labels(figure: str) -> list[tuple[str, float]]:
    found = re.findall(r'<text x="206" y="([\d.]+)" class="strong">([^<]*)</text>', figure)
    return [(name, float(y)) for y, name in found]


def test_zones_of_the_face_are_drawn_and_others_named() -> None:
    figure = str(face([Zone("cheeks", "cheek", "4 points lower"), Zone("arm", "forearm")]))
    assert figure.count('class="zone"') == 2, "a cheek has two sides"
    assert "4 points lower" in figure
    assert [name for name, _ in labels(figure)] == ["cheeks", "arm"]
    assert "<title>Zones: cheeks: 4 points lower; arm</title>" in figure


def test_every_site_that_is_drawn_has_a_place_for_its_leader() -> None:
    assert set(_SITES) == set(_MIDDLES)


@given(st.lists(st.sampled_from(SITES), min_size=1, max_size=20))
def test_labels_never_overlap(sites: list[str]) -> None:
    figure = str(face([Zone(f"zone {k}", site, "says") for k, site in enumerate(sites)]))
    found = labels(figure)
    assert len(found) == len(sites)
    heights = sorted(y for _, y in found)
    height = float(re.findall(r'viewBox="0 0 400 ([\d.]+)"', figure)[0])
    assert 0 < heights[0] <= heights[-1] < height
    assert all(b - a >= 29.9 for a, b in zip(heights, heights[1:], strict=False))


def test_a_side_that_a_name_tells_is_marked_alone() -> None:
    one = str(face([Zone("Left cheek", "cheek"), Zone("brow, right", "forehead")]))
    assert one.count('class="zone"') == 2
    assert one.count("url(#face-right)") == 1
    assert "M152" in one.split('class="zone"')[0], "the left of a face seen from the front is on the right"
    control = face([Zone("right side", "face"), Zone("left side", "face", treated=False)])
    assert str(control).count('class="zone"') == 1
    assert mapped([Zone("right side", "face"), Zone("left side", "face")])
    assert not mapped([Zone("deeper side", "face"), Zone("shallower side", "face")]), "no side is told"


def test_names_are_escaped() -> None:
    assert "<b>" not in str(face([Zone("<b>x</b>", "chin")]))


def test_a_study_with_zones_shows_them_and_what_else_is_done() -> None:
    sessions = [{"day": 0}, {"day": 14, "other": "peel"}]
    course = {"device": "pen_12", "depth": "1.5 mm", "density": "250 per cm2", "sessions": sessions}
    zones = [{"name": "the cheeks", "site": "cheek"}, {"name": "brow", "site": "forehead", "depth": "0.5 mm"}]
    result = run(load_study({**STUDY, "course": course, "zones": zones, "draws": 2}))
    context = context_of(result)
    page = page_of(result)
    assert page.count('class="zone"') == 3
    assert ">the cheeks<" in page
    assert ">brow<" in page
    figure = str(strip(context, 960.0))
    assert figure.count('class="other"') == 1
    assert ">peel<" in figure
    assert figure.count('class="needle"') == 1
    assert "Sessions: peel (recorded and shown on its day" in page
