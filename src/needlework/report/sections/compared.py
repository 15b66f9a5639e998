"""Compared with peels and lasers: published contrasts, and silence where there is none."""

from __future__ import annotations

from needlework.care.comparisons import comparison_table
from needlework.pages.blocks import Section, Text
from needlework.report.context import Context
from needlework.report.sections.combining import ADDED, compared_tables

_HOW = (
    "These are the trials' own figures, not results of the model, which knows needles only. "
    "Radiofrequency needling heats tissue and is another procedure. What is not listed is not on file; "
    "that does not mean it does not exist."
)


def section(context: Context) -> Section:
    """Return the heading."""
    blocks = [Text(_HOW), *compared_tables(context, ADDED, leave=True)]
    return Section("compared", "Compared with peels and lasers", blocks, [_lead(context)])


def _lead(context: Context) -> str:
    concern = context.result.study.skin.concern
    if concern is None:
        return "Comparisons are published for concerns, not for healthy skin."
    found = [c for c in comparison_table(concern.kind).comparisons if c.id not in ADDED]
    tried = [f"{c.title[0].lower()}{c.title[1:]} ({len(c.rows)})" for c in found if c.rows]
    return f"Trials on file compared needling with {'; '.join(tried)}." if tried else "No trial is on file."
