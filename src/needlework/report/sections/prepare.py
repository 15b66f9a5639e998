"""Prepare: what this scenario did before the first session, and what sources ask for."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from needlework.care.advice import advice, counted
from needlework.care.calendar import OF_NEEDLES, Entry, calendar
from needlework.care.records import Item, preparation
from needlework.pages.blocks import Block, Facts, Fold, Points, Section, Table
from needlework.pages.words import duration
from needlework.report.blocks import cites
from needlework.report.context import Context

_SUN = {"protected": "protected", "usual": "as usual", "exposed": "exposed"}


def section(context: Context) -> Section:
    """Return the heading."""
    if not context.days:
        return Section("prepare", "Prepare", [], ["No session, so nothing to prepare."])
    blocks: list[Block] = [
        Facts(_stated(context)),
        *asked(context, "prepare", "What sources ask for before a session"),
    ]
    other = [OF_NEEDLES] if context.course.device.tissue is not None else []
    return Section("prepare", "Prepare", blocks, [*leads(preparation()), _CLINICS, *other])


def _stated(context: Context) -> list[tuple[str, str]]:
    course = context.result.study.course
    stopped = ", ".join(f"{p.product} {duration(p.days)} before" for p in course.preparation.stopped)
    numbing = course.anaesthesia
    contact = f", {duration(numbing.contact)}" if numbing and numbing.contact else ""
    needles = course.operator.needles
    return [
        ("stopped beforehand", stopped or "not stated"),
        ("sun before", _SUN.get(course.preparation.sun or "", "not stated")),
        ("numbing", _product(numbing.product) + contact if numbing else "none stated"),
        ("needles", needles.replace("_", " ") if needles else "not stated"),
        ("operator", course.operator.skill or "not stated"),
    ]


def _product(key: str) -> str:
    """Return a product's key as words: lidocaine_5 is lidocaine 5 %."""
    words = key.replace("_", " ")
    return f"{words} %" if words[-1].isdigit() else words


def asked(context: Context, kind: str, title: str) -> list[Block]:
    """Return what the calendar of the first session holds of one kind; what each source says folds away."""
    plan = calendar(context.result.study, context.result)
    entries = [entry for entry in plan.entries if entry.kind == kind and entry.session <= 1]
    said = [
        (f"{entry.title}: {source}", cites(context, entry.sources))
        for entry in entries
        for source in entry.positions
    ]
    return [
        Points([_says(entry) for entry in entries], title),
        Fold("What each source says", [Table(f"asked-{kind}", title, ("asked, and by whom", "cited"), said)]),
    ]


def leads(items: Sequence[Item], most: int = 4) -> list[str]:
    """Return the sentences that most sources speak to, those first; what others do instead comes last."""
    ranked = sorted(items, key=lambda item: (item.action == "start", -counted(item)))
    found = [advice(item).lead for item in ranked[:most]]
    return [*found, f"And {len(items) - most} more"] if len(items) > most else found


def _says(entry: Entry) -> Markup:
    parts = [
        Markup("<b>{}.</b>").format(entry.title),
        entry.text,
        entry.stated or "",
        Markup("<i>Sources disagree.</i> {}").format(entry.conflict) if entry.conflict else "",
    ]
    return Markup(" ").join(part for part in parts if part)


_CLINICS = "Most of this comes from clinics' pages; no trial compared any of it."
