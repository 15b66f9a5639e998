"""Combining: what was put on the skin, what may go on when, what trials of additions found."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from needlework.care.comparisons import Comparison, comparison_table
from needlework.care.topicals import VERDICTS, card
from needlework.care.topicals import Row as ProductRow
from needlework.delivery.page import study_blocks
from needlework.pages.blocks import Block, Facts, Note, Section, Table, Text
from needlework.report.blocks import cite, cites
from needlework.report.context import Context

_NOTHING = "This scenario puts nothing on the opened skin."
ADDED = ("peel_added", "prp_added", "drug_alone")


def section(context: Context) -> Section:
    """Return the heading."""
    found = card(context.result.study, context.result)
    planned = [(p.row.product.title if p.row else p.active.replace("_", " "), p.says) for p in found.planned]
    blocks: list[Block] = [Facts(planned) if planned else Text(_NOTHING)]
    blocks.append(Note(Markup("{} ({})").format(found.note, cite(context, found.note_source))))
    if context.days:
        says = (
            found.window.says
            if not found.window.sources
            else Markup("{} ({})").format(found.window.says, cites(context, found.window.sources))
        )
        blocks += [Text(says), _products(context, found.rows)]
    blocks += study_blocks(context.result.study)
    said = [f"{active[0].upper()}{active[1:]}. {says}" for active, says in planned] or [_NOTHING]
    return Section("combining", "Combining", [*blocks, *compared_tables(context, ADDED)], said)


def _products(context: Context, rows: Iterable[ProductRow]) -> Table:
    written = [
        (
            row.product.title,
            f"{VERDICTS[row.product.open]}: {row.product.why}",
            row.when,
            cites(context, list(dict.fromkeys(p.source for p in row.product.positions))),
        )
        for row in rows
    ]
    return Table(
        "products",
        "What may go on the skin, and when",
        ("product", "on opened skin", "sources let it on", "sources"),
        written,
    )


def compared_tables(context: Context, ids: Iterable[str], leave: bool = False) -> list[Block]:
    """Return published comparisons for this concern: those named, or all but those named."""
    concern = context.result.study.skin.concern
    if concern is None:
        return [Text("No evidence found: comparisons are published for concerns, not for healthy skin.")]
    wanted = set(ids)
    found = [c for c in comparison_table(concern.kind).comparisons if (c.id in wanted) != leave]
    silent = [c.title.lower() for c in found if not c.rows]
    blocks: list[Block] = [_comparison(context, c) for c in found if c.rows]
    if silent:
        blocks.append(Text(f"No evidence found on file for this concern on: {'; '.join(silent)}."))
    return blocks


def _comparison(context: Context, found: Comparison) -> Table:
    rows = [
        (
            row.endpoint,
            Markup("{}{}").format(
                row.found, Markup("<br>{}").format("; ".join(row.notes)) if row.notes else ""
            ),
            row.verdict,
            Markup("{}, {}{}").format(cite(context, row.source), row.design, f", n {row.n}" if row.n else ""),
        )
        for row in found.rows
    ]
    return Table(
        f"against-{found.id}",
        f"{found.title} ({found.about})",
        ("on", "found", "reads", "source and design"),
        rows,
    )
