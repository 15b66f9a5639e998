"""The model without a source: records that rest on it alone keep no more than their order of magnitude."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from needlework.contrasts.entries import Entry
from needlework.contrasts.predict import effect_of
from needlework.draws import current_fit
from needlework.ensemble import Summed, views
from needlework.evidence.distributions import Lognormal
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.model import Model
from needlework.population import design
from needlework.simulation import fine_times, row_times
from needlework.spec import Study
from needlework.subject import Course, Skin
from needlework.subject.catalogue import read

Array = NDArray[np.float64]


def records_without(source: str) -> dict[str, Parameter]:
    """Return the records that a source alone had set, as wide as what is left without it."""
    known, left = load_parameters(), read("contrasts/judging.yaml")["without"].get(source, ())
    return {
        r["record"]: replace(
            known[r["record"]],
            value=r["value"],
            distribution=Lognormal(r["value"], r["gsd"]),
            basis="assumed",
            source=None,
            as_reported=None,
            rationale=r["rationale"],
        )
        for r in left
    }


def values_without(source: str, entry: Entry) -> list[Array]:
    """Return what the model without a source says of each arm, shape (draws, persons).

    The rest of the fit stays as it is: it is not fitted again.
    """
    own = records_without(source)
    return [_values(s, entry, day, own) for s, day in zip(entry.arms, entry.times, strict=True)]


def _values(study: Study, entry: Entry, day: float, own: dict[str, Parameter]) -> Array:
    skin, course = Skin.of(study), Course.from_spec(study.course)
    fit, _ = current_fit()
    people = design(skin, course, study.draws, study.population.persons, study.seed, fit, own)
    rows = row_times(course, study.horizon, (day,))
    times = fine_times(course, study.horizon, rows)
    model = Model(study.model.strata, study.model.rings)
    summed = Summed(people)
    for view in views(people, model, times, study.horizon):
        summed.add(view)
    needled, alone = summed.needled.values, summed.untreated.values
    return effect_of(entry.outcome, needled, alone, times, day)
