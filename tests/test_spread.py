"""Three kinds of spread: reproducible, nested, and never mixed."""

import numpy as np
import pytest

from needlework.outcomes import Outcome, outcomes
from needlework.spread import new_studies, spread_of

DRAWS, PERSONS, TIMES = 40, 30, 4
RNG = np.random.default_rng(2)
WHERE = {
    "study.instrument_spread": 0.3, "study.measurement_sd": 0.1, "scale.open_label": 0.5,
    "scale.regression": 0.0, "scale.study_spread_score": 0.4, "scale.measurement_cv": 0.2,
    "pih.study_spread": 0.5, "pih.count_concentration": 1e6, "scale.count_concentration": 1e6,
}  # fmt: skip


def parameters(scale: float = 1.0) -> dict:
    return {k: np.full(DRAWS, v * scale) for k, v in WHERE.items()}


def change(person_sd: float = 3.0, draw_sd: float = 5.0) -> np.ndarray:
    draw = draw_sd * RNG.standard_normal((DRAWS, 1, 1))
    return 15.0 + draw + person_sd * RNG.standard_normal((DRAWS, PERSONS, TIMES))


def spread(outcome: Outcome, values: np.ndarray, size: int = 30, seed: int = 1, scale: float = 1.0):
    return spread_of(outcome, values, parameters(scale), size, seed)


COLLAGEN, SCORE, PIH = (outcomes()[k] for k in ("collagen_total", "ecca", "pih_probability"))


def test_the_mean_of_people_is_known_better_than_one_person() -> None:
    found = spread(COLLAGEN, change())
    assert np.all(found.unknown[0] >= found.persons[0])
    assert np.all(found.unknown[1] <= found.persons[1])
    assert np.all((found.unknown[0] <= found.median) & (found.median <= found.unknown[1]))


def test_intervals_hold_nine_in_ten() -> None:
    values = change()
    found = spread(COLLAGEN, values)
    inside = (values >= found.persons[0]) & (values <= found.persons[1])
    assert inside.mean() == pytest.approx(0.9, abs=0.01)
    means = values.mean(axis=1)
    assert ((means >= found.unknown[0]) & (means <= found.unknown[1])).mean() == pytest.approx(0.9, abs=0.06)


def test_people_who_do_not_differ_leave_what_we_do_not_know() -> None:
    values = np.repeat(change(person_sd=0.0)[:, :1], PERSONS, axis=1)
    found = spread(COLLAGEN, values)
    assert found.persons[0] == pytest.approx(found.unknown[0], rel=0.05)


def test_new_studies_are_their_seed_and_their_outcome() -> None:
    values = change()
    one, again, other = (new_studies(COLLAGEN, values, parameters(), 30, s) for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    renamed = outcomes()["collagen_papillary"]
    assert not np.array_equal(one, new_studies(renamed, values, parameters(), 30, 1))


def test_larger_studies_scatter_less() -> None:
    values = change(draw_sd=0.0)
    width = [np.ptp(spread(COLLAGEN, values, size, scale=0.0).studies, axis=0).mean() for size in (5, 500)]
    assert width[1] < 0.5 * width[0]


def test_without_study_effects_a_huge_study_reports_the_truth() -> None:
    values = change()
    found = spread(COLLAGEN, values, size=100_000, scale=0.0)
    assert found.studies[0] == pytest.approx(found.unknown[0], abs=0.3)
    assert found.studies[1] == pytest.approx(found.unknown[1], abs=0.3)


def test_open_label_studies_exaggerate_the_effect_and_keep_the_start() -> None:
    start = 50.0 * np.ones((DRAWS, PERSONS, 1))
    values = np.concatenate([start, start * 0.7, start * 0.5], axis=2)
    quiet = parameters(0.0) | {"scale.open_label": np.full(DRAWS, 0.5)}
    reported = new_studies(SCORE, values, quiet, 30, 1)
    assert reported[:, 0] == pytest.approx(50.0)
    assert reported[:, 1] == pytest.approx(50.0 * 0.7**1.5)
    assert reported[:, 2] == pytest.approx(50.0 * 0.5**1.5)


def test_a_new_study_prints_regression_to_the_mean_after_the_start_and_of_both_arms() -> None:
    values = np.full((DRAWS, PERSONS, 3), 50.0)  # nothing happens
    quiet = parameters(0.0) | {"scale.regression": np.full(DRAWS, 0.1)}
    found = spread_of(SCORE, values, quiet, 30, 1, untreated=values)
    for printed in (found.open.median, found.blinded.median):
        assert printed == pytest.approx([50.0, 50.0 * np.exp(-0.1), 50.0 * np.exp(-0.1)])
    assert found.trial.median == pytest.approx(0.0)


def test_means_over_all_persons_are_used_where_only_some_are_held() -> None:
    values = change()
    means = values.mean(axis=1) + 3.0  # of persons who are not among those held
    found = spread_of(COLLAGEN, values, parameters(), 30, 1, means=means)
    assert found.median == pytest.approx(np.median(means, axis=0))
    assert found.mean == pytest.approx(means.mean(axis=0))
    assert found.unknown[1] == pytest.approx(np.percentile(means, 95.0, axis=0))
    assert found.persons[1] == pytest.approx(np.percentile(values, 95.0, axis=(0, 1)))


def test_a_probability_is_reported_as_a_share_of_people() -> None:
    values = np.full((DRAWS, PERSONS), 0.1)
    reported = new_studies(PIH, values, parameters(), 20, 1)
    assert np.all((reported >= 0) & (reported <= 1))
    assert reported * 20 == pytest.approx(np.round(reported * 20))
    assert reported.mean() == pytest.approx(0.1, abs=0.03)


def test_a_lane_that_failed_is_left_out() -> None:
    values = change()
    values[3, 2] = np.nan
    found = spread(COLLAGEN, values)
    assert all(
        np.isfinite(end).all() for pair in (found.unknown, found.persons, found.studies) for end in pair
    )


def test_a_score_of_zero_has_no_effect_to_exaggerate() -> None:
    assert np.array_equal(
        new_studies(SCORE, np.zeros((DRAWS, PERSONS, 2)), parameters(), 30, 1), np.zeros((DRAWS * 25, 2))
    )
