"""The practical verbs of the command line: calendar, handout, schools, compared."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework.errors import Fault, InputError

JsonFlag = Annotated[bool, typer.Option("--json", help="Print the JSON document instead of text.")]
StudyArgument = Annotated[Path, typer.Argument(help="Study file (YAML or JSON).")]
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
        (fhir, json.dumps(to_fhir(made), ensure_ascii=False, indent=1)),
        (html, calendar_html(made, first)),
    ):
        _write(path, text)
    print(json.dumps(made.to_json(), ensure_ascii=False) if json_ else calendar_text(made, first), end="")


def handout(
    study: StudyArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write; must be new or empty.")],
    model: ModelFlag = True,
) -> None:
    """Write a summary for professionals and a sheet in plain language."""
    from needlework.care.handout import write
    from needlework.result import write_folder
    from needlework.screening import screen
    from needlework.spec import load_study

    plan = load_study(study)
    result, found = _run(plan) if model else None, screen(plan)

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
    from needlework.care.figures import average
    from needlework.care.records import tier_words
    from needlework.evidence.sources import short

    rows: list[dict[str, Any]] = []
    for school in room.schools(concern, site):
        computed = [asdict(c) for c in room.compute(school)] if model else []
        rows.append({**asdict(school), "kind": tier_words(school.tier), "computed": computed})
    if json_:
        print(json.dumps({"schema": "needlework/schools/1", "schools": rows}, ensure_ascii=False))
        return
    for row in rows:
        print(
            f"{room.questions()[row['question']]:26s} {row['says']} ({short(row['source'])}; {row['kind']})"
        )
        for line in row["computed"]:
            figures = "; ".join(f"{r['title']} {average(r)}" for r in line["rows"])
            print(f"    {line['end'] or 'the model'}: {line['why_not'] or figures}")


def compared(concern: ConcernOption, json_: JsonFlag = False) -> None:
    """Show what needling was compared with for a concern; 'no evidence found' where there is none."""
    from needlework.care.comparisons import NOTHING, comparison_table, heading

    table = comparison_table(concern)
    if json_:
        print(json.dumps({"schema": "needlework/compared/1", **asdict(table)}, ensure_ascii=False))
        return
    for comparison in table.comparisons:
        print(f"{comparison.title} ({comparison.about})")
        for row in comparison.rows:
            print(f"  {row.verdict}: {row.endpoint}: {row.found}\n    {heading(row)}; {row.course}")
        if not comparison.rows:
            print(f"  {NOTHING}")
    print(table.note)


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
