"""Generated parts of the home page and the gallery: pictures and sentences made of the kept figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from docs_predictions import fit_fingerprint
from docs_text import block, folded

from needlework.care.words import listed
from needlework.outcomes import outcomes
from needlework.pages.dots import Dot, dots
from needlework.pages.words import Wording, wording

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "gallery"
FILE = ROOT / "docs" / "data" / "gallery.json"
FILM = "home-filmstrip.svg"
_HUES = {
    "erythema_index": "redness",
    "pain_vas": "redness",
    "pih_probability": "pigment",
    "channel_depth": "barrier",
}
_SAME = 1e-3  # of a figure: smaller differences are none
_CLEAR, _LIKELY = 0.9, 0.7  # share of draws from which an order is called clear, or likely


def held() -> dict[str, Any]:
    """Return the kept figures."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def is_current() -> bool:
    """Return whether the figures belong to the shipped fit."""
    return FILE.exists() and held()["fit"] == fit_fingerprint()


def questions() -> list[dict[str, Any]]:
    """Return the questions as they stand on file."""
    return yaml.safe_load((FOLDER / "questions.yaml").read_text(encoding="utf-8"))


def home() -> str:
    """Return the one result of the home page."""
    found = held()["home"]
    rows = "\n".join(f"<div><dt>{term}</dt><dd>{_safe(words)}</dd></div>" for term, words in found["answers"])
    alt = "A slice of skin to scale: before, at the needle, while it closes, at each session, at the horizon"
    film = f'<figure><img src="img/{FILM}" alt="{alt}"></figure>'
    return (
        f'<div class="opening">\n{film}\n<div>\n<p class="scenario">{_safe(found["scenario"])}</p>\n'
        f'<dl class="answers">\n{rows}\n</dl>\n</div>\n</div>\n\n'
        f"`needlework run examples/{found['study']}.yaml` makes this picture, these figures and the rest of "
        "the report."
    )


def gallery() -> str:
    """Return every question with its sentences, its picture and its study file."""
    figures = held()["questions"]
    return "\n\n".join(_answer(q, figures[q["id"]]) for q in questions() if q["id"] in figures)


def _answer(question: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    rows = [{**row, "name": row["name"].replace("cm2", "cm²")} for row in found["rows"]]
    found = {**found, "rows": rows}
    text = " ".join(sentences(question, found))
    against = ", needled minus untreated" if question["read"] == "difference" else ""
    title = f"{found['title']}{against}{_when(question)}"
    study = (FOLDER / question["study"]).read_text(encoding="utf-8")
    varied = f"`{question['key']}` is set to {listed(map(str, question['values']), 'and')} in turn."
    file = folded("The study file", f"{block('yaml', study)}\n\n{varied}")
    return (
        f'<div class="answer" markdown="1">\n<div markdown="1">\n\n## {question["question"]}\n\n'
        f"{_safe(text)}\n\n{file}\n\n</div>\n"
        f"<figure><figcaption>{title}</figcaption>{_picture(question, found, title)}</figure>\n</div>"
    )


def _picture(question: Mapping[str, Any], found: Mapping[str, Any], title: str) -> str:
    words = _words(question, found)
    scaled = lambda v: None if v is None else words.factor * v  # noqa: E731
    rows = [
        Dot(row["name"], scaled(row["mean"]), *(scaled(end) for end in row["mean_interval"] or (None, None)))
        for row in found["rows"]
    ]
    floor = None if question["read"] == "difference" else 0.0
    unit = words.unit.strip() or found["unit"]
    hue = _HUES.get(question["outcome"], "score" if found["unit"] == "points" else "matrix")
    return str(dots(rows, f"{unit}; the bar is how unsure the average is", title, hue, 400.0, 140.0, floor))


def sentences(question: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return the answer in three sentences: the figures, how sure their order is, what they rest on."""
    return [_figures(question, found), _order(question, found), question["says"]]


def _words(question: Mapping[str, Any], found: Mapping[str, Any]) -> Wording:
    signed = question["read"] == "difference"
    ends = [end for row in found["rows"] for end in (row["mean"], *(row["mean_interval"] or ()))]
    middle = sorted(row["mean"] for row in found["rows"])
    spread = [middle[0], middle[-1]] if middle[-1] > middle[0] else ends
    percent = outcomes()[question["outcome"]].percent
    words = wording(found["unit"], signed, spread, percent=percent)
    return replace(words, step=max(words.step, 1.0)) if found["unit"] == "%" else words


def _when(question: Mapping[str, Any]) -> str:
    day = question.get("day", "last")
    return {"last": ", 12 weeks after the last session", "once": ""}.get(str(day), f", day {day}")


def _figures(question: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    words = _words(question, found)
    told = [f"{words.one(row['mean'])} ({row['name']})" for row in found["rows"]]
    against = " against the same skin left untreated" if question["read"] == "difference" else ""
    return f"{found['title']}{_when(question)}{against}: {listed(told)}."


def _order(question: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    rows, best = found["rows"], found["best"]
    if max(map(_mean, rows)) - min(map(_mean, rows)) < _SAME * abs(_mean(rows[0])):
        return "To the model they are all the same."
    if best is None:
        low, high = (min(rows, key=_mean), max(rows, key=_mean))
        return f"Least for {low['name']} and most for {high['name']}; between people it varies more."
    others = [row for k, row in enumerate(rows) if k != best]
    rival = max(others, key=lambda row: row["ahead_of_best"])
    share, words = 1.0 - rival["ahead_of_best"], _words(question, found)
    if words.bare(rows[best]["mean"]) == words.bare(rival["mean"]):
        return f"Between {rows[best]['name']} and {rival['name']} these figures show no difference."
    if share < _LIKELY:
        return (
            f"Between {rows[best]['name']} and {rival['name']} the order is open: the first is at least as "
            f"good in {100 * share:.0f} % of what we consider possible."
        )
    how = "clearly" if share >= _CLEAR else "probably"
    return (
        f"On average {rows[best]['name']} does best, and {how} so: in "
        f"{100 * share:.0f} % of what we consider possible it is at least as good as {rival['name']}."
    )


def _mean(row: Mapping[str, Any]) -> float:
    return row["mean"]


def _safe(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")
