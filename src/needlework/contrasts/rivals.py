r"""Rivals that know the same geometry and nothing else, on the same draws of it.

Each turns the geometry of two courses into their effects, up to a scale: no dose effect (equal); gain in
proportion to the injured volume V; gain in proportion to :math:`\ln(1 + V/V_0)`; and for closure
:math:`t_0 v + r` alone, without margin, surface or age. The constants :math:`V_0` and :math:`t_0 v` are
fitted on the contrasts of all other sources than the one that is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from needlework.contrasts.judging import Printed, chance
from needlework.draws import current_fit
from needlework.injury import Sheet
from needlework.population import design
from needlework.spec import Study
from needlework.subject import Course, Skin

Array = NDArray[np.float64]
Arms = tuple[Array, Array]

NOTHING, VOLUME, LOGARITHM, FRONT = "no dose effect", "injured volume", "its logarithm", "t0 + r/v"
RIVALS = (NOTHING, VOLUME, LOGARITHM, FRONT)
CLOSURE = ("reepithelialisation_time", "pore_closure_time", "barrier_recovery_time")
_VOLUMES = np.geomspace(1e-4, 10.0, 61)  # injured share of the dermis at which the logarithm may bend
_WAYS = np.geomspace(1.0, 2000.0, 67)  # um that the lag may be worth


@dataclass(frozen=True, slots=True)
class Geometry:
    """What a rival knows of a course, shape (draws,).

    ``injured`` is the injured share of the dermis, summed over sessions; ``way`` the widest way (um) that the
    epidermis has to cross: the radius of a column, half the distance between remnants of hairs under a sheet.
    """

    injured: Array
    way: Array


@dataclass(frozen=True, slots=True)
class Case:
    """One contrast as rivals see it."""

    source: str
    endpoint: str
    printed: Printed
    arms: tuple[Geometry, Geometry]


def geometry_of(study: Study) -> Geometry:
    """Return the geometry of a course on the typical person, on the draws that a run of it takes."""
    skin, course = Skin.of(study), Course.from_spec(study.course)
    fit, _ = current_fit()
    people = design(skin, course, study.draws, 1, study.seed, fit)
    lanes = people.lanes(slice(0, None))
    injured, way = np.zeros(len(lanes)), np.zeros(len(lanes))
    for session in course.sessions:
        injury = lanes.injury(session)
        injured += lanes.wound(session, 1).injured[:, 0]
        crossed = injury.remnants.appendages if isinstance(injury, Sheet) else injury.width
        way = np.maximum(way, crossed)
    return Geometry(injured, way)


def speaks(rival: str, endpoint: str) -> bool:
    """Return whether a rival has something to say about an endpoint."""
    return rival == NOTHING or (rival == FRONT) == (endpoint in CLOSURE)


def effects(rival: str, arms: tuple[Geometry, Geometry], constant: float | None) -> Arms:
    """Return the effects of two arms, up to a scale; ``constant`` is what the rival has to be fitted."""
    known = constant or 0.0
    law: Mapping[str, Callable[[Geometry], Array]] = {
        NOTHING: lambda g: np.ones_like(g.injured),
        VOLUME: lambda g: g.injured,
        LOGARITHM: lambda g: np.log1p(g.injured / known),
        FRONT: lambda g: known + g.way,
    }
    first, second = (law[rival](g) for g in arms)
    return first, second


def constant_without(rival: str, cases: Iterable[Case], source: str) -> float | None:
    """Return the constant that makes what all other sources printed likeliest; None for a rival without one.

    Where no other source says anything, the middle of what is allowed.
    """
    allowed = {LOGARITHM: _VOLUMES, FRONT: _WAYS}.get(rival)
    if allowed is None:
        return None
    others = [c for c in cases if c.source != source and speaks(rival, c.endpoint)]
    found = [_log_chance(rival, others, float(value)) for value in allowed]
    best = np.flatnonzero(np.isclose(found, max(found)))
    return float(allowed[best[len(best) // 2]])


def _log_chance(rival: str, cases: Sequence[Case], constant: float) -> float:
    told = (chance(c.printed, *effects(rival, c.arms, constant)) for c in cases)
    return sum(log(each) for each in told if each is not None)
