"""The first screen: how deep, how much more than untreated, how sure, at what price."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from needlework.care.lasting import lasting
from needlework.care.words import sentence
from needlework.pages.words import Wording, count_words, known, millimetres, since_last, wording
from needlework.report.basis import DOT_WORDS, evidence_dot
from needlework.report.benefit import ALONE, compared, contrast, left_alone, unsure
from needlework.report.context import Context
from needlework.report.headline import is_reported
from needlework.subject import Device
from needlework.subject.columns import SHEET

Row = dict[str, Any]
_SHALLOW = 100.0  # um; depths up to here are not told in millimetres
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
    dial, first = result.geometry["dial_um"], Device.resolve(result.study.course.first.device)
    ends = known(depth["interval"])
    scale = 0.0 if ends and ends[1] <= _SHALLOW else 1000.0
    deep = wording("um", False, [depth["median"], *depth["interval"], scale])
    count = wording("1/cm2", False, [density["median"], *density["interval"]])
    reached = f"{deep.one(depth['median'])}{_within(deep, depth)}"
    if first.tissue is not None:
        over = (
            "the whole surface" if first.kind == SHEET else f"{count.bare(density['median'])} columns per cm²"
        )
        return f"reaches {reached} deep; {over}"
    channels = f"{count.bare(density['median'])} channels per cm²{_within(count, density)}"
    return f"{_setting(result, dial, first)}; channels reach {reached}; {channels}"


def _within(words: Wording, found: Mapping[str, Any]) -> str:
    """Return an interval in brackets; nothing where it holds one value."""
    said = words.between(found["interval"])
    return "" if said == words.one(found["median"]) else f" ({said.removesuffix(' per cm²')})"


def _setting(result: Any, dial: Sequence[float], device: Device) -> str:
    """Return to what a device of needles was set: a dial, a range of it, or needles of one length."""
    if dial[0] != dial[2]:
        ends = result.study.course.first.depth_range
        return f"dial {millimetres(*ends)}" if ends else "dial not reported"
    return f"{'needles' if device.kind == 'roller' else 'dial'} {millimetres(dial[1])}"


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
    if not found:
        return [("How much more", untold(context) or _NOTHING)] if context.days else []
    moments = list(dict.fromkeys(when for row, _ in found if (when := moment(context, row))))
    lines = [
        (
            row["title"],
            _line(
                compared(diff),
                moment(context, row) if len(moments) > 1 else "",
                left_alone(row, context.wording(row), start_of(context, row)),
            ),
        )
        for row, diff in found
    ]
    why = untold(context)
    first = [Markup("{}<br>").format(why)] if why else []
    told = against(lines, moments[0] if len(moments) == 1 else "")
    return [("How much more", Markup("").join([*first, told]))]


_NOTHING = "No figure of this run can be set against untreated skin."


def lead(context: Context) -> tuple[Row, Row] | None:
    """Return the first figure that can be set against untreated skin, and its difference to that."""
    return next(((row, diff) for row in context.headline if (diff := contrast(row))), None)


def untold(context: Context) -> str:
    """Return why no figure of the concern itself is told, as a sentence; empty where one is, or for none."""
    concern = context.result.study.skin.concern
    own = [id for id in context.result.values if concern and concern.kind in context.outcome(id).headline_for]
    row = next((row for id in own if (row := context.row(id))), None)
    if row is None or is_reported(row):
        return ""
    return f"{row['title']}: not told, because {row['reported_why']}."


def _line(size: str, *aside: str) -> str:
    """Return a difference with what stands in brackets behind it."""
    said = "; ".join(filter(None, aside))
    return f"{size} ({said})" if said else size


def against(lines: Sequence[tuple[str, str]], when: str = "") -> Markup:
    """Return a line for each figure or place, and once when and against what all of them are read."""
    each = "Each against" if len(lines) > 1 else "Against"
    return Markup("{}<br>{} {}{}.").format(told_by_line(lines), each, ALONE, f", {when}" if when else "")


def told_by_line(lines: Sequence[tuple[str, str]]) -> Markup:
    """Return a line for each name and what is said of it."""
    return Markup("<br>").join(Markup("<b>{}</b>: {}").format(name, words) for name, words in lines)


_DECIDES = {
    "assumed": "At least one number that decides it is assumed. ",
    "literature": "What decides it is from the literature. ",
    "calibrated": "What decides it is calibrated on trials. ",
}


def _sure(context: Context) -> list[tuple[str, str]]:
    dot = evidence_dot(context)
    said = ""
    if found := lead(context):
        row, difference = found
        ends = unsure(difference)
        said = f"We are this unsure of the average, {_place(context)}{row['title']}: {ends}. " if ends else ""
        said += _DECIDES[row["evidence"]]
    mark = Markup('<span class="dot {}" aria-hidden="true"></span> Evidence of the whole run: {}.')
    return [("How sure", Markup("{}{}").format(said, mark.format(dot, DOT_WORDS[dot])))]


def _price(context: Context) -> list[tuple[str, str]]:
    found = [redness(context.row("erythema_duration")), darkening(context.row("pih_probability"))]
    said = [f"{text[0].upper()}{text[1:]}." for text in found if text]
    return [("At what price", _place(context).capitalize() + " ".join(said))] if said and context.days else []


def _place(context: Context) -> str:
    """Return of which place a sentence speaks, where a run has several."""
    return f"{context.result.zone}: " if context.result.zone and context.result.others else ""


def _unused(context: Context) -> list[tuple[str, str]]:
    found = context.summary.get("not_used") or []
    if not found:
        return []
    if len(found) <= _MOST:
        return [("Not used", sentence("; ".join(map(unused, found))))]
    names = ", ".join(_grouped([entry["field"] for entry in found]))
    return [("Not used", Markup('{}{}. <a href="#limits">Why</a>').format(names[0].upper(), names[1:]))]


def _grouped(fields: Sequence[str]) -> list[str]:
    """Return fields as words, those of one block together: operator (skill, needles)."""
    blocks: dict[str, list[str]] = {}
    for field in fields:
        *outer, name = _words(field)
        blocks.setdefault(outer[-1] if outer else "", []).append(name)
    alone = blocks.pop("", [])
    return [*alone, *(f"{block} ({', '.join(names)})" for block, names in blocks.items())]


def _words(field: str) -> list[str]:
    """Return the steps of a field's path as words, without the blocks that every study has."""
    steps = re.sub(r"\[\d+\]", "", field).replace("_", " ").split(".")
    return [step for step in steps if step not in ("skin", "course", "other")] or steps


def unused_in_short(found: Sequence[Mapping[str, Any]]) -> str:
    """Return every input that moved no number, by its key: with value and reason where few."""
    if len(found) <= _MOST:
        return "; ".join(f"{entry['field']}: {_told(entry)}" for entry in found)
    return ", ".join(entry["field"] for entry in found)


def unused(entry: Mapping[str, Any]) -> str:
    """Return an input that moved no number in words, with its value and its reason."""
    return f"{' '.join(_words(entry['field']))}: {_told(entry)}"


def _told(entry: Mapping[str, Any]) -> str:
    value = entry["value"]
    said = ", ".join(map(str, value)) if isinstance(value, list) else value
    return f"{said} ({entry['why'].rstrip('.')})"
