import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from needlework.numerics.quantiles import beta_ppf, normal_ppf

PROBABILITIES = np.concatenate([np.geomspace(1e-15, 0.5, 400), 1 - np.geomspace(1e-15, 0.5, 400)])


def test_normal_quantiles_are_scipys() -> None:
    np.testing.assert_allclose(
        normal_ppf(PROBABILITIES), stats.norm.ppf(PROBABILITIES), rtol=3e-15, atol=1e-15
    )


def test_normal_quantiles_at_the_ends_and_in_any_shape() -> None:
    np.testing.assert_array_equal(normal_ppf([[0.0], [0.5], [1.0]]), [[-np.inf], [0.0], [np.inf]])


@pytest.mark.parametrize(("a", "b"), [(2, 5), (2, 2), (0.5, 0.5), (3.8, 6.2), (60, 40), (1, 1)])
def test_beta_quantiles_are_scipys(a: float, b: float) -> None:
    u = PROBABILITIES[(PROBABILITIES > 1e-9) & (PROBABILITIES < 1 - 1e-9)]
    np.testing.assert_allclose(beta_ppf(u, a, b), stats.beta.ppf(u, a, b), rtol=0, atol=2e-5)


@given(st.floats(0.5, 50), st.floats(0.5, 50))
def test_beta_quantiles_rise_and_stay_within_bounds(a: float, b: float) -> None:
    x = beta_ppf(np.linspace(0, 1, 101), a, b)
    assert x[0] == pytest.approx(0, abs=1e-6)
    assert x[-1] == pytest.approx(1)
    assert (np.diff(x) >= 0).all()
