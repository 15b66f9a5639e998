"""Several places and concerns in one report: each with its own figures, and what they take together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from needlework.care.lasting import BRIEF, SHORT
from needlework.care.words import spell
from needlework.outcomes import outcomes, placed
from needlework.pages.blocks import Figures, Section, Table, Text
from needlework.pages.words import count_words, known, wording
from needlework.report.answers import against, lead, moment, reach, start_of, told_by_line, untold
from needlework.report.benefit import ALONE, compared, contrast, contrast_wording, left_alone, unsure
from needlework.report.blocks import chart_figure
from needlework.report.charts import chart
from needlework.report.context import Context, Row
from needlework.report.face import Zone, face, mapped
from needlework.report.headline import concern_words
from needlework.result import Result

_TO_UNTREATED = "Each figure is set against the same skin left untreated."
_FEW = 3  # places that the page tells in full; of more it tells less, and the appendix all
_MOST = 8  # rows of the page's table
_HEAD = ("place", "what the course adds", "unsure of the average", "redness: most; some", "darkening")


@dataclass(frozen=True, slots=True)
class Place:
    """One place and concern of a run, with what the report derives from it."""

    name: str
    context: Context


def places(result: Result, summary: dict[str, Any]) -> list[Place]:
    """Return the parts of a run, the first one leading; they share the sources and records they cite."""
    lead = Context(result, own_document(summary, result))
    others = (replace(lead, result=part, summary=own_document(summary, part)) for part in result.others)
    shared = [lead, *(replace(context, _cache={}) for context in others)]
    return [Place(_name(context.result), context) for context in shared]


def own_document(summary: dict[str, Any], part: Result) -> dict[str, Any]:
    """Return a document with the wound and the rows of one place and concern alone."""
    if part.zone is None and part.concern is None:
        return summary
    each = summary.get("zones", {}).get("each", ())
    wounds = [zone["penetration"] for zone in each if zone["zone"] == part.zone]
    rows = [row for row in summary["outcomes"] if _belongs(row, part)]
    return {**summary, "outcomes": rows, "penetration": wounds[0] if wounds else summary["penetration"]}


def _belongs(row: Row, part: Result) -> bool:
    """Return whether a row is of a part: what all concerns of a place share is printed once."""
    shared = not outcomes()[row["id"]].concerns
    return row.get("zone") == part.zone and (shared or row.get("concern") == part.concern)


def _name(part: Result) -> str:
    concern = concern_words(part.study.skin) if part.concern else None
    return ", ".join(word for word in (part.zone, concern) if word) or "the skin"


def together(summary: dict[str, Any]) -> str:
    """Return minutes and areas of all places in one sentence; what is not stated is not summed."""
    whole = summary.get("zones")
    if not whole:
        return ""
    said = []
    if (minutes := whole["minutes"]) and minutes["mean"] is not None:
        words = wording("min", False, [minutes["mean"], *minutes["mean_interval"]])
        unsure = words.between(minutes["mean_interval"])
        said.append(f"about {words.one(minutes['mean'])} of needling a session ({unsure})")
    if whole["area_cm2"] is not None:
        said.append(f"{whole['area_cm2']:.0f} cm² treated")
    if whole["anaesthetic_area_cm2"] is not None:
        said.append(f"{whole['anaesthetic_area_cm2']:.0f} cm² numbed")
    if not said:
        return "No total of minutes or area: not every place states its own."
    return f"All {len(whole['each'])} places together: {', '.join(said)}."


def headings(found: list[Place]) -> list[tuple[str, str]]:
    """Return the first screen's answers, place by place; of many the shallowest and deepest."""
    needled = [place for place in found if place.context.days]
    if len(found) > _FEW:
        by_depth = sorted(needled, key=_depth)
        needled = [by_depth[0], by_depth[-1]] if by_depth else []
    deep = [(p.name, f"{reach(p.context.result, p.context.summary)}.") for p in needled]
    more = [(p.name, words) for p in found if (words := _figure(p.context))]
    if len(more) > _FEW:
        more = [*more[:1], (f"{len(more) - 1} more places", "below and in the appendix")]
    said = (("How deep", told_by_line(deep)), ("How much more", against(more) if more else ""))
    return [(term, words) for term, words in said if words]


def _depth(place: Place) -> float:
    return place.context.summary["penetration"]["channel_depth_um"]["median"] or 0.0


def adds(context: Context) -> str:
    """Return what needling adds by the first figure that can be set against untreated skin."""
    if (found := lead(context)) is None:
        return untold(context)
    row, diff = found
    alone = left_alone(row, context.wording(row), start_of(context, row))
    aside = "; ".join(filter(None, [moment(context, row), alone]))
    return f"{row['title']}: {compared(diff)} than {ALONE} ({aside})."


