"""Saying, denying and asking."""

from __future__ import annotations

import pytest

from needlework.claims.phrases import compile_phrase
from needlework.claims.sentences import sentences
from needlework.claims.stance import stance

PHRASE = compile_phrase("result~ .. immediate~")


@pytest.mark.parametrize(
    "content",
    [
        "Results are immediate.",
        "It is not a myth that results are immediate.",
        "Results are not only immediate, they last.",
        "There is no doubt that results are immediate.",
        "Pain is not felt and results are immediate.",
        "It is a myth that needling hurts, but results are immediate.",
        "No wonder results are immediate.",
    ],
)
def test_what_is_said(content: str) -> None:
    assert of(content) == "says"


@pytest.mark.parametrize(
    "content",
    [
        "Results are not immediate.",
        "Results aren't immediate.",
        "No results are immediate.",
        "It is a myth that results are immediate.",
        "It is falsely believed that results are immediate; they take weeks.",
        "Myth: results are immediate.",
        "That results are immediate is a misconception.",
        "The claim that results are immediate rests on one small study and is false.",
        "Results are immediate has never been proven.",
        "There is no evidence that results are immediate.",
        "Many people believe that results are immediate.",
        "Nobody has shown that results are immediate.",
        "We cannot promise that results are immediate.",
    ],
)
def test_what_is_denied(content: str) -> None:
    assert of(content) == "denies"


def test_what_is_asked() -> None:
    assert of("Are the results immediate?") == "asks"


def test_denial_within_the_phrase_is_what_is_said() -> None:
    sentence = next(sentences("It does not darken the skin."))
    match = compile_phrase("not darken").find(sentence)
    assert match is not None
    assert stance(sentence, match) == "says"


def of(content: str) -> str:
    sentence = next(sentences(content))
    match = PHRASE.find(sentence)
    assert match is not None
    return stance(sentence, match)
