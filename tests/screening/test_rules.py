"""The rules and word lists themselves."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter

import pytest

from needlework.evidence.records import Record, data_root, read_records
from needlework.evidence.sources import load_sources
from needlework.screening import load_rules, screen_history
from needlework.screening.matching import load_lexicon, phrase
from needlework.screening.places import word_list
from needlework.screening.rules import CLASSES, check_question, check_rule
from needlework.wording import faults_in

RULES = list(load_rules().values())
TERMS = {role.term.name for role in load_lexicon()._roles.values() if role.term}


def test_every_position_has_a_source_on_file() -> None:
    known = load_sources()
    assert [(r.id, p.source) for r in RULES for p in r.positions if p.source not in known] == []


def test_every_rule_says_why_and_what_clears_it_and_is_worded_as_what_sources_say() -> None:
    for rule in RULES:
        texts = [rule.condition, rule.reason, rule.cleared_by, rule.ask, *(p.says for p in rule.positions)]
        assert [fault for text in texts for fault in faults_in(text)] == []
        if rule.classes:
            assert rule.reason.endswith("."), rule.id
            assert rule.cleared_by, rule.id
            assert rule.positions, rule.id
        assert rule.ask.endswith("?"), rule.id


def test_rules_and_word_lists_name_the_same_terms() -> None:
    named = {term for rule in RULES for trigger in rule.triggers for term in trigger.terms}
    # heard only for reactions to it, and for what it becomes when it is raised
    assert named == TERMS - {"needling", "named_scar"}


def test_where_authorities_disagree_each_has_its_own_position() -> None:
    waits = {p.days for p in load_rules()["ISO-WASHOUT"].positions}
    assert {0, 91.3, 182.6, 365.25} <= waits
    assert len({p.source for p in load_rules()["SCAR-KELOID"].positions}) >= 4


def test_consensus_is_never_stricter_than_the_label() -> None:
    for rule in RULES:
        if rule.classes:
            assert CLASSES.index(rule.classes["consensus"]) >= CLASSES.index(rule.classes["label_strict"])


def test_a_malformed_rule_names_its_faults() -> None:
    good = next(r for r in read_records(data_root(), "rules") if r.get("id") == "ISO-WASHOUT").fields
    wrong = {
        "class": {"label_strict": "never", "consensus": "note"},
        "scope": "everywhere",
        "positions": [{"source": "x"}],
        "words": [{"terms": ["isotretinoin"], "when": "stopped"}, {"terms": [], "when": "sometimes"}],
        "facts": [{"depth_um": {"over": 3}}],
    }
    for key, value in wrong.items():
        assert check_rule(Record({**good, key: value}, "rules.yaml:1")), key
    assert check_rule(Record({key: v for key, v in good.items() if key != "reason"}, "rules.yaml:1"))
    assert not check_rule(Record(good, "rules.yaml:1"))
    assert check_question(Record({"id": "ASK-X", "terms": ["cancer"]}, "questions.yaml:1"))


def test_screening_imports_no_heavy_library() -> None:
    code = (
        "import sys, json; import needlework.screening as s; s.screen_history(['keloids']);"
        "heavy = ('numpy', 'numba', 'pydantic', 'scipy', 'jinja2');"
        "print(json.dumps([m for m in heavy if m in sys.modules]))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout) == []


def test_a_history_is_screened_in_milliseconds() -> None:
    history = ["herpes labialis in 2022", "isotretinoin stopped 8 months ago", "no keloids", "hay fever"]
    screen_history(history)
    fastest = min(_seconds(history) for _ in range(7))
    assert fastest < 0.02


def _seconds(history: list[str]) -> float:
    start = time.perf_counter()
    screen_history(history)
    return time.perf_counter() - start


@pytest.mark.parametrize("name", ["terms", "ordinary", "cues", "fillers"])
def test_a_phrase_stands_once_plurals_and_spellings_included(name: str) -> None:
    lists = {key: entry["words"] if name == "terms" else entry for key, entry in word_list(name).items()}
    held = {key: [phrase(text) for text in words] for key, words in lists.items()}
    for key, phrases in held.items():
        assert [p for p, times in Counter(phrases).items() if times > 1] == [], key
    if name in ("terms", "ordinary"):
        assert len(set(sum(held.values(), []))) == sum(map(len, held.values()))


def test_a_filler_is_no_word_that_means_something() -> None:
    assert set(load_lexicon()._roles).isdisjoint(map(phrase, word_list("fillers")["words"]))
