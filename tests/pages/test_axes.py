"""Scales, ticks and limits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.pages.axes import Linear, TimeAxis, limits, spread_labels

FINITE = st.floats(-1e6, 1e6)


def test_linear_maps_ends_and_clips() -> None:
    scale = Linear(0.0, 10.0, 100.0, 0.0)
    assert [scale(0.0), scale(10.0), scale(5.0)] == [100.0, 0.0, 50.0]
    assert scale(11.0) == 0.0
    assert scale(float("nan")) == 100.0


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5))
def test_ticks_are_round_few_and_inside(low: float, span: float) -> None:
    scale = Linear(low, low + span, 0.0, 1.0)
    ticks = scale.ticks(5)
    assert len(ticks) <= 6
    assert all(low - 1e-6 * span <= t <= low + span * (1 + 1e-6) for t in ticks)


@given(st.lists(FINITE, min_size=1), st.lists(FINITE))
def test_limits_hold_the_core_and_bound_what_is_wide(core: list[float], wide: list[float]) -> None:
    low, high = limits(core, wide)
    assert low < high
    assert low <= min(core)
    assert max(core) <= high
    span = max(max(core) - min(core), 0.05 * max(map(abs, core)), 1e-6)
    assert high - low <= 8.5 * span


def test_limits_survive_what_is_not_finite() -> None:
    low, high = limits([1.0, float("nan"), 2.0], [float("inf"), -1e300, float("nan")])
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert limits([float("nan")]) != (0.0, 0.0)


def test_a_floor_is_kept() -> None:
    assert limits([0.0, 4.0], [-3.0], floor=0.0)[0] == 0.0


@pytest.mark.parametrize("horizon", [3.0, 7.0, 30.0, 200.0, 365.25, 1826.25])
def test_time_runs_from_left_to_right_over_both_panels(horizon: float) -> None:
    axis = TimeAxis(horizon, 40.0, 260.0)
    days = [0.0, 1.0, 6.99, 7.01, 20.0, horizon]
    places = [axis(d) for d in days if d <= horizon]
    assert places == sorted(places)
    assert places[0] == 40.0
    assert places[-1] == pytest.approx(260.0)
    assert all(40.0 <= place <= 260.0 for place, _ in axis.ticks())


def test_the_panels_do_not_touch_and_name_their_units() -> None:
    axis = TimeAxis(365.25, 0.0, 200.0, early=0.4)
    first, rest = axis.panels
    assert (first.low, first.high, rest.low, rest.high) == (0.0, 7.0, 7.0, 365.25)
    assert rest.start > first.end
    assert axis.title == "months"
    assert TimeAxis(5.0, 0.0, 100.0).panels == [Linear(0.0, 5.0, 0.0, 100.0)]


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=6))
def test_labels_keep_their_order_and_distance(wanted: list[float]) -> None:
    placed = spread_labels(wanted, 12.0, 0.0, 100.0)
    ordered = sorted(placed)
    assert all(b - a >= 12.0 - 1e-9 for a, b in zip(ordered, ordered[1:], strict=False))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == ordered
