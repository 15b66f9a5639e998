"""Weigh it up: both sides in counts of people, the rival that needs no model, every figure in one table."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from needlework.care.session import plan
from needlework.care.words import minutes
from needlework.figures.beside import plain_mean
from needlework.pages.blocks import Block, Facts, Fold, Note, Section, Table, Text
from needlework.pages.words import count_words, grade_words, known
from needlework.report.answers import moment
from needlework.report.benefit import contrast, contrast_wording
from needlework.report.blocks import beside
from needlework.report.context import Context
from needlework.report.headline import is_reported

_FOR = "responder_fraction"
_AGAINST = "pih_probability"
_LIKE = "of 100 people like this scenario"


def section(context: Context) -> Section:
    """Return the heading."""
    blocks: list[Block] = [Facts(_sides(context)), *_rival(context), Note(_NONE), *every_figure(context)]
    return Section("weigh", "Weigh it up", blocks, [*_lead(context), _NONE])


def _lead(context: Context) -> list[str]:
    row = context.row(_FOR)
    if row and is_reported(row) and (ends := known(row["mean_interval"])):
        bare = row.get("untreated") or {}
        other = f"; untreated, {count_words(*pair)}" if (pair := known(bare.get("mean_interval"))) else ""
        counted = f"{count_words(*ends)} improve ({row['definition']})"
        return [f"Of 100 people like this scenario, {counted}{other}."]
    return [_UNCOUNTED] if context.days and context.result.study.skin.concern else []


_UNCOUNTED = (
    "How many of 100 people improve cannot be said: no trial on file supports a count for this concern."
)
_NONE = "Options a professional may weigh; none is recommended. Nothing here speaks about one person."


def _sides(context: Context) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if (row := context.row(_FOR)) and (ends := known(row["mean_interval"])):
        rows.append(("for", f"{_LIKE}, {count_words(*ends)} improve ({row['definition']})"))
    if (row := context.row(_AGAINST)) and (ends := known(row["mean_interval"])):
        words = context.wording(row)
        counted = [beside(context, e, words) for e in context.published(_AGAINST) if e.counts][:4]
        said = Markup("; published: {}").format(Markup(", ").join(counted)) if counted else ""
        rows.append(("against", Markup("{}, {} darken{}").format(_LIKE, count_words(*ends), said)))
    if row := context.row("erythema_duration"):
        rows.append(("each time", f"redness visible for {context.wording(row).one(row['mean'])}"))
    if context.days:
        whole = plan(context.result.study)
        least = "" if whole.complete else "at least "
        rows.append(("time", f"{len(context.days)} × {least}{minutes(whole.total)} minutes"))
    return rows or [("for and against", "nothing to weigh without a session")]


def _rival(context: Context) -> list[Block]:
    """Return the plain literature mean beside the model for the headline figures: the honest rival."""
    rows = []
    for row in context.headline:
        mean = plain_mean(context.published(row["id"]))
        if mean is not None:
            words = context.wording(row)
            told = f"{words.one(mean.mean)} ({mean.groups} groups)"
            rows.append((row["title"], words.one(row["mean"]), told))
    if not rows:
        return [
            Text(
                "No headline figure was published of two groups of people, so there is no plain mean to "
                "set beside the model."
            )
        ]
    head = ("figure", "this model", "plain mean of what is published")
    return [Table("rival", "The rival that needs no model", head, rows), Text(_CAUTION)]


_CAUTION = (
    "The plain mean mixes courses, scales and times. "
    "Where it does as well as the model, prefer it: it assumes less."
)


def every_figure(context: Context) -> list[Block]:
    """Return every outcome at the day it is read; those that no evidence supports are folded away."""
    ids = dict.fromkeys(row["id"] for row in context.summary["outcomes"])
    found = [row for id in ids if (row := context.row(id)) and row["mean"] is not None]
    reported = [_figure(context, row) for row in found if is_reported(row)]
    explored = [_figure(context, row) for row in found if not is_reported(row)]
    blocks: list[Block] = [Table("every-figure", "Every figure of this run", _HEAD, reported)]
    if explored:
        table = Table("explored", "Nothing supports the sign or size of these", _HEAD, explored)
        blocks.append(Fold("Explored, not reported", [table]))
    return blocks


_HEAD = (
    "figure",
    "read",
    "median",
    "more than untreated",
    "we are this unsure of the average",
    "9 in 10 people",
    "a new study",
    "rests on",
)


def _figure(context: Context, row: dict[str, Any]) -> tuple[str, ...]:
    words, difference = context.wording(row), contrast(row)
    return (
        row["title"],
        moment(context, row) or "once",
        words.one(row["mean"]),
        contrast_wording(difference).one(difference["mean"]) if difference else "\N{EN DASH}",
        words.between(row["mean_interval"]),
        words.between(row["person_interval"]),
        words.between(row["study_interval"]),
        f"{row['label'].replace('_', ' ')}, {grade_words(row['evidence'])}",
    )
