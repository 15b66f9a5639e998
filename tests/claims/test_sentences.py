"""Sentences and words keep their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.claims.read import Text
from needlework.claims.sentences import LONGEST, sentences


def shown(content: str) -> list[str]:
    return [sentence.shown for sentence in sentences(content)]


def words(content: str) -> list[list[str]]:
    return [[word.text for word in sentence.words] for sentence in sentences(content)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It is 1.5 mm deep. Done.", ["It is 1.5 mm deep.", "Done."]),
        ("Needles vs. lasers, e.g. pens.", ["Needles vs. lasers, e.g. pens."]),
        ("Cleared by the U.S. agency.", ["Cleared by the U.S. agency."]),
        ("He said “it works.” Then he left.", ["He said “it works.”", "Then he left."]),
        (
            "Heading\nThe first sentence of a longer line of text follows here.",
            ["Heading", "The first sentence of a longer line of text follows here."],
        ),
        ("wrapped lines are\njoined again", ["wrapped lines are joined again"]),
        ("• one\n• two\n1. three\n- four", ["one", "two", "three", "four"]),
        ("Glow ✨ no pain ✨ book", ["Glow ✨", "no pain ✨", "book"]),
        ("a | b", ["a |", "b"]),
        ("First paragraph\n\nsecond paragraph", ["First paragraph", "second paragraph"]),
        (
            "A line of a form that has a blank line after every line\n\nand runs on here.",
            ["A line of a form that has a blank line after every line and runs on here."],
        ),
        ("redness,\n\nswelling", ["redness, swelling"]),
        (
            "A heading of a page that is longer than forty\n\nText.",
            ["A heading of a page that is longer than forty", "Text."],
        ),
        ("| Name | Use |\n|---|---|\n| Pen | scars |", ["| Name | Use |", "| Pen | scars |"]),
        ("| A cell. Two sentences. | more", ["A cell.", "Two sentences.", "more"]),
        ("o Scars\no Lines", ["Scars", "Lines"]),
        ("# Title\ntext", ["Title", "text"]),
        ("", []),
        (" \n\n ", []),
        ("... !!! ✨", []),
    ],
)
def test_a_text_is_cut(content: str, expected: list[str]) -> None:
    assert shown(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Non-invasive", ["non", "invasive"]),
        ("non-\ninvasive", ["noninvasive"]),
        ("non\u00adinva\u200bsive", ["noninvasive"]),
        ("Doesn’t hurt", ["doesn't", "hurt"]),
        ("100% safe", ["100", "percent", "safe"]),
        ("ﬁne lines", ["fine", "lines"]),
        ("1.5 mm, 4–6 weeks", ["1.5", "mm", "4", "6", "weeks"]),
        ("ＳＡＦＥ", ["safe"]),
        ("20minutes or 24-48hrs", ["20", "minutes", "or", "24", "48", "hours"]),
        ("2mm, 3wks and 1a", ["2", "mm", "3", "weeks", "and", "1a"]),
    ],
)
def test_words_are_plain(content: str, expected: list[str]) -> None:
    assert words(content) == [expected]


def test_a_reply_stands_apart() -> None:
    question, answer = sentences("Does it hurt? No, it does not.")
    assert question.asks
    assert answer.reply == "no"
    assert answer.words[0].text == "it"
    assert next(sentences("No pain at all")).reply is None


def test_a_run_without_stops_is_cut() -> None:
    parts = list(sentences("word " * 1000))
    assert max(len(part.words) for part in parts) == LONGEST
    assert sum(len(part.words) for part in parts) == 1000


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_is_cut_in_order_and_words_stand_where_they_say(content: str) -> None:
    content = Text.plain(content).content
    last = 0
    for sentence in sentences(content):
        assert last <= sentence.start < sentence.end <= len(content)
        last = sentence.end
        for word in sentence.words:
            assert sentence.start <= word.start < word.end <= sentence.end
            assert " " not in word.text
        for number in range(len(sentence.words)):
            position = len(" " + "".join(w.text + " " for w in sentence.words[:number]))
            assert sentence.word_at(position) == number
