"""Weigh it up: both sides in counts of people, the rival that needs no model, every figure in one table."""

from __future__ import annotations

from markupsafe import Markup

from needlework.care.session import plan
from needlework.figures.beside import plain_mean
from needlework.pages.blocks import Block, Facts, Note, Section, Table, Text
from needlework.pages.words import count_words, grade_words, known, since_last
from needlework.report.blocks import beside
from needlework.report.context import Context
from needlework.report.sections.session import minutes

_FOR = "responder_fraction"
_AGAINST = "pih_probability"
_LIKE = "of 100 people like this scenario"


def section(context: Context) -> Section:
    """Return the heading."""
    blocks: list[Block] = [Facts(_sides(context)), *_rival(context), Note(_NONE), every_figure(context)]
    return Section("weigh", "Weigh it up", blocks)


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


def every_figure(context: Context) -> Table:
    """Return every outcome at the day it is read."""
    rows = []
    for id in dict.fromkeys(row["id"] for row in context.summary["outcomes"]):
        row = context.row(id)
        if row is None or row["mean"] is None:
            continue
        words = context.wording(row)
        once = context.result.values[id].ndim == 2
        rows.append(
            (
                row["title"],
                "once" if once else since_last(row["time_days"], context.days),
                words.one(row["mean"]),
                words.between(row["mean_interval"]),
                words.between(row["person_interval"]),
                words.between(row["study_interval"]),
                f"{row['label'].replace('_', ' ')}, {grade_words(row['evidence'])}",
            )
        )
    head = (
        "figure",
        "read",
        "median",
        "we are this unsure of the average",
        "9 in 10 people",
        "a new study",
        "rests on",
    )
    return Table("every-figure", "Every figure of this run", head, rows)
