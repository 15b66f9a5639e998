"""The clocks of closure against a brute-force integration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.mechanism.barrier import open_share, time_to, water_loss


def integrate(times, sessions, opened, half_life, steps=20_000):
    """Step o' = -k o with small Euler steps; at a session the severed share of what is closed opens."""
    grid = np.linspace(0.0, times[-1], steps + 1)
    rate, level, path, waiting = np.log(2) / half_life, 0.0, [], list(zip(sessions, opened, strict=True))
    for now, after in zip(grid, [*grid[1:], grid[-1]], strict=True):
        path.append(level)
        while waiting and waiting[0][0] <= now + 1e-9:
            level += waiting.pop(0)[1] * (1 - level)
        level *= 1.0 - rate * (after - now)
    return np.interp(times, grid, path)


@given(
    st.floats(0.2, 20.0),
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4),
    st.floats(0.5, 10.0),
)
@settings(max_examples=8, deadline=None)
def test_the_closed_form_is_the_differential_equation(half_life, opened, gap) -> None:
    sessions = [i * gap for i in range(len(opened))]
    times = np.array([*(s + 0.37 * gap for s in sessions), sessions[-1] + 2 * gap])
    found = open_share(times, sessions, [np.array([o]) for o in opened], half_life)[0]
    assert found == pytest.approx(integrate(times, sessions, opened, half_life), abs=3e-3)


def test_a_report_on_a_session_day_is_the_state_just_before_it() -> None:
    found = open_share(np.array([0.0, 1.0, 2.0]), [0.0, 2.0], [np.array([0.4]), np.array([0.4])], 1.0)[0]
    assert found == pytest.approx([0.0, 0.2, 0.1])


def test_no_session_leaves_the_skin_closed() -> None:
    assert np.array_equal(open_share(np.array([0.0, 5.0]), [], [], np.ones(3)), np.zeros((3, 2)))


def test_lanes_close_at_their_own_pace() -> None:
    found = open_share(np.array([4.0]), [0.0], [np.array([0.5, 0.5])], np.array([1.0, 4.0]))[:, 0]
    assert found == pytest.approx([0.5 / 16, 0.25])


@given(st.floats(1e-6, 1.0), st.floats(0.01, 50.0))
def test_the_time_to_a_level_is_when_the_clock_shows_it(level, half_life) -> None:
    when = time_to(level, half_life)
    assert 0.5 ** (when / half_life) == pytest.approx(level, rel=1e-9)


def test_a_level_that_holds_at_once_takes_no_time() -> None:
    assert time_to([1.0, 3.0], 2.0) == pytest.approx([0.0, 0.0])


def test_water_loss_rises_with_the_open_share_alone() -> None:
    opened = np.array([[0.0, 0.5, 1.0], [0.0, 0.1, 0.2]])
    assert water_loss([8.0, 10.0], [40.0, 20.0], opened) == pytest.approx(
        np.array([[8.0, 28.0, 48.0], [10.0, 12.0, 14.0]])
    )
