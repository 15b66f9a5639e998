"""Columns and sheets: the same law as needles, with their own geometry and fate of tissue."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.injury import Columns, Matter, Sheet
from needlework.mechanism.barrier import shed_share
from needlework.mechanism.closure import Front, Remnants, closure_time, front_open, loosened_after

ONE = np.ones(1)
REMNANTS = Remnants(60.0 * ONE, 500.0 * ONE, 4.0 * ONE)
EDGES = np.array([[60.0, 160.0, 300.0, 600.0, 1200.0]])


def matter(means="ablative", removed=1.0, margin=50.0, is_open=True) -> Matter:
    return Matter(
        means, removed * ONE, margin * ONE, 0.8 * ONE, 0.3 * ONE, 0.5 * ONE, is_open, 0.2 * ONE, 0.25 * ONE
    )


def columns(radius=60.0, depth=500.0, density=1000e-8, cv=0.0, **kind) -> Columns:
    profile = (np.zeros((1, 1)), np.array([[radius]]))
    return Columns(depth * ONE, cv * ONE, profile, density * ONE, REMNANTS, matter(**kind), 0.7 * ONE)


def sheet(depth=200.0, cv=0.0, **kind) -> Sheet:
    return Sheet(depth * ONE, cv * ONE, 15.0 * ONE, REMNANTS, matter(**kind), 0.7 * ONE)


def test_coverage_is_the_surface_within_the_radius_and_injury_adds_the_margin() -> None:
    laser = columns()
    assert laser.coverage == pytest.approx(np.pi * 1000e-8 * 60.0**2)
    wound = laser.wound(EDGES)
    assert wound.severed[0, :2] == pytest.approx(laser.coverage[0])
    assert wound.injured[0, :2] == pytest.approx(np.pi * 1000e-8 * 110.0**2)
    assert wound.injured[0, -1] == pytest.approx(0.0, abs=1e-9)  # below the column


def test_a_stratum_that_the_column_ends_in_holds_its_share() -> None:
    wound = columns(depth=450.0).wound(EDGES)
    assert wound.severed[0, 2] == pytest.approx(0.5 * wound.severed[0, 0], rel=1e-6)


@pytest.mark.parametrize(
    ("means", "removed", "gone", "lost"),
    [
        ("mechanical", 1.0, 1.0, 0.0),
        ("mechanical", 0.0, 0.0, 0.3),  # split as by a needle: chi1
        ("coagulative", 0.0, 0.0, 0.8),  # denatured within the zone
        ("radiofrequency", 0.0, 0.0, 0.8),
    ],
)
def test_what_becomes_of_the_tissue_depends_on_the_means(means, removed, gone, lost) -> None:
    wound = columns(means=means, removed=removed).wound(EDGES)
    assert wound.removed == pytest.approx(gone * wound.severed)
    assert wound.lost == pytest.approx(lost * wound.severed)


def test_an_ablated_column_removes_its_core_and_denatures_its_rim() -> None:
    wound = columns().wound(EDGES)
    assert wound.removed == pytest.approx(wound.severed)
    assert wound.lost == pytest.approx(0.8 * (wound.injured - wound.severed))


def test_a_profile_of_radii_is_followed_by_depth() -> None:
    cone = replace(columns(depth=1000.0), profile=(np.array([[0.0, 600.0]]), np.array([[100.0, 0.0]])))
    assert cone.radius(np.array([[0.0, 300.0, 600.0, 900.0]]))[0] == pytest.approx([100.0, 50.0, 0.0, 0.0])
    assert np.all(np.diff(cone.wound(EDGES).severed[0]) < 0.0)


def test_a_sheet_is_whole_above_its_depth_and_nothing_below_its_margin() -> None:
    wound = sheet(depth=160.0, means="mechanical").wound(EDGES)
    assert wound.severed[0] == pytest.approx([1.0, 0.0, 0.0, 0.0], abs=1e-6)
    assert wound.injured[0, 1] == pytest.approx(50.0 / 140.0, rel=1e-3)
    assert wound.ring.tolist() == [1.0]


def test_grit_that_stays_in_the_horny_layer_opens_and_injures_nothing() -> None:
    shallow = sheet(depth=12.0, cv=0.15, means="mechanical", margin=20.0)
    assert shallow.opened == pytest.approx(0.0, abs=1e-9)
    assert shallow.wound(EDGES).injured.max() == pytest.approx(0.0, abs=1e-9)
    assert shallow.front.distance == pytest.approx(0.0)
    assert sheet(depth=75.0, cv=0.05, means="mechanical", margin=20.0).wound(EDGES).injured.max() > 0.1


def test_a_covered_surface_lets_little_water_out_and_holds_no_eschar() -> None:
    covered, bare = columns(is_open=False, means="coagulative"), columns()
    assert covered.surface == pytest.approx(0.2 * covered.coverage)
    assert bare.surface == pytest.approx(bare.coverage)
    assert covered.front.eschar == pytest.approx(0.0)
    assert bare.front.eschar == pytest.approx(50.0)
    assert columns(means="mechanical").front.eschar == pytest.approx(0.0)


@given(
    st.floats(10, 500), st.floats(20, 3000), st.floats(1, 1e4), st.floats(0, 0.3), st.floats(0, 200),
    st.sampled_from(["mechanical", "ablative", "coagulative", "chemical"]), st.floats(0, 1),
)  # fmt: skip
def test_shares_stay_shares_whatever_the_geometry(radius, depth, density, cv, margin, means, removed) -> None:
    for made in (
        columns(radius, depth, density * 1e-8, cv, means=means, removed=removed, margin=margin),
        sheet(depth, cv, means=means, removed=removed, margin=margin),
    ):
        wound = made.wound(EDGES)
        for share in wound:
            assert np.all((share >= -1e-12) & (share <= 1.0 + 1e-12))
        assert np.all(wound.injured >= wound.severed - 1e-12)
        assert np.all(wound.lost + wound.removed <= wound.injured + 1e-9)


# ---- columns that meet -----------------------------------------------------------------------------------


def test_columns_apart_close_over_their_radius_and_columns_that_met_as_a_sheet() -> None:
    apart, whole = columns(density=1000e-8), columns(density=4000e-8)
    assert (apart.met.share[0], apart.front.distance[0]) == (0.0, 60.0)
    assert (whole.met.share[0], whole.met.depth[0]) == pytest.approx((1.0, 500.0))
    assert whole.front.distance == pytest.approx(sheet(depth=500.0).front.distance)


def test_tapering_columns_meet_less_deep_than_straight_ones() -> None:
    straight = columns(density=3000e-8)
    cone = replace(straight, profile=(np.array([[0.0, 500.0]]), np.array([[60.0, 10.0]])))
    assert cone.coverage == straight.coverage
    assert 0.0 < cone.met.depth[0] < straight.met.depth[0]
    assert cone.front.distance[0] < straight.front.distance[0]


@given(st.floats(1, 1e4), st.floats(5, 300), st.floats(0, 200))
def test_closer_columns_never_have_less_to_cross(density, radius, margin) -> None:
    first, second = (columns(radius, density=n * 1e-8, margin=margin) for n in (density, 1.2 * density))
    assert second.front.distance[0] >= first.front.distance[0] - 1e-9


# ---- crusts ----------------------------------------------------------------------------------------------


def test_crusts_are_late_by_what_the_front_takes() -> None:
    """Long after, as many are left as of a disc whose parts are shed from the moment they are closed."""
    lag, closed, half_life = 0.25, 6.0, 1.3
    late = loosened_after(lag * ONE, closed * ONE, half_life * ONE)[0]
    x = (np.arange(20000) + 0.5) / 20000
    left = np.sum(2 * (1 - x) * 2.0 ** (-(20.0 - lag - x * (closed - lag)) / half_life)) / 20000
    assert 2.0 ** (-(20.0 - late) / half_life) == pytest.approx(left, rel=1e-6)
    assert loosened_after(lag * ONE, lag * ONE, half_life * ONE) == pytest.approx(lag, abs=1e-3)


def test_a_crust_stays_until_it_is_loose() -> None:
    seen = shed_share(np.array([0.0, 1.0, 3.0, 4.0]), 0.0, 0.1 * ONE, 3.0 * ONE, 1.0 * ONE)[0]
    assert seen == pytest.approx([0.0, 0.1, 0.1, 0.05])


# ---- closure ---------------------------------------------------------------------------------------------


def days(distance, eschar=0.0, age=30.0) -> float:
    front = Front(np.array([distance]), np.array([eschar]))
    return float(closure_time(front, 0.25, 160.0, 0.03, 0.06, age)[0])


def test_closure_is_a_front_and_not_a_clock() -> None:
    """Twice the way takes less than twice the time for small wounds, since the lag comes once."""
    assert days(0.0) == 0.0
    assert days(100.0) == pytest.approx(0.25 + 100.0 / 160.0)
    assert days(200.0) - days(100.0) == pytest.approx(days(300.0) - days(200.0))
    assert 1.0 < days(124.0) / days(58.0) < 2.0


def test_dead_tissue_and_age_delay_it() -> None:
    assert days(60.0, eschar=50.0) == pytest.approx(days(60.0) + 1.5)
    assert days(60.0, age=80.0) == pytest.approx(days(60.0) * np.exp(0.3))
    assert days(60.0, age=20.0) == days(60.0)


@given(st.floats(0.01, 1.0), st.floats(0.0, 2.0), st.floats(0.1, 10.0))
def test_what_is_open_falls_to_nothing_when_the_front_meets(opened, lag, run) -> None:
    times = np.linspace(0.0, 20.0, 401)
    share = front_open(times, 1.0, np.array([opened]), np.array([lag]), np.array([lag + run]))[0]
    assert share[times <= 1.0].max() == 0.0
    assert share[times > 1.0][0] <= opened + 1e-12
    assert np.all(np.diff(share[times > 1.0]) <= 1e-12)
    assert np.all(share[times > 1.0 + lag + run] == 0.0)


def test_skin_without_its_horny_layer_leaks_less_than_an_open_wound_and_more_than_whole_skin() -> None:
    whole, stripped, wound = (float(sheet(depth=d).surface[0]) for d in (5.0, 30.0, 120.0))
    assert (whole, stripped, wound) == pytest.approx((0.0, 0.25, 1.0))
    assert float(sheet(depth=30.0, is_open=False).surface[0]) == pytest.approx(0.05)
