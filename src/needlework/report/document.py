"""The report of one run, top to bottom: one self-contained page."""

from __future__ import annotations

from typing import Any

from needlework.figures.beside import plain_mean
from needlework.pages.glossary import Terms, glossary, slug
from needlework.pages.templates import render
from needlework.pages.words import grade_words, since_last
from needlework.report import filmstrip
from needlework.report.basis import DOT_WORDS, evidence_dot
from needlework.report.blocks import beside_each, label_words
from needlework.report.context import Context
from needlework.report.headline import scenario
from needlework.report.ranges import ranges, shown
from needlework.report.sections import closing, journey_sections
from needlework.report.sections.ranges_text import range_sentences
from needlework.report.sections.who import strongest
from needlework.report.slices import slice_of
from needlework.report.strip import strip
from needlework.result import Result

_WIDE, _NARROW = 960.0, 360.0


def render_report(result: Result, summary: dict[str, Any]) -> str:
    """Return the report of a run as one HTML page that loads nothing from elsewhere.

    Parameters
    ----------
    result
        A finished run, or one loaded from its folder.
    summary
        Its JSON document (`needlework.summary.document`).
    """
    context = Context(result, summary)
    numbers = [_number(context, row) for row in context.headline]
    sections = journey_sections(context)
    after = [
        closing.rests_on(context),
        closing.unmeasured(context),
        closing.limits(context),
        closing.disagree(context),
    ]
    dot = evidence_dot(context)
    return render(
        "report/page.html.j2",
        title=scenario(result.study),
        name=result.study.title,
        dot=dot,
        dot_words=DOT_WORDS[dot],
        finding=strongest(context),
        warnings=result.warnings,
        strips=(strip(context, _WIDE), strip(context, _NARROW)),
        numbers=numbers,
        sections=sections,
        after=after,
        provenance=closing.provenance(context),
        sources=closing.source_list(context),
        records=closing.record_list(context),
        glossary=[(slug(term), term, means) for term, means in glossary().items()],
        terms=Terms(),
        **_film(context),
    )


def _film(context: Context) -> dict[str, Any]:
    slice_, seed = slice_of(context.result.geometry), context.result.study.seed
    frames = filmstrip.frames(context)
    chosen = 1 if context.days else 0
    return {
        "symbols": [filmstrip.frame_symbol(slice_, frame, seed, k) for k, frame in enumerate(frames)],
        "anatomy": filmstrip.anatomy(slice_, frames[chosen], chosen),
        "frames": [(frame, filmstrip.thumbnail(slice_, frame, k)) for k, frame in enumerate(frames)],
        "chosen": chosen,
        "needled": bool(context.days),
    }


def _number(context: Context, row: dict[str, Any]) -> dict[str, Any]:
    words = context.wording(row)
    once = context.result.values[row["id"]].ndim == 2
    first = context.rows(row["id"])[0]
    start = None if once or row["relative_to"] else words.one(first["mean"])
    return {
        "title": row["title"],
        "when": "" if once else since_last(row["time_days"], context.days),
        "value": words.bare(row["mean"]),
        "unit": words.one(row["mean"]).removeprefix(words.bare(row["mean"])).strip(),
        "start": start,
        "sentences": range_sentences(context, row),
        "ranges": ranges(context, row),
        "rival": _rival(context, row),
        "published": beside_each(context, shown(context, row), words, 3),
        "elsewhere": beside_each(context, context.published_elsewhere(row["id"]), words, 2),
        "basis": f"{label_words(row['label'])}; its weakest number is {grade_words(row['evidence'])}",
    }


def _rival(context: Context, row: dict[str, Any]) -> str | None:
    """Return the plain mean of what is published, where there is one: the rival that needs no model."""
    mean = plain_mean(context.published(row["id"]))
    if mean is None:
        return None
    said = context.wording(row).one(mean.mean)
    return f"Without any model, the plain mean of {mean.groups} groups of people: {said}."
