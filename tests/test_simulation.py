"""Sessions as jumps: report times, rows, parts, and lanes that fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework import simulation
from needlework.model import Model
from needlework.numerics.ode import Settings
from needlework.population import design
from needlework.simulation import fine_times, row_times, simulate
from needlework.subject import Course, Skin
from tests.conftest import study_of


def trace_of(model: Model | None = None, draws: int = 1, persons: int = 1, horizon: float = 60.0, **changes):
    study = study_of(horizon=f"{horizon} days", **changes)
    course = Course.from_spec(study.course)
    population = design(Skin.resolve(study.skin), course, draws, persons, 3)
    times = fine_times(course, horizon, row_times(course, horizon))
    return list(simulate(population, model or Model(), times, horizon))


def course(days: list[float]) -> Course:
    return Course.from_spec(study_of(sessions=None, interval=None, days=days, horizon="30 years").course)


def test_rows_stand_where_the_contract_says() -> None:
    rows = row_times(course([0, 30, 60]), 130.0, (10.0, 100.0))
    assert rows.tolist() == [0, 1, 3, 7, 10, 14, 28, 30, 56, 60, 84, 100, 112, 130]


def test_a_short_horizon_has_no_row_beyond_it() -> None:
    assert row_times(course([0]), 5.0).tolist() == [0, 1, 3, 5]


@given(st.lists(st.floats(0.1, 60.0), max_size=8), st.floats(1.0, 3000.0))
def test_times_increase_stay_inside_and_hold_the_rows(gaps, beyond) -> None:
    days = [0.0, *np.cumsum(gaps).tolist()]
    horizon = days[-1] + beyond
    rows = row_times(course(days), horizon)
    times = fine_times(course(days), horizon, rows)
    assert np.all(np.diff(rows) > 0)
    assert np.all(np.diff(times) > 0)
    assert times[0] == rows[0] == 0.0
    assert times[-1] == rows[-1] == horizon
    assert np.isin([*rows, *days], times).all()


def test_a_hundred_sessions_do_not_flood_the_report() -> None:
    days = list(range(0, 3000, 30))
    rows = row_times(course(days), 3100.0)
    assert len(fine_times(course(days), 3100.0, rows)) <= 400 + len(rows)


def test_a_report_on_a_session_day_is_the_state_just_before_it() -> None:
    (trace,) = trace_of(sessions=2, interval="14 days")
    clot = trace.species("W")[0, :, 0]
    day = {t: i for i, t in enumerate(trace.times)}
    assert clot[day[0.0]] == 0.0
    assert clot[day[0.02]] > 0.1
    assert clot[day[14.0]] < 0.1 * clot[day[0.02]]
    assert clot[day[14.02]] > 0.9 * clot[day[0.02]]


def test_parts_of_lanes_do_not_change_the_numbers(monkeypatch) -> None:
    (whole,) = trace_of(draws=3, persons=3)
    monkeypatch.setattr(simulation, "PART", 4)
    parts = trace_of(draws=3, persons=3)
    assert [len(p.lanes) for p in parts] == [4, 4, 1]
    assert np.array_equal(whole.layers, np.concatenate([p.layers for p in parts]))


def test_one_ring_receives_the_same_wound_as_three() -> None:
    early = {r: trace_of(Model(5, r), horizon=3.0, sessions=1, interval=None)[0] for r in (1, 3)}
    i = int(np.searchsorted(early[1].times, 0.02))
    one, three = (early[r].species("X")[0, i] for r in (1, 3))
    assert one == pytest.approx(three, rel=0.01)


def test_the_next_session_conserves_what_it_mixes() -> None:
    """What the second session cuts adds to what is left, whatever the rings."""
    for rings in (1, 2, 4):
        (trace,) = trace_of(Model(3, rings), sessions=2, interval="2 days", horizon=4.0)
        cut, day = trace.species("X")[0], {t: i for i, t in enumerate(trace.times)}
        first = cut[day[0.02]] - cut[day[0.0]]
        second = cut[day[2.02]] - cut[day[2.0]]
        assert second == pytest.approx(first, rel=0.05)


def test_a_lane_that_fails_is_named_and_left_out() -> None:
    (trace,) = trace_of(Model(2, 1, Settings(most_steps=1)), draws=2, sessions=1, interval=None)
    assert {lane for lane, _, _ in trace.failed} == {0, 1}
    assert all(0.0 <= day <= 60.0 and reason for _, day, reason in trace.failed)
    assert np.isnan(trace.layers).all()


def test_progress_counts_lanes() -> None:
    study = study_of(horizon="10 days", sessions=1, interval=None)
    population = design(Skin.resolve(study.skin), Course.from_spec(study.course), 2, 2, 3)
    seen: list[int] = []
    list(simulate(population, Model(2, 1), np.array([0.0, 10.0]), 10.0, seen.append))
    assert seen == [4]
