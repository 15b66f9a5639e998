"""Published comparisons of the same concern: how large they were, when they were read, what they found."""

from __future__ import annotations

from dataclasses import dataclass

from needlework.evidence.observations import Observation, load_observations
from needlework.trial.schema import Design

_DEFINITE = ("last_session", "first_session", "unknown")


@dataclass(frozen=True, slots=True)
class Point:
    """A published comparison.

    Attributes
    ----------
    name
        Study.
    n
        Persons.
    days
        Of the visit, counted as printed.
    found
        What was printed of it.
    anchor
        From which session the days count.
    """

    name: str
    n: int
    days: float
    found: str
    anchor: str


def published_points(design: Design) -> tuple[Point, ...]:
    """Return the comparisons between sides or arms on file for a design's concern, one a study and visit."""
    concern = design.cohort.skin.concern
    found: dict[tuple[str, float], Point] = {}
    for o in load_observations().values():
        if o.species != "human" or concern is None or o.population.concern != concern.kind:
            continue
        if o.n is not None and o.time_days is not None and _compares(o):
            days = float(o.time_days)
            found.setdefault(
                (o.study, days), Point(o.study, int(o.n), days, _found(o), o.time_anchor or "unknown")
            )
    return tuple(sorted(found.values(), key=lambda p: (p.days, p.n)))


def _compares(o: Observation) -> bool:
    """Return whether a figure belongs to a trial that compares treatments."""
    return o.kind in ("p_value", "contrast") or (bool(o.course.comparator) and o.p is not None)


def _found(o: Observation) -> str:
    parts = [o.endpoint or o.outcome or "", o.arm or ""]
    if o.value is not None:
        parts.append(f"p {o.value:g}" if o.kind == "p_value" else f"{o.value:g} {o.unit or ''}".strip())
    if o.p is not None:
        parts.append(f"p {o.p}")
    return ", ".join(part for part in parts if part)
