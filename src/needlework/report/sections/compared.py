"""Compared with peels and lasers: published contrasts, and what the model gives for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlework.care.comparisons import comparison_table
from needlework.contrasts.shipped import head_to_heads
from needlework.outcomes import outcomes
from needlework.pages.blocks import Block, Section, Table, Text
from needlework.pages.words import wording
from needlework.report.blocks import cite
from needlework.report.context import Context
from needlework.report.sections.combining import ADDED, compared_tables

_HOW = (
    "First the trials' own figures. Radiofrequency needling heats tissue and is another procedure. What is "
    "not listed is not on file; that does not mean it does not exist."
)
_COMPUTED = (
    "Lasers, radiofrequency needles, peels and abrasion run through the same model as needles. Below stand "
    "published head-to-heads and what the model gives for those courses, not for the course of this report. "
    "All of these figures were known when the model was written: that they are met is retrodiction, not "
    "prediction. To compare this course with a laser or a peel, at given settings or at equal downtime, use "
    "'needlework compare'."
)
_HEAD = ("compared", "published", "computed: first minus second", "known how", "source")


def section(context: Context) -> Section:
    """Return the heading."""
    blocks: list[Block] = [Text(_HOW), *compared_tables(context, ADDED, leave=True), *_computed(context)]
    return Section("compared", "Compared with peels and lasers", blocks, [_lead(context)])


def _lead(context: Context) -> str:
    concern = context.result.study.skin.concern
    if concern is None:
        return "Comparisons are published for concerns, not for healthy skin."
    found = [c for c in comparison_table(concern.kind).comparisons if c.id not in ADDED]
    tried = [f"{c.title[0].lower()}{c.title[1:]} ({len(c.rows)})" for c in found if c.rows]
    return f"Trials on file compared needling with {'; '.join(tried)}." if tried else "No trial is on file."


def _computed(context: Context) -> list[Block]:
    """Return published head-to-heads beside what was computed for them: of this concern, or of none."""
    concern = context.result.study.skin.concern
    kinds = (None, concern.kind if concern else None)
    found = [c for c in head_to_heads() if c["concern"] in kinds]
    if not found:
        return []
    rows = [(_what(c), _published(c), _difference(c), _known(c), cite(context, c["source"])) for c in found]
    return [Text(_COMPUTED), Table("head-to-heads", "Published head-to-heads, computed", _HEAD, rows)]


def _what(c: Mapping[str, Any]) -> str:
    first, second = c["sides"]
    return f"{outcomes()[c['endpoint']].title}: {first} against {second}"


def _published(c: Mapping[str, Any]) -> str:
    p = c["published"]
    people = f" (n {c['told']})" if c["told"] else ""
    if "counts" in p:
        return " against ".join(f"{k} of {n}" for k, n in p["counts"]) + people
    if "values" in p:
        first, second = p["values"]
        return f"{first:g} against {second:g} {p['unit']}{people}"
    told = {"none": "no difference shown", "larger": "the first more", "smaller": "the first less"}
    return told[p["direction"]] + people


def _difference(c: Mapping[str, Any]) -> str:
    outcome, found = outcomes()[c["endpoint"]], c["difference"]
    low, high = found["mean_interval"]
    values = [low, found["mean"], high]
    words = wording(outcome.unit, outcome.form == "change", values, percent=outcome.percent)
    share = c["p_first_larger"] if outcome.better != "lower" else 1.0 - c["p_first_larger"]
    better = "" if outcome.better is None else f"; {c['sides'][0]} ahead in {100 * share:.0f} % of draws"
    return f"{words.one(found['mean'])} (9 in 10: {words.one(low)} to {words.one(high)}){better}"


def _known(c: Mapping[str, Any]) -> str:
    return f"helped to set {', '.join(c['seen'])}" if c["seen"] else "retrodiction"
