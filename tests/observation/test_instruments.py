"""Observation models: limits, monotonicity, and brute force where it is simple."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from needlework.observation import instruments as observe
from needlework.observation import shapes

positive = st.floats(0.05, 20.0)


@given(st.floats(1e-6, 1 - 1e-6))
def test_logit_and_logistic_undo_each_other(share) -> None:
    assert shapes.logistic(shapes.logit(share)) == pytest.approx(share, rel=1e-9)


def test_logistic_saturates_without_overflow() -> None:
    assert shapes.logistic(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


@given(positive, st.floats(0.1, 4.0), st.floats(0.05, 0.95))
def test_a_stained_area_never_exceeds_the_whole(gamma, exponent, base) -> None:
    ratio = observe.stained_area(np.array([gamma]), exponent, base)[0]
    assert 0.0 <= ratio * base <= 1.0
    assert (ratio - 1.0) * (gamma - 1.0) >= 0.0


@given(st.floats(0.3, 3.0), st.floats(0.1, 0.9))
def test_a_small_change_of_the_stained_area_is_the_exponent_times_that_of_collagen(exponent, base) -> None:
    small = observe.stained_area(np.array([1.0 + 1e-5]), exponent, base)[0]
    assert np.log(small) / 1e-5 == pytest.approx(exponent, rel=1e-3)


def test_no_change_of_collagen_is_no_change_of_any_instrument() -> None:
    still = np.ones(3)
    assert np.array_equal(observe.instrument(still, 2.7), still)
    assert observe.stained_area(still, 1.3, 0.6) == pytest.approx(still)
    assert observe.thickness(still, 0.4, 0.0 * still) == pytest.approx(still)
    assert shapes.percent(still).tolist() == [0.0, 0.0, 0.0]


@given(st.floats(0.5, 3.0), st.floats(0.0, 0.5))
def test_water_thickens_the_dermis_and_is_not_collagen(gamma, water) -> None:
    dry = observe.thickness(np.array([gamma]), 0.5, np.zeros(1))[0]
    assert observe.thickness(np.array([gamma]), 0.5, np.array([water]))[0] - dry == pytest.approx(water)


def test_redness_needs_dilation_or_new_vessels_and_melanin_masks_it() -> None:
    at = lambda r, v, mask=1.0: observe.redness(np.array([r]), np.array([v]), 2.0, 5.0, mask)[0]  # noqa: E731
    assert at(0.0, 1.0) == 0.0
    assert at(0.0, 0.5) == 0.0  # severed vessels do not bleach the skin
    assert at(0.0, 1.0) < at(1.0, 1.0) < at(1.0, 1.2)
    assert at(1.0, 1.2, 0.5) == pytest.approx(0.5 * at(1.0, 1.2))


# to three places, so that no peak is narrower than the grid of the brute force
places = st.integers(-1000, 1000).map(lambda n: n / 1000.0)


@given(arrays(float, (3, 12), elements=places), st.floats(-0.5, 0.8))
@settings(max_examples=60, deadline=None)
def test_the_last_time_above_a_threshold_is_found_by_brute_force(values, threshold) -> None:
    times = np.cumsum(np.linspace(0.1, 2.0, 12)) - 0.1
    grid = np.linspace(times[0], times[-1], 20_001)
    found = observe.last_above(times, values, threshold)
    for lane, when in zip(values, found, strict=True):
        above = grid[np.interp(grid, times, lane) > threshold]
        expected = above[-1] if len(above) else None
        if expected is None:  # nothing above, or only a peak between two points of the grid
            assert when == 0.0 or np.interp(when, times, lane) >= threshold - 1e-3
        else:
            assert when == pytest.approx(expected, abs=2e-3)


def test_the_last_time_above_has_its_limits() -> None:
    times = np.array([0.0, 1.0, 3.0])
    values = np.array([[0.0, 0.0, 0.0], [5.0, 5.0, 5.0], [4.0, 2.0, 0.0], [4.0, 2.0, 0.0]])
    assert observe.last_above(times, values, np.array([1.0, 1.0, 1.0, 3.0])) == pytest.approx([0, 3, 2, 0.5])


@given(positive, positive, st.floats(0.0, 3.0))
def test_pain_stays_on_its_scale_and_rises_with_length_and_density(length, density, numbing) -> None:
    def pain(l: float = length, n: float = density, b: float = numbing) -> float:  # noqa: E741
        return float(observe.pain(-1.0, l, n, b, 1.77, 0.3))

    assert 0.0 <= pain() <= 10.0
    assert pain(l=0.9 * length) < pain() < pain(n=1.2 * density)
    assert pain(b=numbing + 0.5) < pain()
