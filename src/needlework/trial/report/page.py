"""The page of a trial run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from needlework.pages.blocks import Block, Facts, Figure, Figures, Note, Points, Section, Table, Text
from needlework.pages.templates import render
from needlework.trial.document import best_cell
from needlework.trial.labels import contrast_title, endpoint_title, visit_title
from needlework.trial.plan import Answer
from needlework.trial.published import published_points
from needlework.trial.report import checklists
from needlework.trial.report.methods import methods_text
from needlework.trial.report.pictures import assurance_curves, assurance_map, by_pair
from needlework.trial.words import lines, percent

_OPEN = 2  # sections that stand open; the others are for who looks things up


def render_report(answer: Answer, document: Mapping[str, Any]) -> str:
    """Return the page of a trial run as HTML that needs nothing from elsewhere."""
    found = sections(answer, document)
    return render(
        "trial/trial.html.j2",
        title=answer.design.title or "Virtual trial",
        question=answer.design.question,
        open=found[:_OPEN],
        behind=found[_OPEN:],
        methods=methods_text(answer),
        plain=str,
    )


def sections(answer: Answer, document: Mapping[str, Any]) -> list[Section]:
    """Return the sections of the page."""
    found = [
        Section("answer", "What this trial could find", _answer(answer)),
        Section("map", "Size and visit", _maps(answer)),
        Section("cells", "Every figure", [_cells(answer)]),
        Section("ademp", "The simulation study (ADEMP)", [Facts(checklists.ademp(answer))]),
        Section("estimand", "Estimand", [Facts(checklists.estimand(answer))]),
        Section("delta2", "Target difference and size (DELTA2)", [Facts(checklists.delta2(answer))]),
    ]
    if answer.design.layout.kind != "parallel":
        title = "Within-person trial (CONSORT extension)"
        found.append(Section("consort", title, [Facts(checklists.consort_within(answer))]))
    found += [
        Section("flow", "Flow of one trial, expected", [Facts(checklists.flow(answer))]),
        Section("table1", "Table 1: who is enrolled", _table_one(document)),
        Section("fits", "Fits that failed", [Facts(checklists.refusals(answer))]),
        Section("published", "What has been published", _published(answer)),
        Section("limits", "Limits", _limits(answer)),
    ]
    return found


def _answer(answer: Answer) -> list[Block]:
    said = lines(answer, None)
    cell = best_cell(answer)
    good = cell is not None and cell.assurance.value >= answer.design.wanted
    said = [line.strip().replace("+-", "±") for line in said]
    return [Text(said[0]), Note(said[1], warning=not good), Points(said[2:-1])]


def _maps(answer: Answer) -> list[Block]:
    figures = []
    for pair, cells in by_pair(answer).items():
        design = answer.design
        what = contrast_title(design, design.contrasts[pair[0]])
        endpoint = design.endpoints[pair[1]]
        title = f"{what}: {endpoint_title(endpoint)} ({endpoint.analysis.replace('_', ' ')})"
        several = len({c.n for c in cells}) > 6 or len({c.visit_days for c in cells}) > 4
        drawn = assurance_map(answer, cells) if several else assurance_curves(answer, cells)
        below = (
            "Assurance in percent; circles are published comparisons."
            if several
            else "Band: two Monte Carlo errors."
        )
        figures.append(Figure(title, drawn, below))
    return [Figures(figures)]


def _cells(answer: Answer) -> Table:
    design = answer.design
    head = (
        "contrast",
        "endpoint",
        "visit",
        "n",
        "assurance",
        "power at median",
        "effect <= 0",
        "type I",
        "mechanism only",
        "failed",
    )
    rows = [
        (
            contrast_title(design, design.contrasts[c.contrast]),
            endpoint_title(design.endpoints[c.endpoint]),
            visit_title(c.visit_days, design.visits.after),
            str(c.n),
            *(
                percent(rate, digits).replace("+-", "±")
                for rate, digits in (
                    (c.assurance, 0),
                    (c.power_at_median, 0),
                    (c.p_effect_le_0, 0),
                    (c.type_one, 2),
                )
            ),
            "none above chance"
            if c.mechanism_only_share is None
            else f"{100 * c.mechanism_only_share:.0f} %",
            str(c.failed_fits),
        )
        for c in answer.cells
    ]
    return Table("cells", "Every contrast, endpoint, visit and size", head, rows)


def _table_one(document: Mapping[str, Any]) -> list[Block]:
    cohort = document["cohort"]
    rows = [
        (row["trait"].replace("_", " ").replace("kept/", "sessions kept, "), _trait(row))
        for row in cohort["table_1"]
    ]
    blocks: list[Block] = [Table("persons", "Virtual persons", ("trait", "mean (SD) or share"), rows)]
    blocks.append(Text(cohort["how_drawn"]))
    if cohort["preset"]:
        given = cohort["preset"]
        blocks.append(Text(f"Enrolment after {given['title']} ({given['source']}, {given['locator']})."))
        blocks.append(Points(given["assumed"], "Assumed"))
    return blocks


def _trait(row: Mapping[str, Any]) -> str:
    if "shares" in row:
        return ", ".join(f"{k} {100 * v:.0f} %" for k, v in row["shares"].items())
    return f"{row['mean']:.1f} ({row['sd']:.1f})"


def _published(answer: Answer) -> list[Block]:
    points: Sequence[Any] = published_points(answer.design)
    if not points:
        return [Text("No comparison of treatments of this concern with a size and a visit is on file.")]
    rows = [
        (p.name, str(p.n), p.printed, "not known" if p.days is None else f"{p.days:g}", p.found)
        for p in points
    ]
    day = f"day after the {answer.design.visits.after.replace('_', ' ')}"
    return [Table("published", "Comparisons on file", ("study", "persons", "read", day, "found"), rows)]


def _limits(answer: Answer) -> list[Block]:
    items = [
        "How benefit changes with interval, density and depth is mechanism: few trials varied them.",
        "Half of the scatter of a grade is the rating's, unless the design says otherwise: assumed.",
        "Trial data are drawn with the observation model of the package; another rater or scale may differ.",
    ]
    if answer.design.layout.kind == "split_face":
        items.append("Nothing crosses from one side to the other: carry-across is not simulated.")
    return [Points(items)]
