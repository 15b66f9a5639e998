"""Counts of people that scatter more than chance: their sum, their variance, their limit."""

from math import comb

import numpy as np
import pytest

from needlework.observation.counts import drawn_shares, log_binomial


@pytest.mark.parametrize("concentration", [0.7, 12.0, 1e6])
def test_chances_of_all_counts_add_up_to_one(concentration: float) -> None:
    n = 15
    chances = np.exp([log_binomial(k, n, 0.3, concentration) for k in range(n + 1)])
    assert chances.sum() == pytest.approx(1.0, abs=1e-6)
    assert chances @ np.arange(n + 1) == pytest.approx(0.3 * n)


def test_people_who_are_all_alike_are_binomial() -> None:
    assert np.exp(log_binomial(4, 15, 0.3, 1e8)) == pytest.approx(comb(15, 4) * 0.3**4 * 0.7**11, rel=1e-5)


def test_drawn_shares_have_the_variance_of_their_concentration() -> None:
    n, share, alike = 20, 0.3, 5.0
    drawn = drawn_shares(n, np.full(40_000, share), np.full(40_000, alike), np.random.default_rng(1))
    wider = (n + alike) / (1.0 + alike)  # than a binomial, as the module says
    assert drawn.mean() == pytest.approx(share, abs=0.005)
    assert drawn.var() == pytest.approx(wider * share * (1.0 - share) / n, rel=0.03)
