"""Who should not: what sources say, what the label says, where this scenario leaves what was studied."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from needlework.care.labels import flags
from needlework.care.topicals import window
from needlework.evidence.observations import Observation, load_observations
from needlework.pages.blocks import Block, Note, Points, Section, Table, Text
from needlework.report.blocks import cite, cites, paragraph
from needlework.report.context import Context
from needlework.report.sections.claims import careful
from needlework.screening import Finding, Screening, screen

_MOST = 3  # findings named before the appendix
_HEAD = ("found in the study file", "why", "positions", "cleared by")
_NOTHING = (
    "Nothing on file speaks against this scenario. That is no clearance: only what was written down was read."
)


def section(context: Context) -> Section:
    """Return the heading."""
    blocks: list[Block] = [*_screening(context), *_label(context), *_outside(context), *_studied(context)]
    general = careful(context, "screening", "What sources say in general")
    return Section("who", "Who should not", [*blocks, *general], _lead(context))


def strongest(context: Context) -> str | None:
    """Return the gravest finding in a line; None where nothing was found."""
    found = _screened(context).findings
    more = f" ({len(found)} findings in all)" if len(found) > 1 else ""
    return f"{_said(found[0])}{more}" if found else None


def _lead(context: Context) -> list[str]:
    found = _screened(context)
    said = [_said(f) for f in found.findings[:_MOST]]
    left = len(found.findings) - len(said)
    if left > 0:
        said[-1] += f"; and {left} more"
    asks = list(found.questions)
    asked = [f"{len(asks)} question{'s' if len(asks) > 1 else ''} open: {asks[0].ask}"] if asks else []
    unread = [f"Not recognised, so not screened: {'; '.join(found.not_recognised)}"]
    return [*(said or [_NOTHING]), *asked, *(unread if found.not_recognised else [])]


def _screened(context: Context) -> Screening:
    """Return the screening of the study by the clocks of this run; years are read as of today."""
    study = context.result.asked
    return screen(study, today=date.today(), window=window(study, context.result))


def _said(finding: Finding) -> str:
    return f"{finding.condition} · {finding.verdict}"


def _screening(context: Context) -> list[Block]:
    found = _screened(context)
    rows = [(_said(f), f.reason, _positions(context, f), f.cleared_by) for f in found.findings]
    title = f"Screening of this scenario, read as of {date.today():%Y-%m-%d}, the strictest label first"
    blocks: list[Block] = [Table("findings", title, _HEAD, rows) if rows else Text(_NOTHING)]
    if found.questions:
        blocks.append(Points([f"{q.trigger}: {q.ask}" for q in found.questions], "To be asked"))
    if found.not_recognised:
        blocks.append(Points(found.not_recognised, "Not recognised, so not screened"))
    return blocks


def _positions(context: Context, finding: Finding) -> Markup:
    said = (Markup("{}: {}").format(cite(context, p.source), p.says) for p in finding.positions)
    return Markup("<br>").join(said)


def _label(context: Context) -> list[Block]:
    device = context.course.device
    found = flags(context.result.study)
    if not context.days:
        return []
    said = f"{device.title}: {device.label}." if device.label else ""
    notes = [
        Markup("{} ({})").format(f.text, cites(context, [f.source])) if f.source else f.text for f in found
    ]
    return [
        *([paragraph("Label.", said)] if said else []),
        *(Note(words, warning=device.label is not None) for words in notes),
    ]


def _outside(context: Context) -> list[Block]:
    if not context.result.warnings:
        return [Text("The scenario lies inside what the trials on file covered, as far as that is recorded.")]
    return [Points(context.result.warnings, "Where this scenario leaves what was studied or reported")]


def _studied(context: Context) -> list[Block]:
    concern = context.result.study.skin.concern
    if concern is None:
        return []
    found = [
        o
        for o in load_observations().values()
        if o.population.concern == concern.kind and o.species == "human"
    ]
    studies = {o.study: o for o in found}
    if not studies:
        return [Text("No study of this concern is on file.")]
    return [Text(f"Who was studied. {_coverage(list(studies.values()))}")]


def _coverage(studies: list[Observation]) -> str:
    """Return how many studies report whom they studied."""
    ages = [o.population.age_range for o in studies if o.population.age_range]
    types = sum(o.population.phototypes is not None for o in studies)
    span = (
        f"; where ages are printed they run from {min(a for a, _ in ages):g} to "
        f"{max(b for _, b in ages):g} years"
        if ages
        else ""
    )
    return f"{len(studies)} studies of this concern are on file; {types} of them report phototypes{span}."
