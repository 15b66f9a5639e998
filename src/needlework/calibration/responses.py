"""What the tissue does in published courses, relative to the usual course: from biology to scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws
from needlework.ensemble import usual_course, views
from needlework.evidence.fit import Fit
from needlework.evidence.observations import Observation
from needlework.figures.arms import people_of, untreated
from needlework.figures.courses import CourseFigures, by_course
from needlework.model import Model
from needlework.numerics.sampling import stream
from needlework.observation.people import log_dose
from needlework.population import Population, design
from needlework.subject import Course, Skin

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Response:
    """Response of one published arm at the day of its figure, over draws of the biology.

    Attributes
    ----------
    h
        Collagen that fills what is missing, over that of the usual course in the same draw, shape (draws,).
    dose
        ln of the injured share of the papillary dermis over all sessions, over that of the usual course,
        shape (draws,).
    day
        Day from the first session.
    """

    h: Array
    dose: Array
    day: float


def responses(
    observations: Iterable[Observation], fit: Fit | None, draws: int, seed: int
) -> dict[str, Response]:
    """Return the response that belongs to each figure, by observation id; untreated sides have none.

    All figures share the draws: what belongs to biology or to a class of device (such as the share of the
    needle that enters) is the same for all of them in one draw. What a report leaves open of its own course
    is drawn anew for each group of people.
    """
    found: dict[str, Response] = {}
    for course in by_course(o for o in observations if not untreated(o)):
        found |= _course(course, fit, draws, seed)
    return found


def _course(figures: CourseFigures, fit: Fit | None, draws: int, seed: int) -> Mapping[str, Response]:
    skin, course, model = Skin.resolve(figures.study.skin), Course.from_spec(figures.study.course), Model()
    shared = design(skin, course, draws, 1, seed, fit)
    own = _own_course(shared.draws, f"course of {people_of(figures.observations[0])}")
    population = Population(skin, course, own, 1)
    usual = usual_course(population, model)
    times = np.unique([0.0, *figures.days])
    responded, injured = [], []
    for view in views(population, model, times, figures.study.horizon, usual=usual):
        responded.append(view.response)
        injured.append(np.sum([w.injured[:, 0] for w in view.trace.wounds], axis=0))
    relative = np.concatenate(responded)
    dose = log_dose(np.concatenate(injured), usual["injured"])
    return {
        o.id: Response(relative[:, np.searchsorted(times, day)], dose, day)
        for o, day in zip(figures.observations, figures.days, strict=True)
    }


def _own_course(draws: Draws, name: str) -> Draws:
    """Return draws in which what the report left open of its course is in an order of its own."""
    order = stream(draws.seed, name).permutation(draws.n)
    values = {k: v[order] if k.startswith("course/") else v for k, v in draws.values.items()}
    return replace(draws, values=values)