def _figure(context: Context) -> str:
    """Return the first figure that can be set against untreated skin; its two arms stand in the appendix."""
    found = lead(context)
    return f"{found[0]['title']}: {compared(found[1])}" if found else ""


def zone_part(found: list[Place], summary: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the page shows of all places: map, totals and table; None for a single place."""
    if len(found) < 2 and not found[0].context.result.asked.zones:
        return None
    columns = len(_HEAD) if len(found) <= _FEW else 3
    return {
        "face": _map(found),
        "together": together(summary),
        "head": _HEAD[:columns],
        "rows": [_row(place)[:columns] for place in found[:_MOST]],
        "lead": found[0].name,
    }


def numbers_told(context: Context, places: int) -> list[Row]:
    """Return the rows that stand on the page as numbers: fewer, the more places stand beside them."""
    return list(context.headline[: None if places == 1 else 2])


def merged(warnings: Iterable[str]) -> list[str]:
    """Return warnings once; those that differ only in what stands in brackets at their end become one."""
    found: dict[str, list[str]] = {}
    for words in dict.fromkeys(warnings):
        alike = re.fullmatch(r"(.*) \(([^()]*)\)\.", words)
        found.setdefault(alike[1] if alike else words, []).extend([alike[2]] if alike else [])
    return [f"{words} ({', '.join(each)})." if each else words for words, each in found.items()]


def told(warnings: list[str], places: int) -> list[str]:
    """Return the warnings that the page tells; those of many places after a few in the appendix."""
    hidden = len(warnings) - _FEW
    if places <= _FEW or hidden <= 0:
        return warnings
    return [*warnings[:_FEW], f"{hidden} more in the appendix, place by place."]


def _map(found: list[Place]) -> Markup | None:
    """Return the map of the face, each place with what needling adds there; None if it marks none."""
    study = found[0].context.result.asked
    says = {place.context.result.zone: _size(place.context) for place in reversed(found)}
    treated = {name for name, course in study.courses if course.session_days}
    zones = [
        Zone(z.name, z.site or study.skin.site or "face", says[z.name], z.name in treated)
        for z in study.zones
    ]
    return face(zones) if mapped(zones) else None


def _size(context: Context) -> str:
    """Return the difference of the first figure that can be set against untreated skin."""
    found = lead(context)
    return compared(found[1]) if found else ""


def _row(place: Place) -> tuple[str, ...]:
    context = place.context
    more = sure = "not known"
    if found := lead(context):
        more, sure = compared(found[1]), unsure(found[1]) or sure
    dark = context.row("pih_probability")
    ends = known(dark["mean_interval"]) if dark else None
    red = context.row("erythema_duration")
    return (
        place.name,
        more,
        sure,
        _redness(red) if red and red["mean"] is not None else "not computed",
        f"{count_words(*ends)} of 100" if ends else "not computed",
    )


def _redness(row: Row) -> str:
    """Return how long redness shows in the fewest words: of most people, and of some."""
    longest = (known(row["person_interval"]) or (0.0, row["mean"]))[1]
    usual, some = (spell(days) if days >= SHORT else BRIEF for days in (row["mean"], longest))
    return some if some == BRIEF else f"{usual}; up to {some}"


def zone_section(found: list[Place]) -> Section | None:
    """Return every place's charts and rows, for the appendix; None for a single place."""
    if len(found) < 2:
        return None
    figures = [
        replace(figure, title=f"{place.name}: {figure.title}")
        for place in found
        for figure in (chart_figure(place.context, chart(place.context, id)) for id in _charted(place))
    ]
    table = Table("zone-rows", "Place by place, at the day each figure is read", _ROW_HEAD, _all_rows(found))
    every = Table(
        "zone-all", "What the course adds, and what it costs", _HEAD, [_row(place) for place in found]
    )
    warned = [Text(f"{place.name}: {words}") for place in found for words in place.context.result.warnings]
    more = [every, *warned] if len(found) > _FEW else []
    return Section("places", "Place by place", [Text(_TO_UNTREATED), *more, Figures(figures), table])


_ROW_HEAD = ("place", "figure", "day", "needled", "untreated", "difference")


def _charted(place: Place) -> list[str]:
    """Return what is drawn of a place: its first score, and its first figure of the tissue."""
    context = place.context
    kinds = (placed("scores"), placed("tissue"))
    firsts = [next((id for id in ids if context.reports(id)), None) for ids in kinds]
    return [id for id in firsts if id is not None]


def _all_rows(found: list[Place]) -> list[tuple[str, ...]]:
    rows = []
    for place in found:
        for row in place.context.headline:
            words, apart = place.context.wording(row), contrast(row)
            plain = words.one(row["untreated"]["mean"]) if apart else "none"
            more = contrast_wording(apart).one(apart["mean"]) if apart else "not compared"
            day = f"{row['time_days']:.0f}"
            rows.append((place.name, row["title"], day, words.one(row["mean"]), plain, more))
    return rows
