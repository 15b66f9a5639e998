"""What stands before the appendix, read as a colleague would: short, each sentence once, no key of a file."""

import html
import re
from collections import Counter
from typing import Any

import pytest

from needlework.runner import run
from needlework.spec import load_study

from .conftest import page_of

CROWDED: dict[str, Any] = {
    "schema": "needlework/study/1",
    "skin": {
        "age": "52 years",
        "phototype": "V",
        "sex": "female",
        "smoking": "current",
        "phenotype": "keloid_prone",
        "concern": {"kind": "atrophic_scar", "morphology": "boxcar", "cause": "acne", "age": "20 years"},
    },
    "history": [
        "warfarin since 2019",
        "psoriasis on the elbows",
        "cold sores",
        "a facelift last winter",
        "frob",
    ],
    "course": {
        "device": "dermaroller_mf8",
        "sessions": 4,
        "interval": "2 weeks",
        "passes": 8,
        "anaesthesia": {"product": "lidocaine_30", "contact": "45 minutes"},
        "preparation": {"sun": "exposed", "stopped": ["tretinoin 2 days"]},
        "aftercare": {"occlusion": "full", "sun": "usual"},
        "topicals": [
            {"active": "prp", "when": "during"},
            {"active": "ascorbic_acid", "strength": "15 %", "when": "after", "delay": "1 hours"},
        ],
    },
    "zones": [
        {"name": "cheek and temple", "site": "cheek", "area": "120 cm2"},
        {"name": "brow", "site": "forehead", "concern": {"kind": "wrinkle"}},
        {"name": "front of the neck", "site": "neck", "concern": {"kind": "laxity"}},
    ],
    "horizon": "2 years",
    "population": {"persons": 2},
    "draws": 4,
}
LASER: dict[str, Any] = {
    "schema": "needlework/study/1",
    "skin": {"site": "thigh", "phototype": "III", "concern": {"kind": "stria", "cause": "pregnancy"}},
    "course": {
        "device": "fractional_co2",
        "energy": "16 mJ",
        "coverage": "5 %",
        "sessions": 2,
        "interval": "8 weeks",
    },
    "horizon": "180 days",
    "population": {"persons": 2},
    "draws": 4,
}
PIGMENT: dict[str, Any] = {
    "schema": "needlework/study/1",
    "skin": {"site": "back", "phototype": "VI", "concern": {"kind": "hyperpigmentation"}},
    "course": {"device": "pen_12", "depth": "0.2 mm to 0.3 mm", "sessions": 2, "interval": "4 weeks"},
    "horizon": "120 days",
    "population": {"persons": 2},
    "draws": 4,
}
UNREADABLE = {
    "a key of the study file": r"\b(?:skin|course|concern|population)\.[a-z]",
    "nothing in brackets": r"\(\s*[;)]",
    "a value twice": r"(\d[^()]*?) \(\1\)",
    "a value of the program": r"\b(?:None|nan|inf)\b|\['|e[+-]\d\d",
    "a nought with digits": r"(?<![\d.])0\.0+(?!\d)",
    "a unit as it is typed": r"\bcm2\b|\bum\b",
}


@pytest.fixture(scope="module", params=[CROWDED, LASER, PIGMENT], ids=["places", "laser", "pigment"])
def lines(request: pytest.FixtureRequest) -> list[str]:
    page = page_of(run(load_study(request.param)))
    before = page[page.index("<body") : page.index('<section id="appendix"')]
    drawn = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", before, flags=re.DOTALL)
    parts = re.sub(r"</?(?:p|h\d|li|d[dt]|t[rdh]|figcaption|article|br)\b[^>]*>", "\n", drawn)
    text = html.unescape(re.sub(r"<[^>]+>", "", parts))
    return [line for part in text.split("\n") if (line := " ".join(part.split()))]


def test_it_is_read_in_minutes(lines: list[str]) -> None:
    assert len(" ".join(lines).split()) <= 1200


def test_nothing_in_it_is_written_for_a_program(lines: list[str]) -> None:
    bad = {(what, line) for line in lines for what, form in UNREADABLE.items() if re.search(form, line)}
    assert not bad


def test_no_sentence_stands_twice(lines: list[str]) -> None:
    said = Counter(s for line in lines for s in re.split(r"(?<=[.;:]) ", line) if len(s.split()) > 7)
    assert not [s for s, times in said.items() if times > 1]


def test_a_figure_of_the_concern_is_told_or_said_not_to_be(lines: list[str]) -> None:
    first = " ".join(lines[: lines.index("How sure")])
    assert "not told, because" in first or "untreated" in first
