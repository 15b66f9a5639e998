"""What a study says outside its history."""

from __future__ import annotations

from typing import Any

import pytest

from needlework.errors import InputError
from needlework.screening import facts_of, screen, screen_history
from needlework.spec import Study, load_study

from .labelled import DAY


def study(skin: dict[str, Any] | None = None, course: dict[str, Any] | None = None, **top: Any) -> Study:
    usual_skin = {"site": "cheek", "age": "32 years", "phototype": "II"}
    usual_course = {"device": "pen_12", "sessions": 1, "depth": "1 mm"}
    document = {"schema": "needlework/study/1", "skin": usual_skin | (skin or {}), "horizon": "6 months"}
    return load_study(document | {"course": usual_course | (course or {})} | top)


def ids(study: Study, mode: str = "label_strict") -> set[str]:
    return {finding.id for finding in screen(study, mode, DAY).findings}


def test_an_ordinary_study_gives_no_finding() -> None:
    assert ids(study(history=["hay fever", "appendectomy ten years ago"])) == set()


@pytest.mark.parametrize(
    ("skin", "course", "expected"),
    [
        ({"age": "17 years"}, {}, "AGE-LT18"),
        ({"age": "19 years"}, {}, "AGE-18-21"),
        ({"phototype": "V"}, {}, "PIG-PHOTOTYPE"),
        ({"phenotype": "keloid_prone"}, {}, "SCAR-KELOID"),
        ({"phenotype": "hypertrophic_prone"}, {}, "SCAR-KELOID"),
        ({"concern": {"kind": "hypertrophic_scar", "age": "3 years"}}, {}, "SCAR-KELOID"),
        ({"concern": {"kind": "melasma"}}, {}, "PIG-PIH-HX"),
        ({"concern": {"kind": "surgical_scar", "age": "3 months"}}, {}, "SCAR-YOUNG"),
        ({"site": "periorbital"}, {}, "SITE-ORBIT"),
        ({"site": "forehead"}, {"device": "roller_192"}, "SITE-BONY"),
        ({}, {"depth": "2 mm"}, "SITE-DEPTH-LABEL"),
        ({}, {"device": "skinpen_precision", "depth": "2 mm"}, "SITE-DEPTH-LABEL"),
        ({}, {"device": "roller_540_home", "depth": "0.5 mm"}, "INF-STERILITY"),
        ({}, {"operator": {"needles": "reused"}}, "INF-STERILITY"),
        ({}, {"operator": {"skill": "untrained"}}, "CONSENT"),
        ({}, {"preparation": {"sun": "exposed"}}, "UV-RECENT"),
        ({}, {"preparation": {"stopped": ["tretinoin 2 days"]}}, "RET-TOPICAL"),
        ({}, {"preparation": {"stopped": ["isotretinoin 6 weeks"]}}, "ISO-WASHOUT"),
        ({}, {"anaesthesia": {"product": "lidocaine_30"}}, "ANAES-DOSE"),
        ({}, {"topicals": [{"active": "ascorbic_acid", "when": "before"}]}, "TOPICAL-SENS"),
        ({}, {"topicals": [{"active": "prp", "when": "during"}]}, "TOPICAL-DELIVERY"),
        ({}, {"topicals": [{"active": "trichloroacetic_acid", "when": "after"}]}, "TOPICAL-OPEN"),
        ({}, {"topicals": [{"active": "retinol", "when": "after", "delay": "2 days"}]}, "TOPICAL-EARLY"),
        ({}, {"topicals": [{"active": "petrolatum", "when": "after"}]}, "TOPICAL-WAIT"),
        ({}, {"topicals": [{"active": "minoxidil", "when": "after"}]}, "TOPICAL-PRESCRIBER"),
    ],
)
def test_a_key_of_the_study_fires_its_rule(
    skin: dict[str, Any], course: dict[str, Any], expected: str
) -> None:
    assert ids(study(skin, course)) == {expected}


@pytest.mark.parametrize(
    ("skin", "course"),
    [
        ({"age": "22 years"}, {}),
        ({"concern": {"kind": "surgical_scar", "age": "9 months"}}, {}),
        ({}, {"device": "rejuvapen_nxt", "depth": "2 mm"}),
        ({"site": "thigh"}, {"depth": "2 mm"}),
        ({}, {"preparation": {"stopped": ["tretinoin 7 days"], "sun": "protected"}}),
        ({}, {"anaesthesia": {"product": "lidocaine_5"}}),
        ({}, {"topicals": [{"active": "hyaluronic_acid", "when": "during"}]}),
        ({}, {"topicals": [{"active": "ascorbic_acid", "when": "after", "delay": "5 days"}]}),
        ({}, {"topicals": [{"active": "saline", "when": "after"}]}),
        ({}, {"device": {"kind": "pen", "labelled_depth": "2.5 mm"}, "depth": "2 mm"}),
    ],
)
def test_a_harmless_key_fires_nothing(skin: dict[str, Any], course: dict[str, Any]) -> None:
    assert ids(study(skin, course)) == set()


def test_the_treated_site_decides_what_is_far_away() -> None:
    entry = ["tattoo on the thigh"]
    assert ids(study(history=entry)) == set()
    assert ids(study({"site": "thigh"}, history=entry)) == {"TATTOO"}
    assert "TATTOO" in {finding.id for finding in screen_history(entry).findings}


def test_cold_sores_matter_for_the_face_only() -> None:
    assert ids(study({"site": "thigh"}, history=["cold sores"])) == set()


def test_youth_is_counted_from_the_age_of_the_study() -> None:
    entry = ["acne as a teenager"]
    assert ids(study({"age": "19.5 years"}, history=entry)) == {"ACNE-ACTIVE", "AGE-18-21"}
    assert ids(study({"age": "40 years"}, history=entry)) == set()


def test_a_study_that_says_nothing_has_no_facts() -> None:
    empty = load_study({"schema": "needlework/study/1", "course": {"sessions": 0}, "horizon": "1 month"})
    assert {name for name, fact in facts_of(empty)[0].items() if fact not in (None, False)} == {"phenotype"}
    assert not screen(empty)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(InputError, match="mode: expected one of: label_strict, consensus; received 'strict'"):
        screen_history([], mode="strict")


def test_the_published_format() -> None:
    answer = screen_history(["nickel allergy", "maybe pregnant", "glorpitis"], {"site": "cheek"}).to_json()
    assert set(answer) == {"schema", "findings", "questions", "not_recognised", "set_aside"}
    assert answer["schema"] == "needlework/findings/1"
    assert answer["not_recognised"] == ["glorpitis"]
    assert answer["questions"][0]["id"] == "PREG"
    for finding in answer["findings"]:
        assert set(finding) == {"id", "condition", "class", "usual", "reason", "positions", "cleared_by"}
        assert finding["class"] in ("absolute", "consult", "caution", "note")
        assert all(set(position) == {"source", "says", "class"} for position in finding["positions"])
