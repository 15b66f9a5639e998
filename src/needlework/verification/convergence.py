"""Calculation verification: how far each reported figure is from what the equations and records imply.

The grid is refined with the same draws and persons, so that only the grid differs; the sample is resampled.
Every error is of what a report prints (median and interval ends), not of raw means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, central_draws, current_fit
from needlework.numerics.ode import Settings
from needlework.spec import load_study
from needlework.verification.alternatives import cleared
from needlework.verification.cases import Case, Grid, open_case
from needlework.verification.readings import Noise, OutcomeReading, bootstrap, figures_of, natural_times, read

Array = NDArray[np.float64]
Progress = Callable[[str], None]

STUDIES = ("rolling-scars", "lotfi-2013", "healthy-cheek")
_PERSONS = 2  # on refined grids: their errors hardly differ between persons
_LEVELS = {"strata": (Grid(split=2), Grid(split=4)), "rings": (Grid(rings=5), Grid(rings=9))}
_TIGHT = Grid(settings=Settings(rtol=1e-6, atol=1e-8))
_MOST_ORDER = 2.0  # of central finite volumes: the most that an extrapolation may assume
_BETWEEN = (0.25, 0.5, 0.75)  # report times put between two report times
SEEDS = 4
RINGS = (1, 2, 3, 4, 8, 16)
SHORT_REACH = 15.0  # clearance of TGF-beta (1/day) at which it decays over 0.12 mm
_SPARSE = {  # so few channels that one ring must fail
    "schema": "needlework/study/1",
    "skin": {"site": "cheek", "age": "30 years", "phototype": "II"},
    "course": {"device": "pen_12", "sessions": 1, "depth": "1 mm", "density": "60 per cm2"},
    "horizon": "90 days",
}


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of one outcome of one study, in its unit, shape (7,) each: see `readings.FIGURES`.

    Attributes
    ----------
    case
        Name of the study.
    reading
        What is reported, at the study's own number of draws and persons.
    grid
        Errors from strata, rings, step and report times, by these names.
    steps
        Median on three nested grids of strata and of rings, shape (3,) each.
    noise
        Standard errors from few draws and few persons.
    """

    case: str
    reading: OutcomeReading
    grid: Mapping[str, Array]
    steps: Mapping[str, Array]
    noise: Noise

    @property
    def total(self) -> Array:
        """Sum of the grid's errors, shape (7,)."""
        return np.sum(list(self.grid.values()), axis=0)

    @property
    def yardstick(self) -> float:
        """What errors are a share of: the effect, or the mean's interval where that is nought."""
        return float(self.reading.widths[0]) if self.reading.near_nought else self.reading.effect

    def share(self, error: float) -> float:
        """Return an error as a share of the yardstick; an error of an outcome that is nought itself is 1."""
        return error / self.yardstick if self.yardstick > 0 else float(error > 0)


@dataclass(frozen=True, slots=True)
class SeedCheck:
    """Spread of each reported figure over new seeds over its standard error, medians over outcomes, (7,)."""

    case: str
    seeds: int
    ratio: Array


def study_errors(case: Case) -> list[Errors]:
    """Return the errors of every outcome of a study at its own number of draws and persons."""
    draws, times = case.shown(case.study.draws, case.study.seed), case.times
    values = case.values(draws, case.study.population.persons, times)
    when = natural_times(case, values, times)
    days = {key: None if i is None else float(times[i]) for key, i in when.items()}
    readings = read(values, when, times, draws)
    del values
    refined = _refined(case, draws, days)
    found = []
    for key, reading in readings.items():
        level = {name: figures[key] for name, figures in refined.items()}
        base = level["default"]
        steps = {name: np.array([base, *(level[f"{name} {i}"] for i in (1, 2))]) for name in _LEVELS}
        grid = {name: discretisation_error(figures) for name, figures in steps.items()}
        grid |= {name: np.abs(level[name] - base) for name in ("step", "reports")}
        medians = {name: figures[:, 0] for name, figures in steps.items()}
        found.append(Errors(case.name, reading, grid, medians, bootstrap(reading, draws)))
    return found


