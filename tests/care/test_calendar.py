from datetime import date, timedelta
from math import floor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needlework.care import predicted
from needlework.care.calendar import OF_NEEDLES, Calendar, calendar
from needlework.care.plain import calendar_text, date_of
from needlework.errors import InputError
from needlework.result import Result
from needlework.spec import Study
from tests.care.conftest import run_of, study_of

START = date(2026, 12, 1)
DAYS = st.lists(st.floats(0.5, 400.0), min_size=0, max_size=6, unique=True).map(
    lambda rest: [0.0, *sorted(rest)]
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def course_of(days: list[float]) -> Study:
    return study_of(course={"sessions": None, "interval": None, "days": days}, horizon="3 years")


@QUICK
@given(DAYS)
def test_entries_keep_their_place(days: list[float]) -> None:
    made = calendar(course_of(days))
    starts = [entry.start for entry in made.entries]
    assert starts == sorted(starts)
    assert all(entry.start <= entry.end for entry in made.entries)
    assert [e.start for e in made.entries if e.kind == "session"] == list(made.days)


@QUICK
@given(DAYS)
def test_nothing_reaches_past_the_neighbouring_session(days: list[float]) -> None:
    made = calendar(course_of(days))
    ends = [float("-inf"), *made.days, float("inf")]
    for entry in made.entries:
        if entry.session:
            before, own, after = ends[entry.session - 1 : entry.session + 2]
            assert before <= entry.start
            assert entry.end <= after
            if entry.kind == "prepare":
                assert entry.end == own
            if entry.kind in ("wait", "expect"):
                assert entry.start >= own


@given(st.floats(-400.0, 4000.0), st.floats(-400.0, 4000.0))
def test_dates_follow_days(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert date_of(START, low) <= date_of(START, high)
    assert date_of(START, one) == START + timedelta(days=floor(one))
    assert date_of(START, one + 7.0) - date_of(START, one) in (timedelta(days=7), timedelta(days=8))


def test_preparation_starts_with_the_longest_time_any_source_asks_for(study: Study) -> None:
    made = calendar(study)
    sun = next(
        e
        for e in made.entries
        if e.title.startswith("Avoid sun and tanning for 1 day to 4 weeks beforehand (5 sources)")
        and e.session == 1
    )
    assert (sun.start, sun.end) == (-30.0, 0.0)
    again = next(
        e
        for e in made.entries
        if e.title.startswith("Avoid sun and tanning for 1 day to 4 weeks beforehand (5 sources)")
        and e.session == 2
    )
    assert (again.start, again.end) == (0.0, 28.0)


def test_the_study_is_compared_with_the_sources() -> None:
    def stated(days: str) -> str | None:
        made = calendar(study_of(course={"preparation": {"stopped": [f"tretinoin {days}"]}}))
        return next(e.stated for e in made.entries if e.title.startswith("Stop retinoids") and e.session == 1)

    assert "less than any source asks for" in str(stated("6 hours"))
    assert "within the range" in str(stated("3 days"))
    assert "as long as any source asks for" in str(stated("7 days"))


def test_without_a_run_the_course_is_what_was_reported(study: Study) -> None:
    made = calendar(study)
    assert made.readings == ()
    expected = [entry for entry in made.entries if entry.kind == "expect"]
    assert all(entry.sources for entry in expected)
    assert "The model" not in calendar_text(made)


def test_every_clock_is_in_days_whatever_its_outcome_is_in(result: Result) -> None:
    hours, days = (predicted.duration(result, id) for id in ("reepithelialisation_time", "downtime"))
    assert hours is not None
    assert days is not None
    assert (hours.unit, hours.median, hours.low) == (
        "day",
        pytest.approx(days.median),
        pytest.approx(days.low),
    )


def test_a_laser_is_told_whose_sources_these_are() -> None:
    laser = calendar(study_of(course={"device": "fractional_co2", "depth": None, "passes": None}))
    assert calendar(study_of()).note + f" {OF_NEEDLES}" == laser.note
    assert "was said of needling" in calendar_text(laser)


def test_with_a_run_the_model_stands_beside_the_sources(result: Result) -> None:
    made = calendar(result.study, result)
    redness = next(e for e in made.entries if e.title == "Redness visible until" and e.session == 1)
    assert "about 10 hours for most people, up to 19 hours for some" in redness.text
    sunscreen = next(e for e in made.entries if e.title.startswith("Keep sunscreen off") and e.session == 1)
    assert sunscreen.text.endswith("The model's clock for it: channels closed to small molecules.")
    assert "about 10 hours" not in sunscreen.text  # it stands once, with the other clocks
    assert "up to 1 day (6 sources)" in sunscreen.title
    assert sunscreen.text.startswith("Most say 6 to 24 hours (4 of 6).")
    assert len(sunscreen.positions) == 6
    assert (sunscreen.start, sunscreen.end) == (0.0, 1.0)  # as long as any source asks for
    slowest = np.percentile(result.values["erythema_duration"], 95.0)
    assert (redness.start, redness.end) == pytest.approx((0.0, slowest))


def test_readings_follow_the_run_hour_by_hour(result: Result) -> None:
    first, *_, last = calendar(result.study, result).readings
    assert [first.hours, last.hours] == [1.0, 168.0]
    redness = [reading.figures[0].median for reading in calendar(result.study, result).readings]
    assert redness == sorted(redness, reverse=True)
    assert redness[2] == pytest.approx(10.0 / 2.718281828)


def test_a_failed_run_leaves_its_figures_out(study: Study) -> None:
    broken = run_of(study)
    broken.values["erythema_duration"][:] = float("nan")
    titles = {entry.title for entry in calendar(study, broken).entries}
    assert "Redness visible until" not in titles
    assert "Channels closed to small molecules" in titles


def test_the_untreated_course_has_no_calendar() -> None:
    with pytest.raises(InputError, match="at least one session; received the untreated course"):
        calendar(study_of(course={"sessions": 0}))


def test_text_counts_days_or_gives_dates(study: Study) -> None:
    made = calendar(study)
    assert "Session 2 of 3, day 28" in calendar_text(made)
    assert "Session 2 of 3, 29 Dec 2026" in calendar_text(made, START)
    assert max(map(len, calendar_text(made).splitlines())) <= 110


def test_open_conflicts_are_shown(study: Study) -> None:
    text = " ".join(calendar_text(calendar(study)).split())
    assert (
        "Sources disagree: Some ask for sunscreen from the start, others for none on the first day." in text
    )


def test_json_holds_it_all(result: Result) -> None:
    made: Calendar = calendar(result.study, result)
    document = made.to_json()
    assert document["schema"] == "needlework/calendar/1"
    assert len(document["entries"]) == len(made.entries)
    assert document["readings"][0]["figures"][0]["id"] == "erythema_index"
