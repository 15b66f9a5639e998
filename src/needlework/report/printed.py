"""What studies of each design would print of a figure, beside what such studies did print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from needlework.figures.beside import Published
from needlework.pages.words import Wording
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
    for raters, predicted, own in _by_design(row.get("studies") or {}, near):
        own = sorted(own, key=lambda entry: entry.change)
        start = _start(context, row) if own and own[0].change else None
        said = [_would(predicted, words, start), _did(context, own, words)]
        if any(said):
            lines.append(Markup("{}: {}.").format(raters, Markup("; ").join(filter(None, said))))
    mean = row.get("baseline_prediction")
    if mean is not None:
        lines.append(Markup("Plain mean of the literature: {}.").format(words.one(mean)))
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


def _would(predicted: Mapping[str, Any] | None, words: Wording, start: float | None) -> str:
    if predicted is None or not predicted.get("interval"):
        return ""
    ends = predicted["interval"] if start is None else [end - start for end in predicted["interval"]]
    change = "" if start is None else "a change of "
    return f"a new study of {STUDY_SIZE} would report {change}{words.between(ends)}"


def _did(context: Context, entries: Sequence[Published], words: Wording) -> str:
    if not entries:
        return ""
    left = len(entries) - 1
    more = f", and {left} more" if left else ""
    return Markup("published {}{}").format(_brief(context, entries[0], words), more)


def _brief(context: Context, entry: Published, words: Wording) -> Markup:
    value = f"{entry.counts[0]} of {entry.counts[1]}" if entry.counts else words.reported(entry.value)
    change = "a change of " if entry.change and not entry.counts else ""
    size = f", n {entry.n}" if entry.n and not entry.counts else ""
    return Markup("{} {}<b>{}</b>{}").format(cite(context, entry.source), change, value, size)
