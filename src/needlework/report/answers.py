"""The first screen: how deep, how much more than untreated, how sure, at what price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from needlework.care.lasting import lasting
from needlework.pages.words import count_words, grade_words, known, millimetres, since_last, wording
from needlework.report.basis import DOT_WORDS, evidence_dot
from needlework.report.benefit import AGAINST, both, compared, contrast, contrast_wording
from needlework.report.context import Context
from needlework.subject import Device
from needlework.subject.columns import SHEET

Row = dict[str, Any]
_MOST = 2  # inputs that are named with their reason on the first screen


def answers(context: Context) -> list[tuple[str, str]]:
    """Return the questions of a reader with two minutes, each with its answer."""
    return [*_deep(context), *_benefit(context), *_sure(context), *_price(context), *_unused(context)]


def start_of(context: Context, row: Row) -> str | None:
    """Return where a score or grade started; None for changes and for figures of the course as a whole."""
    once = context.result.values[row["id"]].ndim == 2
    first = context.rows(row["id"])[0]["mean"]
    return None if once or row["relative_to"] else context.wording(row).bare(first)


def moment(context: Context, row: Row) -> str:
    """Return when a row is read, as words; empty for figures of the course as a whole."""
    once = context.result.values[row["id"]].ndim == 2
    return "" if once else since_last(row["time_days"], context.days).split(" (day")[0]


def reach(result: Any, summary: dict[str, Any]) -> str:
    """Return the dial and what the needles reach, with the density of channels."""
    depth, density = (summary["penetration"][k] for k in ("channel_depth_um", "channel_density_per_cm2"))
    dial, first = result.geometry["dial_um"], Device.resolve(result.study.course.device)
    deep = wording("um", False, [depth["median"], *depth["interval"], 1000.0])
    count = wording("1/cm2", False, [density["median"], *density["interval"]])
    if first.tissue is not None:
        over = "the whole surface" if first.kind == SHEET else f"{count.one(density['median'])} columns"
        return f"reaches {deep.one(depth['median'])} ({deep.between(depth['interval'])}) deep; {over}"
    said = f"dial {millimetres(dial[1])}" if dial[0] == dial[2] else "dial not reported"
    return (
        f"{said}; channels reach {deep.one(depth['median'])} ({deep.between(depth['interval'])}), "
        f"{count.one(density['median'])} ({count.between(density['interval'])})"
    )


def darkening(row: Row | None) -> str | None:
    """Return how many of 100 people darken; None where it is not known."""
    ends = known(row["mean_interval"]) if row else None
    return f"of 100 people like this scenario, {count_words(*ends)} darken" if ends else None


def redness(row: Row | None) -> str | None:
    """Return how long redness shows, in the words that its range allows; None where it is not known."""
    if row is None or row["mean"] is None:
        return None
    low, high = known(row["person_interval"]) or (row["mean"], row["mean"])
    return f"redness visible for {lasting(row['mean'], low, high)}"


def _deep(context: Context) -> list[tuple[str, str]]:
    if not context.days:
        return [("How deep", "No needle, no wound: the course of untreated skin.")]
    return [("How deep", f"{reach(context.result, context.summary).capitalize()}.")]


def _benefit(context: Context) -> list[tuple[str, str]]:
    found = [(row, diff) for row in context.headline if (diff := contrast(row))][:2]
    said = [
        f"{row['title']}: {compared(row, diff)} {AGAINST} "
        f"({moment(context, row)}; {both(row, context.wording(row), start_of(context, row))})."
        for row, diff in found
    ]
    if not found and context.days:
        said = ["No figure of this run can be set against untreated skin."]
    return [("How much more", Markup(" ").join(said))] if said else []


def _sure(context: Context) -> list[tuple[str, str]]:
    dot = evidence_dot(context)
    row = next((row for row in context.headline if contrast(row)), None) or next(iter(context.headline), None)
    said = ""
    if row is not None:
        shown = contrast(row) or row
        words = contrast_wording(shown) if contrast(row) else context.wording(row)
        if shown["mean_interval"]:
            unsure = words.between(shown["mean_interval"])
            said = f"We are this unsure of the average ({row['title']}): {unsure}. "
        said += f"That figure is {grade_words(row['evidence'])}. "
    mark = Markup('<span class="dot {}" aria-hidden="true"></span> Evidence of this run: {}.')
    return [("How sure", Markup("{}{}").format(said, mark.format(dot, DOT_WORDS[dot])))]


def _price(context: Context) -> list[tuple[str, str]]:
    found = [redness(context.row("erythema_duration")), darkening(context.row("pih_probability"))]
    said = [f"{text[0].upper()}{text[1:]}." for text in found if text]
    return [("At what price", " ".join(said))] if said and context.days else []


def _unused(context: Context) -> list[tuple[str, str]]:
    found = context.summary.get("not_used") or []
    if not found:
        return []
    words = unused_in_short(found)
    return [
        (
            "Not used",
            Markup('{}. <a href="#limits">Why</a>').format(words) if len(found) > _MOST else f"{words}.",
        )
    ]


def unused_in_short(found: Sequence[Mapping[str, Any]]) -> str:
    """Return every input that moved no number: with value and reason where few, by name where many."""
    if len(found) <= _MOST:
        return "; ".join(map(unused, found))
    return ", ".join(entry["field"] for entry in found)


def unused(entry: Mapping[str, Any]) -> str:
    """Return an input that moved no number, with its value and its reason."""
    return f"{entry['field']}: {entry['value']} ({entry['why'].rstrip('.')})"
