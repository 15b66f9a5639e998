import pytest

from needlework.care.topicals import VERDICTS, card, window
from needlework.result import Result
from needlework.spec import Study
from needlework.subject.products import products
from tests.care.conftest import run_of, study_of


def row(study: Study, key: str, result: Result | None = None):
    return next(row for row in card(study, result).rows if row.product.id == key)


def test_without_a_run_the_window_is_what_was_measured(study: Study) -> None:
    opened = window(study)
    assert opened.closed == pytest.approx((2 / 24, 2 / 24))
    assert opened.sources == ("gupta2011",)
    covered = window(study_of(course={"aftercare": {"occlusion": "full"}}))
    assert covered.closed == pytest.approx((44 / 24, 67 / 24))
    partly = window(study_of(course={"aftercare": {"occlusion": "partial"}}))
    assert partly.closed == pytest.approx((2 / 24, 67 / 24))


def test_after_a_run_the_window_is_that_of_9_in_10_people(result: Result) -> None:
    opened = window(result.study, result)
    assert opened.basis == "model"
    assert opened.closed == pytest.approx((1.95 / 24, 19.05 / 24))


def test_the_slower_clock_sets_the_window(result: Result) -> None:
    result.values["barrier_recovery_time"][:] = 3.0
    assert window(result.study, result).closed == pytest.approx((3.0, 3.0))


def test_the_card_says_what_may_go_on_and_when(study: Study) -> None:
    assert row(study, "saline").when == "at any time"
    assert row(study, "prp").when == "a prescriber decides"
    assert row(study, "sunscreen").when == "after 2 to 24 hours"
    assert row(study, "retinoids").when == "after 5 to 7 days"


def test_what_is_kept_out_waits_for_the_longest_measured_time(study: Study) -> None:
    for product in products():
        if product.open == "keep_out":
            assert row(study, product.id).later[1] >= 67 / 24


def test_only_sterile_things_are_allowed_while_needling() -> None:
    assert {p.id for p in products() if p.during == "allowed"} == {"saline", "sterile_gel"}
    assert {p.open for p in products()} == set(VERDICTS)
    assert all(p.positions for p in products())


@pytest.mark.parametrize(
    ("topical", "words"),
    [
        (
            {"active": "ascorbic_acid", "when": "after", "delay": "0 hours"},
            "the channels are still open. Sources: after 4 days",
        ),
        ({"active": "sunscreen", "when": "after", "delay": "10 hours"}, "the channels may still be open"),
        ({"active": "tretinoin", "when": "after", "delay": "8 days"}, "the channels have closed"),
        ({"active": "ascorbic_acid", "when": "during"}, "While needling: sources keep it out"),
        ({"active": "emla", "when": "before"}, "clean when needling starts"),
    ],
)
def test_what_the_study_plans_is_set_against_the_window(topical: dict, words: str) -> None:
    study = study_of(course={"topicals": [topical]})
    (planned,) = card(study, run_of(study)).planned
    assert words in planned.says


def test_the_card_names_the_exclusion_of_cleared_devices(study: Study) -> None:
    assert "21 CFR 878.4430" in card(study).note
