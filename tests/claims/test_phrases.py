"""The rule language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import table

from needlework.claims.phrases import compile_phrase
from needlework.claims.records import load_claims
from needlework.claims.sentences import forms, sentences


def finds(phrase: str, content: str) -> bool:
    compiled = compile_phrase(phrase, {"up": "(rise~|grow~)", "both": "{up} high"})
    return any(compiled.find(sentence) is not None for sentence in sentences(content))


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("scar", "A scar.", "Two scars."),
        ("scar~", "Scarring.", "Discard."),
        ("~pigment", "Depigment.", "Pigments."),
        ("~pigment~", "Hyperpigmentation.", "Figment."),
        ("(red|dark blue)", "Dark blue.", "Dark, blueish."),
        ("very? safe", "safe", "very"),
        ("not .. safe", "not at all so safe", "not as one would think safe"),
        ("not ... safe", "not a b c d e f g h safe", "not a b c d e f g h i safe"),
        ("<n> weeks", "Four weeks.", "Many weeks."),
        ("<n> weeks", "12 weeks", "weeks 12"),
        ("{up}", "It grows.", "It falls."),
        ("{both}", "growing high", "high growing"),
        ("safe & skin", "Skin: safe.", "Safe. Skin."),
        ("safe & !not", "It is safe.", "It is not safe."),
        ("collagen !induction", "collagen rises", "collagen induction"),
        ("collagen !(.. therapy)", "collagen is fine", "collagen induction therapy"),
        ("doesn't", "It doesn’t.", "It does."),
    ],
)
def test_marks(phrase: str, yes: str, no: str) -> None:
    assert finds(phrase, yes)
    assert not finds(phrase, no)


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("", "a part without a word"),
        ("..", "a part without a word"),
        ("a & ..", "a part without a word"),
        ("(a|b", "not closed"),
        ("a)", "unexpected"),
        ("?", "follows no word"),
        ("a .. ?", "follows no word"),
        ("{nothing}", "no group is called {nothing}"),
        ("!a", "nothing to find"),
        ("a [b]", "no mark of the language"),
        ("a ! & b", "stands where a word should"),
    ],
)
def test_what_is_not_of_the_language_is_refused(phrase: str, problem: str) -> None:
    with pytest.raises(ValueError, match="in '") as caught:
        compile_phrase(phrase, {})
    assert problem in str(caught.value)


def test_a_match_names_words_and_leaves_gaps_out() -> None:
    sentence = next(sentences("Results are not always immediate today"))
    match = compile_phrase("results .. immediate").find(sentence)
    assert match is not None
    assert match.words == {0, 4}
    assert match.runs() == [0, 4]
    assert (match.first, match.last, match.anchor) == (0, 4, 0)


def test_the_tightest_match_is_taken() -> None:
    sentence = next(sentences("no knife, no bed"))
    match = compile_phrase("no ... bed").find(sentence)
    assert match is not None
    assert match.words == {2, 3}


def test_what_is_told_at_once_hides_no_match() -> None:
    lines = [line for row in table("paraphrases.yaml").values() for says in row.values() for line in says]
    found = [sentence for line in lines for sentence in sentences(line)]
    phrases = [phrase for claim in load_claims().values() for phrase in (*claim.phrases, *claim.contrary)]
    for phrase in phrases:
        slow = replace(phrase, needs=())
        assert [s.shown for s in found if phrase.find(s) != slow.find(s)] == [], phrase.source


@given(st.text("abc", min_size=1, max_size=8), st.booleans(), st.booleans(), st.data())
def test_forms_of_a_word_are_the_ways_to_name_it(
    word: str, left: bool, right: bool, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(word) - 1)) if left else 0
    end = data.draw(st.integers(start + 1, len(word))) if right else len(word)
    named = "~" * left + word[start:end] + "~" * right
    assert named in forms(word)
    assert finds(named, word)
    assert ("d" + word) not in forms(word)
