"""The journey on the screen: at most 14 lines of plain text."""

from __future__ import annotations

from typing import Any

from needlework.pages.disclaimer import BRIEF
from needlework.pages.words import (
    JOIN,
    MINUS,
    count_words,
    grade_words,
    known,
    millimetres,
    since_last,
    wording,
)
from needlework.report.headline import headline, main_row, scenario
from needlework.result import Result

__all__ = ["MOST_LINES", "journey", "scenario"]

MOST_LINES = 14
_PAST = ("erythema_duration", "pih_probability")  # said in lines of their own


def journey(result: Result, document: dict[str, Any], finding: str | None, report: str | None) -> list[str]:
    """Return what a run says on the screen.

    Parameters
    ----------
    result, document
        The run and its JSON document.
    finding
        The strongest finding of the screening, if it found something.
    report
        Where the report is, if one was written.
    """
    lines = [scenario(result.study), *_wound(result, document), *_redness(result, document)]
    lines += [_figure(result, row) for row in headline(result, document) if row["id"] not in _PAST]
    lines += _darkening(result, document)
    lines += [finding] if finding else []
    last = [
        "rests on: the average benefit of a usual course; how it changes with density and interval is "
        "prior only: no trial varied this (depth: one small study)",
        *([f"report: {report}"] if report else []),
        "next: needlework evidence search collagen; or change one line of the study and run it again",
        BRIEF,
    ]
    notes = [f"note: {words}" for words in result.warnings]
    return [_plain(line) for line in [*lines, *notes[: MOST_LINES - len(lines) - len(last)], *last]]


def _wound(result: Result, document: dict[str, Any]) -> list[str]:
    if not result.study.course.session_days:
        return ["untreated: no needle, no wound"]
    depth, density = (document["penetration"][k] for k in ("channel_depth_um", "channel_density_per_cm2"))
    dial = result.geometry["dial_um"]
    reach = wording("channel_depth", "um", False, [depth["median"], *depth["interval"], 1000.0])
    count = wording("channel_density", "1/cm2", False, [density["median"], *density["interval"]])
    said = f"dial {millimetres(dial[1])}" if dial[0] == dial[2] else "dial not reported"
    return [
        f"{said} -> channels reach {reach.one(depth['median'])} ({reach.between(depth['interval'])}), "
        f"{count.one(density['median'])} ({count.between(density['interval'])})"
    ]


def _redness(result: Result, document: dict[str, Any]) -> list[str]:
    row = main_row(result, document, "erythema_duration")
    if row is None or row["mean"] is None:
        return []
    following = next(iter(result.study.course.session_days[1:]), None)
    text = wording(row["id"], "day", False, [row["mean"], *(row["mean_interval"] or [])], following)
    seen = f"redness visible for {text.one(row['mean'])}"
    if row["person_interval"] is None:
        return [seen]
    return [f"{seen}; 9 in 10 people fall between {text.between(row['person_interval'], 'and')}"]


def _figure(result: Result, row: dict[str, Any]) -> str:
    pair = row["mean_interval"] or [None, None]
    text = wording(row["id"], row["unit"], row["relative_to"] is not None, [row["mean"], *pair])
    when = since_last(row["time_days"], result.study.course.session_days)
    unsure = f"we are this unsure of the average: {text.between(row['mean_interval'])}"
    return f"{row['title']}, {when}: {text.one(row['mean'])} ({unsure}; {grade_words(row['evidence'])})"


def _darkening(result: Result, document: dict[str, Any]) -> list[str]:
    row = main_row(result, document, "pih_probability")
    ends = known(row["mean_interval"]) if row else None
    if row is None or ends is None:
        return []
    return [f"of 100 people like this scenario, {count_words(*ends)} darken ({grade_words(row['evidence'])})"]


def _plain(line: str) -> str:
    """Return a line in characters that every terminal has."""
    return line.replace(MINUS, "-").replace(JOIN, " ").replace("µ", "u").replace("²", "2")
