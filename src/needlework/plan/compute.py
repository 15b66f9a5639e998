"""The courses of a plan on common draws and persons, read as benefit, risk and burden."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.draws import current_fit
from needlework.ensemble import usual_course
from needlework.model import Model, built_in
from needlework.numerics.ode import StopFlag
from needlework.outcomes import Outcome
from needlework.outcomes.compute import evaluate, untreated
from needlework.plan.front import unbeaten
from needlework.plan.load import Candidate, Plan
from needlework.plan.schema import LimitsSpec
from needlework.population import Population, design
from needlework.simulation import PART, fine_times, row_times, simulate_beginnings
from needlework.subject import Course, Skin
from needlework.view import View

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

RISK, DOWNTIME = "pih_probability", "downtime"


@dataclass(frozen=True, eq=False)
class Option:
    """One course and what it brings: means over persons, shape (draws,) each.

    Attributes
    ----------
    benefit
        Needled minus untreated at the horizon, in the outcome's unit, positive where it is better.
    risk
        Share of people who darken.
    downtime
        Days after one session.
    within
        Share of draws that keep the limits; 0 where the number of sessions or the months exceed theirs.
    """

    candidate: Candidate
    sessions: int
    total: float
    benefit: Array
    risk: Array
    downtime: Array
    within: float

    @property
    def burden(self) -> Array:
        """Days of downtime over all sessions, shape (draws,)."""
        return self.downtime * self.sessions

    @property
    def costs(self) -> Array:
        """Everything that is wanted small, shape (draws, 3)."""
        return np.stack([-self.benefit, self.risk, self.burden], axis=1)


@dataclass(frozen=True)
class Answer:
    """A plan that was computed.

    Attributes
    ----------
    kept
        Which options keep the limits, shape (options,).
    front
        Indices of the kept options that no other of them beats by their medians, from the least burden on.
    share_on_front
        Share of draws in which an option is not beaten; 0 where it breaks a limit. Shape (options,).
    sessions_done, sessions_asked
        Sessions that were simulated, and that all courses have together.
    """

    plan: Plan
    options: tuple[Option, ...]
    kept: NDArray[np.bool_]
    front: tuple[int, ...]
    share_on_front: Array
    sessions_done: int
    sessions_asked: int


def compute(plan: Plan, progress: Progress | None = None, stop: StopFlag | None = None) -> Answer:
    """Simulate every course of a plan; those that begin alike share the sessions they have in common.

    Parameters
    ----------
    plan
        What `needlework.plan.load.load_plan` read.
    progress
        Called with (what is being done, done, of how many).
    stop
        Ends the computation from another thread.
    """
    tell = progress or (lambda what, done, total: None)
    families, options, done = _families(plan.candidates), {}, 0
    tell("courses", 0, len(plan.candidates))
    for family in families:
        for candidate, option in zip(family, _family(plan, family, stop), strict=True):
            options[candidate.name] = option
        done += len(family)
        tell("courses", done, len(plan.candidates))
    found = tuple(options[c.name] for c in plan.candidates)
    asked, run = sum(o.sessions for o in found), sum(options[f[-1].name].sessions for f in families)
    return _answer(plan, found, run, asked)


def _answer(plan: Plan, found: tuple[Option, ...], run: int, asked: int) -> Answer:
    kept = np.array([o.within >= plan.limits.sure for o in found])
    share, front = np.zeros(len(found)), ()
    if kept.any():
        costs = np.stack([o.costs for o in found], axis=1)[:, kept]
        share[kept] = unbeaten(costs).mean(axis=0)
        middle = np.median(costs, axis=0)
        best = np.flatnonzero(kept)[unbeaten(middle)]
        front = tuple(sorted(best.tolist(), key=lambda i: tuple(np.median(found[i].costs[:, ::-1], axis=0))))
    return Answer(plan, found, kept, front, share, run, asked)


def _families(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Return the courses in groups that differ in the number of sessions only, fewest first."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        rest = {k: v for k, v in candidate.dials.items() if k != "sessions"}
        groups.setdefault(repr(rest), []).append(candidate)
    return [sorted(g, key=lambda c: len(c.study.course.session_days)) for g in groups.values()]


def _family(plan: Plan, family: Sequence[Candidate], stop: StopFlag | None) -> Iterator[Option]:
    populations = [_population(candidate) for candidate in family]
    study, longest = family[-1].study, populations[-1]
    model = Model(study.model.strata, study.model.rings, stop=stop)
    times = fine_times(longest.course, study.horizon, row_times(longest.course, study.horizon))
    usual = usual_course(longest, model)
    read = [_Means(plan.benefit, population) for population in populations]
    for first in range(0, longest.size, PART):
        courses = [population.lanes(slice(first, first + PART)) for population in populations]
        traces = simulate_beginnings(courses, model.engine(), times, study.horizon)
        for means, trace in zip(read, traces, strict=True):
            means.add(View(trace, {k: v[trace.lanes.draw] for k, v in usual.items()}))
    for candidate, means in zip(family, read, strict=True):
        yield means.option(candidate, plan.limits)


def _population(candidate: Candidate) -> Population:
    study, kinetics = candidate.study, built_in()
    skin, course = Skin.of(study), Course.from_spec(study.course)
    fit, _ = current_fit(kinetics)
    return design(skin, course, study.draws, study.population.persons, study.seed, fit, kinetics.own)


class _Means:
    """Sums over the persons of each draw of what a plan reads, part by part."""

    def __init__(self, benefit: Outcome, population: Population) -> None:
        self._benefit, self._population = benefit, population
        self._totals = {key: np.zeros(population.draws.n) for key in (benefit.id, RISK, DOWNTIME)}
        self._counts = {key: np.zeros(population.draws.n) for key in self._totals}

    def add(self, view: View) -> None:
        """Take in one part."""
        found = evaluate(view, self._totals)
        bare = untreated(view, found)
        for key in self._totals:
            difference = found[key] - bare[key]
            last = difference[:, -1] if difference.ndim > 1 else difference
            np.add.at(self._totals[key], view.lanes.draw, np.nan_to_num(last))
            np.add.at(self._counts[key], view.lanes.draw, np.isfinite(last).astype(np.float64))

    def option(self, candidate: Candidate, limits: LimitsSpec) -> Option:
        """Return what the course brings."""
        with np.errstate(invalid="ignore"):
            means = {key: self._totals[key] / self._counts[key] for key in self._totals}
        days = candidate.study.course.session_days
        sign = 1.0 if self._benefit.better == "higher" else -1.0
        total = max(days, default=0.0)
        within = _within(limits, len(days), total, means)
        return Option(
            candidate, len(days), total, sign * means[self._benefit.id], means[RISK], means[DOWNTIME], within
        )


def _within(limits: LimitsSpec, sessions: int, total: float, means: Mapping[str, Array]) -> float:
    """Return the share of draws that keep every limit."""
    if limits.sessions is not None and sessions > limits.sessions:
        return 0.0
    if limits.total is not None and total > limits.total:
        return 0.0
    kept = np.ones(len(means[RISK]), np.bool_)
    for limit, key in ((limits.downtime, DOWNTIME), (limits.darkening, RISK)):
        if limit is not None:
            kept &= means[key] <= limit
    return float(kept.mean())
