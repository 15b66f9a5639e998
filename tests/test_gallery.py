"""The gallery: ten questions, each a study that differs in one line, answered in three sentences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from needlework.outcomes import outcomes
from needlework.spec import load_study
from needlework.wording import faults_in

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import docs_gallery  # noqa: E402
import gallery  # noqa: E402

QUESTIONS = docs_gallery.questions()


def figures(*means: float, best: int | None = 0, ahead: float = 0.2) -> dict[str, Any]:
    rows = [
        {
            "name": f"v{k}",
            "mean": m,
            "mean_interval": [m - 1, m + 1],
            "person_interval": None,
            "ahead_of_best": ahead,
        }
        for k, m in enumerate(means)
    ]
    return {"title": "Score", "unit": "points", "best": best, "rows": rows}


def test_there_are_ten_and_each_is_kept() -> None:
    assert len(QUESTIONS) == len({q["id"] for q in QUESTIONS}) == 10
    assert set(docs_gallery.held()["questions"]) == {q["id"] for q in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q["id"])
def test_every_variant_is_a_study_and_reads_an_outcome(question: dict[str, Any]) -> None:
    study = load_study(docs_gallery.FOLDER / question["study"])
    variants = [study.replace({question["key"]: value}) for value in question["values"]]
    assert len({str(v.to_dict()) for v in variants}) == len(variants) >= 3
    assert len(question.get("names", question["values"])) == len(variants)
    assert outcomes()[question["outcome"]]
    assert question["says"].endswith(".")
    day = gallery._day(question, type("R", (), {"study": variants[-1]}))  # pyright: ignore[reportArgumentType]
    assert day is None or day <= min(v.horizon for v in variants)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q["id"])
def test_an_answer_is_three_sentences_in_the_agreed_words(question: dict[str, Any]) -> None:
    found = docs_gallery.held()["questions"][question["id"]]
    told = docs_gallery.sentences(question, found)
    assert len(told) == 3
    assert all(sentence.endswith(".") for sentence in told)
    assert faults_in(" ".join(told)) == []
    assert all(row["name"] in told[0] for row in found["rows"])


@pytest.mark.parametrize(("ahead", "word"), [(0.02, "clearly"), (0.2, "probably"), (0.6, None)])
def test_an_order_is_as_clear_as_the_draws_make_it(ahead: float, word: str | None) -> None:
    question = {"outcome": "goodman_baron_quantitative", "read": "mean", "day": "once", "says": "S."}
    said = docs_gallery.sentences(question, figures(3.0, 5.0, ahead=ahead))[1]
    start = f"On average v0 does best, and {word} so" if word else "Between v0 and v1 the order is open"
    assert said.startswith(start)
    assert f"in {100 * (1 - ahead):.0f} % of" in said


def test_where_nothing_is_better_the_ends_are_named() -> None:
    question = {"outcome": "channel_depth", "read": "mean", "day": "once", "says": "S."}
    said = docs_gallery.sentences(question, figures(3.0, 5.0, 4.0, best=None))[1]
    assert said.startswith("Least for v0 and most for v1")


def test_figures_that_do_not_differ_have_no_order() -> None:
    question = {"outcome": "channel_depth", "read": "mean", "day": "once", "says": "S."}
    assert docs_gallery.sentences(question, figures(3.0, 3.0))[1] == "To the model they are all the same."
