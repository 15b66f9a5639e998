"""Reported figures of every outcome at its natural time, on any grid and for any sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws
from needlework.numerics.sampling import stream
from needlework.outcomes import Outcome, outcomes
from needlework.spread import spread_of
from needlework.summary import STUDY_SIZE
from needlework.verification.cases import Case, Values

Array = NDArray[np.float64]

FIGURES = ("median", "mean low", "mean high", "person low", "person high", "study low", "study high")
_AT_HORIZON = 0.1  # share of its largest effect from which an outcome is read at the horizon
_UNDECIDED = 0.1  # effect over width of its interval below which the effect counts as nought
_BOOTSTRAPS = 40


@dataclass(frozen=True, slots=True)
class OutcomeReading:
    """An outcome at its natural time.

    Attributes
    ----------
    outcome
        Its table entry.
    day
        Its natural time (day), None for an outcome that is one figure for the whole course: the horizon
        where the effect lasts, else the day of its largest effect.
    values
        Shape (draws, persons) for one figure, else (draws, persons, 2): before the course and at that time.
    figures
        What is reported, in the outcome's unit, shape (7,): see `FIGURES`.
    effect
        Distance of the median from what it was before the course, or the median itself where the outcome is
        one figure.
    """

    outcome: Outcome
    day: float | None
    values: Array
    figures: Array
    effect: float

    @property
    def widths(self) -> Array:
        """Widths of the three intervals (mean, person, study), shape (3,)."""
        return self.figures[2::2] - self.figures[1::2]

    @property
    def near_nought(self) -> bool:
        """Whether the effect is too small beside what is not known for a relative error to mean anything."""
        return self.effect <= _UNDECIDED * self.widths[0] or self.effect < 1e-12


def figures_of(outcome: Outcome, values: Array, draws: Mapping[str, Array], seed: int) -> Array:
    """Return what a report prints of an outcome, shape (7,), from values as a `OutcomeReading` holds them."""
    spread = spread_of(outcome, values, draws, STUDY_SIZE, seed)
    found = np.array([spread.median, *spread.unknown, *spread.persons, *spread.studies])
    return found[:, -1] if found.ndim == 2 else found


def natural_times(case: Case, values: Values, times: Array) -> dict[str, int | None]:
    """Return the position of each outcome's natural time; None for outcomes that are one figure."""
    return {
        key: None if outcomes()[key].rows == "once" else natural_time(v, times, case.study.horizon)
        for key, v in values.items()
    }


def natural_time(values: Array, times: Array, horizon: float) -> int:
    """Return the position of the natural time of values of shape (draws, persons, times)."""
    middle = np.nanmedian(np.nanmean(values, axis=1), axis=0)
    effect = np.abs(middle - middle[0])
    last = int(np.searchsorted(times, horizon))
    return last if effect[last] >= _AT_HORIZON * effect.max() else int(np.argmax(effect))


def read(
    values: Values, when: Mapping[str, int | None], times: Array, draws: Draws
) -> dict[str, OutcomeReading]:
    """Return the reading of every outcome."""
    found = {}
    for key, i in when.items():
        outcome, kept = outcomes()[key], values[key] if i is None else values[key][:, :, [0, i]]
        figures = figures_of(outcome, kept, draws.values, draws.seed)
        start = 0.0 if i is None else float(np.nanmedian(np.nanmean(kept[:, :, 0], axis=1)))
        day = None if i is None else float(times[i])
        found[key] = OutcomeReading(outcome, day, kept, figures, abs(float(figures[0]) - start))
    return found


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard errors of the reported figures from drawing few draws and few persons, shape (7,) each."""

    draws: Array
    persons: Array

    @property
    def both(self) -> Array:
        """Standard errors from both, which are independent."""
        return np.hypot(self.draws, self.persons)


def bootstrap(reading: OutcomeReading, draws: Draws) -> Noise:
    """Return the standard errors of a reading by the bootstrap, over draws and over persons in turn.

    All draws share the persons, so persons are drawn once for all of them. The designs are Latin hypercubes,
    whose error is at most about that of random samples, which the bootstrap estimates.
    """
    n, persons = reading.values.shape[:2]
    rng = stream(draws.seed, f"bootstrap/{reading.outcome.id}")
    by_draw, by_person = [], []
    for _ in range(_BOOTSTRAPS):
        rows = rng.integers(n, size=n)
        again = {k: draws.values[k][rows] for k in _study_records(draws)}
        by_draw.append(figures_of(reading.outcome, reading.values[rows], again, draws.seed))
        columns = rng.integers(persons, size=persons)
        by_person.append(figures_of(reading.outcome, reading.values[:, columns], draws.values, draws.seed))
    return Noise(np.std(by_draw, axis=0), np.std(by_person, axis=0))


def _study_records(draws: Draws) -> list[str]:
    """Return the records that say how studies differ."""
    return [k for k in draws.values if k.startswith(("study.", "scale.", "pih."))]
