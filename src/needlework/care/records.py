"""What sources say about the practical parts, each position with its source and the kind of source it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from needlework.errors import Fault, InputError, shown
from needlework.evidence.sources import Source, load_sources
from needlework.subject.catalogue import read
from needlework.units import parse

Tier = Literal["A", "B", "C", "D"]
Urgency = Literal["at once", "the same day", "within days", "within weeks"]
Span = tuple[float, float]

URGENCIES: tuple[Urgency, ...] = ("at once", "the same day", "within days", "within weeks")


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says; ``days`` is the time it asks for, from least to most, or None."""

    says: str
    source: str
    tier: Tier
    days: Span | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to stop, start, avoid, ask about or wait with, and the positions on it.

    Attributes
    ----------
    do
        What is asked, as one would say it: "Avoid sun and tanning".
    action
        ``stop``, ``start``, ``avoid`` or ``ask`` before a session; ``wait`` after it.
    terms
        Words by which a study names it.
    conflict
        Why sources contradict each other, where they do; left open.
    clock
        Outcome of the model that speaks to the same question.
    """

    id: str
    title: str
    do: str
    why: str
    positions: tuple[Position, ...]
    action: Literal["stop", "start", "avoid", "ask", "wait"] = "wait"
    terms: tuple[str, ...] = ()
    conflict: str | None = None
    clock: str | None = None

    @property
    def days(self) -> Span | None:
        """Least and most time that any position asks for."""
        return widest(self.positions)


@dataclass(frozen=True, slots=True)
class Report:
    """Something that was reported to happen at some time (days); ``plain`` is how a leaflet would say it."""

    id: str
    title: str
    days: Span
    source: str
    tier: Tier
    occlusion: str | None = None
    plain: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign: what is seen, what it may mean, when, how soon to ask, and who says so."""

    id: str
    sign: str
    means: str
    when: str
    ask: Urgency
    source: str


@cache
def preparation() -> tuple[Item, ...]:
    """Return what sources ask for before a session."""
    return tuple(_item(record) for record in load("preparation"))


@cache
def gates() -> tuple[Item, ...]:
    """Return what sources ask to wait with after a session."""
    return tuple(_item(record) for record in load("aftercare")["gates"])


@cache
def reported(part: Literal["course", "closing", "review"]) -> tuple[Report, ...]:
    """Return what was reported: the first days, the closing of channels, or the visits of trials."""
    found = []
    for record in load("aftercare")[part]:
        fields = {key: value for key, value in record.items() if key != "time"}
        found.append(Report(**fields, days=span(record["time"], "time"), tier=tier_of(record["source"])))
    return tuple(found)


@cache
def warning_signs() -> tuple[Sign, ...]:
    """Return the warning signs, the most urgent first."""
    found = (Sign(**record) for record in load("warning_signs"))
    return tuple(sorted(found, key=lambda sign: URGENCIES.index(sign.ask)))


def check_concern(concern: str) -> None:
    """Refuse a concern that is not on file.

    Raises
    ------
    InputError
        Naming those that are.
    """
    known = [key for key in read("skins/concerns.yaml") if not key.startswith("_")]
    if concern not in known:
        fault = Fault("concern", f"one of: {', '.join(known)}", shown(concern), "choose one of these")
        raise InputError([fault])


def load(name: str) -> Any:
    """Return a file of ``data/care``, not to be changed."""
    return read(f"care/{name}.yaml")


def tier_of(source: str) -> Tier:
    """Return the kind of a source."""
    return _tiers()[source]


def tier_words(tier: Tier) -> str:
    """Return a kind of source in words."""
    return load("tiers")["words"][tier]


def cited(key: str) -> Source:
    """Return a source by its key."""
    return load_sources()[key]


def positions(records: Iterable[Mapping[str, Any]]) -> tuple[Position, ...]:
    """Return positions, with their times in days."""
    return tuple(
        Position(
            r["says"],
            r["source"],
            tier_of(r["source"]),
            span(r["time"], "time") if r.get("time") is not None else None,
        )
        for r in records
    )


def span(value: Any, dimension: str) -> Span:
    """Return a quantity or a pair of them as (low, high) in canonical units."""
    low, high = value if isinstance(value, list) else (value, value)
    return parse(low, dimension, "data/care"), parse(high, dimension, "data/care")


def widest(found: Iterable[Position]) -> Span | None:
    """Return least and most time of some positions; None where no position gives one."""
    spans = [position.days for position in found if position.days is not None]
    return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


@cache
def _tiers() -> dict[str, Tier]:
    grouped = {tier: keys for tier, keys in load("tiers").items() if tier != "words"}
    return {key: tier for tier, keys in grouped.items() for key in keys}


def _item(record: Mapping[str, Any]) -> Item:
    fields = {**record, "positions": positions(record["positions"])}
    return Item(**{**fields, "terms": tuple(record.get("terms", ()))})
