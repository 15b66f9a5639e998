"""Links from a heading to sources, records and published figures; charts with what was published."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from needlework.evidence.sources import source_name
from needlework.figures.beside import Published
from needlework.pages.blocks import Figure, Text
from needlework.pages.words import Wording, since_last
from needlework.report.charts import Chart
from needlework.report.context import Context

_SILENT = "no published figure on file for this concern in this form"
_MANY = 3  # figures of one source from which their range is given instead


def cite(context: Context, key: str) -> Markup:
    """Return a link to a source in the list of this run, and put it on that list."""
    context.cited[key] = None
    return Markup('<a class="cite" href="#source-{}">{}</a>').format(key, source_name(key))


def cites(context: Context, keys: Sequence[str]) -> Markup:
    """Return links to some sources, separated by semicolons."""
    return Markup("; ").join(cite(context, key) for key in keys)


def refer(context: Context, id: str, words: str | None = None) -> Markup:
    """Return a link to a record in the appendix, and put it there."""
    context.referred[id] = None
    return Markup('<a class="record" href="#record-{}">{}</a>').format(id, words or id)


def beside(context: Context, entry: Published, words: Wording) -> Markup:
    """Return a published figure with its source, size and standing."""
    value = words.reported(entry.value)
    if entry.counts:
        value = f"{entry.counts[0]} of {entry.counts[1]}"
    elif entry.change:
        value = f"a change of {words.reported(entry.value)}"
    facts = [f"n {entry.n}" if entry.n and not entry.counts else "", entry.detail, entry.standing]
    return Markup("{} {} ({})").format(
        cite(context, entry.source), Markup("<b>{}</b>").format(value), ", ".join(f for f in facts if f)
    )


def beside_each(context: Context, entries: Sequence[Published], words: Wording, most: int) -> list[Markup]:
    """Return published figures, source by source; a source with many figures is given by their range."""
    by_source: dict[str, list[Published]] = {}
    for entry in entries:
        by_source.setdefault(entry.source, []).append(entry)
    found: list[Markup] = []
    for key, own in by_source.items():
        if len(own) < _MANY or any(e.counts or e.change for e in own):
            found += [beside(context, entry, words) for entry in own]
            continue
        low, high = min(e.value for e in own), max(e.value for e in own)
        values = f"{words.reported(low).removesuffix(words.unit)} to {words.reported(high)}"
        size = (
            f"{len(own)} groups, n {sum(e.n or 0 for e in own)}"
            if all(e.n for e in own)
            else f"{len(own)} groups"
        )
        found.append(
            Markup("{} <b>{}</b> ({}, {})").format(cite(context, key), values, size, own[0].standing)
        )
    left = len(found) - most
    return [*found[:most], Markup("and {} more").format(left)] if left > 0 else found


def chart_figure(context: Context, chart: Chart) -> Figure:
    """Return a chart with its published points written out below it."""
    words = chart.wording
    lines = [Markup("<b>{}</b> {}").format(p.letter, beside(context, p.entry, words)) for p in chart.points]
    if timed := [_timed(context, entry, words) for entry in chart.elsewhere[:3]]:
        lines.append(Markup("Not on this time axis: {}").format(Markup("; ").join(timed)))
    other = beside_each(context, context.published_elsewhere(chart.id), words, 2)
    if other:
        lines.append(Markup("With another device: {}").format(Markup("; ").join(other)))
    below = Markup("<br>").join(lines or [_SILENT])
    return Figure(chart.title, chart.figure, below, label_words(context.outcome(chart.id).label))


def _timed(context: Context, entry: Published, words: Wording) -> Markup:
    when = since_last(entry.day, context.days) if entry.day else "time not reported"
    return Markup("{}, {}").format(beside(context, entry, words), when)


def label_words(label: str) -> str:
    """Return what kind of prediction an outcome is."""
    return {
        "built_in": "built in: the shape is put there by construction",
        "fitted": "fitted: the size is set by data or by a prior for it",
        "emergent": "emergent: follows from the rest, required of nothing",
    }[label]


def paragraph(*parts: str) -> Text:
    """Return a paragraph of parts, escaped unless they are markup."""
    return Text(Markup(" ").join(escape(part) for part in parts if part))
