"""What is simulated of a design: its arms and a crossover's orders, when they are read, in which parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.ensemble import usual_study
from needlework.outcomes import outcomes
from needlework.spec.people import BaselineSpec, SkinSpec
from needlework.spec.treatment import CourseSpec
from needlework.subject import Course
from needlework.trial.baselines import Baselines
from needlework.trial.schema import Design
from needlework.trial.tables import measures

Array = NDArray[np.float64]

USUAL = "_usual"  # what a cohort has beside its arms
_LANES = (512, 2048)  # in one part, of one arm: small parts are lost cheaply, large ones fill vectors
_PARTS = 8  # below which parts are not made larger
_MONTH = 365.25 / 12.0
_HALVES = 6  # the first visits are half a month apart, later ones a month
_EARLY = np.array([1.0, 3.0, 7.0])  # days after the last session: a first visit stands after the course


@dataclass(frozen=True)
class Treatment:
    """One arm as it is simulated: its course, and the days from the first session at which it is read."""

    name: str
    course: Course
    times: Array


def divided(design: Design) -> tuple[int, int]:
    """Return how many draws a part of a cohort has, and how many parts there are."""
    cohort = design.cohort
    lanes = min(max(cohort.draws * cohort.persons // _PARTS, _LANES[0]), _LANES[1])
    draws = max(1, lanes // cohort.persons)
    return draws, -(-cohort.draws // draws)


def visit_grid(design: Design) -> Array:
    """Return the days after the anchor at which a cohort is read: months up to the last visit."""
    last = int(np.ceil(max(design.visits.at) / _MONTH - 1e-9))
    halves = np.arange(1, min(_HALVES, 2 * last) + 1) / 2.0
    return _MONTH * np.array(sorted({*halves.tolist(), *map(float, range(1, last + 1))}))


def treatments(design: Design) -> tuple[Treatment, ...]:
    """Return what is simulated of a design: its arms, a crossover's orders, perhaps the usual course.

    The usual course stands in for every needled one to say what is mechanism only, where a contrast is with
    no needling; between two needled courses that rival predicts no difference, and needs none.
    """
    concern = design.cohort.skin.concern
    courses = {name: Course.from_spec(arm.course) for name, arm in design.arms.items()}
    bare = {name for name, course in courses.items() if not course.sessions}
    if bare:
        courses[USUAL] = Course.from_spec(usual_study(concern.kind if concern else None).course)
    grid = visit_grid(design)
    anchored = design.visits.after == "last_session"
    found = [_treatment(name, course, grid, anchored) for name, course in courses.items()]
    if design.layout.kind == "crossover":
        washout = design.layout.washout or 0.0
        orders = dict.fromkeys(_orders(design, bare))
        found += [_one_after_the_other(a, b, courses, grid, washout) for a, b in orders]
    return tuple(found)


def _treatment(name: str, course: Course, grid: Array, anchored: bool) -> Treatment:
    last = max(course.days, default=0.0)
    days = _after(last, grid) if anchored else np.union1d(last + _EARLY, grid[grid > last])
    return Treatment(name, course, np.concatenate([[0.0], days]))


def _after(last: float, grid: Array) -> Array:
    return last + np.union1d(_EARLY, grid)


def _orders(design: Design, bare: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield both orders of each contrast, and those of the usual course where it stands in for an arm."""
    for contrast in design.contrasts:
        (one,), (two,) = contrast.better or ("",), contrast.than or ("",)
        pairs = [(one, two)]
        if {one, two} & bare:
            pairs.append((one if one in bare else USUAL, two if two in bare else USUAL))
        for a, b in pairs:
            yield a, b
            yield b, a


def _one_after_the_other(
    first: str, second: str, courses: Mapping[str, Course], grid: Array, washout: float
) -> Treatment:
    """Return one order of a crossover, read after each period and before the second."""
    one, two = courses[first], courses[second]
    end = max(one.days, default=0.0)
    begin = end + washout
    later = tuple(replace(s, time_day=s.time_day + begin) for s in two.sessions)
    both = replace(one if one.sessions else two, sessions=(*one.sessions, *later))
    both = replace(both, unknown={**two.unknown, **one.unknown})
    times = np.concatenate(
        [[0.0, begin], _after(end, grid), _after(begin + max(two.days, default=0.0), grid)]
    )
    return Treatment(f"{first}>{second}", both, np.unique(times))


def is_usual(treatment: str) -> bool:
    """Return whether a treatment, or one period of it, is the usual course that stands in for an arm."""
    return USUAL in treatment.split(">")


def without_sessions(treatment: Treatment) -> Treatment:
    """Return the same readings without any session."""
    bare = Course.from_spec(CourseSpec.model_validate({"sessions": 0}))
    return replace(treatment, course=replace(bare, device=treatment.course.device))


def measurable(design: Design) -> tuple[str, ...]:
    """Return the outcomes that a cohort keeps: whatever may become an endpoint of its concern."""
    concern = design.cohort.skin.concern
    kind = concern.kind if concern else None
    return tuple(k for k in measures() if not outcomes()[k].concerns or kind in outcomes()[k].concerns)


def cohort_skin(design: Design, baselines: Baselines | None) -> SkinSpec:
    """Return the skin that persons share, with the cohort's mean age and distribution of scores."""
    cohort, skin = design.cohort, design.cohort.skin
    update: dict[str, Any] = {}
    numbers = baselines.numbers if baselines else {}
    if cohort.age is not None:
        update["age"] = cohort.age.middle
    elif "age" in numbers:
        update["age"] = float(numbers["age"].mean())
    if cohort.severity is not None and skin.concern is not None:
        given = numbers.get("severity")
        mean = cohort.severity.mean if given is None else float(given.mean())
        sd = cohort.severity.sd if given is None else float(given.std())
        if mean is not None:
            stated = BaselineSpec(scale=cohort.severity.scale, value=mean, sd=sd)
            update["concern"] = skin.concern.model_copy(update={"baseline": stated})
    return skin.model_copy(update=update)
