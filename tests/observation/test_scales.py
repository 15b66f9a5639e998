"""People, raters and studies: the laws of scales, their limits, and one answer for the fit and for a run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.numerics.normal import upper_tail
from needlework.observation import grades, people, printing, shapes

# ---- dose ----------------------------------------------------------------------------------------------


@given(st.floats(0.0, 3.0), st.floats(0.0, 2.0), st.floats(0.1, 1.0))
def test_the_dose_law_is_continuous_rises_and_vanishes_without_a_response(h, exponent, least) -> None:
    f = lambda x: float(people.dose_law(np.array(x), exponent, least))  # noqa: E731
    assert f(0.0) == 0.0
    assert f(h) <= f(1.1 * h) + 1e-12
    assert f(least * (1 - 1e-9)) == pytest.approx(f(least), rel=1e-6)


def test_below_the_smallest_fitted_course_the_effect_is_in_proportion_and_a_loss_counts_against() -> None:
    f = lambda h: people.dose_law(np.array(h), 0.0, 0.5)  # noqa: E731
    assert f([0.125, 0.25]) == pytest.approx([0.25, 0.5])
    assert f([0.5, 1.0, 2.0]) == pytest.approx(1.0)  # no dose effect between courses that were fitted
    assert f(-0.1) == pytest.approx(-0.2)


def test_an_exponent_of_one_is_the_response_itself() -> None:
    h = np.array([-0.3, 0.0, 0.2, 1.0, 1.7])
    assert people.dose_law(h, 1.0, 0.4) == pytest.approx(h)


# ---- ordinal scales --------------------------------------------------------------------------------------


@given(st.floats(-3.0, 6.0), st.floats(-4.0, 4.0))
def test_grades_stay_on_their_scale_and_fall_with_severity(latent, shift) -> None:
    cuts = grades.cut_points(1, 5)
    worse, better = grades.expected_grade(np.array([latent, latent - abs(shift)]), cuts, 1)
    assert 1.0 <= better <= worse <= 5.0


def test_a_grade_has_the_severity_that_gives_it_back() -> None:
    for grade in (1.3, 2.0, 3.7):
        latent = grades.latent_of(grade, 1, 4)
        assert grades.expected_grade(latent, grades.cut_points(1, 4), 1) == pytest.approx(grade, abs=1e-3)


def test_cuts_beyond_a_scale_are_never_reached() -> None:
    short, long = grades.cut_points(0, 3), grades.cut_points(0, 3, 6)
    latent = np.linspace(-5, 9, 50)
    assert np.array_equal(grades.expected_grade(latent, short, 0), grades.expected_grade(latent, long, 0))


@given(st.floats(-8.0, 8.0))
def test_the_normal_distribution_of_ratings_is_close_to_the_exact_one(x) -> None:
    exact = 1 - upper_tail(np.array([x]))[0]
    assert shapes.normal_cdf(np.array([x]))[0] == pytest.approx(exact, abs=2e-4)


# ---- what is printed -------------------------------------------------------------------------------------


@given(st.floats(-2.0, 0.5), st.floats(-0.3, 0.3), st.floats(0.2, 4.0))
def test_raters_exaggerate_what_needling_did_and_nothing_else(needled, untreated, factor) -> None:
    printed = printing.printed_log(needled, untreated, factor)
    assert printed - untreated == pytest.approx((needled - untreated) * factor, abs=1e-12)
    assert printing.printed_log(untreated, untreated, factor) == untreated
    assert printing.printed_effect(0.0, untreated, factor) == untreated


@given(st.floats(1.0, 4.0), st.floats(1.0, 4.0), st.floats(0.0, 50.0))
def test_a_printed_grade_never_leaves_its_scale(needled, untreated, factor) -> None:
    printed = printing.printed_grade(needled, untreated, factor, 1, 4)
    assert 1.0 <= printed <= 4.0
    assert (printed - untreated) * (needled - untreated) >= -1e-6


def test_a_blinded_study_of_the_usual_kind_prints_the_truth() -> None:
    plain = printing.rater_factor(0.68, 0.0, 0.0)
    assert plain == 1.0
    assert printing.printed_grade(2.1, 2.9, plain, 1, 4) == pytest.approx(2.1)
    assert printing.printed_chance(0.2, 0.0) == pytest.approx(0.2)
    assert printing.rater_factor(0.68, 1.0, 0.0) == pytest.approx(1.68)


def test_a_share_of_the_score_asks_for_its_logarithm_and_fitted_thresholds_for_their_record() -> None:
    assert people.threshold_effect("half") == pytest.approx(np.log(2))
    assert all(people.threshold_effect(word) is None for word in people.FITTED_THRESHOLDS)


def test_persons_at_nodes_are_a_standard_normal_population() -> None:
    nodes, mass = people.person_nodes()
    assert mass.sum() == pytest.approx(1.0)
    assert (nodes * mass).sum() == pytest.approx(0.0, abs=1e-12)
    assert (nodes**2 * mass).sum() == pytest.approx(1.0)


def test_what_skin_does_by_itself_counts_with_needling() -> None:
    assert people.log_left(0.5, 0.2) == pytest.approx(-0.7)
    assert people.log_left(0.5, -0.2) == pytest.approx(-0.3)


def test_a_raised_scar_matures_until_its_age_and_no_longer() -> None:
    left = people.matured(0.001, np.array([100.0, 400.0, 900.0]), 1.0, 2.0)
    assert np.log(left) == pytest.approx([-0.1, -0.36525, -0.36525])
    assert people.matured(0.001, 100.0, 3.0, 2.0) == 1.0
