"""Shipped studies opened up: the same draws and persons on any grid, with every outcome as an array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, current_fit, fitted_draws, prior_draws, study_records
from needlework.ensemble import gathered, usual_course, views
from needlework.evidence.parameters import Parameter
from needlework.model import Model
from needlework.numerics.ode import Settings
from needlework.outcomes import outcomes
from needlework.outcomes.compute import evaluate
from needlework.parts import Finding
from needlework.population import Lanes, Population
from needlework.scaffold import example_text
from needlework.simulation import Trace, fine_times, row_times
from needlework.spec import Study, load_study
from needlework.subject import Course, Skin
from needlework.view import View

Array = NDArray[np.float64]

STUDY = "rolling-scars"  # whose headline figures are taken apart
HEADLINES = tuple(key for key, outcome in outcomes().items() if outcome.taken_apart)
Values = dict[str, Array]

_LOOK = 28.0  # days after the start that clocks of the first session need


@dataclass(frozen=True, slots=True)
class Grid:
    """How finely a study is computed.

    Attributes
    ----------
    strata, rings
        Of the model that a user asks for.
    split
        Equal parts into which each stratum is cut; what they hold is averaged back before it is read.
    settings
        Tolerances of the integration.
    """

    strata: int = 5
    rings: int = 3
    split: int = 1
    settings: Settings = field(default_factory=Settings)

    @property
    def model(self) -> Model:
        """Return the model that is solved."""
        return Model(self.strata * self.split, self.rings, self.settings)


@dataclass(frozen=True)
class SplitLanes(Lanes):
    """Lanes of which each stratum is cut into equal parts, so that grids are nested."""

    split: int = 1

    def strata(self, count: int) -> Array:
        """Return the thickness (um) of the parts, shape (lanes, count)."""
        return np.repeat(super().strata(count // self.split) / self.split, self.split, axis=1)


class SplitPopulation(Population):
    """A population whose strata are cut into ``split`` equal parts each."""

    def __init__(self, whole: Population, split: int) -> None:
        super().__init__(whole.skin, whole.course, whole.draws, whole.persons)
        self.whole, self.split = whole, split

    def lanes(self, part: slice) -> Lanes:
        """Return some of the lanes, cut."""
        plain = super().lanes(part)
        return SplitLanes(self, plain.draw, plain.person, self.split)


def joined(trace: Trace, split: int) -> Trace:
    """Return a trace on cut strata as means over whole strata."""
    population = trace.lanes.population
    whole = population.whole if isinstance(population, SplitPopulation) else population
    by_layer = ("injured", "severed", "lost", "removed")
    wounds = tuple(
        w._replace(**{name: _joined(getattr(w, name), 1, split) for name in by_layer}) for w in trace.wounds
    )
    plain = Lanes(whole, trace.lanes.draw, trace.lanes.person)
    return replace(trace, lanes=plain, layers=_joined(trace.layers, 2, split), wounds=wounds)


def _joined(values: Array, axis: int, split: int) -> Array:
    """Return means over runs of ``split`` neighbours along an axis."""
    return values.reshape(*values.shape[:axis], -1, split, *values.shape[axis + 1 :]).mean(axis + 1)


@dataclass(frozen=True)
class Case:
    """A study with everything that a population of it needs."""

    name: str
    study: Study
    skin: Skin
    course: Course
    records: Mapping[str, Parameter]

    @property
    def times(self) -> Array:
        """Report times (day) of a run: rows, and times close enough for peaks."""
        return fine_times(self.course, self.study.horizon, row_times(self.course, self.study.horizon))

    @property
    def few_times(self) -> Array:
        """Report times (day) that suffice for the first session's clocks and the horizon."""
        times = self.times
        return times[(times <= _LOOK) | (times == self.study.horizon)]

    def shown(self, n: int, seed: int) -> Draws:
        """Return draws as a run takes them: of the shipped fit, or of the priors where it is void."""
        fit, _ = current_fit()
        return fitted_draws(self.records, n, seed, fit) if fit else prior_draws(self.records, n, seed)

    def values(
        self,
        draws: Draws,
        persons: int,
        times: Array,
        grid: Grid | None = None,
        only: Sequence[str] | None = None,
    ) -> Values:
        """Return every outcome of a population.

        Parameters
        ----------
        draws
            Of this case's records.
        persons
            Persons; one is the typical person.
        times
            Report times (day).
        grid
            How finely; the default of a study file if left out.
        only
            Ids of the outcomes to return; all that apply if left out.

        Returns
        -------
        dict
            Outcome id -> shape (draws, persons, times) or (draws, persons); NaN where a lane failed.
        """
        population = Population(self.skin, self.course, draws, persons)
        parts = _views(population, times, self.study.horizon, grid or Grid())
        found = gathered(evaluate(view, only or None) for view in parts)
        return {k: v.reshape(draws.n, persons, *v.shape[1:]) for k, v in found.items()}


def _views(population: Population, times: Array, horizon: float, grid: Grid) -> Iterator[View]:
    """Yield the views of a population's parts.

    The usual course, to which scales are relative, is computed with as many strata as the study has parts.
    """
    cut = population if grid.split == 1 else SplitPopulation(population, grid.split)
    usual = usual_course(population, grid.model)
    return views(cut, grid.model, times, horizon, usual=usual, mended=lambda trace: joined(trace, grid.split))


def open_case(name: str, study: Study | None = None) -> Case:
    """Return a shipped study, or another one under a name."""
    study = study or load_study(example_text(name))
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    return Case(name, study, skin, course, study_records(skin, course))


def void_fit() -> list[Finding]:
    """Return a finding if there is no valid fit, so that what is shown rests on the priors alone."""
    _, why = current_fit()
    return [Finding("fail", f"What follows does not rest on a fit: {why}.")] if why else []


def changed(draws: Draws, values: Mapping[str, Array]) -> Draws:
    """Return draws with some records' values replaced, shape (draws,) each."""
    return replace(draws, values={**draws.values, **values})


def picked(draws: Draws, rows: NDArray[np.intp]) -> Draws:
    """Return some rows of draws."""
    return Draws(len(rows), draws.seed, draws.records, {k: v[rows] for k, v in draws.values.items()}, draws.n)
