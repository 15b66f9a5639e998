"""Sentences a colleague would say: counts, majorities, dissent, and no answer of 29-fold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.care import records
from needlework.care.advice import advice, most
from needlework.care.lasting import WIDE, lasting, why_unknown
from needlework.care.records import Item, Position
from needlework.evidence.sources import load_sources
from needlework.outcomes import outcomes

EVERY = (*records.preparation(), *records.gates())


def item(*days: tuple[float, float] | None, action: str = "avoid") -> Item:
    found = tuple(Position("said", "aust2008", "A", span) for span in days)
    return Item("x", "Title", "Avoid it", "why", found, action)  # pyright: ignore[reportArgumentType]


def test_the_sun_is_avoided_as_one_would_say_it() -> None:
    sun = next(i for i in records.preparation() if i.id == "sun")
    said = advice(sun)
    assert said.lead == "Avoid sun and tanning for 1 day to 4 weeks beforehand (5 sources)"
    assert said.more.startswith("Most say 2 to 4 weeks (3 of 5). ")
    assert len(said.positions) == len(sun.positions)


@pytest.mark.parametrize("found", EVERY, ids=lambda i: f"{i.action}-{i.id}")
def test_every_line_is_a_sentence_with_its_count(found: Item) -> None:
    said = advice(found)
    assert re.search(r"\(\d+ sources?\)$", said.lead)
    assert said.lead[0].isupper()
    assert "sources " not in said.lead.split("(")[0]
    assert said.more.endswith((".", "?"))
    assert said.dissent == found.conflict


def test_one_source_is_singular_and_two_make_no_majority() -> None:
    assert advice(item((7.0, 7.0))).lead == "Avoid it for 7 days beforehand (1 source)"
    assert not advice(item((1.0, 1.0), (30.0, 30.0))).more.startswith("Most")
    assert advice(item(None)).lead == "Avoid it on the day (1 source)"


spans = st.tuples(st.floats(0.0, 60.0), st.floats(0.0, 30.0)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(spans, min_size=1, max_size=7))
def test_a_majority_is_more_than_half_and_tighter_than_all(found: list[tuple[float, float]]) -> None:
    positions = [Position("said", "aust2008", "A", span) for span in found]
    told = most(positions)
    if told is None:
        return
    (low, high), count = told
    assert 2 * count > len(found)
    assert count == sum(low <= a and b <= high for a, b in found)
    assert min(a for a, _ in found) <= low <= high <= max(b for _, b in found)
    assert (low, high) != (min(a for a, _ in found), max(b for _, b in found))


def test_within_an_hour_times_are_alike() -> None:
    at_once, in_an_hour, later = (Position("said", "aust2008", "A", (d, d)) for d in (0.0, 1 / 24, 3.0))
    assert most([at_once, in_an_hour, later]) == ((0.0, 1 / 24), 2)


def test_a_narrow_range_is_told_and_a_wide_one_as_most_and_some() -> None:
    assert lasting(2.0, 1.0, 4.0) == "about 2 days; for 9 in 10 people 1 to 4 days"
    assert lasting(0.5, 2 / 24, 58 / 24) == "about 12 hours for most people, up to 58 hours for some"
    assert lasting(0.0, 0.0, 0.004) == "less than half an hour"
    assert lasting(0.001, 0.0, 0.7) == "less than half an hour for most people, up to 17 hours for some"
    assert lasting(3.0, 0.1, 8.0) == "about 3 days for most people, up to 8 days for some"


@given(st.floats(0.02, 100.0), st.floats(1.0, 100.0))
def test_no_wide_range_is_printed_as_one(low: float, fold: float) -> None:
    text = lasting(low * fold**0.5, low, low * fold)
    brief = low * fold < 1 / 48
    assert ("9 in 10" in text) == (not brief and low * fold < WIDE * max(low, 1 / 48))


def test_why_nobody_knows_is_on_file_for_times_the_model_gives() -> None:
    for id, record in records.load("lasting").items():
        assert outcomes()[id].unit == "day"
        assert set(record["sources"]) <= set(load_sources())
        assert why_unknown(id) == record["why"]
    assert why_unknown("collagen_total") == ""
