"""Tokens, normal forms, misspellings and times."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.screening.amounts import MONTH, WEEK, YEAR
from needlework.screening.matching import load_lexicon, normal
from needlework.screening.spelling import Speller, spelling_distance
from needlework.screening.times import Clock, TimeSpan

from .labelled import DAY

LEXICON = load_lexicon()
CLOCK = Clock(LEXICON.times, DAY, 40.0)


def named(text: str) -> list[str]:
    return [item.role.term.name for item in LEXICON.read(text, CLOCK) if item.role.term]


def span(text: str, clock: Clock = CLOCK) -> TimeSpan | None:
    return next((item.time for item in LEXICON.read(text, clock) if item.time), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Haemophilia", "hemophilia"),
        ("tumour", "tumor"),
        ("warts", "wart"),
        ("allergies", "allergy"),
        ("rashes", "rash"),
        ("Sjögren's", "sjogren"),
        ("Crohn’s", "crohn"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_short_words_that_only_look_like_plurals_stay() -> None:
    assert normal("AIDS") != normal("aid")
    assert (normal("lupus"), normal("psoriasis")) == ("lupus", "psoriasis")


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("isotretenoin", "isotretinoin"),
        ("excema", "eczema"),
        ("exema", "eczema"),
        ("soriasis", "psoriasis"),
        ("hemofilia", "bleeding_disorder"),
        ("vitaligo", "vitiligo"),
        ("kelloid", "keloid"),
        ("roseacea", "rosacea"),
        ("preganant", "pregnancy"),
        ("anti coagulants", "blood_thinner"),
        ("coldsores", "cold_sore"),
        ("cold-sores", "cold_sore"),
    ],
)
def test_misspelt_and_torn_words_are_recognised(written: str, term: str) -> None:
    assert named(written) == [term]


@pytest.mark.parametrize(
    "word", ["physiotherapy", "diuretic", "cryotherapy", "aspiring", "filter", "access", "retinal", "wording"]
)
def test_a_real_word_is_no_misspelling(word: str) -> None:
    assert named(word) == []


@given(st.text("abcdefgh", max_size=9), st.text("abcdefgh", max_size=9))
def test_the_distance_of_words(one: str, other: str) -> None:
    distance = spelling_distance(one, other)
    assert (distance == 0) == (one == other)
    assert distance <= 1.5 * max(len(one), len(other))
    assert spelling_distance(one, other, distance) == distance


def test_the_nearest_word_is_taken_and_nothing_beyond_reach() -> None:
    speller = Speller(["melasma", "melanoma"])
    assert speller.nearest("melesma") == "melasma"
    assert speller.nearest("melenoma") == "melanoma"
    assert speller.nearest("marmalade") is None


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("5 weeks ago", "ago", 5 * WEEK, 5 * WEEK),
        ("five and a half months ago", "ago", 5.5 * MONTH, 5.5 * MONTH),
        ("two and a half years ago", "ago", 2.5 * YEAR, 2.5 * YEAR),
        ("6-8 weeks ago", "ago", 6 * WEEK, 8 * WEEK),
        ("about half a year ago", "ago", YEAR / 2, YEAR / 2),
        ("more than a year ago", "ago", YEAR, math.inf),
        ("less than six months ago", "ago", 0, 6 * MONTH),
        ("a couple of days ago", "ago", 2, 3),
        ("3/52 ago", "ago", 3 * WEEK, 3 * WEEK),
        ("twenty five years ago", "ago", 25 * YEAR, 25 * YEAR),
        ("yesterday", "ago", 1, 2),
        ("in 2022", "ago", 1262, 1626),
        ("March 2026", "ago", 76, 106),
        ("in March", "ago", 76, 106),
        ("15 March", "ago", 76, 106),
        ("on the 1st of March 2026", "ago", 76, 106),
        ("March 2nd", "ago", 76, 106),
        ("03/2026", "ago", 76, 106),
        ("in the 90s", "ago", (DAY - date(1999, 12, 31)).days, (DAY - date(1990, 1, 1)).days),
        ("until I was 15", "until", 24 * YEAR, math.inf),
        ("since 2019", "since", 2358, 2722),
        ("until 3 weeks ago", "until", 3 * WEEK, 3 * WEEK),
        ("for two years", "for", 2 * YEAR, 2 * YEAR),
        ("in the last 6 months", "within", 0, 6 * MONTH),
        ("in 3 weeks", "ahead", 3 * WEEK, 3 * WEEK),
        ("in 2027", "ahead", 200, 565),
        ("as a child", "ago", 27 * YEAR, math.inf),
        ("at age 15", "ago", 24 * YEAR, math.inf),
        ("in her twenties", "ago", 10 * YEAR, math.inf),
        ("3 months old", "old", 3 * MONTH, 3 * MONTH),
        ("6 months", "bare", 6 * MONTH, 6 * MONTH),
    ],
)
def test_times_in_words(text: str, kind: str, low: float, high: float) -> None:
    found = span(text)
    assert found is not None
    assert (found.kind, found.low, found.high) == (kind, pytest.approx(low), pytest.approx(high))


def test_without_the_day_a_year_is_open() -> None:
    assert span("in 2015", Clock(LEXICON.times)) == TimeSpan("ago", 0.0, math.inf)


@given(st.integers(1, 200), st.sampled_from(["days", "weeks", "months", "years"]))
def test_any_number_of_units_is_read(number: int, unit: str) -> None:
    found = span(f"{number} {unit} ago")
    assert found is not None
    assert 0 < found.low == found.high


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1950, 2045))
def test_a_year_is_placed_before_or_after_the_day(today: date, year: int) -> None:
    found = span(f"in {year}", Clock(LEXICON.times, today))
    assert found is not None
    assert 0 <= found.low <= found.high
    assert found.kind == ("ahead" if year > today.year else "ago")


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    covered = "".join(item.text for item in LEXICON.read(text, CLOCK))
    assert len(covered) <= 3 * len(text) + 40
