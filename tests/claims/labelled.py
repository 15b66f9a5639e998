"""The guides in place, and labelled texts of the tests."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from claim_scores import Label, Score, joined, score, sentence_labels

from needlework.claims.read import Text, read

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GUIDES = Path(os.environ.get("NEEDLEWORK_SHARED", ROOT.parent / "shared")) / "seeds"


def table(name: str) -> Any:
    """Return a YAML file of this folder."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def guides() -> dict[int, Text]:
    """Return the five guides by number; skip where they are not at hand, but never in CI."""
    files = sorted(GUIDES.glob("*.txt"))
    if not files:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the guides are not in {GUIDES}")
        pytest.skip("the guides are not at hand")
    return {number: read(file) for number, file in enumerate(files, 1)}


def guide_labels(number: int, text: Text) -> list[Label]:
    """Return the labels of one guide."""
    return sentence_labels(text, table("guides.yaml")[number], f"guide {number}")


@cache
def score_of(name: str) -> Score:
    """Return the score over a file of labelled texts."""
    total = Score()
    for text in table(name):
        total.add(score(*joined(text["lines"], text["name"])))
    return total
