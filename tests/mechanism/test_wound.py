"""A session as a jump: what it adds, what it kills, and what it must conserve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework._generated import dermis
from needlework.mechanism.wound import KILLED, MATRIX, Dose, Wound, strike
from needlework.numerics.codegen import block_of
from needlework.numerics.field import ring_radii

SPECIES = block_of(dermis).species
INDEX = {s: i for i, s in enumerate(SPECIES)}
ADDED = {"W": 0.8, "Fb": 1.0, "R": 2.0, "T": 0.8 * 0.5 * 0.3, "L": 0.8 * 0.5 * 0.7}  # per injured share
DOSE = Dose(*(np.array([x]) for x in (0.8, 0.5, 0.3, 2.0)))

shares = st.floats(0.0, 1.0)


def tissue(layers: int = 3, lanes: int = 1) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.2, 2.0, (lanes, layers, len(SPECIES)))


def wound(injured, severed=0.0, lost=0.0, ring=1.0, layers: int = 3) -> Wound:
    layer = lambda x: np.broadcast_to(np.asarray(x, float), (1, layers)).copy()  # noqa: E731
    return Wound(layer(injured), layer(severed), layer(lost), np.array([float(ring)]))


def ring_shares(ring: float, rings: int) -> np.ndarray:
    radii = ring_radii(np.array([np.sqrt(min(ring, 0.999))]), np.array([1.0]), rings)
    return np.diff(radii**2, axis=1)[0]


def layer_mean(state: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.einsum("lkrs,r->lks", state, share)


@given(st.lists(shares, min_size=3, max_size=3), st.floats(0.005, 0.7), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_the_amount_placed_is_the_layer_mean_whatever_the_rings(injured, ring, rings) -> None:
    before, hurt = tissue(), wound(injured, ring=ring)
    after = layer_mean(strike(before, hurt, DOSE, INDEX, rings), ring_shares(ring, rings))
    for species, amount in ADDED.items():
        added = after[0, :, INDEX[species]] - before[0, :, INDEX[species]]
        assert added == pytest.approx(amount * np.array(injured), rel=1e-12, abs=1e-12)


@given(st.lists(shares, min_size=3, max_size=3), st.integers(1, 6))
@settings(max_examples=20, deadline=None)
def test_dense_channels_spread_the_amount_over_all_rings(injured, rings) -> None:
    after = strike(tissue(), wound(injured, 0.1, 0.05, ring=1.0), DOSE, INDEX, rings)
    assert np.array_equal(after, np.repeat(after[:, :, :1], rings, axis=2))


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.01, 1.0), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_cells_vessels_and_fibres_lose_their_share(injured, severed, lost, ring, rings) -> None:
    limit = ring if rings > 1 and ring < 1 else 1.0  # no ring can lose more than all
    injured, severed, lost = (x * limit for x in (injured, severed, lost))
    before, share = tissue(), ring_shares(ring, rings) if ring < 1 else np.full(rings, 1 / rings)
    if ring < 1 and rings > 1:
        share = np.array([ring, *share[1:] / share[1:].sum() * (1 - ring)])
    after = layer_mean(strike(before, wound(injured, severed, lost, ring), DOSE, INDEX, rings), share)
    kept = {**dict.fromkeys(KILLED, 1 - injured), **dict.fromkeys(MATRIX, 1 - lost), "V": 1 - severed}
    for species, left in kept.items():
        i = INDEX[species]
        assert after[..., i] == pytest.approx(before[..., i] * left, rel=1e-12, abs=1e-12), species


def test_only_the_epidermis_over_the_top_layer_opens() -> None:
    before = tissue()
    after = strike(before, wound(0.3, 0.2, ring=1.0), DOSE, INDEX, 2)[..., INDEX["Kb"]]
    untouched = np.repeat(before[:, :, None, INDEX["Kb"]], 2, axis=2)
    assert after[:, 0] == pytest.approx(untouched[:, 0] * 0.8)
    assert np.array_equal(after[:, 1:], untouched[:, 1:])


def test_what_a_needle_does_not_touch_stays() -> None:
    before = tissue()
    after = strike(before, wound(0.3, 0.2, 0.1), DOSE, INDEX, 1)[:, :, 0]
    moved = {*KILLED, *MATRIX, *ADDED, "V", "Kb"}
    for species in set(SPECIES) - moved:
        assert np.array_equal(after[..., INDEX[species]], before[..., INDEX[species]]), species


def test_no_wound_changes_nothing_and_nothing_is_ever_negative() -> None:
    before = tissue()
    assert np.array_equal(
        strike(before, wound(0.0), DOSE, INDEX, 3), np.repeat(before[:, :, None], 3, axis=2)
    )
    assert strike(before, wound(1.0, 1.0, 1.0, ring=0.05), DOSE, INDEX, 3).min() >= 0.0


def test_lanes_do_not_mix() -> None:
    before = tissue(lanes=2)
    pair = Wound(
        *(np.array([[x] * 3, [y] * 3]) for x, y in ((0.1, 0.4), (0.05, 0.2), (0.01, 0.1))),
        np.array([0.3, 1.0]),
    )
    dose = Dose(*(np.array([a, b]) for a, b in ((0.8, 0.3), (0.5, 0.1), (0.3, 0.9), (2.0, 1.0))))
    both = strike(before, pair, dose, INDEX, 2)
    for i in (0, 1):
        alone = strike(before[[i]], Wound(*(w[[i]] for w in pair)), Dose(*(d[[i]] for d in dose)), INDEX, 2)
        assert np.array_equal(both[[i]], alone)
