"""The matcher against labelled histories: every rule said and denied, ordinary words, pairs, times."""

from __future__ import annotations

from typing import Any

import pytest

from needlework.screening import load_rules, screen_history
from needlework.screening.history import read_history
from needlework.screening.matching import load_lexicon
from needlework.screening.times import Clock

from .labelled import DAY, FACTS, PARTS, cases, found, labelled, screened


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"])
def test_a_history_gives_the_findings_it_should_and_no_other(case: dict[str, Any]) -> None:
    answer = screened(case["text"])
    assert {finding.id for finding in answer.findings} == set(case["expect"])
    assert set(case.get("ask", ())) <= {question.id for question in answer.questions}
    assert answer.not_recognised or not case.get("unknown")


@pytest.mark.parametrize(
    "pair", labelled()["pairs"], ids=lambda pair: f"{pair[0]['text']} | {pair[1]['text']}"
)
def test_two_histories_that_differ_by_a_word_are_told_apart(pair: list[dict[str, Any]]) -> None:
    for case in pair:
        assert found(case["text"]) == set(case["expect"])


def test_at_least_a_third_of_the_histories_was_held_back() -> None:
    sizes = {part: len(labelled()[part]) for part in PARTS}
    assert sum(sizes.values()) >= 180
    assert sizes["held_back"] + sizes["held_back_again"] >= sum(sizes.values()) / 3


def test_every_rule_that_hears_words_is_both_said_and_denied() -> None:
    heard = {
        rule.id: {t for trigger in rule.triggers for t in trigger.terms}
        for rule in load_rules().values()
        if not rule.devices  # a bare history names no device; see test_devices
    }
    heard = {id: terms for id, terms in heard.items() if terms and not id.startswith("ASK-")}
    clock, lexicon = Clock(load_lexicon().times, DAY), load_lexicon()
    said, denied = set(), set()
    for case in cases():
        said |= set(case["expect"])
        for mention in read_history(case["text"], lexicon, clock).mentions:
            if mention.standing.startswith("denied"):
                denied |= {id for id, terms in heard.items() if mention.term.name in terms} - set(
                    case["expect"]
                )
    assert set(heard) - said == set()
    assert set(heard) - denied == set()


def test_nothing_is_lost_without_the_site_the_day_or_the_age() -> None:
    for case in cases():
        bare = {finding.id for finding in screen_history([case["text"]]).findings}
        assert set(case["expect"]) <= bare, case["text"]


@pytest.mark.parametrize("mode", ["label_strict", "consensus"])
def test_both_modes_find_the_same_but_for_the_class(mode: str) -> None:
    text = "taking isotretinoin, mother has keloids, nickel allergy"
    classes = {finding.id: finding.klass for finding in screened(text, mode=mode).findings}
    strict = {"ISO-CURRENT": "absolute", "SCAR-KELOID-FAMILY": "consult", "ALL-METAL": "absolute"}
    mild = {"ISO-CURRENT": "caution", "SCAR-KELOID-FAMILY": "caution", "ALL-METAL": "caution"}
    assert classes == (strict if mode == "label_strict" else mild)


def test_beyond_the_label_but_within_the_longest_waiting_time_is_a_note_with_every_position() -> None:
    (finding,) = screened("isotretinoin stopped 8 months ago").findings
    assert (finding.id, finding.klass) == ("ISO-WASHOUT", "note")
    assert {"isotretinoin_insert", "clinic_sisu", "spring2017"} <= {p.source for p in finding.positions}
    assert screened("isotretinoin stopped 3 months ago").gravest == "consult"
    assert screened("isotretinoin stopped 3 months ago", mode="consensus").gravest == "note"


def test_a_year_without_the_day_leaves_the_time_open_and_asks() -> None:
    answer = screen_history(["isotretinoin stopped in 2015"], FACTS)
    assert [finding.id for finding in answer.findings] == ["ISO-WASHOUT"]
    assert "ISO-WASHOUT" in {question.id for question in answer.questions}
    assert not screened("isotretinoin stopped in 2015")


def test_what_is_unclear_is_asked_back() -> None:
    for text in ("maybe pregnant", "pregnant?", "not pregnant, keloids", "keloids? not sure"):
        answer = screened(text)
        assert answer.findings, text
        assert answer.questions, text


def test_the_trigger_shows_the_words_that_were_understood() -> None:
    (finding,) = screened("taking isotretenoin since May").findings
    assert finding.trigger == "isotretenoin"


def test_long_and_odd_entries_are_read_without_error() -> None:
    odd = [
        "",
        " ",
        "???",
        "no",
        "not",
        "5",
        "in",
        "since",
        "for the last",
        "and",
        ",,;",
        "🙂",
        "a" * 200,
        "no " * 60,
    ]
    assert not screened(*odd).findings
