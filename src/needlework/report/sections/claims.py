"""Statements about the procedure that are on file with a verdict and sources."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from needlework.claims.records import Claim, load_claims
from needlework.pages.blocks import Block, Points
from needlework.report.blocks import cites
from needlework.report.context import Context

_MOST = 5  # open claims of each kind


def careful(context: Context, topic: str, title: str, most: int = 8) -> list[Block]:
    """Return what can carefully be said on a topic, with its sources."""
    found = [c for c in load_claims().values() if c.topic == topic and c.sources][:most]
    return [Points([_said(context, claim) for claim in found], title)] if found else []


def _said(context: Context, claim: Claim) -> Markup:
    return Markup("{} ({}: {})").format(claim.careful, claim.verdict, cites(context, claim.sources[:3]))


def judged(context: Context) -> list[Claim]:
    """Return the claims worth answering here: refuted ones, and those this run has a figure for."""
    claims = list(load_claims().values())
    refuted = [c for c in claims if c.verdict == "contradicted"]
    counted = [
        c for c in claims if c.verdict != "contradicted" and c.number is not None and context.has(c.number)
    ]
    return [*refuted, *_first_of_each(counted, "unproven")[:_MOST], *_first_of_each(counted, "mixed")[:_MOST]]


def _first_of_each(claims: Iterable[Claim], verdict: str) -> list[Claim]:
    """Return one claim of a verdict for each figure."""
    found: dict[str | None, Claim] = {}
    for claim in claims:
        if claim.verdict == verdict:
            found.setdefault(claim.number, claim)
    return list(found.values())
