"""A whole trial from design to answer: the cohort simulated or reused, every cell, the least sizes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError
from needlework.numerics.ode import StopFlag
from needlework.trial.baselines import Baselines
from needlework.trial.grid import Cell, Grid
from needlework.trial.least import Least, least_sizes
from needlework.trial.rating import enrolled
from needlework.trial.runner import Filled, Tell, fill, truth_of
from needlework.trial.schema import Design
from needlework.trial.simulate import Simulator
from needlework.trial.trials import Field, itself
from needlework.trial.truth import Truth
from needlework.units import parse

Array = NDArray[np.float64]

_CORRELATION_TRIALS = 200
_EXPLORE_NULL = 2000  # null trials of each cell of a map


@dataclass(frozen=True)
class Answer:
    """What a trial run found.

    Attributes
    ----------
    design, baselines
        The plan, and whose baselines were resampled.
    truth
        The cohort.
    cells
        Every contrast, endpoint, visit and size.
    least
        The least size of every contrast and primary endpoint at its best visit.
    correlation
        Between the sides of a person at the last visit, by contrast and endpoint; empty between persons.
    screened
        Candidates and how many each reason kept out.
    filled
        What simulating took.
    explored
        Whether the cells are those of a map.
    """

    design: Design
    baselines: Baselines | None
    truth: Truth
    cells: list[Cell]
    least: list[Least]
    correlation: dict[tuple[int, int], float]
    screened: dict[str, int]
    filled: Filled
    explored: bool
    seconds: float


def parse_explore(text: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Read ``n=20:200:10,visit=3:12 months`` into sizes and days after the anchor.

    Raises
    ------
    InputError
        Another form; sizes or visits that make no range.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        key, _, value = part.strip().partition("=")
        found[key.strip()] = value.strip()
    example = "write for example 'n=20:200:10,visit=3:12 months'"
    if not found or set(found) - {"n", "visit"} or not all(found.values()):
        raise InputError([Fault("--explore", "ranges of 'n' and 'visit'", repr(text), example)])
    try:
        sizes = tuple(_whole_range(found["n"])) if "n" in found else ()
        visits = tuple(_times(found["visit"])) if "visit" in found else ()
    except ValueError:
        raise InputError([Fault("--explore", "ranges such as 20:200:10", repr(text), example)]) from None
    if "n" in found and (not sizes or sizes[0] < 2):
        raise InputError([Fault("--explore", "sizes from 2", found["n"], example)])
    if "visit" in found and not visits:
        raise InputError([Fault("--explore", "visits in order", found["visit"], example)])
    return sizes, visits


def _whole_range(text: str) -> range:
    numbers = [int(part) for part in text.split(":")]
    if len(numbers) not in (1, 2, 3) or (len(numbers) == 3 and numbers[2] <= 0):
        raise ValueError
    first, last = numbers[0], numbers[1] if len(numbers) > 1 else numbers[0]
    return range(first, last + 1, numbers[2] if len(numbers) == 3 else 1)


def _times(text: str) -> list[float]:
    span, _, unit = text.partition(" ")
    return [parse(f"{number} {unit}", "time", "--explore") for number in _whole_range(span)]


def run(
    design: Design,
    baselines: Baselines | None,
    folder: Path,
    *,
    explore: str | None = None,
    scheduler: str | None = None,
    tell: Tell = lambda what, done, total: None,
    stop: StopFlag | None = None,
) -> Answer:
    """Run a design: simulate what is missing of its cohort, then analyse trials of it.

    Parameters
    ----------
    design, baselines
        What is planned, and whose baselines are resampled.
    folder
        Where the cohort is stored.
    explore
        Ranges of sizes and visits instead of the design's; see `parse_explore`.
    scheduler
        Address of a Dask scheduler.
    tell
        Called with what is being done, how much of it is done, and of how much.
    stop
        Ends simulating and analysing from another thread; whole parts of the cohort are kept.
    """
    started = time.monotonic()
    sizes, visits = parse_explore(explore) if explore else ((), ())
    sizes, visits = sizes or design.n, visits or design.visits.at
    wide = explored_design(design, explore)
    filled = fill(wide, baselines, folder, scheduler=scheduler, tell=tell, stop=stop)
    return analysed(
        design, baselines, filled, sizes, visits, tell, stop, started, explored=explore is not None
    )


def explored_design(design: Design, explore: str | None) -> Design:
    """Return the design whose cohort a map needs."""
    visits = parse_explore(explore)[1] if explore else ()
    return replace_visits(design, visits or design.visits.at)


def replace_visits(design: Design, visits: Sequence[float]) -> Design:
    """Return a design whose cohort is read as late as its last visit or the last of others."""
    latest = max(*design.visits.at, *visits)
    if latest <= design.visits.at[-1]:
        return design
    at = (*design.visits.at, latest)
    changed = design.model_copy(update={"visits": design.visits.model_copy(update={"at": at})})
    changed._document = design._document
    return changed


def analysed(
    design: Design,
    baselines: Baselines | None,
    filled: Filled,
    sizes: Sequence[int],
    visits: Sequence[float],
    tell: Tell,
    stop: StopFlag | None,
    started: float,
    *,
    explored: bool,
) -> Answer:
    """Analyse trials of a cohort that is stored."""
    source = Simulator(replace_visits(design, visits), baselines)
    wanted = tuple(dict.fromkeys(e.outcome for e in design.endpoints))
    truth, screened = truth_of(filled.store, source, wanted)
    count = min(design.null_trials, _EXPLORE_NULL) if explored else design.null_trials
    grid = Grid(design, truth, visits, sizes, count, tell, stop)
    cells = grid.cells()
    least = [] if explored else least_sizes(design, truth, cells, stop=stop)
    correlation = _correlations(design, truth, visits, max(sizes))
    seconds = time.monotonic() - started
    return Answer(design, baselines, truth, cells, least, correlation, screened, filled, explored, seconds)


def _correlations(
    design: Design, truth: Truth, visits: Sequence[float], most: int
) -> dict[tuple[int, int], float]:
    """Return the correlation of the improvements on the two sides of a person, as trials would record it."""
    if design.layout.kind == "parallel":
        return {}
    found: dict[tuple[int, int], float] = {}
    field = Field(design, truth, visits[-1:], (most,))
    trials = np.arange(_CORRELATION_TRIALS)
    for c in range(len(design.contrasts)):
        for e in range(len(field.measures)):
            sides, which = field._sides(c, e, most, itself)
            block = enrolled(design, "main", trials, trials % truth.shape[0], most)
            data = field.recorded(c, e, sides, which, block)
            first, second = (gain[..., 0] for gain in data.gains)
            centred = [x - np.nanmean(x, axis=1, keepdims=True) for x in (first, second)]
            top = np.nansum(centred[0] * centred[1])
            bottom = np.sqrt(np.nansum(centred[0] ** 2) * np.nansum(centred[1] ** 2))
            found[c, e] = float(top / bottom) if bottom > 0 else float("nan")
    return found


def with_seed(design: Design, seed: int | None) -> Design:
    """Return a design with another seed."""
    if seed is None:
        return design
    changed = design.model_copy(update={"seed": seed})
    changed._document = design._document
    return changed
