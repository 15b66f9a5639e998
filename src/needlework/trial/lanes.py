"""Virtual persons as lanes of the mechanism, and the sessions they really come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws
from needlework.numerics.normal import upper_tail
from needlework.population import Lanes, Population
from needlework.subject import Course, Skin
from needlework.subject.skin import phototypes
from needlework.trial.cohort import Persons

Array = NDArray[np.float64]
Days = tuple[float | None, ...]  # on which a person comes to each session; None where it is missed


class Cohort(Population):
    """Some persons, each with its draw, on one skin and one course: a population that was drawn elsewhere.

    Attributes
    ----------
    persons_of
        The persons, one a lane.
    draw_of
        Position of each lane's draw, shape (lanes,).
    """

    def __init__(
        self, skin: Skin, course: Course, draws: Draws, people: Persons, draw_of: NDArray[np.int64]
    ) -> None:
        super().__init__(skin, course, draws, len(people))
        self.people, self.draw_of = people, draw_of

    @property
    def size(self) -> int:
        """Return the number of lanes."""
        return len(self.people)

    def lanes(self, part: slice) -> Lanes:
        """Return some of the lanes."""
        index = np.arange(*part.indices(self.size))
        return Enrolled(self, self.draw_of[index], index)


@dataclass(frozen=True)
class Enrolled(Lanes):
    """Lanes whose persons come from a cohort."""

    population: Cohort

    def u(self, trait: str) -> Array:
        """Return a trait of the persons as a probability."""
        people, concern = self.population.people, self.population.skin.concern
        if (
            trait != "severity"
            or "severity" not in people.known
            or concern is None
            or concern.baseline is None
        ):
            return people.u[trait][self.person]
        mean, sd = concern.baseline.value, concern.baseline.sd or 0.0
        log_sd = float(np.sqrt(np.log1p((sd / mean) ** 2)))
        ratio = np.log(people.known["severity"][self.person] / mean)
        return upper_tail(-(ratio / log_sd + 0.5 * log_sd)) if log_sd > 0 else np.full(len(self), 0.5)

    @cached_property
    def age(self) -> Array:
        """Age (years)."""
        known = self.population.people.known
        if "age" in known:
            return known["age"][self.person]
        skin = self.population.skin
        fixed = skin.age_years
        return np.full(len(self), fixed) if fixed is not None else skin.unknown["age"].ppf(self.u("age"))

    @cached_property
    def phototype(self) -> dict[str, Array]:
        """Ordinal (1-6), melanin and closure factors."""
        given = self.population.people.groups["phototype"][self.person]
        if self.population.skin.phototype or not np.any(given != ""):
            return _of_the_skin(self)
        table = phototypes()
        pick = lambda of: np.array([of(table[str(key)]) for key in given])  # noqa: E731
        return {
            "ordinal": pick(lambda t: float(t.ordinal)),
            "melanin": pick(lambda t: t.melanin.median),
            "closure": pick(lambda t: t.closure.median),
        }


def _of_the_skin(lanes: Lanes) -> dict[str, Array]:
    return Lanes.phototype.func(lanes)  # pyright: ignore[reportAttributeAccessIssue]


@dataclass(frozen=True)
class Attendance:
    """How many sessions are missed, and how many late by how many days."""

    missed: float = 0.0
    spread: float = 0.0
    late: float = 0.0
    late_by: float = 0.0

    def kept(self, course: Course, adherence: Array, luck: Array) -> list[Days]:
        """Return the days on which each person comes to each session, None where the session is missed.

        Parameters
        ----------
        course
            As planned; its first session is always kept, since it is day 0.
        adherence
            Standard normal scores of the persons.
        luck
            Uniform numbers, shape (persons, sessions, 2).
        """
        days = np.array(course.days)
        if not len(days):
            return [()] * len(adherence)
        odds = self.missed / max(1.0 - self.missed, 1e-9) * np.exp(-self.spread * adherence)
        missed = luck[:, :, 0] < (odds / (1.0 + odds))[:, None]
        missed[:, 0] = False
        late = luck[:, :, 1] < self.late
        late[:, 0] = False
        actual = days + np.cumsum(late * self.late_by, axis=1)
        return [
            tuple(None if gone else float(day) for day, gone in zip(row, out, strict=True))
            for row, out in zip(actual, missed, strict=True)
        ]


def course_kept(course: Course, kept: Days) -> Course:
    """Return the course a person had, from the days on which each session was kept."""
    pairs = zip(course.sessions, kept, strict=True)
    sessions = tuple(replace(s, time_day=day) for s, day in pairs if day is not None)
    return replace(course, sessions=sessions)
