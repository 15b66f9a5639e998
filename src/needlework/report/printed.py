"""What studies of each design would print of a figure, beside what such studies did print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from needlework.figures.beside import Published
from needlework.pages.words import Wording
from needlework.report.answers import start_of
from needlework.report.benefit import contrast
from needlework.report.blocks import cite
from needlework.report.context import Context
from needlework.report.ranges import shown
from needlework.summary import STUDY_SIZE

Row = dict[str, Any]
_DESIGNS = {"open": "With raters who knew", "blinded": "With blinded raters"}


def as_printed(context: Context, row: Row) -> list[Markup]:
    """Return a line for each design: what a new study would report, and what published ones did.

    A published change from the start stands beside a predicted change, a published level beside a level.
    """
    words, near, lines = context.wording(row), shown(context, row), []
    level = "end at" if contrast(row) and start_of(context, row) else "report"
    for raters, predicted, own in _by_design(row.get("studies") or {}, near):
        own = sorted(own, key=lambda entry: entry.change)
        start = _start(context, row) if own and own[0].change else None
        said = [_would(predicted, words, start, level), _did(context, own, words, level)]
        if any(said):
            lines.append(Markup("{}: {}.").format(raters, Markup("; ").join(filter(None, said))))
    mean = row.get("baseline_prediction")
    if mean is not None:
        end = " in the end" if level == "end at" else ""
        lines.append(Markup("Plain mean of the literature: {}{}.").format(words.one(mean), end))
    return lines


def _by_design(
    studies: Mapping[str, Any], near: Sequence[Published]
) -> Iterator[tuple[str, Mapping[str, Any] | None, list[Published]]]:
    """Yield (who rates, what is predicted, what was published); once where blinding makes no difference."""
    first, *rest = (studies.get(design) for design in _DESIGNS)
    if first is not None and all(first["interval"] == other["interval"] for other in rest if other):
        yield "Any study", first, list(near)
        return
    for design, raters in _DESIGNS.items():
        yield raters, studies.get(design), [entry for entry in near if entry.design == design]


def _start(context: Context, row: Row) -> float | None:
    return context.rows(row["id"])[0]["mean"]


def _would(predicted: Mapping[str, Any] | None, words: Wording, start: float | None, level: str) -> str:
    if predicted is None or not predicted.get("interval"):
        return ""
    ends, said = predicted["interval"], words
    if start is not None:
        ends, said, level = [end - start for end in ends], replace(words, signed=True), "report a change of"
    return f"a new study of {STUDY_SIZE} would {level} {said.between(ends)}"


def _did(context: Context, entries: Sequence[Published], words: Wording, level: str) -> str:
    if not entries:
        return ""
    entry, left = entries[0], len(entries) - 1
    told = level.replace("end", "ended").replace("report", "reported")
    value, size = words.reported(entry.value), f" (n {entry.n})" if entry.n else ""
    if entry.counts:
        told, value, size = "reported", f"{entry.counts[0]} of {entry.counts[1]}", ""
    elif entry.change:
        told, value = "reported a change of", replace(words, signed=True).reported(entry.value)
    more = f", and {left} more" if left else ""
    return Markup("{} {} <b>{}</b>{}{}").format(cite(context, entry.source), told, value, size, more)
