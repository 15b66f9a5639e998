"""A delivery as a page, and its parts for the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlework.delivery.lines import figure
from needlework.delivery.picture import HEIGHT, WIDTH, picture
from needlework.delivery.run import Applied, Delivery, deliver
from needlework.delivery.summary import LAYERS, labels
from needlework.errors import InputError
from needlework.evidence.sources import load_sources
from needlework.pages.blocks import Block, Facts, Figure, Figures, Fold, Points, Section, Table, Text
from needlework.pages.styles import standalone
from needlework.pages.templates import render
from needlework.spec import Study

_NG_PER_UG = 1e3
_DRAWS = 40  # in a report
_HEAD = ("hours", "surface", "stratum corneum", "epidermis", "dermis", "blood", "air")
_LIMIT = "Amounts are what the model computes, with what is not known; no benefit follows from an amount."


def page(delivery: Delivery, document: Mapping[str, Any]) -> str:
    """Return the page of a delivery."""
    sections = [
        Section(found["active"].replace(" ", "-"), found["title"], blocks(delivery, applied, found, document))
        for applied, found in zip(delivery.applied, document["summary"], strict=True)
    ]
    unread = [f"{e['field']}: {e['value']} ({e['why']})" for e in document["not_used"]]
    if unread:
        sections.append(Section("not-used", "Stated in the study, and not used", [Points(unread)]))
    return render(
        "delivery/delivery.html.j2",
        title=document["study"].get("title") or "What is put on needled skin",
        limit=_LIMIT,
        sections=sections,
        terms=lambda words: words,
        sources=[load_sources()[key].citation for key in _sources(document)],
    )


def pictures(delivery: Delivery) -> dict[str, str]:
    """Return the picture of each substance as a file of its own."""
    named = zip(labels(delivery), delivery.applied, strict=True)
    return {
        f"{name.replace(' ', '-')}.svg": standalone(str(picture(delivery, applied)), WIDTH, HEIGHT)
        for name, applied in named
    }


def study_blocks(study: Study) -> list[Block]:
    """Return what a report shows of the products of a study; nothing where no dose is known.

    With at most 40 draws: a report needs the picture, not the last digit.
    """
    if not study.course.topicals:
        return []
    try:
        found = deliver(study.replace({"draws": min(study.draws, _DRAWS)}))
    except InputError:
        return [
            Text("How much reaches which depth is not computed: 'needlework deliver' says what is missing.")
        ]
    document = found.to_json()
    return [
        Fold(f"How much reaches which depth: {told['title']}", blocks(found, applied, told, document))
        for applied, told in zip(found.applied, document["summary"], strict=True)
    ]


def blocks(
    delivery: Delivery, applied: Applied, found: Mapping[str, Any], document: Mapping[str, Any]
) -> list[Block]:
    """Return the blocks of one substance."""
    drawn = Figure("Where it is, by depth and time", picture(delivery, applied), _LIMIT)
    facts = [
        ("put on", f"{figure(found['dose_ng_per_cm2'], _NG_PER_UG)} ug/cm2"),
        ("past the stratum corneum by the end", f"{figure(found['absorbed_percent'])} %"),
        ("of intact skin", f"{figure(found['intact_percent'])} %"),
        (
            f"by hour {found['enhancement_hours']:g}, against intact skin",
            f"{figure(found['enhancement'])} times",
        ),
        ("channels closed after", f"{figure(found['window_hours'])} hours"),
        ("effect", f"{found['effect']}: {found['effect_why']}"),
    ]
    said = [Text(f"{f['class']}: {f['reason']}{_cited(f)}") for f in found["findings"]]
    return [*said, Figures([drawn]), Facts(facts), _table(found["active"], document)]


def _cited(finding: Mapping[str, Any]) -> str:
    keys = dict.fromkeys(position["source"] for position in finding["positions"])
    return f" ({', '.join(keys)})" if keys else ""


def _table(active: str, document: Mapping[str, Any]) -> Table:
    mine = {
        (row["hours"], row["layer"]): row["ng_per_cm2"] for row in document["rows"] if row["active"] == active
    }
    rows = [
        [f"{hour:g}", *(figure(mine[hour, layer], _NG_PER_UG) for layer in LAYERS)]
        for hour in sorted({hour for hour, _ in mine})
    ]
    return Table(
        f"amounts-{active.replace(' ', '-')}", "Amounts (ug/cm2) by hours from needling", _HEAD, rows
    )


def _sources(document: Mapping[str, Any]) -> list[str]:
    positions = [p for found in document["summary"] for f in found["findings"] for p in f["positions"]]
    own = (key for found in document["summary"] for key in found["sources"])
    return sorted({*own, *(position["source"] for position in positions)})
