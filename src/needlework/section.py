"""A vertical plane through a channel of the typical person: fields in every ring and stratum, over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.model import Model
from needlework.population import Lanes
from needlework.simulation import Walk
from needlework.subject import Session
from needlework.subject.catalogue import read

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Field:
    """What a section shows: species that are added, over those whose amount before the course is 1."""

    id: str
    title: str
    unit: str
    species: tuple[str, ...]
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Fields around one channel.

    Attributes
    ----------
    times
        Day from the first session, shape (times,); on a session's day the state just after it.
    edges
        Depth (um) below the surface of the edges of the strata, shape (strata + 1,).
    radii
        Radius (um) of the edges of the rings, shape (times, rings + 1): density may change between sessions.
    depth, opening
        Mean depth (um) of the channel, and the radius (um) of its injured ring, shape (times,).
    fields
        By id, shape (times, strata, rings).
    """

    times: Array
    edges: Array
    radii: Array
    depth: Array
    opening: Array
    fields: dict[str, Array]


@cache
def section_fields() -> tuple[Field, ...]:
    """Return what a section shows."""
    rows: Any = read("section_fields.yaml")  # a list, where most tables are mappings
    return tuple(
        Field(r["id"], r["title"], r["unit"], tuple(r["species"]), tuple(r.get("over", ()))) for r in rows
    )


def section(lane: Lanes, model: Model, days: Iterable[float]) -> Section:
    """Return the fields of one lane on some days.

    Parameters
    ----------
    lane
        One lane under a course with a session: the typical person.
    model
        Network and resolution.
    days
        Days, from that of the first session on.
    """
    engine, sessions = model.engine(), {s.time_day: s for s in lane.population.course.sessions}
    walk, asked, now = Walk(lane, engine, np.zeros(0)), sorted(set(days)), min(sessions)
    index = {name: i for i, name in enumerate(engine.block.species)}
    before, cells, around = walk.cells[0, 0, 0], [], []
    place = (np.zeros(0), 0.0, 0.0)
    for day in sorted({*asked, *(d for d in sessions if d <= asked[-1])}):
        if day > now:
            walk.rest(now, day)
        if day in sessions:
            walk.strike(sessions[day])
            place = _around(lane, sessions[day], walk.ring_share[0])
        now = day
        if day in asked:
            cells.append(walk.cells[0])
            around.append(place)
    radii, depth, opening = zip(*around, strict=True)
    under = np.concatenate([[0.0], np.cumsum(lane.strata(model.strata)[0])])
    fields = {f.id: _read(f, np.stack(cells), before, index) for f in section_fields()}
    return Section(
        np.array(asked),
        lane.epidermis[0] + under,
        np.stack(radii),
        np.array(depth),
        np.array(opening),
        fields,
    )


def _around(lane: Lanes, session: Session, ring_share: Array) -> tuple[Array, float, float]:
    """Return the radii of the rings (um), the depth of the channel and the radius of what it injures."""
    injury = lane.injury(session)
    radii = float(injury.cell[0]) * np.sqrt(np.concatenate([[0.0], np.cumsum(ring_share)]))
    return radii, float(lane.reached(session)[0]), float(injury.ring[0])


def _read(field: Field, cells: Array, before: Array, index: dict[str, int]) -> Array:
    """Return a field, shape (times, strata, rings)."""
    amount = cells[..., [index[s] for s in field.species]].sum(axis=-1)
    whole = before[[index[s] for s in field.over]].sum() if field.over else 1.0
    return amount / whole
