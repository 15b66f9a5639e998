"""Simulating a cohort: what is true of every virtual person under every arm, part by part.

A part is a few draws with all their persons and all arms. It depends on the design and on its own number
alone, so that parts may be made in any order, on any worker, and made again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, current_fit, fitted_draws, prior_draws, study_records
from needlework.ensemble import usual_course, views
from needlework.evidence.fit import Fit
from needlework.model import Model
from needlework.numerics.inference.counter import uniforms
from needlework.numerics.ode import Engine, StopFlag
from needlework.outcomes import outcomes
from needlework.outcomes.compute import FUNCTIONS
from needlework.population import Population
from needlework.subject import Course, Skin
from needlework.trial.baselines import Baselines
from needlework.trial.cohort import Persons, joined, persons_of
from needlework.trial.eligible import Screen
from needlework.trial.lanes import Attendance, Cohort, Days, course_kept
from needlework.trial.schema import Design
from needlework.trial.treatments import (
    Treatment,
    cohort_skin,
    divided,
    is_usual,
    measurable,
    treatments,
    without_sessions,
)
from needlework.view import View

Array = NDArray[np.float64]

_RECORDS = ("scale.", "study.", "pih.")  # draws that a trial reads beside what is true


@dataclass(frozen=True)
class KeptModel(Model):
    """A model that builds its engine once for each thread: groups are small, building takes a while."""

    kept: threading.local = field(default_factory=threading.local, compare=False)

    def engine(self) -> Engine:
        """Return this thread's engine."""
        if not hasattr(self.kept, "engine"):
            self.kept.engine = super().engine()
        return self.kept.engine


@dataclass(frozen=True)
class Part:
    """What is true in one part of a cohort.

    Attributes
    ----------
    number
        Of the part, from 0.
    values
        ``outcome/arm`` and ``untreated/outcome/arm`` (the same persons, days and no session), shape (draws,
        persons, times), single precision.
    draws
        Draws that a trial reads, shape (draws,) each.
    persons
        Traits of the persons, shape (draws, persons) each, and sessions kept, ``kept/arm``.
    screened
        Candidates it took, and how many each reason kept out.
    failed
        What happened to lanes that did not finish.
    """

    number: int
    values: Mapping[str, NDArray[np.float32]]
    draws: Mapping[str, Array]
    persons: Mapping[str, Any]
    screened: Mapping[str, int]
    failed: tuple[str, ...]


