import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from needlework.evidence.distributions import Beta, Distribution, Fixed, Lognormal, Normal, Uniform

MIDPOINTS = (np.arange(200_000) + 0.5) / 200_000
EVERY = [
    Lognormal(0.29, 1.6),
    Normal(0.06, 0.02),
    Normal(1.8, 0.8, 1.05),
    Normal(0.6, 0.1, 0.5, 0.65),
    Beta(2, 5),
    Uniform(0.3, 1.0),
]


@pytest.mark.parametrize("distribution", EVERY, ids=repr)
def test_the_standard_deviation_is_that_of_the_draws(distribution: Distribution) -> None:
    assert distribution.sd == pytest.approx(distribution.ppf(MIDPOINTS).std(), rel=2e-3)


@pytest.mark.parametrize("distribution", EVERY, ids=repr)
def test_the_interval_holds_its_share_of_the_draws(distribution: Distribution) -> None:
    lower, upper = distribution.interval(0.8)
    draws = distribution.ppf(MIDPOINTS)
    assert ((draws >= lower) & (draws <= upper)).mean() == pytest.approx(0.8, abs=1e-3)


def test_a_cut_normal_is_scipys() -> None:
    u = np.linspace(0.001, 0.999, 99)
    expected = stats.truncnorm.ppf(u, (1.05 - 1.8) / 0.8, np.inf, 1.8, 0.8)
    np.testing.assert_allclose(Normal(1.8, 0.8, 1.05).ppf(u), expected, rtol=1e-12)


def test_the_median_of_a_lognormal_is_its_value_and_the_interval_is_its_range() -> None:
    assert Lognormal(0.29, 1.6).ppf(0.5) == pytest.approx(0.29)
    lower, upper = Lognormal(1.5, (15 / 0.09) ** (1 / 3.92)).interval(0.95)
    assert upper / lower == pytest.approx(15 / 0.09, rel=1e-3)


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        (Lognormal(3, 1.3), math.log(1.3)),
        (Normal(2, 0.5), 0.25),
        (Normal(-3.4, 0.6), 0.6),
        (Normal(0, 0.6), 0.6),
        (Beta(2, 2), Beta(2, 2).sd / 0.25),
        (Uniform(0.13, 0.18), Uniform(0.13, 0.18).sd / (0.155 * 0.845)),
        (Fixed(1), 0),
    ],
    ids=repr,
)
def test_spread_is_comparable_between_families(distribution: Distribution, expected: float) -> None:
    assert distribution.relative_spread == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=1))
def test_a_fixed_value_has_no_spread(u: list[float]) -> None:
    assert (Fixed(0.2).ppf(u) == 0.2).all()
    assert Fixed(0.2).sd == 0
