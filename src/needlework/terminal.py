"""The journey on the screen: at most 14 lines of plain text."""

from __future__ import annotations

from typing import Any

from needlework.outcomes import outcomes
from needlework.pages.disclaimer import BRIEF
from needlework.pages.words import JOIN, MINUS, grade_words, since_last, wording
from needlework.report.answers import darkening, reach, redness, untold, unused_in_short
from needlework.report.benefit import compared, contrast, left_alone, unsure
from needlework.report.headline import headline, main_row, scenario
from needlework.report.zones import adds, places, together
from needlework.result import Result

__all__ = ["MOST_LINES", "journey", "scenario"]

MOST_LINES = 14
_UNSURE = "we are this unsure of the average"
_PAST = ("erythema_duration", "pih_probability")  # said in lines of their own


def journey(result: Result, document: dict[str, Any], finding: str | None, report: str | None) -> list[str]:
    """Return what a run says on the screen: what was done, what needling adds, how sure, at what price.

    Parameters
    ----------
    result, document
        The run and its JSON document.
    finding
        The strongest finding of the screening, if it found something.
    report
        Where the report is, if one was written.
    """
    found = places(result, document)
    own = found[0].context.summary
    lines = [scenario(result.asked)]
    if len(found) > 1:
        lines += [
            f"{p.name}: {_wound(p.context.result, p.context.summary)}. {adds(p.context)}" for p in found
        ]
        lines += [words] if (words := together(document)) else []
    else:
        lines += [_wound(result, own)]
        lines += [why] if (why := untold(found[0].context)) and result.study.course.session_days else []
        lines += [_figure(result, own, row) for row in headline(result, own) if row["id"] not in _PAST]
    lines += [f"{found[0].name}: {words}" if len(found) > 1 else words for words in _price(result, own)]
    lines += [finding] if finding else []
    last = [
        "rests on: the average benefit of a usual course; how it changes with density and interval is "
        "prior only: no trial varied this (depth: one small study)",
        *([f"report: {report}"] if report else []),
        "next: needlework evidence search collagen; or change one line of the study and run it again",
        BRIEF,
    ]
    unread = document.get("not_used") or []
    notes = [f"not used: {unused_in_short(unread)}"] if unread else []
    notes += [f"note: {words}" for words in result.warnings]
    room = max(MOST_LINES - len(lines) - len(last), bool(unread))  # what moves no number is always told
    return [_plain(line) for line in [*lines, *notes[:room], *last]]


def _wound(result: Result, document: dict[str, Any]) -> str:
    if not result.study.course.session_days:
        return "untreated: no needle, no wound"
    return reach(result, document)


def _figure(result: Result, document: dict[str, Any], row: dict[str, Any]) -> str:
    pair = row["mean_interval"] or [None, None]
    signed, percent = row["relative_to"] is not None, outcomes()[row["id"]].percent
    own = wording(row["unit"], signed, [row["mean"], *pair], percent=percent)
    when = since_last(row["time_days"], result.study.course.session_days)
    head, basis = f"{row['title']}, {when}", f"weakest number {grade_words(row['evidence'])}"
    difference = contrast(row)
    if difference is None:
        return f"{head}: {own.one(row['mean'])} ({_UNSURE}: {own.between(row['mean_interval'])}; {basis})"
    once = result.values[row["id"]].ndim == 2 or row["relative_to"]
    first = None if once else next(r for r in document["outcomes"] if r["id"] == row["id"])["mean"]
    alone = left_alone(row, own, own.bare(first) if first is not None else None)
    ends = f"{_UNSURE}: {words}" if (words := unsure(difference)) else ""
    aside = "; ".join(filter(None, [ends, alone, basis]))
    return f"{head}: {compared(difference)} than untreated ({aside})"


def _price(result: Result, document: dict[str, Any]) -> list[str]:
    dark = main_row(result, document, "pih_probability")
    found = [redness(main_row(result, document, "erythema_duration"))]
    found += [
        f"{said} (weakest number {grade_words(dark['evidence'])})"
        if dark and (said := darkening(dark))
        else None
    ]
    return [line for line in found if line and result.study.course.session_days]


def _plain(line: str) -> str:
    """Return a line in characters that every terminal has."""
    for mark, plain in ((MINUS, "-"), (JOIN, " "), ("\N{MICRO SIGN}", "u"), ("\N{SUPERSCRIPT TWO}", "2")):
        line = line.replace(mark, plain)
    return line
