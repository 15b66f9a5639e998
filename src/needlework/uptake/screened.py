"""Screening by the closing clock of the course itself, so that every verb gives the answer of a run."""

from __future__ import annotations

from datetime import date

import numpy as np

from needlework.draws import current_fit
from needlework.population import design
from needlework.screening import Screening
from needlework.screening import screen as judge
from needlework.spec import Study
from needlework.spec.parts import parts
from needlework.subject import Course, Skin
from needlework.subject.products import Window, measured_window
from needlework.uptake.closing import channels_closed, water_loss_back

_PERCENT = (5.0, 50.0, 95.0)
Clock = tuple[float, float, float]


def screen(
    study: Study, mode: str = "label_strict", today: date | None = None, window: Window | None = None
) -> Screening:
    """Screen a study: what it puts on afterwards is held against how long its channels stay open.

    Parameters
    ----------
    study, mode, today
        As `needlework.screening.screen` takes them.
    window
        How long channels stay open, where a run has told; by default the clocks of the course without one.
    """
    return judge(study, mode, today, window or course_window(study))


def course_window(study: Study) -> Window:
    """Return how long skin counts as open after the first session: as measured where no time decides."""
    measured = measured_window(study.course.aftercare.occlusion)
    clocks = course_clocks(study).values()
    if not clocks:
        return measured
    return Window((max(low for low, *_ in clocks), max(high for *_, high in clocks)), measured.longest)


def course_clocks(study: Study) -> dict[str, Clock]:
    """Return when channels close and water loss is back, by the id of the outcome (days).

    Each as the ends of 9 in 10 people and draws around the middle. Empty where nothing is put on after a
    session, so that no time decides, or where there is none.
    """
    plan = parts(study)[0].study
    if not plan.course.session_days or all(topical.when != "after" for topical in study.all_topicals):
        return {}
    skin, course = Skin.of(plan), Course.from_spec(plan.course)
    people = design(skin, course, plan.draws, plan.population.persons, plan.seed, current_fit()[0])
    lanes = people.lanes(slice(people.size))
    back = water_loss_back(lanes, lanes.surface(course.sessions[0]))
    found = {"pore_closure_time": channels_closed(lanes), "barrier_recovery_time": back}
    low_middle_high = {key: np.percentile(values, _PERCENT).tolist() for key, values in found.items()}
    return {key: (low, middle, high) for key, (low, middle, high) in low_middle_high.items()}
