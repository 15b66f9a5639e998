"""Tempered particles: weights, resampling, and moves that leave a known posterior as it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.calibration import particles as p
from needlework.calibration.surrogate import regression, walk
from needlework.numerics.sampling import stream


@given(st.lists(st.floats(-50, 0), min_size=2, max_size=40))
@settings(deadline=None)
def test_the_effective_share_is_a_share(log_weights) -> None:
    share = p._effective(np.array(log_weights))
    assert 1 / len(log_weights) - 1e-9 <= share <= 1 + 1e-9


def test_the_power_keeps_half_of_the_particles() -> None:
    state = p.Particles(np.zeros((500, 1)), 30 * np.random.default_rng(1).standard_normal(500))
    power = p._next_power(state)
    assert 0 < power < 1
    assert p._effective(power * state.score) == pytest.approx(0.5, abs=0.01)
    flat = p.Particles(np.zeros((5, 1)), np.zeros(5))
    assert p._next_power(flat) == 1.0


def test_resampling_is_in_proportion_to_the_weights() -> None:
    weights = np.array([0.5, 0.25, 0.25, 0.0])
    with np.errstate(divide="ignore"):
        kept = p._resample(np.log(np.repeat(weights, 250)), stream(1, "r"))
    assert np.bincount(kept // 250, minlength=4) / 1000 == pytest.approx(weights, abs=0.002)


class Gaussian:
    """A target whose posterior is known: prior N(0, 1) above a bound, one datum y with scatter s."""

    size, y, s = 1, 1.2, 0.5

    def __init__(self, bound: float = -np.inf) -> None:
        self.bound = bound

    def admissible(self, z: np.ndarray) -> np.ndarray:
        return z[:, 0] > self.bound

    def score(self, z: np.ndarray) -> np.ndarray:
        return -0.5 * ((z[:, 0] - self.y) / self.s) ** 2

    def rough(self, z: np.ndarray):
        """A stand-in that is wrong on purpose: the posterior must not follow it."""
        return lambda new: -0.5 * ((new[:, 0] - 0.8 * self.y) / (1.3 * self.s)) ** 2


def test_moves_leave_the_posterior_as_it_is() -> None:
    state, acceptance = p.sample(Gaussian(), 4000, 4, np.random.default_rng(3), settle=4)
    precision = 1 + 1 / Gaussian.s**2
    assert state.power == 1.0
    assert 0.05 < acceptance < 0.9
    assert state.z.mean() == pytest.approx(Gaussian.y / Gaussian.s**2 / precision, abs=0.04)
    assert state.z.std() == pytest.approx(precision**-0.5, rel=0.06)


def test_inadmissible_particles_never_enter() -> None:
    state, _ = p.sample(Gaussian(bound=1.0), 500, 3, np.random.default_rng(4), settle=6)
    assert np.all(state.z > 1.0)


def test_a_walk_leaves_what_it_is_reversible_under() -> None:
    rng = np.random.default_rng(5)
    z = walk(rng.standard_normal((4000, 1)), Gaussian().score, rng)
    precision = 1 + 1 / Gaussian.s**2
    assert z.mean() == pytest.approx(Gaussian.y / Gaussian.s**2 / precision, abs=0.04)
    assert z.std() == pytest.approx(precision**-0.5, rel=0.06)


def test_the_regression_finds_a_law_that_is_linear_and_square_in_the_scores() -> None:
    rng = np.random.default_rng(6)
    z, new = rng.standard_normal((600, 4)), rng.standard_normal((50, 4))
    law = lambda x: np.stack([1 + x[:, 0] - 2 * x[:, 3], x[:, 1] ** 2], axis=1)  # noqa: E731
    assert regression(z, law(z))(new) == pytest.approx(law(new), abs=0.3)
