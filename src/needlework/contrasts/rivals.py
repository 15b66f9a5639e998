r"""Rivals that know the same geometry and nothing else.

Each turns the geometry of two courses into a ratio of their effects: no dose effect (1); gain in proportion
to the injured volume; gain in proportion to its logarithm, :math:`\ln(1 + V/V_0)`; and for closure
:math:`t = t_0 + r/v` alone, without margin, surface or age.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from needlework.draws import central_draws, study_records
from needlework.evidence.parameters import load_parameters
from needlework.injury import Sheet
from needlework.population import Population
from needlework.spec import Study
from needlework.subject import Course, Skin

RIVALS = ("no dose effect", "injured volume", "its logarithm", "t0 + r/v")
_USUAL = 0.1  # injured share of the dermis of one usual needling: where the logarithm bends
_CLOSURE = ("reepithelialisation_time", "pore_closure_time", "barrier_recovery_time")


@dataclass(frozen=True, slots=True)
class Geometry:
    """What a rival knows: injured share of the dermis over all sessions, and the way (um) to close."""

    injured: float
    way: float


def geometry_of(study: Study) -> Geometry:
    """Return the geometry of a course on the typical person at the central values."""
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    draws = central_draws(study_records(skin, course), study.seed)
    lanes = Population(skin, course, draws, 1).lanes(slice(0, 1))
    injured, way = 0.0, 0.0
    for session in course.sessions:
        injury = lanes.injury(session)
        injured += float(lanes.wound(session, 1).injured[0, 0])
        front = injury.front
        way = max(way, float(front.distance[0]), float(lanes.depth[0]) if isinstance(injury, Sheet) else 0.0)
    return Geometry(injured, way)


def predictions(endpoint: str, arms: Sequence[Study]) -> dict[str, float | None]:
    """Return each rival's ratio of the first arm to the second; None where it has nothing to say."""
    first, second = (geometry_of(arm) for arm in arms)
    closes = endpoint in _CLOSURE
    known = load_parameters()
    lag, speed = known["closure.lag"].value, known["closure.speed"].value
    return {
        "no dose effect": 1.0,
        "injured volume": None if closes else _ratio(first.injured, second.injured),
        "its logarithm": None
        if closes
        else _ratio(float(np.log1p(first.injured / _USUAL)), float(np.log1p(second.injured / _USUAL))),
        "t0 + r/v": _ratio(lag + first.way / speed, lag + second.way / speed) if closes else None,
    }


def _ratio(first: float, second: float) -> float | None:
    return first / second if second > 0.0 else None


def verdict(published: Mapping[str, Any], ratio: float | None, same: float) -> str | None:
    """Return whether a ratio agrees with what was published: yes or no; None where nothing can be said.

    ``same`` is the factor within which two arms count as not different at that number of people.
    """
    if ratio is None or not np.isfinite(ratio) or ratio < 0.0:
        return None
    log = float(np.log(max(ratio, 1e-9)))
    told = published_log(published)
    if told is not None:
        return "yes" if abs(log - told) <= np.log(same) else "no"
    agrees = {"larger": log > 0.0, "smaller": log < 0.0, "none": abs(log) <= np.log(same)}
    return "yes" if agrees[direction_of(published)] else "no"


def direction_of(published: Mapping[str, Any]) -> str:
    """Return larger, smaller or none: of the first arm against the second."""
    if "direction" in published:
        return published["direction"]
    first, second = published.get("values") or (published["ratio"], 1.0)
    return "larger" if first > second else "smaller"


def published_log(published: Mapping[str, Any]) -> float | None:
    """Return ln of the published ratio, None where only a direction was printed or an arm was 0."""
    if "ratio" in published:
        return float(np.log(published["ratio"]))
    values = published.get("values")
    if not values or min(values) <= 0.0:
        return None
    return float(np.log(values[0] / values[1]))


def detectable(told: int | None, paired: bool) -> float | None:
    """Return the least difference, in standard deviations, that this many people show in 80 % of trials.

    Two-sided at 5 %: 2.8/sqrt(n) for pairs, 2.8 sqrt(4/n) for two groups of n/2.
    """
    if told is None:
        return None
    return 2.8 / np.sqrt(told) if paired else 2.8 * np.sqrt(4.0 / told)
