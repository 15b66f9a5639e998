import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.care.words import figure, listed, sentence, spell, spell_range


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.0, "0 minutes"),
        (20 / 1440, "20 minutes"),
        (1 / 24, "1 hour"),
        (1.5 / 24, "1.5 hours"),
        (1.0, "1 day"),
        (1.5, "36 hours"),
        (2.0, "2 days"),
        (14.0, "2 weeks"),
        (5.0, "5 days"),
        (28.0, "4 weeks"),
        (180.0, "6 months"),
    ],
)
def test_a_time_is_told_in_its_natural_unit(days: float, words: str) -> None:
    assert spell(days) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 1.0, "0 to 1 day"),
        (5.0, 7.0, "5 to 7 days"),
        (1.0, 30.0, "1 day to 4 weeks"),
        (7.0, 7.0, "7 days"),
        (7.0, 7.04, "7 days"),
    ],
)
def test_a_range_shares_its_unit_where_it_can(low: float, high: float, words: str) -> None:
    assert spell_range(low, high) == words


@given(st.floats(0.0, 4000.0))
def test_every_time_has_a_number_and_a_unit(days: float) -> None:
    number, unit = spell(days).split()
    assert float(number) >= 0.0
    assert unit.rstrip("s") in {"minute", "hour", "day", "week", "month"}


def test_figures_have_two_digits_that_count_and_a_true_minus() -> None:
    assert [figure(x) for x in (0.0, 0.123, 1.26, 14.238, -3.4)] == [
        "0",
        "0.12",
        "1.3",
        "14",
        "\N{MINUS SIGN}3.4",
    ]


def test_lists_and_sentences() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert sentence("rest it") == "Rest it."
    assert sentence("why?") == "Why?"
