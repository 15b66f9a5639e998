"""Products on needled skin: one table, one answer in screening and in care, by the course's own clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from needlework.care.topicals import card
from needlework.errors import InputError
from needlework.screening import screen
from needlework.spec import Study, load_study
from needlework.subject.products import Window, measured_window, product, products
from needlework.uptake.screened import course_window

FIELD = Path("../shared/data/field/10_acid_on_open_channels.yaml")
KEPT_OUT = [
    *("tca", "trichloroacetic_acid", "glycolic_acid", "salicylic_acid", "lactic_acid", "jessner_solution"),
    *("retinol", "tretinoin", "retinal", "adapalene", "ascorbic_acid", "vitamin_c"),
    *("ascorbyl_glucoside", "fragrance", "essential_oil", "benzoyl_peroxide", "tca_35", "glycolic_peel"),
    *("retinol_serum", "vitamin_c_serum_15", "essential_oils"),
]
RULE = {"keep_out": "TOPICAL-OPEN", "wait": "TOPICAL-WAIT", "prescriber": "TOPICAL-PRESCRIBER"}


def study(active: str, when: str = "after", occlusion: str = "none", **more: Any) -> Study:
    course = {
        "device": "pen_12",
        "sessions": 1,
        "depth": "1 mm",
        "topicals": [{"active": active, "when": when, **more}],
        "aftercare": {"occlusion": occlusion},
    }
    skin = {"site": "cheek", "age": "40 years"}
    size = {"horizon": "6 months", "draws": 5, "population": {"persons": 1}}
    fields = {"schema": "needlework/study/1", "skin": skin, "course": course, **size}
    return Study.model_validate(fields)


def found(plan: Study, window: Window | None = None) -> dict[str, str]:
    return {f.id: f.klass for f in screen(plan, window=window).findings}


@pytest.mark.parametrize("active", KEPT_OUT)
def test_what_is_kept_out_is_found_on_open_channels_in_every_spelling(active: str) -> None:
    (finding,) = screen(study(active)).findings
    assert (finding.id, finding.klass) == ("TOPICAL-OPEN", "absolute")
    assert active in finding.trigger
    meant = product(active)
    assert meant is not None
    assert {p.source for p in meant.positions} <= {p.source for p in finding.positions}


@pytest.mark.parametrize("kind", products(), ids=lambda kind: kind.id)
def test_screening_and_care_give_one_answer(kind: Any) -> None:
    for delay, open_ in (("0 hours", True), ("60 days", False)):
        plan = study(kind.terms[0], delay=delay)
        ids = set(found(plan, course_window(plan)))
        assert ids == ({RULE[kind.open]} if open_ and kind.open in RULE else set()), (kind.id, delay)
        (planned,) = card(plan).planned
        assert ("the channels are still open" in planned.says) == open_
        assert ("the channels have closed" in planned.says) == (not open_)


def test_the_clock_is_that_of_the_course() -> None:
    assert not found(study("sunscreen", delay="30 hours"))
    covered = study("sunscreen", occlusion="full", delay="30 hours")
    assert set(found(covered)) == {"TOPICAL-WAIT"}
    slow = Window((2.0, 4.0), 4.0)
    assert set(found(study("retinol", delay="36 hours"), slow)) == {"TOPICAL-OPEN"}
    assert set(found(study("retinol", delay="3 days"), slow)) == {"TOPICAL-OPEN"}
    assert screen(study("retinol", delay="3 days"), window=slow).questions
    assert not found(study("retinol", delay="8 days"), slow)


def test_two_products_are_each_named() -> None:
    plan = study("tca")
    more = plan.course.topicals[0].model_copy(update={"active": "retinol"})
    both = plan.model_copy(
        update={"course": plan.course.model_copy(update={"topicals": (*plan.course.topicals, more)})}
    )
    (finding,) = screen(both).findings
    assert "tca" in finding.trigger
    assert "retinol" in finding.trigger


def test_a_product_that_is_not_on_file_is_refused() -> None:
    course = {"sessions": 1, "topicals": [{"active": "unobtanium", "when": "after"}]}
    with pytest.raises(InputError, match="a product on file"):
        load_study({"schema": "needlework/study/1", "course": course, "horizon": "6 months"})


@pytest.mark.parametrize("name", ["PRP", "platelet-rich plasma", "Vitamin C", "L-ascorbic acid", "TCA 35"])
def test_a_name_is_known_in_any_spelling(name: str) -> None:
    assert product(name) is not None


def test_a_term_names_one_product() -> None:
    terms = [term for kind in products() for term in kind.terms]
    assert len(terms) == len(set(terms))


def test_covered_skin_stays_open_for_longer() -> None:
    assert measured_window("full").closed[0] > measured_window("none").closed[1]
    assert measured_window("partial").closed == (
        measured_window("none").closed[0],
        measured_window("full").closed[1],
    )


@pytest.mark.parametrize("active", ["glycolic acid", "vitamin C", "retinol", "fragrance", "make up"])
def test_what_is_kept_out_afterwards_is_kept_out_during_needling(active: str) -> None:
    after, during = (found(study(active, when)) for when in ("after", "during"))
    assert during["TOPICAL-OPEN"] == after["TOPICAL-OPEN"]


@pytest.mark.parametrize("active", ["prp", "hyaluronic acid", "niacinamide", "saline"])
def test_what_may_follow_a_session_is_no_acid_on_open_channels(active: str) -> None:
    assert "TOPICAL-OPEN" not in found(study(active, "during"))


def test_the_acid_from_the_field() -> None:
    if not FIELD.is_file():
        pytest.skip("the inputs from the field are not here")
    assert "TOPICAL-OPEN" in found(load_study(FIELD))


@pytest.mark.parametrize("delay", ["0 hours", "6 hours", "2 days", "30 days"])
@pytest.mark.parametrize("device", ["pen_12", "peel_tca"])
def test_every_verb_gives_one_answer_of_a_product(device: str, delay: str) -> None:
    from needlework import run
    from needlework import screen as by_own_clock
    from needlework.care.topicals import window
    from needlework.delivery.run import deliver
    from needlework.workbench.posts import _screen

    acid = {"active": "glycolic_acid", "when": "after", "delay": delay, "strength": "10 %"}
    dose = {} if device == "peel_tca" else {"depth": "1 mm"}
    course = {"device": device, "sessions": 1, "topicals": [acid], **dose}
    plain = study("retinol").to_dict() | {"course": course}
    plan = load_study(plain)
    result = run(plan)
    after = {f.id: f.klass for f in screen(plan, window=window(plan, result)).findings}
    assert {f.id: f.klass for f in by_own_clock(plan).findings} == after
    told = _screen({"values": plan.to_dict()})["findings"]
    assert {f["id"]: f["class"] for f in told} == after
    said = [f["class"] for f in deliver(plan).to_json()["summary"][0]["findings"]]
    assert said == [klass for id, klass in after.items() if id.startswith("TOPICAL")]
