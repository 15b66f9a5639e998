"""Nothing that is added, and nothing downstream, takes a finding away."""

from __future__ import annotations

import dataclasses
from functools import cache

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from needlework.evidence.records import data_root
from needlework.screening import Finding, Screening, load_rules, screen_history
from needlework.screening.findings import gathered
from needlework.screening.rules import CLASSES, MODES

from .labelled import DAY, FACTS, cases, found

FIRED = sorted({case["text"] for case in cases() if case["expect"]})


@cache
def ordinary() -> list[str]:
    text = (data_root() / "rules" / "words" / "ordinary.yaml").read_text(encoding="utf-8")
    return [words for group in yaml.load(text, Loader=yaml.BaseLoader).values() for words in group]


joints = st.sampled_from([", ", "; ", ". ", " and ", " plus ", " but also ", "\n"])
when = st.sampled_from(["", "", " ten years ago", " in 2015", " as a child", " two weeks ago", " since 2019"])


@given(st.sampled_from(FIRED), st.deferred(lambda: st.sampled_from(ordinary())), joints, when, st.booleans())
def test_ordinary_words_beside_it_never_take_a_finding_away(
    text: str, words: str, joint: str, time: str, ahead: bool
) -> None:
    more = f"{words}{time}{joint}{text}" if ahead else f"{text}{joint}{words}{time}"
    assert found(text) <= found(more), more


@given(st.lists(st.sampled_from([case["text"] for case in cases()]), max_size=6))
def test_more_entries_never_take_a_finding_away(history: list[str]) -> None:
    together = found(*history)
    assert all(found(entry) <= together for entry in history)


@given(
    st.sampled_from(FIRED),
    st.fixed_dictionaries(
        {
            "age_years": st.floats(0, 100),
            "phototype": st.sampled_from(["I", "IV", None]),
            "depth_um": st.floats(0, 4000),
        }
    ),
)
def test_other_facts_never_take_a_finding_away(text: str, facts: dict[str, object]) -> None:
    known = {"site": "cheek", "age_years": facts["age_years"]}
    with_age = {f.id for f in screen_history([text], known, today=DAY).findings}
    more = {f.id for f in screen_history([text], FACTS | facts, today=DAY).findings}  # type: ignore[operator]
    assert with_age <= more


findings = st.builds(
    lambda rule, klass, words: Finding(
        rule.id, rule.condition, klass, rule.reason, rule.positions, rule.cleared_by, words
    ),
    st.deferred(lambda: st.sampled_from([rule for rule in load_rules().values() if rule.classes])),
    st.sampled_from(CLASSES),
    st.sampled_from(["a", "b", "c"]),
)


@given(st.lists(findings, max_size=12), st.lists(findings, max_size=4), st.sampled_from(MODES))
def test_putting_an_answer_together_keeps_every_finding_in_its_gravest_class(
    first: list[Finding], more: list[Finding], mode: str
) -> None:
    answer, fuller = gathered(mode, first, [], []), gathered(mode, first + more, [], [])
    for finding in first:
        for held in (answer, fuller):
            kept = next(f for f in held.findings if f.id == finding.id)
            assert CLASSES.index(kept.klass) <= CLASSES.index(finding.klass)
            assert kept.positions == finding.positions
            assert finding.trigger in kept.trigger
            assert any(shown["id"] == finding.id for shown in held.to_json()["findings"])
            assert any(finding.id in line for line in held.lines())


def test_an_answer_cannot_be_changed() -> None:
    answer = screen_history(["keloids"], FACTS)
    for name, value in (("findings", ()), ("mode", "consensus"), ("more", 1)):
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
            setattr(answer, name, value)
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.findings[0].klass = "note"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.findings[0].positions[0].says = "nothing"  # type: ignore[misc]
    with pytest.raises(TypeError):
        answer.findings[0] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        load_rules()["SCAR-KELOID"].classes["label_strict"] = "note"  # type: ignore[index]


def test_no_method_of_an_answer_gives_back_an_answer_with_less() -> None:
    given_back = [
        name for name in vars(Screening) if not name.startswith("_") and name not in Screening.__slots__
    ]
    assert set(given_back) == {"gravest", "lines", "to_json"}
