"""Counts of people that scatter more than chance: their sum, their variance, their limit."""

from math import comb, lgamma

import numpy as np
import pytest

from needlework.numerics.sampling import stream
from needlework.observation.counts import drawn_shares, log_binomial, log_gamma


def test_log_gamma_is_that_of_the_standard_library() -> None:
    x = np.array([1e-5, 0.3, 1.0, 2.5, 40.0, 5e4])
    assert log_gamma(x) == pytest.approx([lgamma(v) for v in x], rel=1e-9, abs=1e-9)


def test_counts_sum_to_one_and_become_binomial_for_people_who_are_not_alike() -> None:
    k = np.arange(13.0)
    mass = np.exp(log_binomial(k, 12.0, 0.3, 4.0))
    assert mass.sum() == pytest.approx(1.0)
    assert (mass * k).sum() == pytest.approx(3.6)
    plain = [comb(12, int(i)) * 0.3**i * 0.7 ** (12 - i) for i in k]
    assert np.exp(log_binomial(k, 12.0, 0.3, 1e6)) == pytest.approx(plain, abs=1e-4)


def test_drawn_shares_scatter_as_their_concentration_says() -> None:
    share, alike = np.full(40000, 0.3), np.full(40000, 10.0)
    drawn = drawn_shares(20, share, alike, stream(1, "counts"))
    assert drawn.mean() == pytest.approx(0.3, abs=0.01)
    assert drawn.var() == pytest.approx(0.3 * 0.7 / 20 * 30.0 / 11.0, rel=0.05)
