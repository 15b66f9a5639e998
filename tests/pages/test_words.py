"""Figures in words: the digits that an interval allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.pages.words import (
    JOIN,
    MINUS,
    count_words,
    duration,
    millimetres,
    session_phrase,
    since_last,
    time_words,
    wording,
)


def said(value: float | None, low: float, high: float, unit: str = "%", relative: bool = True) -> str:
    return wording(unit, relative, [value, low, high]).one(value).replace(JOIN, " ")


def test_no_more_digits_than_the_interval_allows() -> None:
    assert said(14.238, 8.1, 22.4) == "+14 %"
    assert said(1.4238, 1.1, 1.9) == "+1.4 %"
    assert said(238.4, 103.1, 689.3, "1/cm2", False) == "240 per cm²"
    assert said(-3.2, -8.0, 1.0) == f"{MINUS}3 %"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_not_known_says_so(value: float | None) -> None:
    assert said(value, 1.0, 2.0) == "not known"


def test_what_is_huge_is_not_spelled_out() -> None:
    assert said(3e12, 1e3, 5e12).startswith("over 100,000")
    assert said(-3e12, -5e12, 0.0).startswith(f"below {MINUS}100,000")


def test_zero_has_no_sign() -> None:
    assert said(-0.0001, -1.0, 1.0) == "0 %"


def test_shares_are_percent_and_short_times_are_hours() -> None:
    assert wording("1", False, [0.06, 0.02, 0.16], percent=True).one(0.06) == f"6{JOIN}%"
    assert wording("day", False, [0.2, 0.1, 0.4]).between((0.1, 0.4)) == f"2 to 10{JOIN}hours"
    assert wording("1", False, [0.25, 0.22, 0.5]).one(0.25) == "0.25"


def test_times_cut_off_by_the_next_session_say_so() -> None:
    text = wording("day", False, [9.0, 0.0, 28.0], end=28.0)
    assert text.between((0.0, 28.0), "and") == "0 and the next session"
    assert text.one(28.0) == "the next session"


def test_one_is_singular() -> None:
    text = wording("day", False, [1.0, 0.0, 11.0])
    assert text.one(1.0) == f"1{JOIN}day"
    assert text.reported(2.0 / 24.0) == f"2{JOIN}hours"


@given(st.floats(-1e9, 1e9), st.floats(0.0, 1e9), st.floats(0.0, 1e9))
def test_every_figure_can_be_said(middle: float, below: float, above: float) -> None:
    text = wording("%", True, [middle, middle - below, middle + above])
    assert text.one(middle)
    assert "e" not in text.bare(middle).replace("below", "").replace("over", "")


def test_counts_never_say_none() -> None:
    assert count_words(0.03, 0.17) == "3 to 17"
    assert count_words(0.0, 0.001) == "fewer than 1"
    assert count_words(0.0, 0.04) == "up to 4"


def test_times_and_courses() -> None:
    assert [time_words(d) for d in (0.0, 0.02, 0.25, 10.0, 1826.25)] == [
        "before",
        "minute 0",
        "hour 6",
        "day 10",
        "year 5",
    ]
    assert since_last(168.0, [0.0, 84.0]) == "12 weeks after the last session (day 168)"
    assert session_phrase([0, 28, 56, 84], 28.0) == "4 sessions, 4 weeks apart"
    assert session_phrase([], None) == "no session"
    assert duration(0.5 / 24) == "30 minutes"
    assert millimetres(1250.0) == f"1.25{JOIN}mm"