class Simulator:
    """A design ready to be simulated part by part.

    Attributes
    ----------
    treatments
        Arms in the order of the design, then the usual course where it is needed, as they are simulated.
    wanted
        Outcomes that are read.
    parts
        Number of parts.
    """

    def __init__(
        self, design: Design, baselines: Baselines | None = None, stop: StopFlag | None = None
    ) -> None:
        self.design, self.baselines = design, baselines
        self.model = KeptModel(design.model.strata, design.model.rings, stop=stop)
        self.treatments = treatments(design)
        self.wanted = measurable(design)
        self.per_part, self.parts = divided(design)
        self.fit, self.fit_note = current_fit()
        self._draws: dict[str, Draws] = {}
        conduct = design.conduct
        self._attendance = Attendance(conduct.missed, conduct.missed_spread, conduct.late, conduct.late_by)

    def part(self, number: int) -> Part:
        """Simulate one part."""
        design, first = self.design, number * self.per_part
        which = slice(first, min(first + self.per_part, design.cohort.draws))
        people, screened = self._people(which)
        count = which.stop - which.start
        draw_of = np.repeat(np.arange(count), design.cohort.persons)
        usual = self._usual_course(which)
        values: dict[str, NDArray[np.float32]] = {}
        persons = _traits(people, count)
        failed: list[str] = []
        for treatment in self.treatments:
            kept = self._kept(treatment, which, people)
            found, went_wrong = self._arm(treatment, kept, people, draw_of, which, usual)
            bare, _ = self._arm(
                without_sessions(treatment), [()] * len(people), people, draw_of, which, usual
            )
            shape = (count, design.cohort.persons, len(treatment.times))
            for key in self.wanted:
                values[f"{key}/{treatment.name}"] = found[key].reshape(shape).astype(np.float32)
                values[f"untreated/{key}/{treatment.name}"] = bare[key].reshape(shape).astype(np.float32)
            sessions = np.array([sum(day is not None for day in days) for days in kept])
            persons[f"kept/{treatment.name}"] = sessions.reshape(count, -1)
            failed += went_wrong
        draws = {k: v for k, v in self._drawn(which).values.items() if k.startswith(_RECORDS)}
        return Part(number, values, draws, persons, screened, tuple(failed))

    def _people(self, which: slice) -> tuple[Persons, dict[str, int]]:
        cohort, seed = self.design.cohort, self.design.seed
        screen = Screen(self.design) if self.design.inclusion.screening != "none" else None
        found, seen = [], 0
        for draw in range(which.start, which.stop):
            people, tried = persons_of(cohort, draw, seed, self.baselines, screen)
            found.append(people)
            seen += tried
        reasons = {} if screen is None else dict(screen.reasons)
        return joined(found), {"candidates": seen, **reasons}

    def _kept(self, treatment: Treatment, which: slice, people: Persons) -> list[Days]:
        """Return the sessions each person comes to; luck is the same in every arm."""
        persons, sessions = self.design.cohort.persons, len(treatment.course.days)
        if is_usual(treatment.name) or not sessions:
            return [treatment.course.days] * len(people)
        rows = np.arange(which.start, which.stop)
        luck = uniforms(self.design.seed, "attendance", rows, persons, 2 * sessions)
        return self._attendance.kept(
            treatment.course, people.adherence, luck.reshape(len(people), sessions, 2)
        )

    def _arm(
        self,
        treatment: Treatment,
        kept: list[Days],
        people: Persons,
        draw_of: NDArray[np.int64],
        which: slice,
        usual: Mapping[str, Array],
    ) -> tuple[dict[str, Array], list[str]]:
        """Simulate persons under one treatment; persons who differ in what lanes must share, apart."""
        values = {key: np.full((len(people), len(treatment.times)), np.nan) for key in self.wanted}
        failed: list[str] = []
        for rows, skin, course in self._groups(treatment.course, kept, people):
            draws = self._drawn(which, skin, course)
            cohort = Cohort(skin, course, draws, people.take(rows), draw_of[rows])
            done = 0
            for view in views(cohort, self.model, treatment.times, float(treatment.times[-1]), usual=usual):
                here = rows[done : done + len(view.lanes)]
                for key in self.wanted:
                    values[key][here] = _read(key, view)
                done += len(view.lanes)
                failed += [
                    f"{treatment.name}, draw {which.start + draw_of[here[i]]}, day {day:g}: {why}"
                    for i, day, why in view.trace.failed
                ]
        return values, failed

    def _groups(
        self, course: Course, kept: list[Days], people: Persons
    ) -> Iterator[tuple[NDArray[np.int64], Skin, Course]]:
        words = [people.groups[k] for k in ("site", "phenotype", "sun")]
        keys = [(*(str(w[i]) for w in words), kept[i]) for i in range(len(people))]
        for key in dict.fromkeys(keys):
            site, phenotype, sun, days = key
            had = course_kept(course, days)
            had = replace(had, sun_before=sun) if sun else had
            yield np.flatnonzero([k == key for k in keys]), self._skin(site, phenotype), had

    def _skin(self, site: str = "", phenotype: str = "") -> Skin:
        """Return the skin of a group: layers at the cohort's mean age, its score as the cohort spreads it."""
        spec = cohort_skin(self.design, self.baselines)
        changed = {k: v for k, v in (("site", site), ("phenotype", phenotype)) if v}
        skin = Skin.resolve(spec.model_copy(update=changed))
        mixed = self.design.cohort.age is not None or (self.baselines and "age" in self.baselines.numbers)
        return replace(skin, age_years=None) if mixed else skin

    def _drawn(self, which: slice, skin: Skin | None = None, course: Course | None = None) -> Draws:
        """Return some of the draws; a record has the same draws in every arm and group."""
        skin, course = skin or self._skin(), course or self.treatments[0].course
        records = study_records(skin, course)
        key = repr([(k, p.id, p.distribution) for k, p in records.items() if "/" in k])
        if key not in self._draws:
            count, seed = self.design.cohort.draws, self.design.seed
            self._draws[key] = (
                fitted_draws(records, count, seed, self.fit)
                if isinstance(self.fit, Fit)
                else prior_draws(records, count, seed)
            )
        whole = self._draws[key]
        values = {k: v[which] for k, v in whole.values.items()}
        return Draws(which.stop - which.start, whole.seed, records, values, whole.tried)

    def _usual_course(self, which: slice) -> Mapping[str, Array]:
        skin, course = self._skin(), self.treatments[0].course
        draws = self._drawn(which, skin, course)
        return usual_course(Population(skin, course, draws, 1), self.model)


def _read(key: str, view: View) -> Array:
    """Return an outcome at every time; what stands for the whole course is the same at all of them."""
    found = FUNCTIONS[key](view) if outcomes()[key].applies(view.lanes) else None
    if found is None:
        return np.zeros((len(view.lanes), 1))
    return found if found.ndim == 2 else found[:, None]


def _traits(people: Persons, draws: int) -> dict[str, Any]:
    """Return what table 1 shows of the persons, shape (draws, persons) each."""
    kept = {**people.known, **{k: v for k, v in people.groups.items() if np.any(v != "")}}
    return {k: v.reshape(draws, -1) for k, v in kept.items()}
