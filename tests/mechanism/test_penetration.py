import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.mechanism.penetration import (
    Channels,
    Needles,
    channel_radius,
    channels_at,
    covers,
    entering,
    lost,
    stratum_profile,
)
from needlework.numerics.normal import upper_tail

NEEDLES = Needles(base_radius=125.0, tip_length=300.0, rho=0.5, margin=50.0, cv=0.15)
EQUAL = NEEDLES._replace(cv=0.0)
DENSITY = 275e-8
EDGES = np.array([[60.0, 160.0, 260.0, 400.0, 700.0, 1200.0]])


def one(radius):
    return Channels(*(np.asarray(v, dtype=float) for v in (radius > 0, radius, radius**2)))


# ---- one channel ---------------------------------------------------------------------------------------


def test_channel_radius_by_hand():
    # 152 um deep, base radius 70 um, as wide as half its needle, tip 100 um
    radius = channel_radius([0.0, 50.0, 52.0, 102.0, 152.0, 200.0], 152.0, 70.0, 100.0, 0.5)
    assert radius == pytest.approx([35.0, 35.0, 35.0, 17.5, 0.0, 0.0])


def test_the_rat_channel_has_its_measured_width_at_the_surface():
    # 70.7 um wide for a needle of 140 um; needs a tip no longer than the channel
    width = 2 * channel_radius(0.0, 152.5, 70.0, 150.0, 70.7 / 140.0)
    assert width == pytest.approx(70.7)


@given(st.floats(0, 3000), st.floats(1, 3000), st.floats(10, 300), st.floats(10, 1000), st.floats(0.1, 1))
def test_channels_narrow_downwards_and_end(z, depth, base, tip, rho):
    upper, lower = channel_radius([z, z + 10.0], depth, base, tip, rho)
    assert 0.0 <= lower <= upper <= rho * base
    assert (upper > 0.0) == (z < depth) or z == pytest.approx(depth)


# ---- many channels whose ends differ -------------------------------------------------------------------


def test_equal_channels_are_one_channel():
    z = np.linspace(0, 1500, 301)
    radius = channel_radius(z, 1000.0, 125.0, 300.0, 0.5)
    mean = channels_at(z, 1000.0, EQUAL)
    assert mean.radius == pytest.approx(radius, abs=1e-9)
    assert mean.square == pytest.approx(radius**2, abs=1e-6)
    assert mean.reach == pytest.approx(np.where(z == 1000.0, 0.5, z < 1000.0))


def test_means_over_ends_agree_with_the_slow_twin():
    z = np.linspace(0, 1600, 33)
    depth, cv = 900.0, 0.2
    ends = np.linspace(depth * (1 - 8 * cv), depth * (1 + 8 * cv), 40001)
    weight = np.exp(-0.5 * ((ends - depth) / (cv * depth)) ** 2)
    weight /= weight.sum()
    radius = channel_radius(z[:, None], ends, 125.0, 300.0, 0.5)
    fast = channels_at(z, depth, NEEDLES._replace(cv=cv))
    assert fast.radius == pytest.approx(radius @ weight, abs=1e-4)
    assert fast.square == pytest.approx(radius**2 @ weight, abs=1e-2)
    assert fast.reach == pytest.approx((ends > z[:, None]) @ weight, abs=3e-4)


@pytest.mark.parametrize(
    ("share", "cv"), [(0.85, 0.15), (0.85, 0.05), (0.3, 0.25), (0.999, 0.15), (1.0, 0.2)]
)
def test_no_channel_passes_the_dial_and_the_mean_stays(share, cv):
    dial = 1500.0
    needles = NEEDLES._replace(cv=cv, dial=dial)
    z = np.linspace(0.0, dial, 3001)
    found = channels_at(z, share * dial, needles)
    assert channels_at([dial + 1e-6, 2235.0], share * dial, needles).reach == pytest.approx(
        [0.0, 0.0], abs=1e-9
    )
    assert found.reach[0] == pytest.approx(1.0)
    assert np.trapezoid(found.reach, z) == pytest.approx(share * dial, abs=0.5)  # the mean depth
    assert np.all(np.diff(found.reach) <= 1e-12)


