"""Courses made equal in downtime, darkening or benefit: the root, its interval, and what is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
import pytest

from needlework.comparison.compute import differences, sides
from needlework.comparison.document import document, lines, page
from needlework.comparison.doses import Dose, dose_for, doses
from needlework.comparison.equal import Reached, equal_studies, equalised
from needlework.comparison.measures import Measure, measure
from needlework.errors import Fault, InputError
from needlework.outcomes import outcomes
from tests.conftest import study_of

SMALL = {"horizon": "84 days", "draws": 6, "population": {"persons": 3}}
LASER = {"device": "fractional_co2", "energy": "15 mJ", "depth": None, "density": None}
LEAF = {"coverage": "10 %"}


@dataclass
class Made:
    """A result whose downtime follows a known law."""

    drawn: np.ndarray
    values: dict[str, Any]
    untreated: dict[str, Any] = field(default_factory=dict)
    times: np.ndarray = field(default_factory=lambda: np.array([0.0]))


DOWN = Measure("downtime", outcomes()["downtime"], None)
SLOPES = np.array([0.5, 1.0, 1.5, 2.0, 4.0])


def law(shape):
    """Return a runner by which the downtime of a draw is slope x shape(coverage in percent)."""

    def run(study) -> Made:
        percent = 100.0 * study.course.coverage
        return Made(np.arange(5.0), {"downtime": (SLOPES * shape(percent))[:, None]})

    return run


def reference(value: float) -> Made:
    return Made(np.arange(5.0), {"downtime": np.full((5, 1), value)})


def equal_to(value: float, shape, study=None):
    laser = study or study_of(**SMALL, **LASER, **LEAF)
    return equalised("b", laser, reference(value), DOWN, doses()["coverage"], law(shape))


def test_the_setting_of_each_draw_is_found_on_the_runs_of_the_search() -> None:
    found = equal_to(6.0, lambda percent: 1.0 + log(percent) if percent > 0.4 else 0.05)
    assert isinstance(found, Reached)
    assert 100.0 * found.value == pytest.approx(np.exp(3.0), rel=0.02)  # the median slope is 1.5
    assert abs(found.difference) <= 0.06
    assert found.tried <= 10
    assert found.crossings == 1
    low, high = found.interval
    assert 100.0 * low == pytest.approx(np.exp(0.5), rel=0.4)  # the slope of 4
    assert high is None  # a slope of 0.5 reaches 2.7 at 80 %
    assert found.share == pytest.approx(0.6)


def test_more_may_do_less() -> None:
    found = equal_to(6.0, lambda percent: 10.0 - 2.0 * log(percent))
    assert isinstance(found, Reached)
    assert 100.0 * found.value == pytest.approx(np.exp(3.0), rel=0.02)


def test_of_two_settings_the_least_is_taken_and_the_other_told() -> None:
    found = equal_to(1.5, lambda percent: 3.0 - abs(log(percent) - 1.4))
    assert isinstance(found, Reached)
    assert found.crossings == 2
    assert 100.0 * found.value == pytest.approx(np.exp(-0.6), rel=0.05)


@pytest.mark.parametrize(
    ("law", "range"),
    [
        (lambda percent: 1.0 + 0.01 * percent, "1.5 day to 2.7 day"),
        (lambda percent: 3.0 - 0.5 * abs(log(percent / 4.0)), "2.25 day to 4.5 day"),  # most in the middle
    ],
)
def test_out_of_reach_is_refused_with_the_least_and_most_that_is_reached(law, range) -> None:
    found = equal_to(100.0, law)
    assert isinstance(found, Fault)
    assert found.expected == "a coverage from 0.2 % to 80 % with a downtime of 100 day"
    assert found.received == f"{range} at the settings tried"


def test_draws_that_one_run_lost_are_left_out() -> None:
    whole = law(lambda percent: percent)

    def run(study) -> Made:
        made = whole(study)
        return Made(made.drawn[1:], {"downtime": made.values["downtime"][1:]})

    laser = study_of(**SMALL, **LASER, **LEAF)
    found = equalised("b", laser, reference(17.5), DOWN, doses()["coverage"], run)
    assert 100.0 * found.value == pytest.approx(10.0, rel=0.02)  # the middle of the four slopes left is 1.75


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "density"),
        ({**LASER, "coverage": "10 %"}, "coverage"),
        ({**LASER, "density": "100 per cm2"}, "density"),
        ({"device": "peel_tca", "depth": None, "density": None, "strength": "35 %"}, "strength"),
        ({"device": "dermabrasion", "density": None, "depth": "0.3 mm"}, "depth"),
    ],
)
def test_each_device_is_turned_by_its_own_setting(changes, key) -> None:
    study = study_of(**changes)
    assert dose_for("a", study).key == key
    turned = doses()[key].put(study, doses()[key].high)
    assert getattr(turned.course, key) == pytest.approx(doses()[key].high)


def test_a_setting_takes_the_place_of_what_said_the_same() -> None:
    turned = doses()["density"].put(study_of(density=None, passes=6), 3e-6)
    assert (turned.course.passes, turned.course.density) == (None, pytest.approx(3e-6))
    assert Dose("coverage", "share", 0.0, 1.0, ()).text(0.014909) == "1.491 %"


def test_laser_needling_and_benefit_meet_on_the_same_people() -> None:
    studies = {"pen": study_of(**SMALL), "laser": study_of(**SMALL, **LASER, **LEAF)}
    found, same = equal_studies(studies, "darkening")
    (reached,) = same["reached"]
    assert found["pen"] == studies["pen"]
    assert found["laser"].course.coverage == pytest.approx(reached["value"], rel=1e-3)
    ran = sides(found)
    dark = [s.result.values["pih_probability"].mean(axis=1) for s in ran]
    assert np.median(dark[1] - dark[0]) == pytest.approx(reached["difference"], abs=1e-3)
    assert np.median(dark[1] - dark[0]) == pytest.approx(0.0, abs=0.02 * np.median(dark[0]))
    seen = differences(ran)
    told = json.loads(json.dumps(document(ran, seen, same)))
    assert told["equal"]["measure"] == "darkening"
    assert told["equal"]["reached"][0]["range"] == ["0.2 %", "80 %"]
    words = [line for line in lines(ran, seen, same) if line.startswith("Equal chance of darkening")]
    assert f"laser at a coverage of {reached['setting']}" in words[0]
    assert "<h2>Made equal</h2>" in page(ran, seen, same)
    assert "<h2>Made equal</h2>" not in page(ran, seen)


@pytest.mark.parametrize(
    ("studies", "name", "by", "words"),
    [
        ({"b": {}}, "looks", None, "one of: downtime, darkening, benefit"),
        ({"b": {}}, "downtime", "energy", "one of: density, depth"),
        ({"b": {"sessions": 0}}, "downtime", None, "a course with a session"),
        ({"b": {"concern": {"kind": "wrinkle"}}}, "benefit", None, "one concern"),
        (
            {"b": {"sessions": [{"day": 0, "density": "9 per cm2"}], "interval": None}},
            "downtime",
            None,
            "one density",
        ),
    ],
)
def test_what_cannot_be_made_equal_is_refused(studies, name, by, words) -> None:
    given = {"a": study_of(), **{key: study_of(**changes) for key, changes in studies.items()}}
    with pytest.raises(InputError, match=words):
        equal_studies(given, name, by, run=lambda study: pytest.fail("nothing is run before that"))


def test_benefit_is_the_score_of_the_concern_and_its_fall_counts() -> None:
    found = measure("benefit", {"a": study_of(**SMALL)})
    assert (found.outcome.id, found.day) == ("goodman_baron_quantitative", 84.0)
    made = Made(
        np.arange(2.0),
        {"goodman_baron_quantitative": np.full((2, 1, 1), 9.0)},
        {"goodman_baron_quantitative": np.full((2, 1, 1), 12.0)},
    )
    assert found.of(made).tolist() == [3.0, 3.0]
    assert measure("benefit", {"a": study_of(concern=None)}).outcome.id == "collagen_total"


def test_every_fault_is_told_at_once() -> None:
    high = reference(100.0)
    one = lambda study: high if study.course.coverage is None else law(lambda p: 1.0)(study)  # noqa: E731
    lasers = {name: study_of(**SMALL, **LASER, **LEAF) for name in ("b", "c")}
    with pytest.raises(InputError) as caught:
        equal_studies({"a": study_of(**SMALL), **lasers}, "downtime", run=one)
    assert [fault.where for fault in caught.value.faults] == ["equal: b", "equal: c"]
