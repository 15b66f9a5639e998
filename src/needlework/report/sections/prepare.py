"""Prepare: what this scenario did before the first session, and what sources ask for."""

from __future__ import annotations

from markupsafe import Markup

from needlework.care.calendar import Entry, calendar
from needlework.pages.blocks import Block, Facts, Section, Table, Text
from needlework.pages.words import duration
from needlework.report.blocks import cites
from needlework.report.context import Context

_SUN = {"protected": "protected", "usual": "as usual", "exposed": "exposed"}


def section(context: Context) -> Section:
    """Return the heading."""
    if not context.days:
        return Section("prepare", "Prepare", [Text("No session, so nothing to prepare.")])
    blocks: list[Block] = [
        Facts(_stated(context)),
        asked(context, "prepare", "What sources ask for before a session"),
    ]
    return Section("prepare", "Prepare", blocks)


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


def asked(context: Context, kind: str, title: str) -> Table:
    """Return what the calendar of the first session holds of one kind: what, how long, who says so."""
    plan = calendar(context.result.study, context.result)
    entries = [entry for entry in plan.entries if entry.kind == kind and entry.session <= 1]
    rows = [(entry.title, _says(entry), cites(context, entry.sources)) for entry in entries]
    return Table(f"asked-{kind}", title, ("what", "sources say", "sources"), rows)


def _says(entry: Entry) -> str:
    parts = [
        entry.text,
        Markup("<b>Sources conflict.</b> {}").format(entry.conflict) if entry.conflict else "",
        entry.stated or "",
    ]
    return Markup(" ").join(part for part in parts if part)
