"""What the workbench answers: a study checked, everybody behind the typical person, courses within limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from needlework.comparison.cloud import clouds
from needlework.comparison.compute import differences, named_studies, sides
from needlework.comparison.document import ahead, amount, leading, shared, told_apart, where
from needlework.errors import Fault, InputError
from needlework.numerics.ode import StopFlag
from needlework.outcomes import Outcome, jsonable, outcomes
from needlework.pages.words import grade_words, wording
from needlework.plan.compute import Progress, compute
from needlework.plan.document import charts, rows
from needlework.plan.document import document as plan_document
from needlework.plan.load import Plan
from needlework.report.headline import read_day
from needlework.result import Result
from needlework.spec import Study, dump_study, load_study
from needlework.summary import document, spread_for
from needlework.workbench.catalogue import form_of
from needlework.workbench.typical import leading_figures, shown

Plain = dict[str, Any]


def checked(given: Mapping[str, Any] | str) -> tuple[Study | None, Plain]:
    """Return a study, and what the browser is told of it: its text, its values, or every fault.

    Parameters
    ----------
    given
        Text of a study file, or its plain values.
    """
    try:
        study = load_study(given.encode() if isinstance(given, str) else given)
    except InputError as error:
        return None, {"faults": [fault_of(f) for f in error.faults]}
    text = dump_study(study)
    return study, {"faults": [], "text": text, **form_of(study), "python": python_of(text)}


def fault_of(fault: Fault) -> Plain:
    """Return a fault with the key it belongs to, in the words of the command line."""
    _, _, key = fault.where.partition(" ")
    return {"key": key, "line": _line(fault.where), "words": str(fault)}


def _line(where: str) -> int | None:
    number = where.partition(" ")[0].rpartition(":")[2]
    return int(number) if number.isdigit() else None


def python_of(text: str) -> str:
    """Return the Python that runs a study."""
    return f'import needlework as nw\n\nresult = nw.run("""\n{text}""")\nprint(result.table())\n'


def weighed(plan: Plan, tell: Progress, stop: StopFlag) -> Plain:
    """Return the courses within limits that no other beats, with charts against burden and risk."""
    answer = compute(plan, tell, stop)
    return {
        "document": plan_document(answer),
        "charts": [str(chart) for chart in charts(answer)],
        "rows": list(rows(answer)),
    }


def compared(texts: list[str], tell: Progress, stop: StopFlag) -> Plain:
    """Return the differences between courses on common draws and people, and clouds of benefit."""
    found = sides(named_studies([load_study(text.encode()) for text in texts]), tell, stop)
    seen = leading(found, differences(found))
    drawn, why = clouds(found)
    return {
        "differences": [
            d.to_json() | {"where": where(d), "words": amount(d), "ahead": ahead(d)} for d in seen
        ],
        "shared": shared(found),
        "clouds": [{"title": c.title, "words": c.words, "picture": str(c.picture)} for c in drawn],
        "notes": [*([why] if why else []), *told_apart(found)],
    }


def everybody(result: Result) -> Plain:
    """Return the whole answer: the document of programs, and curves as bands, of each place."""
    found, several = document(result), (result, *result.others)
    return {
        "document": found,
        "rows": [row for part in several for row in _rows(part, found["outcomes"])],
        "places": [
            {"times": r.times.tolist(), "curves": {key: _band_of(r, key) for key in shown(r)}}
            for r in several
        ],
    }


def _rows(part: Result, printed: list[Plain]) -> Iterator[Plain]:
    """Yield in words what a result reports of one place, each outcome on the day that a report reads it."""
    mine = [row for row in printed if row["reported"] and _is_of(row, part)]
    sessions, end = part.study.course.session_days, float(part.times[-1])
    lead = leading_figures(part)
    keys = [*lead, *(key for key in outcomes() if key not in lead)]
    for key in keys:
        outcome = outcomes()[key]
        held = [
            row
            for row in mine
            if (row["id"], row.get("definition")) == (outcome.known_as, outcome.definition)
        ]
        day = read_day(outcome, sessions, end)
        if held:
            row = min(held, key=lambda row: abs(row["time_days"] - day))
            yield _told(row, outcome) | {"lead": key in lead}


def _is_of(row: Plain, part: Result) -> bool:
    return row["zone"] == part.zone and row.get("concern") in (None, part.concern)


def _told(row: Plain, outcome: Outcome) -> Plain:
    """Return a row of a result in words, no more digits than its interval allows."""
    ends = row["mean_interval"] or []
    change = outcome.form == "change"
    words = wording(outcome.unit, change, [row["mean"], *ends], percent=outcome.percent)
    more, gain = row["difference"], outcome.is_benefit and outcome.rows == "series"
    gained = wording(
        outcome.unit, True, [more["mean"], *(more["mean_interval"] or [])], percent=outcome.percent
    )
    return {
        "id": outcome.id,
        "title": outcome.title,
        "place": ", ".join(word for word in (row["zone"], row.get("concern")) if word),
        "mean": words.one(row["mean"]),
        "unsure": words.between(row["mean_interval"]),
        "people": words.between(row["person_interval"]),
        "more": f"{gained.one(more['mean'])} ({gained.between(more['mean_interval'])})" if gain else None,
        "evidence": grade_words(row["evidence"]),
    }


def _band_of(result: Result, key: str) -> Plain:
    outcome, spread = outcomes()[key], spread_for(result, outcomes()[key])
    listed = lambda values: [jsonable(v) for v in np.asarray(values)]  # noqa: E731
    return {
        "title": outcome.title,
        "unit": outcome.unit,
        "values": listed(spread.median),
        "low": listed(spread.unknown[0]),
        "high": listed(spread.unknown[1]),
    }
