"""The three ranges of a figure in words; each answers another question, so each keeps its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from needlework.care.lasting import WIDE, lasting, why_unknown
from needlework.care.words import sentence
from needlework.pages.words import Wording, count_words, known
from needlework.report.context import Context
from needlework.summary import STUDY_SIZE

_WHY = {"mean": "No average", "person": "No range of people", "study": "No range of studies"}


def range_sentences(row: dict[str, Any], words: Wording) -> list[str]:
    """Return what we do not know, how people differ and what a new study would report, one sentence each."""
    if row["id"] == "pih_probability":
        return _darkening(row)
    said = [
        (row["mean_interval"], "We are this unsure of the average: {}.", "to"),
        (row["person_interval"], "9 in 10 people fall between {}.", "and"),
        (row["study_interval"], f"A new study of {STUDY_SIZE} people would report between {{}}.", "and"),
    ]
    found = [
        form.format(words.between(pair, joint)) for pair, form, joint in said if pair and None not in pair
    ]
    missing = row.get("intervals_why") or {}
    if row["unit"] == "day" and (ends := known(row["person_interval"])) and ends[1] > WIDE * ends[0]:
        found[1:2] = [sentence(lasting(row["mean"], *ends))]
    return [*found, *(f"{none}: {missing[kind]}." for kind, none in _WHY.items() if kind in missing)]


def _darkening(row: dict[str, Any]) -> list[str]:
    found = []
    if ends := known(row["mean_interval"]):
        counted = count_words(*ends)
        found.append(
            f"Of 100 people like this scenario, {counted} darken: we are this unsure of the average."
        )
    if ends := known(row["person_interval"]):
        found.append(f"For 9 in 10 people the chance is {count_words(*ends)} in 100.")
    if ends := known(row["study_interval"]):
        low, high = (round(STUDY_SIZE * p) for p in ends)
        found.append(f"A new study of {STUDY_SIZE} people would report between {low} and {high} who darken.")
    return found


def three_ranges(context: Context, row: dict[str, Any], extra: Sequence[Markup] = ()) -> Markup:
    """Return the ranges as lines below a figure, with what was published."""
    words = context.wording(row)
    lines = [Markup("<b>{}</b>").format(words.one(row["mean"])), *range_sentences(row, words)]
    lines += [why] if row["unit"] == "day" and (why := why_unknown(row["id"])) else []
    lines += [Markup("Published: {}").format(Markup("; ").join(extra))] if extra else []
    return Markup("<br>").join(lines)
