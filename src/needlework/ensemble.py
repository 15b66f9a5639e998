"""One path from a population to what is read of it, part by part, beside the usual course.

Whoever simulates lanes takes them from here: a run, the fit, predictions and a new paper. No part is held
longer than it is read, so memory does not grow with the number of persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, study_records
from needlework.model import Model
from needlework.outcomes.compute import evaluate, untreated
from needlework.population import Lanes, Population
from needlework.simulation import Trace, simulate, simulate_lanes
from needlework.spec import Study, load_study
from needlework.subject import Course, Skin
from needlework.subject.catalogue import read
from needlework.view import COLLAGEN, View

Array = NDArray[np.float64]
Usual = Mapping[str, Array]

MOST_KEPT = 8_000  # lanes whose values are kept one by one; of further persons only the means are
_LEAST_USUAL = 0.05  # ln of the collagen ratio of the usual course below which "relative to it" loses meaning


def views(
    population: Population,
    model: Model,
    times: Array,
    horizon: float,
    *,
    usual: Usual | None = None,
    mended: Callable[[Trace], Trace] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[View]:
    """Simulate a population and yield what outcomes read, one part of its lanes at a time.

    Parameters
    ----------
    population, model, times, horizon, progress
        As in :func:`~needlework.simulation.simulate`.
    usual
        The usual course of the same draws, shape (draws,) each; computed if not given. Empty for readers
        that need none.
    mended
        Applied to every trace before it is read, such as onto a coarser grid.
    """
    beside = usual_course(population, model) if usual is None else usual
    for trace in simulate(population, model, times, horizon, progress):
        read_as = mended(trace) if mended else trace
        yield View(read_as, {name: values[read_as.lanes.draw] for name, values in beside.items()})


@cache
def usual_study(concern: str | None) -> Study:
    """Return the usual course on the typical person with a concern (None: healthy skin)."""
    plain = read("reference_course.yaml")
    return load_study({**plain, "skin": {"concern": {"kind": concern}} if concern else {}})


def usual_course(population: Population, model: Model) -> dict[str, Array]:
    """Return ln of the collagen ratio and the dose of the usual course for the same draws, shape (draws,).

    The typical person with the study's concern: what a scale's gain is relative to.
    """
    concern = population.skin.concern
    study = usual_study(concern.kind if concern else None)
    course, skin, draws = Course.from_spec(study.course), Skin.resolve(study.skin), population.draws
    records = {**study_records(skin, course), **model.mechanism.own}
    values = {
        k: draws[k] if k in draws and not k.startswith(("device/", "course/")) else np.full(draws.n, p.value)
        for k, p in records.items()
    }
    typical = Population(skin, course, Draws(draws.n, draws.seed, records, values, draws.n), 1)
    told = [*(f"{k}:{v.tobytes().hex()}" for k, v in sorted(values.items())), str(study.to_dict())]
    made_with = (model.strata, model.rings, model.settings, model.mechanism.block.fingerprint, draws.seed)
    key = sha256(repr((told, made_with)).encode()).hexdigest()
    return dict(_usual(_Usual(key, typical, model, study.horizon)))


@dataclass(frozen=True)
class _Usual:
    """The usual course under some draws, known by everything that it depends on."""

    key: str
    population: Population = field(compare=False)
    model: Model = field(compare=False)
    horizon: float = field(compare=False)


@lru_cache(maxsize=8)
def _usual(asked: _Usual) -> dict[str, Array]:
    """Return the reading of a usual course; studies that share draws, such as those compared, share it."""
    lanes, days = asked.population.lanes(slice(0, None)), np.array([0.0, asked.horizon])
    trace = simulate_lanes(lanes, asked.model.engine(), days, asked.horizon)
    view = View(trace, {})
    found = {
        "papillary": np.maximum(np.log(view.papillary(*COLLAGEN)[:, -1]), _LEAST_USUAL),
        "dermis": np.maximum(np.log(view.dermis(*COLLAGEN)[:, -1]), _LEAST_USUAL),
        "injured": np.sum([w.injured[:, 0] for w in trace.wounds], axis=0),
    }
    for values in found.values():
        values.setflags(write=False)
    return found


def gathered(parts: Iterable[Mapping[str, Array]]) -> dict[str, Array]:
    """Return readings of parts of lanes as readings of all of them, shape (lanes, ...)."""
    found = list(parts)
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]} if found else {}


def kept_persons(population: Population) -> int:
    """Return how many persons of each draw are kept one by one.

    Persons are strata in random order, so the first of them are a random sample.
    """
    return min(population.persons, max(MOST_KEPT // population.draws.n, 1))


class Reduced:
    """Readings of lanes: those of some persons one by one, of all of them the means."""

    def __init__(self, population: Population, kept: int) -> None:
        self._population, self._kept = population, kept
        self._values: list[dict[str, Array]] = []
        self._totals: dict[str, Array] = {}
        self._counts: dict[str, Array] = {}

    def add(self, found: Mapping[str, Array], lanes: Lanes) -> None:
        """Take in one part."""
        one_by_one = lanes.person < self._kept
        self._values.append({name: values[one_by_one] for name, values in found.items()})
        if self._kept < self._population.persons:
            for name, values in found.items():
                self._sum(name, values, lanes)

    def _sum(self, name: str, values: Array, lanes: Lanes) -> None:
        shape = (self._population.draws.n, *values.shape[1:])
        total = self._totals.setdefault(name, np.zeros(shape))
        count = self._counts.setdefault(name, np.zeros(shape))
        np.add.at(total, lanes.draw, np.nan_to_num(values))
        np.add.at(count, lanes.draw, np.isfinite(values).astype(np.float64))

    @property
    def values(self) -> dict[str, Array]:
        """Values of the kept persons, shape (draws, kept, ...)."""
        draws = self._population.draws.n
        return {k: v.reshape(draws, self._kept, *v.shape[1:]) for k, v in gathered(self._values).items()}

    @property
    def means(self) -> dict[str, Array]:
        """Means over all persons, shape (draws, ...), where only some are kept; NaN where none ended."""
        with np.errstate(invalid="ignore"):
            return {name: self._totals[name] / self._counts[name] for name in self._totals}


class Summed:
    """Outcomes of a population, reduced part by part.

    Attributes
    ----------
    needled, untreated
        Readings of the people as they are, and as they would be without a session.
    failed
        What happened to each lane that did not finish.
    """

    def __init__(self, population: Population) -> None:
        self.population = population
        self.kept = kept_persons(population)
        self.needled, self.untreated = Reduced(population, self.kept), Reduced(population, self.kept)
        self.failed: list[str] = []
        self._profile: Array | float = 0.0
        self._finished = 0

    def add(self, view: View) -> None:
        """Take in one part."""
        found, lanes = evaluate(view), view.lanes
        self.needled.add(found, lanes)
        self.untreated.add(untreated(view, found), lanes)
        good = np.isfinite(view.trace.layers).all(axis=(1, 2, 3))
        self._profile = self._profile + view.trace.layers[good].sum(axis=0)
        self._finished += int(good.sum())
        self.failed += [
            f"draw {lanes.draw[i]}, person {lanes.person[i]}, day {day:g}: {why}"
            for i, day, why in view.trace.failed
        ]

    @property
    def profile(self) -> Array:
        """Mean over all lanes of every species in every stratum, shape (times, strata, species)."""
        return np.asarray(self._profile) / max(self._finished, 1)
