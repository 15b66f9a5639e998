"""What the tissue does in published courses, relative to the usual course: from biology to scales."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.ensemble import usual_course, views
from needlework.evidence.arms import untreated
from needlework.evidence.fit import Fit
from needlework.evidence.observations import Observation
from needlework.model import Model
from needlework.population import design
from needlework.published import figure_day, study_of
from needlework.spec import Study
from needlework.subject import Course, Skin
from needlework.view import COLLAGEN

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
    courses: dict[str, list[tuple[Observation, Study]]] = defaultdict(list)
    for o in observations:
        if not untreated(o):
            study = study_of(o)
            courses[_course_key(study)].append((o, study))
    found: dict[str, Response] = {}
    for members in courses.values():
        found |= _course(members, fit, draws, seed)
    return found


def _course_key(study: Study) -> str:
    plain = study.to_dict()
    return json.dumps([plain["skin"], plain["course"]], sort_keys=True, default=str)


def _course(
    members: list[tuple[Observation, Study]], fit: Fit | None, draws: int, seed: int
) -> Mapping[str, Response]:
    study = max((s for _, s in members), key=lambda s: s.horizon)
    skin, course, model = Skin.resolve(study.skin), Course.from_spec(study.course), Model()
    population = design(skin, course, draws, 1, seed, fit)
    usual = usual_course(population, model)
    days = {o.id: figure_day(o, s) for o, s in members}
    times = np.unique([0.0, *days.values()])
    collagen, dose = [], []
    for view in views(population, model, times, study.horizon, usual=usual):
        collagen.append(np.log(view.dermis(*COLLAGEN)))
        dose.append(np.sum([w.injured[:, 0] for w in view.trace.wounds], axis=0))
    gained, relative = np.concatenate(collagen), np.concatenate(dose) / usual["injured"]
    return {
        o.id: Response(
            np.maximum(gained[:, np.searchsorted(times, days[o.id])] / usual["dermis"], _LEAST),
            relative,
            days[o.id],
        )
        for o, _ in members
    }
