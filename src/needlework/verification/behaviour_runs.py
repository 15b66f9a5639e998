"""Simulating the scenarios of behaviours: the same draws of the typical person in every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from needlework.ensemble import gathered, usual_course, views
from needlework.evidence.fit import Fit
from needlework.model import Model
from needlework.outcomes import outcomes
from needlework.outcomes.compute import evaluate
from needlework.population import design
from needlework.simulation import fine_times, row_times
from needlework.spec import load_study
from needlework.subject import Course, Skin
from needlework.verification.behaviour_records import BehaviourReading, Scenario

Array = NDArray[np.float64]

_AFTER_LAST = 28.0  # days simulated beyond the last session where no reading asks for more
_CLOSE = 120.0  # days up to which a peak is looked for day by day, beyond it week by week


@dataclass(frozen=True, slots=True)
class Traced:
    """What a scenario did: report times (day), and each outcome of shape (draws, times) or (draws,)."""

    times: Array
    last: float
    values: Mapping[str, Array]


@dataclass
class _Need:
    """How long a scenario must run, and at which days it is read."""

    until: float = 0.0
    days: set[float] = field(default_factory=set)
    scan: float = 0.0


class Scenarios:
    """The scenarios of some readings, each simulated once with common random numbers.

    Parameters
    ----------
    readings
        All readings that will be asked for.
    draws
        Number of draws; a draw has the same parameters in every scenario, so differences are within draws.
    seed
        Seed of the draws.
    fit
        Joint draws of the shipped fit; None draws from the priors.
    """

    def __init__(self, readings: Iterable[BehaviourReading], draws: int, seed: int, fit: Fit | None) -> None:
        self.draws, self.seed, self.fit = draws, seed, fit
        self._model = Model()
        self._usual: dict[str, Array] | None = None
        self._done: dict[str, Traced] = {}
        self._needs = _needs(readings)

    @property
    def count(self) -> int:
        """Return the number of scenarios."""
        return len(self._needs)

    def figures(self, reading: BehaviourReading) -> Array:
        """Return one figure per draw, shape (draws,); NaN where a draw did not finish."""
        found = _read(self._traced(reading.scenario), reading)
        return found - _read(self._traced(reading.minus), reading) if reading.minus else found

    def _traced(self, scenario: Scenario) -> Traced:
        if scenario.text not in self._done:
            self._done[scenario.text] = self._run(scenario)
        return self._done[scenario.text]

    def _run(self, scenario: Scenario) -> Traced:
        need = self._needs[scenario.text]
        study = load_study({**scenario.study, "horizon": f"{need.until} days"})
        skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
        population = design(skin, course, self.draws, 1, self.seed, self.fit)
        if self._usual is None:  # it holds for every scenario: the draws are the same
            self._usual = usual_course(population, self._model)
        scan = _scan(need.scan)
        times = fine_times(
            course, need.until, row_times(course, need.until, tuple({*need.days, *scan.tolist()}))
        )
        found = views(population, self._model, times, need.until, usual=self._usual)
        values = gathered(evaluate(view) for view in found)
        return Traced(times, max(course.days, default=0.0), values)


def _scan(until: float) -> Array:
    """Return the days at which a peak is looked for: four a day in the first week, then daily or weekly."""
    later = np.arange(7.0, until, 1.0 if until <= _CLOSE else 7.0)
    return np.concatenate([np.arange(0.25, min(7.0, until), 0.25), later])


def _needs(readings: Iterable[BehaviourReading]) -> dict[str, _Need]:
    found: dict[str, _Need] = {}
    pairs = [(s, r) for r in readings for s in (r.scenario, r.minus) if s is not None]
    for scenario, reading in pairs:
        need = found.setdefault(scenario.text, _Need())
        last = max(_days(scenario), default=0.0)
        need.until = max(need.until, last + _AFTER_LAST)
        if reading.read != "value":
            need.scan = max(need.scan, reading.until or need.until)
            need.until = max(need.until, need.scan)
        elif reading.day is not None:
            day = reading.day + (last if reading.from_last else 0.0)
            need.days.add(day)
            need.until = max(need.until, day)
    return found


def _days(scenario: Scenario) -> tuple[float, ...]:
    return load_study({**scenario.study, "horizon": "100 years"}).course.session_days


def _read(traced: Traced, reading: BehaviourReading) -> Array:
    values = traced.values[reading.outcome]
    if outcomes()[reading.outcome].rows == "once":
        return values
    if reading.read == "value":
        day = (reading.day or 0.0) + (traced.last if reading.from_last else 0.0)
        return values[:, int(np.argmin(np.abs(traced.times - day)))]
    inside = traced.times <= (reading.until if reading.until is not None else traced.times[-1])
    part, times = values[:, inside], traced.times[inside]
    if reading.read == "peak":
        return part.max(axis=1)
    return part.min(axis=1) if reading.read == "lowest" else times[np.argmax(part, axis=1)]
