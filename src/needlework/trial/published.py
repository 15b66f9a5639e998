"""Published comparisons of the same concern: how large they were, when they were read, what they found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from needlework.evidence.observations import Observation, load_observations
from needlework.figures.days import day_of, own_last_day
from needlework.trial.schema import Design


@dataclass(frozen=True, slots=True)
class Point:
    """A published comparison.

    Attributes
    ----------
    name
        Study.
    n
        Persons.
    printed
        When it was read, as printed.
    days
        The same visit counted as the design counts; None where the report does not tell.
    found
        What was printed of it.
    """

    name: str
    n: int
    printed: str
    days: float | None
    found: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def published_points(design: Design) -> tuple[Point, ...]:
    """Return the comparisons between sides or arms on file for a design's concern, one a study and visit."""
    concern = design.cohort.skin.concern
    found: dict[tuple[str, str], Point] = {}
    for o in load_observations().values():
        if o.species != "human" or concern is None or o.population.concern != concern.kind:
            continue
        if o.n is not None and o.time_days is not None and _compares(o):
            printed = f"{o.time_days:g} days, {_COUNTED[o.time_anchor]}"
            days = counted_from(o, design.visits.after)
            found.setdefault((o.study, printed), Point(o.study, int(o.n), printed, days, _found(o)))
    return tuple(sorted(found.values(), key=lambda p: (p.days is None, p.days or 0.0, p.n)))


_COUNTED = {
    "last_session": "from the last session",
    "first_session": "from the first session",
    "unknown": "from a session that is not told (taken as the first)",
}


def counted_from(o: Observation, anchor: str) -> float | None:
    """Return the day of a figure counted from the first or the last session of its own course.

    None where that needs the day of a last session that the report does not tell.
    """
    last = own_last_day(o)
    if anchor == o.time_anchor == "last_session":
        return o.time_days
    day = day_of(o, last)
    if anchor == "first_session" or day is None:
        return day
    return None if last is None else day - last


def _compares(o: Observation) -> bool:
    """Return whether a figure is of a comparison of treatments after the first day."""
    together = (o.arm or "").partition(" ")[0] in ("both", "all")
    if together or not o.time_days:
        return False
    return o.kind in ("p_value", "contrast") or (bool(o.course.comparator) and o.p is not None)


def _found(o: Observation) -> str:
    parts = [o.endpoint or o.outcome or "", o.arm or ""]
    if o.value is not None:
        parts.append(f"p {o.value:g}" if o.kind == "p_value" else f"{o.value:g} {o.unit or ''}".strip())
    if o.p is not None:
        parts.append(f"p {o.p}")
    return ", ".join(part for part in parts if part)
