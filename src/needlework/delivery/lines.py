"""A delivery in words and small tables, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from needlework.delivery.summary import LAYERS
from needlework.screening.findings import verdict_words

_HOURS = (0.25, 1.0, 4.0, 8.0, 24.0, 72.0)
_NAMES = ("surface", "corneum", "epidermis", "dermis", "blood", "air")
_NG_PER_UG = 1e3
_TRACE = 1e-6  # percent of the dose below which a ratio to intact skin says nothing


def lines(document: Mapping[str, Any]) -> list[str]:
    """Return the lines of a document."""
    study = document["study"]
    head = [study["title"]] if study.get("title") else []
    body = [line for found in document["summary"] for line in _substance(document, found)]
    body += [f"not used: {e['field']} ({e['why']})" for e in document["not_used"]]
    return [*head, *body, "Amounts are what the model computes; no benefit follows from them."]


def _substance(document: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    first, *rest = sentences(found)
    yield from (first, *(f"  {line}" for line in rest))
    yield from _table(document, found["active"])
    yield f"  effect: {found['effect']} ({found['effect_why']})"
    for finding in found["findings"]:
        sources = ", ".join(dict.fromkeys(p["source"] for p in finding["positions"]))
        said = verdict_words(finding["class"], finding.get("usual", finding["class"]))
        yield f"  {said}: {finding['reason']}" + (f" [{sources}]" if sources else "")


def sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is said of how much of one substance enters; see `needlework.delivery.summary.summary`."""
    yield f"{found['title']}: {figure(found['dose_ng_per_cm2'], _NG_PER_UG)} ug/cm2 put on"
    yield f"past the stratum corneum by the end: {figure(found['absorbed_percent'])} %"
    if found["intact_percent"]["mean"] < _TRACE:
        yield "of intact skin: practically nothing"
    else:
        yield f"of intact skin: {figure(found['intact_percent'])} %"
        hours = found["enhancement_hours"]
        yield f"by hour {hours:g}, {figure(found['enhancement'])} times as much as intact"
    yield f"channels closed after {figure(found['window_hours'])} hours"
    if found["in_all_ug"]:
        yield f"over {found['area_cm2']:g} cm2 in all: {figure(found['in_all_ug']['absorbed'])} ug"


def _table(document: Mapping[str, Any], active: str) -> Iterator[str]:
    mine = {
        (row["hours"], row["layer"]): row["ng_per_cm2"] for row in document["rows"] if row["active"] == active
    }
    hours = sorted({hour for hour, _ in mine})
    shown = [hour for hour in hours if hour in _HOURS] if set(_HOURS) <= set(hours) else hours
    yield "  hours" + "".join(f"{name:>11s}" for name in _NAMES) + "   (ug/cm2, from needling)"
    for hour in shown:
        cells = (f"{mine[hour, layer]['mean'] / _NG_PER_UG:11.3g}" for layer in LAYERS)
        yield f"  {hour:5g}" + "".join(cells)


def figure(found: Mapping[str, Any], over: float = 1.0) -> str:
    """Return a figure with the range that is not known."""
    text = short(found["mean"] / over)
    if found["mean_interval"] is None:
        return text
    low, high = (short(end / over) for end in found["mean_interval"])
    return text if low == high == text else f"{text} ({low} to {high})"


def short(number: float) -> str:
    """Return a number to two digits, without a power of ten where it can be read without."""
    rounded = float(f"{number:.2g}")
    return f"{rounded:g}" if 1e-4 <= abs(rounded) < 1e5 or rounded == 0.0 else f"{rounded:.1e}"
