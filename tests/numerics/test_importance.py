"""Importance sampling: a density that can be had in closed form, and rows in proportion to their weights."""

import numpy as np
import pytest

from needlework.numerics.importance import Student, effective, log_mixture, rows_by_weight


def test_weighted_draws_of_a_mixture_have_the_moments_of_what_they_stand_for() -> None:
    rng = np.random.default_rng(1)
    parts = [Student(np.array([c, 0.0]), np.array([[2.0, 0.5], [0.5, 1.0]])) for c in (-1.0, 1.0)]
    z = np.concatenate([p.drawn(20_000, rng) for p in parts])
    log_weight = -0.5 * np.square(z - 0.5).sum(axis=1) - log_mixture(parts, z)  # a normal around (0.5, 0.5)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    assert weight @ z == pytest.approx([0.5, 0.5], abs=0.02)
    assert weight @ np.square(z - 0.5) == pytest.approx([1.0, 1.0], abs=0.03)
    told = parts[0].moved(z, weight)
    assert told.centre == pytest.approx([0.5, 0.5], abs=0.02)
    assert told.scale[0, 1] == pytest.approx(0.2 * 0.5, abs=0.03)


def test_the_density_of_a_component_is_students() -> None:
    """Ratios of densities, against the closed form in one dimension with 15 degrees of freedom."""
    found = Student(np.array([2.0]), np.array([[9.0]])).log_density(np.array([[2.0], [5.0]]))
    assert found[1] - found[0] == pytest.approx(-8.0 * np.log1p(1.0 / 15.0))


def test_rows_are_drawn_in_proportion_to_their_weights() -> None:
    rows = rows_by_weight(np.log([0.5, 1e-300, 0.3, 0.2]), 1000, np.random.default_rng(1))
    assert np.bincount(rows, minlength=4) == pytest.approx([500, 0, 300, 200], abs=1)


def test_equal_weights_lose_no_draws_and_one_weight_leaves_one() -> None:
    assert effective(np.full(40, -700.0)) == pytest.approx(40.0)
    assert effective(np.array([0.0, -900.0, -900.0])) == pytest.approx(1.0)
