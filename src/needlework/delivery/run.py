"""Deliver: what of each product reaches which depth, when, in every lane of a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.draws import current_fit
from needlework.errors import Fault, InputError
from needlework.population import Lanes, Population, design
from needlework.spec import Study, load_study
from needlework.spec.parts import part_named, parts
from needlework.subject import Course, Session, Skin
from needlework.subject.actives import Active, Portion, portions, resolve, uptake_records
from needlework.subject.topical import Topical
from needlework.uptake.films import film, strength_faults
from needlework.uptake.simulate import Fate, simulate
from needlework.uptake.skin import Uptake
from needlework.uptake.timeline import Timeline, timeline, timeline_faults

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Applied:
    """One substance of one product: what it is, when and how much, and its fate with channels and without.

    ``product`` is the active that the study names, ``active`` the substance (a part of it, or the same);
    ``lower`` holds the lower edge of each cell (um below the surface), shape (lanes, cells); ``days`` are
    those of all sessions at which it is put on in this way.
    """

    product: Active
    active: Active
    topical: Topical
    plan: Timeline
    through: Fate
    intact: Fate
    lower: Array
    days: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What `deliver` returns: the study, its lanes, and every substance that was put on."""

    study: Study
    lanes: Lanes
    applied: tuple[Applied, ...]

    @property
    def persons(self) -> int:
        """Return the number of persons in each draw."""
        return self.lanes.population.persons

    def to_json(self) -> dict[str, Any]:
        """Return the document ``needlework/delivery/1``: amounts by layer and hour, and summaries."""
        from needlework.delivery.summary import document

        return document(self)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A substance to be put on after a session, on the days of all that are alike."""

    portion: Portion
    session: Session | None
    days: tuple[float, ...]


def deliver(
    study: Study | Path | str | Mapping[str, Any], *, seed: int | None = None, zone: str | None = None
) -> Delivery:
    """Return how much of each product reaches which depth, with channels and without, in every lane.

    Parameters
    ----------
    study
        A study, or what `load_study` reads; its topicals are followed after each kind of session.
    seed
        In place of the study's own.
    zone
        Which of several places or concerns.

    Raises
    ------
    InputError
        The study cannot be used: nothing is put on, an active is unknown, a dose is missing, or none of
        several places is named.
    """
    plan = study if isinstance(study, Study) else load_study(study)
    plan = parts(plan)[part_named(plan, zone)].study
    if seed is not None:
        plan = plan.replace({"seed": seed})
    course = Course.from_spec(plan.course)
    planned = _planned(plan, course)
    population = _population(plan, course, planned)
    lanes = population.lanes(slice(population.size))
    return Delivery(plan, lanes, tuple(_applied(lanes, course, one) for one in planned))


def _planned(study: Study, course: Course) -> tuple[_Planned, ...]:
    """Return every substance that the study puts on, once for each kind of session.

    Raises
    ------
    InputError
        With every fault of every product at once.
    """
    found = _applications(course)
    faults: list[Fault] = []
    if not found:
        expected, advice = "at least one product to follow", "add '- {active: ascorbic_acid, when: after, "
        where = study.where("course", "topicals")
        raise InputError([Fault(where, expected, "none", f"{advice}strength: 15 %}}'")])
    planned: list[_Planned] = []
    for (topical, session), days in found.items():
        path = _path(study, topical)
        place = study.where(*path)
        try:
            active = resolve(topical, study.where(*path, "active"))
        except InputError as error:
            faults += error.faults
            continue
        faults += strength_faults(topical, active, place) + timeline_faults(topical, place)
        planned += [_Planned(portion, session, days) for portion in portions(active, topical)]
    if faults:
        raise InputError(list(dict.fromkeys(faults)))
    return tuple(planned)


def _applications(course: Course) -> dict[tuple[Topical, Session | None], tuple[float, ...]]:
    """Return each product with the first session of its kind, and the days of all sessions alike."""
    if not course.sessions:
        return {(topical, None): () for topical in course.topicals}
    kinds: dict[tuple[Topical, Session], list[Session]] = {}
    for session in course.sessions:
        alike = replace(session, time_day=0.0, topicals=(), numbing=None)
        for topical in session.topicals:
            kinds.setdefault((topical, alike), []).append(session)
    return {(topical, same[0]): tuple(s.time_day for s in same) for (topical, _), same in kinds.items()}


def _path(study: Study, topical: Topical) -> tuple[str | int, ...]:
    """Return where a product stands in the study: in the course, or in one of its sessions."""
    for index, spec in enumerate(study.course.topicals):
        if Topical.from_spec(spec) == topical:
            return ("course", "topicals", index)
    for number, session in enumerate(study.course.plan):
        for index, spec in enumerate(session.topicals or ()):
            if Topical.from_spec(spec) == topical:
                return ("course", "sessions", number, "topicals", index)
    return ("course", "topicals")


def _population(study: Study, course: Course, planned: tuple[_Planned, ...]) -> Population:
    own = uptake_records(tuple(one.portion for one in planned))
    fit, _ = current_fit()
    people = study.population.persons
    return design(Skin.of(study), course, study.draws, people, study.seed, fit, own)


def _applied(lanes: Lanes, course: Course, one: _Planned) -> Applied:
    portion, session = one.portion, one.session
    uptake = Uptake.of(lanes, portion)
    plan = timeline(portion.topical, course.occlusion)
    put_on = film(lanes, portion)
    intact = simulate(uptake, None, put_on, plan)
    through = intact if session is None else simulate(uptake, session, put_on, plan)
    lower = np.cumsum(uptake.depths.thickness, axis=1)
    return Applied(portion.product, portion.active, portion.topical, plan, through, intact, lower, one.days)
