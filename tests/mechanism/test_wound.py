"""A session as a jump: what it adds, what it kills, and what it must conserve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework._generated import dermis
from needlework.evidence.parameters import load_parameters
from needlework.mechanism.wound import COLLAGEN, KILLED, Dose, Wound, strike
from needlework.numerics.codegen import block_of
from needlework.numerics.field import Layout, cylinder, ring_radii
from needlework.numerics.ode import Engine

BLOCK = block_of(dermis)
SPECIES = BLOCK.species
INDEX = {s: i for i, s in enumerate(SPECIES)}
ADDED = {"W": 0.8, "R": 2.0, "T": 0.8 * 0.5 * 0.3, "L": 0.8 * 0.5 * 0.7}  # per injured share
DOSE = Dose(*(np.array([x]) for x in (0.8, 0.5, 0.3, 2.0)))

shares = st.floats(0.0, 1.0)


def tissue(layers: int = 3, lanes: int = 1) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.2, 2.0, (lanes, layers, len(SPECIES)))


def wound(injured, severed=0.0, lost=0.0, removed=0.0, ring=1.0, layers: int = 3) -> Wound:
    layer = lambda x: np.broadcast_to(np.asarray(x, float), (1, layers)).copy()  # noqa: E731
    return Wound(layer(injured), layer(severed), layer(lost), layer(removed), np.array([float(ring)]))


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
    after = strike(tissue(), wound(injured, 0.1, 0.05, 0.02, ring=1.0), DOSE, INDEX, rings)
    assert np.array_equal(after, np.repeat(after[:, :, :1], rings, axis=2))


@given(
    st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 0.98), st.floats(0.01, 1.0), st.integers(1, 4)
)
@settings(max_examples=60, deadline=None)
def test_cells_vessels_and_fibres_lose_their_share(injured, severed, removed, ring, rings) -> None:
    limit = ring if rings > 1 and ring < 1 else 1.0  # no ring can lose more than all
    injured, severed, removed = (x * limit for x in (injured, severed, removed))
    before, share = tissue(), ring_shares(ring, rings) if ring < 1 else np.full(rings, 1 / rings)
    if ring < 1 and rings > 1:
        share = np.array([ring, *share[1:] / share[1:].sum() * (1 - ring)])
    hurt = wound(injured, severed, removed=removed, ring=ring)
    after = layer_mean(strike(before, hurt, DOSE, INDEX, rings), share)
    kept = {**dict.fromkeys(KILLED, 1 - injured), **dict.fromkeys(COLLAGEN, 1 - removed), "V": 1 - severed}
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
    after = strike(before, wound(0.3, 0.2, 0.1, 0.05), DOSE, INDEX, 1)[:, :, 0]
    moved = {*KILLED, *COLLAGEN, "X", "Et", "E", *ADDED, "V", "Kb"}
    for species in set(SPECIES) - moved:
        assert np.array_equal(after[..., INDEX[species]], before[..., INDEX[species]]), species


def test_no_wound_changes_nothing_and_nothing_is_ever_negative() -> None:
    before = tissue()
    assert np.array_equal(
        strike(before, wound(0.0), DOSE, INDEX, 3), np.repeat(before[:, :, None], 3, axis=2)
    )
    assert strike(before, wound(1.0, 1.0, 1.0, 1.0, ring=0.05), DOSE, INDEX, 3).min() >= 0.0


def test_lanes_do_not_mix() -> None:
    before = tissue(lanes=2)
    pair = Wound(
        *(np.array([[x] * 3, [y] * 3]) for x, y in ((0.1, 0.4), (0.05, 0.2), (0.01, 0.1), (0.0, 0.05))),
        np.array([0.3, 1.0]),
    )
    dose = Dose(*(np.array([a, b]) for a, b in ((0.8, 0.3), (0.5, 0.1), (0.3, 0.9), (2.0, 1.0))))
    both = strike(before, pair, dose, INDEX, 2)
    for i in (0, 1):
        alone = strike(before[[i]], Wound(*(w[[i]] for w in pair)), Dose(*(d[[i]] for d in dose)), INDEX, 2)
        assert np.array_equal(both[[i]], alone)


def test_what_is_lost_stays_until_it_is_digested_and_what_is_removed_is_gone() -> None:
    before = tissue()
    after = strike(before, wound(0.5, 0.4, 0.2, 0.3), DOSE, INDEX, 1)[:, :, 0]
    pools = [INDEX[s] for s in COLLAGEN]
    collagen = after[..., pools].sum(axis=-1)
    assert collagen == pytest.approx(before[..., pools].sum(axis=-1) * 0.7)
    left = before[..., INDEX["X"]] * 0.7
    assert after[..., INDEX["X"]] == pytest.approx(left + 0.2 * (collagen - left))


def test_what_is_cut_leaves_in_the_phase_of_the_proteases_and_no_more_than_that() -> None:
    """With synthesis and turnover off, exactly the cut share is lost, sooner where MMP is up."""
    p = {k: np.array([load_parameters()[f"healing.{k}"].value] * 2) for k in BLOCK.parameters}
    for off in ("s3", "s1", "d3o", "d3", "dm", "dn", "kx", "kreg", "dE"):
        p[off] = p[off] * 1e-12
    p["dQ"] = p["dQ"] * 1e-12  # MMP stays where it is put
    state = BLOCK.initial_array(p, 2)
    state[:, INDEX["X"]] = 0.2
    state[:, INDEX["Q"]] = 1.0, 2.0
    pools = [INDEX[s] for s in COLLAGEN]
    before = state[:, pools].sum(axis=1)
    cell = cylinder(Layout(1, 1), np.tile([0.0, 100.0], (2, 1)), np.full((2, 1), 1000.0))
    run = Engine(BLOCK, Layout(1, 1)).run(
        state, BLOCK.constant_array(p, 2), cell, {}, 0.0, 200.0, np.array([3.0, 200.0])
    )
    early, late = run.observed[:, 0, 0], run.observed[:, 1, 0]
    assert late[:, pools].sum(axis=1) == pytest.approx(before - 0.2, rel=1e-3)
    assert late[:, INDEX["E"]] == pytest.approx(1 - 0.2 / before, rel=1e-3)
    assert early[1, pools].sum() < early[0, pools].sum() < before[0]
