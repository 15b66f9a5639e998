"""A study of several places: each has its own figures on the page and on the screen."""

from __future__ import annotations

import re

import pytest

from needlework.report import render_report
from needlework.report.zones import own_document, places
from needlework.result import Result
from needlework.runner import run
from needlework.spec import load_study
from needlework.summary import document
from needlework.terminal import MOST_LINES, journey

ZONES = [
    {"name": "cheeks", "site": "cheek", "depth": "1.5 mm", "area": "80 cm2",
     "concern": {"kind": "atrophic_scar"}},
    {"name": "brow", "site": "forehead", "depth": "0.5 mm", "area": "40 cm2", "concern": {"kind": "wrinkle"}},
]  # fmt: skip
STUDY = {
    "schema": "needlework/study/1",
    "skin": {"age": "40 years"},
    "course": {"device": "pen_12", "sessions": 1, "density": "250 per cm2"},
    "zones": ZONES,
    "horizon": "12 weeks",
    "population": {"persons": 3},
    "draws": 3,
    "model": {"strata": 2, "rings": 1},
}


@pytest.fixture(scope="module")
def two() -> Result:
    return run(load_study(STUDY))


def test_each_place_reads_its_own_rows_and_wound(two: Result) -> None:
    whole = document(two)
    for part in (two, *two.others):
        own = own_document(whole, part)
        assert {row["zone"] for row in own["outcomes"]} == {part.zone}
        assert own["penetration"] == next(
            z["penetration"] for z in whole["zones"]["each"] if z["zone"] == part.zone
        )
    deep, flat = (p.context.summary["penetration"]["channel_depth_um"]["median"] for p in places(two, whole))
    assert deep > flat


def test_page_and_screen_tell_every_place_and_the_totals(two: Result) -> None:
    whole = document(two)
    page, lines = render_report(two, whole), journey(two, whole, None, None)
    assert len(lines) <= MOST_LINES
    for name in ("cheeks", "brow"):
        assert f'<th scope="row">{name}</th>' in page
        assert f"<b>{name}</b>: " in page
        assert any(line.startswith(f"{name}: dial") for line in lines)
    for text in ("120 cm² treated", 'id="places"', "brow: "):
        assert text in page, text
    assert any("All 2 places together" in line for line in lines)


def test_nothing_long_stands_before_the_appendix_of_a_study_with_places(two: Result) -> None:
    page = render_report(two, document(two))
    before = page[page.index("<body") : page.index('id="appendix"')]
    drawn = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", before, flags=re.DOTALL)
    assert 400 < len(re.sub(r"<[^>]+>", " ", drawn).split()) <= 1200


def test_a_page_of_six_places_is_no_longer() -> None:
    sites = ("forehead", "periorbital", "cheek", "nose", "upper_lip", "neck")
    zones = [
        {"name": site, "site": site, "depth": f"{0.25 * (i + 1)} mm", "area": f"{40 + i} cm2"}
        for i, site in enumerate(sites)
    ]
    result = run(load_study(STUDY | {"zones": zones, "draws": 2, "population": {"persons": 2}}))
    page = render_report(result, document(result))
    before, _, after = page.partition('id="appendix"')
    drawn = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", before[before.index("<body") :], flags=re.DOTALL)
    assert len(re.sub(r"<[^>]+>", " ", drawn).split()) <= 1200
    assert "<b>forehead</b>" in before  # the shallowest
    assert "<b>neck</b>" in before  # and the deepest
    assert "5 more places" in before
    for site in sites:
        assert f'<th scope="row">{site}</th>' in before
        assert f'<th scope="row">{site}</th>' in after


def test_a_single_place_has_no_table_of_places() -> None:
    study = {key: value for key, value in STUDY.items() if key != "zones"} | {"draws": 1}
    result = run(load_study(study | {"population": {"persons": 1}}))
    assert 'id="zones"' not in render_report(result, document(result))
