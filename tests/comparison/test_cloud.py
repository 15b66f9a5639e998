"""Benefit against downtime and darkening: what the clouds are drawn from, and what trials published."""

from __future__ import annotations

import numpy as np
import pytest

from needlework.comparison.cloud import clouds
from needlework.comparison.compute import Side, named_studies, sides
from needlework.comparison.document import page
from tests.conftest import study_of

STUDY = study_of(horizon="84 days", draws=6, population={"persons": 2})


@pytest.fixture(scope="module")
def found() -> list[Side]:
    return sides(named_studies([STUDY, STUDY.replace({"course.density": "500 per cm2"})]))


def test_a_cloud_holds_benefit_in_percent_of_the_value_before_and_its_cost(found: list[Side]) -> None:
    (downtime, darkening), why = clouds(found)
    result, key = found[0].result, "goodman_baron_quantitative"
    before = result.untreated[key][:, :, 0].mean(axis=1)
    gain = (result.untreated[key] - result.values[key])[:, :, -1].mean(axis=1)
    np.testing.assert_allclose(downtime.gains[0], 100.0 * gain / before)
    np.testing.assert_allclose(downtime.prices[1], found[1].result.values["downtime"].mean(axis=1))
    dark = found[0].result.values["pih_probability"].mean(axis=1)
    np.testing.assert_allclose(darkening.prices[0], 100.0 * dark)
    assert why == ""


def test_published_points_state_both_for_one_arm_or_stand_on_an_axis(found: list[Side]) -> None:
    (_, darkening), _ = clouds(found)
    both = [t for t in darkening.trials if t.benefit and t.cost]
    assert both
    for trial in both:
        assert trial.benefit
        assert trial.cost
        assert trial.benefit.observation.study == trial.cost.observation.study
    dogra = next(t for t in darkening.trials if t.source.startswith("Dogra"))
    assert (dogra.gain, dogra.price) == (None, pytest.approx(100.0 * 5 / 30))
    assert str(darkening.picture).count("datum") == len(both)
    assert both[0].source in darkening.words


def test_dots_beyond_the_picture_are_counted(found: list[Side]) -> None:
    (downtime, _), _ = clouds(found)
    drawn = str(downtime.picture).count('fill-opacity="0.35"')
    beyond = 12 - drawn
    assert (f"{beyond} of 12 dots lie beyond the picture" in downtime.words) == (beyond > 0)


def test_every_course_is_drawn_however_many_there_are(found: list[Side]) -> None:
    many = [Side(f"number {i}", found[0].result) for i in range(6)]
    for cloud in clouds(many)[0]:
        assert all(side.name in str(cloud.picture) for side in many)


def test_several_places_have_no_cloud_and_say_why() -> None:
    zones = [{"name": "cheeks", "depth": "0.5 mm"}, {"name": "chin", "site": "chin"}]
    several = STUDY.replace({"zones": zones, "draws": 2})
    drawn, why = clouds(sides(named_studies([several, several.replace({"course.depth": "1 mm"})])))
    assert drawn == []
    assert "one at a time" in why


def test_different_concerns_have_no_cloud_and_say_why() -> None:
    other = STUDY.replace({"skin.concern": {"kind": "wrinkle"}})
    drawn, why = clouds(sides(named_studies([STUDY, other])))
    assert drawn == []
    assert "one concern" in why


def test_the_page_of_a_comparison_has_both_clouds(found: list[Side]) -> None:
    assert page(found, []).count("benefit against") >= 2
