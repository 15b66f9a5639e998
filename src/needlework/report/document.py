"""The report of one run, top to bottom: one self-contained page."""

from __future__ import annotations

from typing import Any

from needlework.care.lasting import WIDE
from needlework.care.words import spell
from needlework.pages.glossary import Terms, glossary, slug
from needlework.pages.templates import render
from needlework.pages.words import JOIN, Wording, grade_words, known
from needlework.report import filmstrip
from needlework.report.answers import answers, moment, start_of
from needlework.report.benefit import ALONE, contrast, contrast_wording, left_alone
from needlework.report.context import Context
from needlework.report.headline import scenario
from needlework.report.printed import as_printed
from needlework.report.ranges import ranges, shown
from needlework.report.sections import closing, journey_sections
from needlework.report.sections.ranges_text import range_sentences
from needlework.report.sections.who import strongest
from needlework.report.strip import strip
from needlework.report.zones import headings, merged, numbers_told, places, told, zone_part, zone_section
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
    found = places(result, summary)
    context, several = found[0].context, zone_part(found, summary)
    numbers = [_number(context, row) for row in numbers_told(context, len(found))]
    sections = journey_sections(context)
    apart = [section] if (section := zone_section(found)) else []
    after = [
        closing.rests_on(context),
        closing.unmeasured(context),
        closing.limits(context),
        closing.disagree(context),
    ]
    return render(
        "report/page.html.j2",
        title=scenario(result.asked).replace(" %", f"{JOIN}%"),
        name=result.asked.title,
        answers=_answers(context, headings(found) if several else []),
        finding=strongest(context),
        warnings=told(merged(w for p in found for w in p.context.result.warnings), len(found)),
        strips=(strip(context, _WIDE), strip(context, _NARROW)),
        zones=several,
        numbers=numbers,
        sections=sections,
        after=[*apart, *after, closing.provenance(context)],
        sources=closing.source_list(context),
        records=closing.record_list(context),
        glossary=[(slug(term), term, means) for term, means in glossary().items()],
        terms=Terms(),
        **_film(context),
    )


def _answers(context: Context, own: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the answers of the first screen; those that every place has of its own replace the first's."""
    each = dict(own)
    return [(term, each.get(term, words)) for term, words in answers(context)]


def _film(context: Context) -> dict[str, Any]:
    slice_, seed = filmstrip.shown_slice(context), context.result.study.seed
    frames = filmstrip.frames(context)
    chosen = 1 if context.days else 0
    return {
        "symbols": [filmstrip.frame_symbol(slice_, frame, seed, k) for k, frame in enumerate(frames)],
        "anatomy": filmstrip.anatomy(slice_, frames[chosen], chosen),
        "frames": [(frame, filmstrip.thumbnail(slice_, frame, k)) for k, frame in enumerate(frames)],
        "chosen": chosen,
        "needled": bool(context.days),
        "openings": "channels" if slice_.dial else "wounds",
        "dialled": bool(context.days and slice_.dial),
    }


def _number(context: Context, row: dict[str, Any]) -> dict[str, Any]:
    own, difference = context.wording(row), contrast(row)
    leading = difference or row
    words = contrast_wording(difference) if difference else own
    printed = as_printed(context, row)
    value, unit = _value(leading, words)
    return {
        "title": row["title"],
        "when": moment(context, row),
        "value": value,
        "unit": unit,
        "against": _against(left_alone(row, own, start_of(context, row))) if difference else "",
        "sentences": range_sentences({**leading, "study_interval": None} if printed else leading, words),
        "ranges": ranges(context, leading, words, () if difference else shown(context, row)),
        "printed": printed,
        "basis": f"{_LABELS[row['label']]}; weakest number {grade_words(row['evidence'])}",
    }


_LABELS = {
    "built_in": "built in",
    "fitted": "fitted to trials",
    "emergent": "not fitted: follows from the rest",
}


def _against(alone: str) -> str:
    said = alone.removeprefix("untreated ")
    return f"against {ALONE} ({said})" if said else f"against {ALONE}"


def _value(row: dict[str, Any], words: Wording) -> tuple[str, str]:
    """Return a figure and its unit, apart; a time with a wide range as people would say it."""
    ends = known(row["person_interval"])
    if row["unit"] == "day" and ends and row["mean"] is not None and ends[1] > WIDE * ends[0]:
        number, unit = spell(row["mean"]).split(" ", 1)
        return number, unit
    value = words.bare(row["mean"])
    return value, words.one(row["mean"]).removeprefix(value).strip()
