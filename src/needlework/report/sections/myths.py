"""Myths: what is said of the procedure, what the evidence says, what this run says."""

from __future__ import annotations

from markupsafe import Markup

from needlework.claims.records import Claim
from needlework.pages.blocks import Block, Section, Table, Text
from needlework.pages.words import since_last
from needlework.report.blocks import cites
from needlework.report.context import Context
from needlework.report.sections.claims import judged


def section(context: Context) -> Section:
    """Return the heading."""
    rows = [
        (
            f"\N{LEFT DOUBLE QUOTATION MARK}{claim.claim}\N{RIGHT DOUBLE QUOTATION MARK}",
            Markup("<b>{}</b>. {} {}").format(claim.verdict, claim.why, cites(context, claim.sources[:3])),
            _answer(context, claim),
        )
        for claim in judged(context)
    ]
    blocks: list[Block] = [
        Text(_HOW),
        Table("myths", "Said, and what is known", ("said", "evidence", "this run"), rows),
    ]
    refuted = [c.claim for c in judged(context) if c.verdict == "contradicted"]
    said = f"Evidence contradicts {len(refuted)} common statements"
    example = f", such as “{refuted[0]}”" if refuted else ""
    return Section("myths", "Myths", blocks, [f"{said}{example}; others it leaves open."])


_HOW = (
    "Common statements that the evidence contradicts, or leaves open, "
    "and the figure of this run where it has one."
)


def _answer(context: Context, claim: Claim) -> str:
    row = context.row(claim.number) if claim.number else None
    if row is None or row["mean"] is None:
        stands = claim.represented_by
        return stands.answer.replace("`", "") if stands.kind == "not_modelled" else "no figure"
    words = context.wording(row)
    once = context.result.values[row["id"]].ndim == 2
    when = "" if once else f" {since_last(row['time_days'], context.days)}"
    unsure = f" (unsure: {words.between(row['mean_interval'])})" if row["mean_interval"] else ""
    return f"{row['title']}{when}: {words.one(row['mean'])}{unsure}"
