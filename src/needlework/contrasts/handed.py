"""Contrasts that papers reported, predicted and set beside rivals, all judged by one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.contrasts.entries import Entry, Unreadable, entry_of
from needlework.contrasts.judging import Printed, judged, setting
from needlework.contrasts.left_out import values_without
from needlework.contrasts.predict import arm_values, compared, read_as
from needlework.contrasts.rivals import (
    CLOSURE,
    RIVALS,
    Case,
    constant_without,
    effects,
    geometry_of,
    speaks,
)
from needlework.subject.catalogue import read

Array = NDArray[np.float64]

DRAWS, PERSONS, SEED = 60, 8, 12
MODEL = "this model"
_OWN = ("source", "published", "told", "paired", "sets", "note", "sides")


@dataclass(frozen=True, slots=True)
class Reported:
    """One contrast of a paper.

    Attributes
    ----------
    entry
        The courses and the endpoint.
    source, note
        Where it is from, and what was taken for granted.
    published
        Two values, counts, a ratio, or a direction.
    told, paired
        People it rests on, and whether both arms were in the same ones.
    sets
        Records that the same figure helped to set: there the model has seen it.
    sides
        What is done in each arm, where two procedures were compared.
    """

    entry: Entry
    source: str
    published: Mapping[str, Any]
    told: int | None
    paired: bool
    sets: tuple[str, ...] = ()
    note: str = ""
    sides: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return benefit, closure or harm."""
        if self.entry.outcome.known_as in CLOSURE:
            return "closure"
        return "benefit" if read_as(self.entry.outcome) == "difference" else "harm"

    @property
    def printed(self) -> Printed:
        """Return what was printed, as laws are judged on it."""
        return Printed(self.published, self.told, self.paired, setting(self.kind))


def reported() -> list[Reported]:
    """Return every contrast on file.

    Raises
    ------
    ValueError
        A record of the package cannot be computed.
    """
    table: Any = read("contrasts/handed.yaml")  # a list, where most tables are mappings
    return [_reported(record) for record in table]


def _reported(record: Mapping[str, Any]) -> Reported:
    own = {key: record[key] for key in _OWN if key in record}
    sized = {"draws": DRAWS, "population": {"persons": PERSONS}, "seed": SEED}
    plain = {key: value for key, value in record.items() if key not in _OWN}
    entry = entry_of(plain | {"arms": [{**arm, **sized} for arm in record["arms"]]}, record["id"])
    if isinstance(entry, Unreadable):
        raise ValueError(f"{entry.id}: {entry.why}")
    several = {key: tuple(own.get(key, ())) for key in ("sets", "sides")}
    return Reported(entry, **{**own, **several})


def scored(progress: Callable[[int], None] = lambda done: None) -> list[dict[str, Any]]:
    """Return every contrast on file with what the model and each rival say of it, ready for JSON."""
    listed = reported()
    cases = [_case(r) for r in listed]
    found = []
    for done, (r, case) in enumerate(zip(listed, cases, strict=True), 1):
        found.append(_scored(r, case, cases))
        progress(done)
    return found


def _case(r: Reported) -> Case:
    first, second = (geometry_of(arm) for arm in r.entry.arms)
    return Case(r.source, r.entry.outcome.known_as, r.printed, (first, second))


def _scored(r: Reported, case: Case, cases: list[Case]) -> dict[str, Any]:
    values = arm_values(r.entry)
    laws = {MODEL: _of_model(r, values), **{name: _of_rival(name, case, cases) for name in RIVALS}}
    apart = [law["apart_sd"] for law in laws.values() if law]
    return {
        "id": r.entry.id,
        "source": r.source,
        "endpoint": r.entry.outcome.known_as,
        "kind": r.kind,
        "published": dict(r.published),
        "told": r.told,
        "paired": r.paired,
        "detectable_sd": r.printed.detectable,
        "apart_sd": max(apart) - min(apart),
        "seen": list(r.sets),
        "note": r.note,
        "sides": list(r.sides),
        "concern": _concern(r),
        "prediction": compared(r.entry, values),
        "laws": laws,
    }


def _concern(r: Reported) -> str | None:
    concern = r.entry.arms[0].skin.concern
    return concern.kind if concern else None


def _of_model(r: Reported, values: list[Array]) -> dict[str, Any]:
    """Return what the model says; where it has seen the figure, also without the source."""
    whole = judged(r.printed, *_effects(r, values))
    left = judged(r.printed, *_effects(r, values_without(r.source, r.entry))) if r.sets else whole
    return {**left, "constant": None, "with_source": whole if r.sets else None}


def _effects(r: Reported, values: list[Array]) -> tuple[Array, Array]:
    """Return the mean effect of each arm by draw: a fall counts where lower is better."""
    falls = r.kind == "benefit" and r.entry.outcome.better == "lower"
    first, second = ((-1.0 if falls else 1.0) * np.nanmean(v, axis=1) for v in values)
    both = np.isfinite(first) & np.isfinite(second)
    return first[both], second[both]


def _of_rival(name: str, case: Case, cases: list[Case]) -> dict[str, Any] | None:
    """Return what a rival says, its constant fitted without the source; None where it has nothing to say."""
    if not speaks(name, case.endpoint):
        return None
    constant = constant_without(name, cases, case.source)
    return {**judged(case.printed, *effects(name, case.arms, constant)), "constant": constant}
