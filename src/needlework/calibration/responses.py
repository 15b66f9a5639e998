"""What the tissue does in published courses, relative to the usual course: from biology to scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.ensemble import usual_course, views
from needlework.evidence.fit import Fit
from needlework.evidence.observations import Observation
from needlework.figures.arms import untreated
from needlework.figures.courses import CourseFigures, by_course
from needlework.model import Model
from needlework.population import design
from needlework.subject import Course, Skin

Array = NDArray[np.float64]

_LEAST = 1e-3  # of the response of the usual course; a logarithm needs a floor


@dataclass(frozen=True, slots=True)
class Response:
    """Response of one published arm at the day of its figure, over draws.

    Attributes
    ----------
    h
        ln of the dermal collagen ratio over that of the usual course in the same draw, shape (draws,).
    dose
        Injured share of the papillary dermis over all sessions, relative to the usual course, shape (draws,).
    day
        Day from the first session.
    """

    h: Array
    dose: Array
    day: float


def responses(
    observations: Iterable[Observation], fit: Fit | None, draws: int, seed: int
) -> dict[str, Response]:
    """Return the response that belongs to each figure, by observation id; untreated sides have none."""
    found: dict[str, Response] = {}
    for course in by_course(o for o in observations if not untreated(o)):
        found |= _course(course, fit, draws, seed)
    return found


def _course(figures: CourseFigures, fit: Fit | None, draws: int, seed: int) -> Mapping[str, Response]:
    study = figures.study
    skin, course, model = Skin.resolve(study.skin), Course.from_spec(study.course), Model()
    population = design(skin, course, draws, 1, seed, fit)
    usual = usual_course(population, model)
    days = {o.id: day for o, day in zip(figures.observations, figures.days, strict=True)}
    times = np.unique([0.0, *figures.days])
    responded, dose = [], []
    for view in views(population, model, times, study.horizon, usual=usual):
        responded.append(view.response)
        dose.append(np.sum([w.injured[:, 0] for w in view.trace.wounds], axis=0))
    h, relative = np.concatenate(responded), np.concatenate(dose) / usual["injured"]
    return {
        key: Response(np.maximum(h[:, np.searchsorted(times, day)], _LEAST), relative, day)
        for key, day in days.items()
    }
