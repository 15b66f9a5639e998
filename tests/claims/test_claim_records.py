"""The claim records: complete, well formed, and their faults named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from needlework.claims.records import index_claims, load_claims, load_groups
from needlework.errors import InputError
from needlework.evidence.records import Record, data_root
from needlework.evidence.sources import load_sources

CLAIMS = load_claims()
GOOD = """
- id: C1
  claim: It works
  topic: benefit
  origin: guides
  verdict: mixed
  why: Sources differ.
  sources: [alam2014]
  careful: It may work.
  represented_by: {kind: outcome, ref: ecca, answer: A score.}
  phrases: [it works]
"""


def test_the_list_is_whole() -> None:
    assert [claim.id for claim in CLAIMS.values()] == [f"C{n}" for n in range(1, len(CLAIMS) + 1)]
    of_list = [claim for claim in CLAIMS.values() if claim.origin == "guides"]
    assert len(of_list) == 94
    verdicts = Counter(claim.verdict for claim in of_list)
    assert verdicts == {"supported": 49, "mixed": 31, "unproven": 8, "contradicted": 6}


def test_every_source_is_on_file() -> None:
    sources = load_sources()
    assert [(c.id, key) for c in CLAIMS.values() for key in c.sources if key not in sources] == []
    assert all(claim.sources for claim in CLAIMS.values())


def test_every_group_is_used_and_phrases_are_few() -> None:
    data = data_root() / "claims"
    texts = [file.read_text(encoding="utf-8") for file in data.iterdir() if file.name.endswith(".yaml")]
    texts += [(data / "words" / name).read_text(encoding="utf-8") for name in ("groups.yaml", "senses.yaml")]
    groups = load_groups()
    assert [name for name in groups if not any(f"{{{name}}}" in text for text in texts)] == []
    # as many as stood when recall on fresh texts was scored; another one should replace one
    assert max(len(claim.phrases) for claim in CLAIMS.values()) <= 19
    assert sum(len(claim.phrases) for claim in CLAIMS.values()) < 750


def test_what_must_be_modelled_is_not_waved_off() -> None:
    must = [claim for claim in CLAIMS.values() if claim.must_be_modelled]
    assert len(must) >= 70
    assert {claim.represented_by.kind for claim in must}.isdisjoint({"not_modelled", "page"})


def test_verdicts_by_what_a_text_does() -> None:
    assert [CLAIMS["C71"].judged(s) for s in ("says", "denies", "asks")] == [
        "contradicted",
        "supported",
        "contradicted",
    ]
    assert [CLAIMS["C78"].judged(s) for s in ("says", "denies")] == ["supported", "contradicted"]
    assert CLAIMS["C47"].judged("denies") is None


def faults(tmp_path: Path, text: str) -> str:
    (tmp_path / "claims" / "words").mkdir(parents=True)
    (tmp_path / "claims" / "words" / "groups.yaml").write_text("up: (rises|grows)", encoding="utf-8")
    (tmp_path / "claims" / "all.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        index_claims(tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  verdict: mixed\n", "", "'verdict'"),
        ("verdict: mixed", "verdict: true-ish", "verdict one of"),
        ("why:", "wy:", "did you mean 'why'?"),
        ("topic: benefit", "topic: gossip", "topic one of"),
        ("[it works]", "it works", "phrases as a list of text"),
        ("[it works]", "['{down}']", "no group is called {down}"),
        ("[it works]", "['(a']", "not closed"),
        ("kind: outcome", "kind: hope", "kind one of"),
        ("ref: ecca, ", "", "the ref that stands for it"),
        (
            "  phrases",
            "  must_be_modelled: true\n  represented_by: {kind: not_modelled, answer: No.}\n  phrases",
            "model it",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = GOOD.replace(old, new)
    assert text != GOOD
    message = faults(tmp_path, text)
    assert problem in message
    assert message.startswith("data/claims/all.yaml:2")


def test_ids_are_unique(tmp_path: Path) -> None:
    assert "an id of its own" in faults(tmp_path, GOOD + GOOD)


def test_a_record_that_is_right_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "claims" / "words").mkdir(parents=True)
    (tmp_path / "claims" / "words" / "groups.yaml").write_text("up: rises", encoding="utf-8")
    (tmp_path / "claims" / "all.yaml").write_text(GOOD, encoding="utf-8")
    (claim,) = index_claims(tmp_path).values()
    assert claim.where == "data/claims/all.yaml:2"
    assert Record(dict(claim.represented_by.__class__.__annotations__), "").get("kind") is not None
