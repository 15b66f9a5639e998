"""The sheet in plain language: about a protocol, with no history, no person and no prediction in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from needlework.care import pain, records, topicals
from needlework.care.advice import advice
from needlework.care.calendar import Calendar, calendar
from needlework.care.records import Item, Report, Sign
from needlework.care.words import figure, minutes, sentence, spell_range
from needlework.pages.words import JOIN, millimetres
from needlework.spec import CourseSpec, Study
from needlework.subject import Device, products


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the sheet: what sources ask for, what most say and why, and where they disagree."""

    title: str
    says: str
    more: str
    conflict: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What anybody may read about a protocol."""

    protocol: str
    before: tuple[Asked, ...]
    total: str
    steps: tuple[str, ...]
    pain: str
    course: tuple[Report, ...]
    after: tuple[Asked, ...]
    allowed: str
    kept_out: str
    prescribed: str
    signs: Mapping[str, tuple[Sign, ...]]
    next: str
    sessions: int


def sheet(study: Study) -> Sheet:
    """Return what anybody may read about the protocol of a study; only its course and its site are used."""
    plan, card, signs = calendar(study), topicals.card(study), records.warning_signs()
    return Sheet(
        protocol=_protocol(study),
        before=tuple(map(_asked, records.preparation())),
        total=f"{'' if plan.session.complete else 'at least '}{minutes(plan.session.total)} minutes",
        steps=tuple(_steps(plan)),
        pain=_hurts(study),
        course=tuple(report for report in records.reported("course") if report.plain),
        after=tuple(map(_asked, records.gates())),
        allowed=_named(card, ("allowed",)),
        kept_out=_named(card, ("wait", "keep_out")),
        prescribed=_named(card, ("prescriber",)),
        signs={urgency: tuple(s for s in signs if s.ask == urgency) for urgency in records.URGENCIES},
        next=_next(plan),
        sessions=len(plan.days),
    )


def times(days: Sequence[float]) -> str:
    """Return the number of sessions and how far apart they are."""
    gaps = [later - earlier for earlier, later in pairwise(days)]
    apart = f", {spell_range(min(gaps), max(gaps))} apart" if gaps else ""
    return f"{len(days)} session{'s' if len(days) > 1 else ''}{apart}"


def depth_set(course: CourseSpec) -> str:
    """Return the depths stated for a course, or the length of its needles, in words; empty where none is."""
    given = course.depths or (Device.resolve(course.device).needle_length,)
    ends = dict.fromkeys(um for um in (given[0], given[-1]) if um)
    return millimetres(*ends).replace(JOIN, " ") if ends else ""


def also_planned(study: Study) -> str:
    """Return what else is done, and on which days, in words."""
    return ", ".join(f"{str(o.other).replace('_', ' ')} (day {o.day:g})" for o in study.others)


def _protocol(study: Study) -> str:
    site = study.skin.site.replace("_", " ") if study.skin.site else "face"
    also = (f"with {planned}",) if (planned := also_planned(study)) else ()
    parts = (site, Device.resolve(study.course.device).title, times(study.session_days), *also)
    return sentence(" \N{MIDDLE DOT} ".join(parts))[:-1]


def _asked(item: Item) -> Asked:
    keys = tuple(dict.fromkeys(position.source for position in item.positions))
    found = advice(item)
    return Asked(item.title, sentence(found.lead), found.more, found.dissent, keys)


def _steps(plan: Calendar) -> Iterable[str]:
    for step in plan.session.steps:
        yield f"{step.title}: {minutes(step.minutes)}{' minutes' if step.minutes else ''}"


def _hurts(study: Study) -> str:
    scores = [o.value for o in pain.measured() if o.kind == "absolute" and o.value and o.course.anaesthetic]
    scale = f"{figure(min(scores))} to {figure(max(scores))} on a scale from 0 to 10"
    numb = "A numbing cream is planned." if study.numbing else "No numbing cream is planned."
    return f"{numb} In studies, people with numbing cream rated the pain, on average, {scale}."


def _named(card: topicals.Card, verdicts: tuple[products.Verdict, ...]) -> str:
    titles = [row.product.title for row in card.rows if row.product.open in verdicts]
    return "; ".join(title[0].lower() + title[1:] for title in titles)


def _next(plan: Calendar) -> str:
    visits, last = [entry for entry in plan.entries if entry.kind == "visit"], plan.days[-1]
    span = spell_range(min(v.start for v in visits) - last, max(v.end for v in visits) - last)
    return f"In studies, results were judged {span} after the last session."