def test_cut_ends_agree_with_thrown_ones():
    rng = np.random.default_rng(3)
    ends = rng.normal(1275.0, 0.15 * 1275.0, 400_000)
    ends = ends[np.abs(ends - 1275.0) < 225.0]
    z = np.array([0.0, 900.0, 1100.0, 1250.0, 1400.0])
    radius = channel_radius(z[:, None], ends, 125.0, 300.0, 0.5)
    fast = channels_at(z, 1275.0, NEEDLES._replace(dial=1500.0))
    assert fast.reach == pytest.approx((ends > z[:, None]).mean(axis=1), abs=4e-3)
    assert fast.radius == pytest.approx(radius.mean(axis=1), abs=0.2)
    assert fast.square == pytest.approx((radius**2).mean(axis=1), abs=15.0)


def test_the_normal_tail_is_exact():
    t = np.linspace(-12, 12, 4801)
    exact = [0.5 * math.erfc(x / math.sqrt(2.0)) for x in t]
    assert upper_tail(t) == pytest.approx(exact, rel=1e-9, abs=1e-14)


# ---- covers --------------------------------------------------------------------------------------------


def test_covers_of_the_design_formulas():
    n, a, delta = 275e-8, 35.0, 50.0
    found = covers(one(a), n, delta)
    x, y = n * math.pi * a**2, n * math.pi * (a + delta) ** 2
    assert found.severed == pytest.approx(1 - math.exp(-x))
    assert found.injured == pytest.approx(1 - math.exp(-y))
    assert found.twice == pytest.approx(1 - math.exp(-x) * (1 + x))


def test_a_stamp_adds_up_without_overlap():
    sparse, dense = covers(one(35.0), 275e-8, 50.0, True), covers(one(35.0), 4e-4, 50.0, True)
    assert sparse.severed == pytest.approx(275e-8 * math.pi * 35.0**2)
    assert sparse.twice == 0.0
    assert dense.severed == dense.injured == 1.0
    assert dense.twice > 0.0


def test_random_channels_agree_with_thrown_ones():
    rng = np.random.default_rng(5)
    side, n, depth, cv, z = 20_000.0, 400e-8, 800.0, 0.2, 600.0
    centres = rng.uniform(0, side, (rng.poisson(n * side**2), 2))
    ends = rng.normal(depth, cv * depth, len(centres))
    radius = channel_radius(z, ends, 125.0, 300.0, 0.5)
    points = rng.uniform(0, side, (4000, 2))
    gap = np.abs(points[:, None] - centres)
    distance = np.hypot(*np.moveaxis(np.minimum(gap, side - gap), -1, 0))
    hits = (distance < radius).sum(axis=1)
    injured = (distance < np.where(ends > z, radius + 50.0, 0.0)).any(axis=1)
    found = covers(channels_at(z, depth, NEEDLES._replace(cv=cv)), n, 50.0)
    for share, seen in ((found.severed, hits > 0), (found.injured, injured), (found.twice, hits > 1)):
        noise = 4.0 * math.sqrt(share * (1 - share) / len(points)) + 2e-3
        assert seen.mean() == pytest.approx(float(share), abs=noise)


radii, densities = st.floats(0, 200), st.floats(0, 1e-3)


@given(radii, densities, st.floats(0, 200), st.booleans())
def test_covers_are_shares_in_order(radius, density, margin, regular):
    severed, injured, twice = covers(one(radius), density, margin, regular)
    assert 0.0 <= twice <= severed <= injured <= 1.0


@given(radii, st.floats(1e-8, 1e-3), st.floats(1.01, 10))
def test_more_punctures_cover_more(radius, density, factor):
    few, many = (covers(one(radius), d, 50.0) for d in (density, factor * density))
    assert all(m >= f - 1e-15 for f, m in zip(few, many, strict=True))  # covers near 1 are rounded


def test_few_punctures_cover_in_proportion():
    once, tenth = covers(one(35.0), 1e-10, 50.0), covers(one(35.0), 1e-11, 50.0)
    assert once.severed == pytest.approx(10 * tenth.severed, rel=1e-5)
    assert once.injured == pytest.approx(10 * tenth.injured, rel=1e-5)


# ---- lost ----------------------------------------------------------------------------------------------


