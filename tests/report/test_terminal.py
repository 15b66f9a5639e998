"""The journey on the screen."""

import pytest

from needlework.report.headline import scenario
from needlework.result import Result
from needlework.spec import load_study
from needlework.terminal import MOST_LINES, journey
from needlework.wording import faults_in

from .conftest import STUDY, context_of


@pytest.fixture(scope="module")
def lines(needled: Result) -> list[str]:
    finding = "sources say: exclude · keloid (1 finding)"
    return journey(needled, context_of(needled).summary, finding, "runs/x/report.html")


def test_it_fits_fourteen_lines_of_plain_text(lines: list[str]) -> None:
    assert 8 <= len(lines) <= MOST_LINES == 14
    assert all("\N{NO-BREAK SPACE}" not in line and "\N{MINUS SIGN}" not in line for line in lines)


def test_it_says_what_was_done_and_reached(lines: list[str]) -> None:
    assert lines[0].startswith("Cheek, 32 years, phototype IV, rolling acne scars")
    assert lines[1].startswith("dial 1.25 mm; channels reach ")
    assert "per cm2" in lines[1]


def test_it_gives_ranges_basis_and_the_way_on(lines: list[str]) -> None:
    text = "\n".join(lines)
    for words in (
        "redness visible for",
        "we are this unsure of the average",
        "of 100 people like this scenario",
        "prior only: no trial varied this",
        "sources say: exclude",
        "report: runs/x/report.html",
        "next: ",
        "not medical advice",
    ):
        assert words in text
    assert faults_in(text) == []


def test_many_warnings_do_not_push_out_the_disclaimer(needled: Result) -> None:
    from dataclasses import replace

    loud = replace(needled, warnings=tuple(f"warning {k}" for k in range(30)))
    found = journey(loud, context_of(loud).summary, None, "r")
    assert len(found) == MOST_LINES
    assert "not medical advice" in found[-1]


def test_untreated_skin_has_no_wound(untreated: Result) -> None:
    found = journey(untreated, context_of(untreated).summary, None, None)
    assert "untreated: no needle, no wound" in found
    assert not any("report:" in line for line in found)


@pytest.mark.parametrize(
    ("skin", "course", "expected"),
    [
        ({}, {"sessions": 0}, "Face, healthy skin · no session"),
        (
            {"phenotype": "keloid_prone", "phototype": "V"},
            {"device": "skinpen_precision", "sessions": 1},
            "Face, phototype V, tends to keloids, healthy skin · SkinPen Precision, "
            "depth not reported · 1 session",
        ),
        (
            {"concern": {"kind": "wrinkle"}, "site": "upper_lip"},
            {"device": {"kind": "roller"}, "depth": "0.5 mm", "days": [0, 10, 40]},
            "Upper lip, lines and wrinkles · roller, 0.5 mm · 3 sessions over 40 days",
        ),
        (
            {},
            {"device": "pen_12", "sessions": [{"day": 0, "depth": "1 mm"}, {"day": 28, "depth": "1.5 mm"}]},
            "Face, healthy skin · pen, 12 needles, 1 to 1.5 mm · 2 sessions over 4 weeks",
        ),
    ],
)
def test_the_scenario_names_what_is_known(skin: dict, course: dict, expected: str) -> None:
    assert scenario(load_study({**STUDY, "skin": skin, "course": course})) == expected
