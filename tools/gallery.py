"""Run the questions of the gallery and the scenario of the home page, and keep their figures for the docs.

    python tools/gallery.py            run all (some minutes), write docs/data/gallery.json and docs/img
    python tools/gallery.py ID [ID …]  run some questions again (or home) and keep the rest

Needed after every new fit; ``build_docs.py --check`` says so. Pictures and sentences are made from these
figures when the docs are built.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from docs_predictions import fit_fingerprint

from needlework.outcomes import outcomes
from needlework.report.answers import answers
from needlework.report.context import Context
from needlework.report.figures import figures
from needlework.report.headline import scenario
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study, load_study
from needlework.summary import document

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "docs" / "gallery" / "questions.yaml"
FILE = ROOT / "docs" / "data" / "gallery.json"
FILM = ROOT / "docs" / "img" / "home-filmstrip.svg"
HOME = "rolling-scars"
_AFTER = 84.0  # days after the last session at which most trials look


def main(wanted: list[str]) -> int:
    """Run all questions, or those that are named."""
    held = json.loads(FILE.read_text(encoding="utf-8")) if wanted and FILE.exists() else {"questions": {}}
    questions = {q["id"]: q for q in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))}
    for id in [key for key in wanted or questions if key != "home"]:
        print(f"gallery: {questions[id]['question']}", file=sys.stderr)
        held["questions"][id] = ask(questions[id])
    if not wanted or "home" in wanted:
        held["home"] = home()
    held = {"fit": fit_fingerprint(), **{key: held[key] for key in ("home", "questions") if key in held}}
    FILE.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def ask(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a question: one row a variant, and how often each is ahead of the best."""
    study = load_study(QUESTIONS.parent / question["study"])
    names = question.get("names", question["values"])
    found = [_variant(study, question, value) for value in question["values"]]
    better = {"low": -1.0, "high": 1.0, "none": 0.0}[question["better"]]
    best = max(range(len(found)), key=lambda k: better * found[k]["mean"])
    rows = []
    for name, row in zip(names, found, strict=True):
        ahead = float(np.mean(better * (row["draws"] - found[best]["draws"]) > 0)) if better else None
        kept = {key: row[key] for key in ("mean", "mean_interval", "person_interval")}
        rows.append({"name": str(name).replace("_", " "), **_rounded(kept), "ahead_of_best": ahead})
    outcome = outcomes()[question["outcome"]]
    return {"title": outcome.title, "unit": outcome.unit, "best": best if better else None, "rows": rows}


def _variant(study: Study, question: Mapping[str, Any], value: Any) -> dict[str, Any]:
    result = run(study.replace({question["key"]: value}))
    id, day = question["outcome"], _day(question, result)
    rows = [row for row in document(result)["outcomes"] if row["id"] == id]
    row = rows[0] if day is None else min(rows, key=lambda r: abs(r["time_days"] - day))
    shown = row["difference"] if question["read"] == "difference" else row
    kept = {key: shown[key] for key in ("mean", "mean_interval", "person_interval")}
    return {**kept, "draws": _draws(result, id, day)}


def _day(question: Mapping[str, Any], result: Result) -> float | None:
    given = question.get("day", "last")
    if given == "once":
        return None
    return max(result.study.course.session_days) + _AFTER if given == "last" else float(given)


def _draws(result: Result, id: str, day: float | None) -> np.ndarray:
    """Return the mean over persons in each draw; variants share their draws."""
    values = np.nanmean(result.values[id], axis=1)
    return values if day is None else values[:, int(np.argmin(np.abs(result.times - day)))]


def home() -> dict[str, Any]:
    """Run the scenario of the home page, write its filmstrip and return its answers."""
    print(f"gallery: {HOME}", file=sys.stderr)
    result = run(load_study(ROOT / "examples" / f"{HOME}.yaml"))
    summary = document(result)
    FILM.write_text(figures(result, summary)["filmstrip"], encoding="utf-8")
    asked = answers(Context(result, summary))
    told = [(str(term), _plain(words)) for term, words in asked if term != "Not used"]
    return {"study": HOME, "scenario": scenario(result.study), "answers": told}


def _plain(words: Any) -> str:
    """Return words without marks; lines that were broken become sentences."""
    return words.replace("<br>", ". ").striptags() if hasattr(words, "striptags") else str(words)


def _rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    short = lambda v: None if v is None else float(f"{v:.4g}")  # noqa: E731
    return {
        key: [short(v) for v in value] if isinstance(value, list) else short(value)
        for key, value in row.items()
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
