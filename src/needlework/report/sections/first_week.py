"""The first week: redness, swelling, the barrier; when each is over, what waits for it, what warns."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from needlework.care.lasting import lasting, why_unknown
from needlework.care.records import gates, warning_signs
from needlework.outcomes import placed
from needlework.pages.blocks import Block, Figure, Figures, Section, Table, Text
from needlework.pages.words import known
from needlework.report.blocks import beside_each, chart_figure, cite
from needlework.report.charts import chart
from needlework.report.context import Context
from needlework.report.ranges import ranges, shown
from needlework.report.sections.prepare import asked, leads
from needlework.report.sections.ranges_text import three_ranges

_CLOCKS = (
    "Three clocks run after a session and none stands for another: redness fades over days; water loss, "
    "which tells of the barrier, falls back within hours to days; channels close to small molecules "
    "later, and later still under a film. Methods disagree widely on the last (days by electrical "
    "impedance under a film, hours by water loss), and both are kept. All of it is read up to the next "
    "session."
)


def section(context: Context) -> Section:
    """Return the heading."""
    if not context.days:
        return Section("first-week", "The first week", [], ["No session, so nothing to heal."])
    rows = [row for id in placed("settling") if (row := context.row(id)) and row["mean"] is not None]
    ends = [Figure(row["title"], _bars(context, row), _below(context, row)) for row in rows]
    courses = [chart_figure(context, chart(context, id)) for id in placed("first_days") if context.has(id)]
    blocks: list[Block] = [Text(_CLOCKS), Figures(courses), Figures(ends)]
    blocks += [*asked(context, "wait", "What waits until when"), _warnings(context)]
    waits = leads(gates())
    return Section("first-week", "The first week", blocks, [*_lead(context), *waits])


def _lead(context: Context) -> list[str]:
    row = context.row("pore_closure_time")
    if row is None or row["mean"] is None:
        return []
    ends = known(row["person_interval"]) or (row["mean"], row["mean"])
    return [f"Channels close to small molecules: {lasting(row['mean'], *ends)}. {why_unknown(row['id'])}"]


def _bars(context: Context, row: dict[str, Any]) -> Markup:
    return ranges(context, row, context.wording(row), shown(context, row))


def _below(context: Context, row: dict[str, Any]) -> Markup:
    words = context.wording(row)
    return three_ranges(context, row, beside_each(context, shown(context, row), words, 4))


def _warnings(context: Context) -> Table:
    rows = [
        (
            s.sign,
            Markup("{} ({})").format(s.means, s.when),
            Markup("{} ({})").format(s.ask, cite(context, s.source)),
        )
        for s in warning_signs()
    ]
    return Table(
        "signs", "Signs that are not part of the course", ("seen", "may mean", "sources say: ask"), rows
    )
