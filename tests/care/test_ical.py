from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.care.calendar import calendar
from needlework.care.ical import to_ical
from needlework.care.plain import date_of
from needlework.result import Result
from needlework.spec import Study
from tests.care.conftest import study_of

START = date(2026, 12, 1)


def test_a_real_parser_reads_every_event_on_its_day(result: Result) -> None:
    made = calendar(result.study, result)
    events = icalendar.Calendar.from_ical(to_ical(made, START)).events
    assert len(events) == len(made.entries)
    for event, entry in zip(events, made.entries, strict=True):
        assert str(event["SUMMARY"]) == entry.title
        assert event.start == date_of(START, entry.start)
        assert event.end == date_of(START, entry.end) + timedelta(days=1)  # the end is exclusive


def test_the_parser_finds_no_errors_and_all_that_is_required(study: Study) -> None:
    parsed = icalendar.Calendar.from_ical(to_ical(calendar(study), START))
    assert parsed.errors == []
    assert (parsed["VERSION"], parsed["CALSCALE"]) == ("2.0", "GREGORIAN")
    for event in parsed.events:
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND"} <= set(event)


def test_dates_float_and_carry_no_zone(study: Study) -> None:
    text = to_ical(calendar(study), START)
    assert "TZID" not in text
    assert "DTSTART;VALUE=DATE:20261201" in text


def test_uids_are_unique_and_stable(study: Study) -> None:
    first, second = (to_ical(calendar(study), START) for _ in range(2))
    assert first == second
    uids = [line for line in first.split("\r\n") if line.startswith("UID:")]
    assert len(uids) == len(set(uids))


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200),
    st.sampled_from(["", "\n", ";", ",", "\\"]),
)
def test_lines_fold_at_75_octets_and_come_back_whole(words: str, mark: str) -> None:
    title = f"a{words}{mark}{words}z"
    made = calendar(study_of(course={"sessions": 1, "interval": None}))
    made = replace(made, entries=(replace(made.entries[0], title=title, text=title, conflict=None),))
    text = to_ical(made, START)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(text).events
    assert str(event["SUMMARY"]) == title
    assert str(event["DESCRIPTION"]).startswith(title)


@pytest.mark.parametrize("word", ["tretinoin", "herpes labialis", "phototype", "32 years"])
def test_nothing_about_the_person_is_in_it(word: str) -> None:
    course = {"preparation": {"stopped": ["tretinoin 7 days"]}}
    made = calendar(study_of(course=course, history=["herpes labialis in 2022"]))
    assert word not in to_ical(made, START)
