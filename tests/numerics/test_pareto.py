"""Smoothed importance weights, where a shape fits and where none does."""

import numpy as np
import pytest

from needlework.numerics.pareto import GOOD, smoothed_weights

pytest.importorskip("arviz_stats", reason="the extra stats is not installed")


def test_light_tails_are_trusted_and_keep_their_mean() -> None:
    draws = np.random.default_rng(1).standard_normal(4000)
    log_each, k = smoothed_weights(0.3 * draws)
    each = np.exp(log_each - log_each.max())
    assert k < GOOD
    assert np.sum(each / each.sum() * draws) == pytest.approx(0.3, abs=0.06)


def test_heavy_tails_are_not() -> None:
    assert smoothed_weights(4.0 * np.abs(np.random.default_rng(1).standard_normal(1000)) ** 2)[1] > GOOD


def test_equal_weights_have_no_tail() -> None:
    log_each, k = smoothed_weights(np.full(50, -3.0))
    assert k == -np.inf
    assert (log_each == 0.0).all()


def test_a_tail_of_equal_weights_has_no_shape_and_stays_as_it_is() -> None:
    log_weight = np.where(np.arange(1000) < 700, np.linspace(-5.0, -1.0, 1000), 0.0)
    log_each, k = smoothed_weights(log_weight)
    assert k == np.inf
    assert log_each == pytest.approx(log_weight)