def _refined(case: Case, draws: Draws, days: Mapping[str, float | None]) -> dict[str, dict[str, Array]]:
    """Return the figures of every outcome at its day on the default grid and on each finer one."""
    coarse = np.unique([0.0, *(d for d in days.values() if d is not None)])
    coarse = np.union1d(coarse, case.times)
    dense = np.union1d(coarse, np.concatenate([coarse[:-1] + f * np.diff(coarse) for f in _BETWEEN]))
    runs = {"default": (Grid(), coarse), "step": (_TIGHT, coarse), "reports": (Grid(), dense)}
    for name, grids in _LEVELS.items():
        runs |= {f"{name} {i + 1}": (grid, coarse) for i, grid in enumerate(grids)}
    found = {}
    for name, (grid, times) in runs.items():
        values = case.values(draws, _PERSONS, times, grid)
        when = {k: None if d is None else int(np.searchsorted(times, d)) for k, d in days.items()}
        found[name] = {k: r.figures for k, r in read(values, when, times, draws).items()}
    return found


def observed_order(steps: Array) -> Array:
    """Return the order of convergence of figures on three grids, each twice as fine as the one before.

    Parameters
    ----------
    steps
        Shape (3, figures), coarse to fine.

    Returns
    -------
    ndarray
        Shape (figures,); NaN where the changes do not shrink steadily.
    """
    first, second = np.diff(steps, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = first / second
    return np.log2(np.where(np.isfinite(ratio) & (ratio > 1.0), ratio, np.nan))


def discretisation_error(steps: Array) -> Array:
    """Return the error of figures on the coarsest of three grids, each twice as fine as the one before.

    Where the changes shrink steadily, the distance to Richardson's extrapolation at the observed order, of
    at most 2 (Celik et al., J Fluids Eng 2008;130:078001); elsewhere the largest distance to a finer grid.

    Parameters
    ----------
    steps
        Shape (3, figures), coarse to fine.
    """
    order = observed_order(steps)
    change = steps[2] - steps[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = steps[2] + change / (np.exp2(np.minimum(order, _MOST_ORDER)) - 1.0)
    distance = np.max(np.abs(steps[1:] - steps[0]), axis=0)
    return np.where(np.isfinite(beyond), np.maximum(np.abs(beyond - steps[0]), distance), distance)


def seed_check(case: Case, found: Sequence[Errors], seeds: int) -> SeedCheck:
    """Return the spread of a study's figures over new seeds beside the bootstrap's standard errors.

    The bootstrap of each seed estimates the same error, so one stands for all.
    """
    own = {e.reading.outcome.id: e for e in found if e.case == case.name}
    times, several = case.times, {key: [] for key in own}
    for seed in range(1, seeds + 1):
        draws = case.shown(case.study.draws, seed)
        values = case.values(draws, case.study.population.persons, times)
        for key, errors in own.items():
            day = errors.reading.day
            kept = values[key] if day is None else values[key][:, :, [0, int(np.searchsorted(times, day))]]
            several[key].append(figures_of(errors.reading.outcome, kept, draws.values, seed))
    spread = np.array([np.std(several[key], axis=0, ddof=1) for key in own])
    expected = np.array([errors.noise.both for errors in own.values()])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, spread / expected, np.nan)
    return SeedCheck(case.name, seeds, np.nanmedian(ratio, axis=0))


def ring_gains() -> dict[int, float]:
    """Return the gain of collagen (%) by number of rings in the case where one ring must fail.

    One session of 60 channels per cm2 while TGF-beta decays over 0.12 mm, typical person, medians of the fit
    (central values of the priors where it is void); thresholds of TGF-beta move with its clearance, so that
    only its reach is short.
    """
    case = open_case("sparse channels", load_study(_SPARSE))
    draws = cleared(central_draws(case.records, 1, current_fit()[0]), SHORT_REACH, scaled=True)
    times = np.array([0.0, case.study.horizon])
    return {n: float(case.values(draws, 1, times, Grid(rings=n))["collagen_total"][0, 0, -1]) for n in RINGS}
