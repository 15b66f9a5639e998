"""What the data taught about each fitted record: prior against posterior, on the scale of the prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.scale_layer import fitted_records
from needlework.calibration.tissue import Problem
from needlework.evidence.fit import informed, load_fit
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.numerics.normal import upper_tail
from needlework.numerics.sampling import stream

Array = NDArray[np.float64]
Block = Literal["tissue", "people"]

_PRIOR_DRAWS = 4000  # before those that describe no healthy skin are left out
_GRID = np.linspace(-6.0, 6.0, 601)  # standard normal scores
_ENDS = (5, 50, 95)
_NORMAL = np.array([-1.6449, 0.0, 1.6449])  # the same points of a standard normal


@dataclass(frozen=True, slots=True)
class Learned:
    """One fitted record before and after the data.

    Attributes
    ----------
    id, unit
        Record and its unit.
    block
        ``tissue`` (A and B) or ``people`` (C).
    prior, posterior
        5 %, 50 % and 95 % points, in the unit.
    prior_scores, posterior_scores
        The same as standard normal scores of the record's own distribution.
    spread, shift
        Standard deviation of the posterior's scores over that of the prior's; difference of their means in
        standard deviations of the prior's.
    """

    id: str
    unit: str
    block: Block
    prior: Array
    posterior: Array
    prior_scores: Array
    posterior_scores: Array
    spread: float
    shift: float

    @property
    def group(self) -> str:
        """Return the first part of the id."""
        return self.id.split(".")[0]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Every fitted record, and how many independent draws each block's joint draws are worth."""

    records: Sequence[Learned]
    worth: Mapping[Block, float]

    def informed(self, r: Learned) -> bool:
        """Return whether the data informed a record."""
        return informed(r.spread)


@cache
def lesson() -> Lesson:
    """Return what the data of the shipped fit taught.

    Raises
    ------
    FileNotFoundError
        No fit is shipped.
    """
    fit = load_fit()
    if fit is None:
        raise FileNotFoundError("no fit is shipped; run 'needlework calibrate'")
    prior, people = _prior_scores(), fitted_records()
    records = []
    for id, draws in fit.draws.items():
        block: Block = "people" if id in people else "tissue"
        records.append(_learned(load_parameters()[id], block, draws, prior.get(id)))
    worth: dict[Block, float] = {
        "tissue": float(fit.record["effective_draws"]),
        "people": float(fit.record["people"]["least_effective"]),
    }
    return Lesson(records, worth)


def _learned(p: Parameter, block: Block, draws: Array, before: Array | None) -> Learned:
    after = _scores(p, draws)
    mean, sd = (0.0, 1.0) if before is None else (float(before.mean()), float(before.std()))
    ends = _NORMAL if before is None else np.percentile(before, _ENDS)
    return Learned(
        p.id,
        p.unit,
        block,
        p.ppf(upper_tail(-ends)),
        np.percentile(draws, _ENDS),
        ends,
        np.percentile(after, _ENDS),
        float(after.std()) / sd,
        (float(after.mean()) - mean) / sd,
    )


def _scores(p: Parameter, values: Array) -> Array:
    """Return values of a record as standard normal scores of its distribution."""
    return np.interp(values, p.ppf(upper_tail(-_GRID)), _GRID)


def _prior_scores() -> dict[str, Array]:
    """Return normal scores of the prior of the tissue: draws that describe healthy skin."""
    problem = Problem(seed=1)
    z = stream(1, "docs/prior").standard_normal((_PRIOR_DRAWS, problem.size))
    kept = z[problem.admissible(z)]
    return {key: kept[:, i] for i, key in enumerate(problem.scored)}
