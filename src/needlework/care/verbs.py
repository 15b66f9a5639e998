"""The practical verbs of the command line: calendar, handout, schools, compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework.errors import Fault, InputError
from needlework.files import json_text, write_folder
from needlework.verbs import JsonFlag, OutFolder, StudyArgument, say

ModelFlag = Annotated[
    bool,
    typer.Option(
        "--model/--no-model", help="Run the study, so that its prediction stands beside the sources."
    ),
]
ConcernOption = Annotated[str, typer.Option(help="Kind of concern, such as atrophic_scar.")]
SiteOption = Annotated[str, typer.Option(help="Site of the skin atlas.")]


def calendar(
    study: StudyArgument,
    start: Annotated[str | None, typer.Option(help="Date of the first session, such as 2026-12-01.")] = None,
    ics: Annotated[Path | None, typer.Option(help="iCalendar file to write; needs --start.")] = None,
    fhir: Annotated[
        Path | None, typer.Option(help="FHIR PlanDefinition to write (draft, experimental).")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Page to write.")] = None,
    model: ModelFlag = True,
    json_: JsonFlag = False,
) -> None:
    """Show preparation, sessions, the days after and what waits until when."""
    from needlework.care.calendar import calendar as build
    from needlework.care.fhir import to_fhir
    from needlework.care.ical import to_ical
    from needlework.care.pages import calendar_html
    from needlework.care.plain import calendar_text
    from needlework.spec import load_study

    first = day(start, "--start")
    if ics is not None and first is None:
        raise InputError([Fault("--ics", "a date for the first session", "none", "add --start 2026-12-01")])
    plan = load_study(study)
    made = build(plan, _run(plan) if model else None)
    for path, text in (
        (ics, to_ical(made, first) if first else ""),
        (fhir, json_text(to_fhir(made))),
        (html, calendar_html(made, first)),
    ):
        _write(path, text)
    say(made.to_json(), lambda: [calendar_text(made, first).rstrip("\n")], json_=json_)


def handout(
    study: StudyArgument,
    out: OutFolder,
    model: ModelFlag = True,
) -> None:
    """Write a summary for professionals and a sheet in plain language."""
    from needlework.care.handout import write
    from needlework.care.topicals import window
    from needlework.screening import screen
    from needlework.spec import load_study

    plan = load_study(study)
    result = _run(plan) if model else None
    found = screen(plan, window=window(plan, result))

    def fill(folder: Path) -> None:
        write(plan, folder, result, found.findings)

    write_folder(out, fill)
    print(out)


def schools(
    concern: ConcernOption,
    site: SiteOption = "cheek",
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Compute what the model says of each course.")
    ] = True,
    json_: JsonFlag = False,
) -> None:
    """List the answers of sources to the same questions, and what the model computes for each course."""
    from needlework.care import schools as room
    from needlework.care.records import tier_words

    rows: list[dict[str, Any]] = []
    for school in room.schools(concern, site):
        computed = [asdict(c) for c in room.compute(school)] if model else []
        rows.append({**asdict(school), "kind": tier_words(school.tier), "computed": computed})

    say({"schema": "needlework/schools/1", "schools": rows}, lambda: _answers(rows), json_=json_)


def _answers(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what sources answer by question, and once what the model computes over all of a question."""
    from needlework.care.schools import questions
    from needlework.care.words import sentence
    from needlework.evidence.sources import source_name

    for key, question in questions().items():
        own = [row for row in rows if row["question"] == key]
        if own:
            yield question
        yield from (f"  {row['says']} ({source_name(row['source'])}; {row['kind']})" for row in own)
        lines = [line for row in own for line in row["computed"]]
        yield from (f"  {sentence(why)}" for why in dict.fromkeys(line["why_not"] for line in lines) if why)
        if figures := _ranges([row for line in lines for row in line["rows"]]):
            yield f"  the model, 12 weeks after each of these courses, averages: {figures}"


def _ranges(rows: Sequence[dict[str, Any]]) -> str:
    """Return the least and the most of each outcome over some courses."""
    from needlework.care.figures import told

    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["mean"] is not None:
            found.setdefault(row["id"], []).append(row)
    said = []
    for same in found.values():
        means = [row["mean"] for row in same]
        ends = [min(means), max(means)] if min(means) < max(means) else means[:1]
        said.append(f"{same[0]['title']} {told(ends, same[0])}")
    return "; ".join(said)


def compared(concern: ConcernOption, json_: JsonFlag = False) -> None:
    """Show what needling was compared with for a concern; 'no evidence found' where there is none."""
    from needlework.care.comparisons import NOTHING, comparison_table, heading

    table = comparison_table(concern)

    def lines() -> Iterator[str]:
        for comparison in table.comparisons:
            yield f"{comparison.title} ({comparison.about})"
            for row in comparison.rows:
                yield f"  {row.verdict}: {row.endpoint}: {row.found}\n    {heading(row)}; {row.course}"
            if not comparison.rows:
                yield f"  {NOTHING}"
        yield table.note

    say({"schema": "needlework/compared/1", **asdict(table)}, lines, json_=json_)


def _run(study: Any) -> Any:
    from needlework.runner import run

    return run(study)


def day(text: str | None, option: str) -> date | None:
    """Return a day written as year-month-day, or None."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault(option, "a date such as 2026-12-01", text, "write year-month-day")
        raise InputError([fault]) from None


def _write(path: Path | None, text: str) -> None:
    if path is None:
        return
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Fault(str(path), "a place to write", reason, "choose another")]) from None