def test_lost_by_hand_and_its_limits():
    assert lost(0.2, 0.05, 0.3, 0.4) == pytest.approx(0.2 * (0.3 + 0.4 * 0.05 / 0.2))
    assert lost(0.2, 0.2, 1.0, 1.0) == pytest.approx(0.2)
    assert lost(0.0, 0.0, 0.3, 0.4) == 0.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_nothing_is_lost_that_was_not_severed(severed, share, chi1, chi2):
    assert 0.0 <= lost(severed, share * severed, chi1, chi2) <= severed


# ---- strata --------------------------------------------------------------------------------------------


def slow_profile(edges, depth, density, needles, regular):
    rows = []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        steps = np.linspace(low, high, 200_001)
        z = (steps[1:] + steps[:-1]) / 2
        rows.append(
            [c.mean() for c in covers(channels_at(z, depth, needles), density, needles.margin, regular)]
        )
    return np.array(rows).T


@pytest.mark.parametrize("regular", [False, True])
@pytest.mark.parametrize(("depth", "cv"), [(1000.0, 0.0), (1000.0, 0.02), (600.0, 0.15), (150.0, 0.3)])
def test_strata_agree_with_the_slow_twin(depth, cv, regular):
    needles = NEEDLES._replace(cv=cv)
    found = stratum_profile(EDGES, depth, DENSITY, needles, regular)
    slow = slow_profile(EDGES[0], depth, DENSITY, needles, regular)
    for fast, exact in zip(found, slow, strict=True):
        assert fast[0] == pytest.approx(exact, abs=1e-6)


def test_splitting_a_stratum_keeps_its_mean():
    whole = stratum_profile([[60.0, 1260.0]], 800.0, DENSITY, NEEDLES)
    halves = stratum_profile([[60.0, 660.0, 1260.0]], 800.0, DENSITY, NEEDLES)
    assert whole.injured[0, 0] == pytest.approx(halves.injured[0].mean(), abs=1e-9)


def test_nothing_happens_below_the_channels():
    found = stratum_profile([[0.0, 500.0, 1000.0]], 400.0, DENSITY, EQUAL)
    assert found.injured[0, 0] > 0.0
    assert all(cover[0, 1] == pytest.approx(0.0, abs=1e-12) for cover in found)


def test_lanes_are_independent_of_their_neighbours():
    depth, density = np.array([300.0, 900.0, 1400.0]), np.array([1e-6, 3e-6, 9e-6])
    needles = NEEDLES._replace(base_radius=np.array([60.0, 125.0, 175.0]), cv=np.array([0.0, 0.1, 0.3]))
    together = stratum_profile(np.repeat(EDGES, 3, axis=0), depth, density, needles)
    for lane in range(3):
        alone = Needles(*(float(np.broadcast_to(value, 3)[lane]) for value in needles))
        single = stratum_profile(EDGES, depth[lane], density[lane], alone)
        for both, one_lane in zip(together, single, strict=True):
            assert np.array_equal(both[lane], one_lane[0])


def test_many_lanes_may_share_one_set_of_strata():
    depth = np.linspace(200.0, 1400.0, 7)
    shared = stratum_profile(EDGES, depth, DENSITY, NEEDLES)
    assert shared.severed.shape == (7, 5)
    assert np.all(np.diff(shared.injured.mean(axis=1)) > 0.0)


@given(st.floats(20, 3000), st.floats(1e-8, 1e-4), st.floats(0, 0.3), st.booleans())
def test_profiles_are_shares_in_order(depth, density, cv, regular):
    severed, injured, twice = stratum_profile(EDGES, depth, density, NEEDLES._replace(cv=cv), regular)
    tiny = 1e-12
    assert np.all(twice >= -tiny)
    assert np.all(twice <= severed + tiny)
    assert np.all(severed <= injured + tiny)
    assert np.all(injured <= 1.0 + tiny)


# ---- how far skin gives way ----------------------------------------------------------------------------


@given(st.floats(0.02, 0.98), st.floats(0.2, 5.0))
def test_skin_that_gives_way_more_lets_less_of_a_needle_in(share: float, give: float) -> None:
    assert entering(share, 1.0) == pytest.approx(share)
    assert 0.0 < entering(share, give) < 1.0
    assert (entering(share, give) < share) == (give > 1.0) or give == pytest.approx(1.0)
    lost_there, lost_here = (1 - share) / share, (1 - entering(share, give)) / entering(share, give)
    assert lost_here == pytest.approx(give * lost_there)
