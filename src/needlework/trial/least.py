"""The least size with the wanted assurance, of each contrast and primary endpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.ode import StopFlag
from needlework.trial.grid import Cell, mixed
from needlework.trial.operating import Rate, decide, ran_sizes, rate_of
from needlework.trial.rating import arm_order
from needlework.trial.schema import Design
from needlework.trial.trials import Field
from needlework.trial.truth import Truth

Array = NDArray[np.float64]
Pair = tuple[int, int]

_MOST = 400  # persons up to which sizes are searched, or the largest of the design


@dataclass(frozen=True)
class Least:
    """The least size with the wanted assurance; None where no size up to ``most`` has it.

    Attributes
    ----------
    interval
        Sizes at which assurance is one Monte Carlo error below and above what is wanted.
    ceiling
        Assurance at the largest size tried.
    """

    contrast: int
    endpoint: int
    visit_days: float
    n: int | None
    interval: tuple[int | None, int | None]
    ceiling: Rate
    most: int


def least_sizes(
    design: Design,
    truth: Truth,
    cells: Sequence[Cell],
    most: int | None = None,
    stop: StopFlag | None = None,
) -> list[Least]:
    """Return the least size of every contrast and primary endpoint, each at its best visit.

    The best visit has the highest assurance at the largest size. Multiplicity and interim look are those of
    the design. The trials of every size are the first participants of the same trials, so assurance hardly
    wavers with size: the least size is where the curve over sizes first reaches what is wanted, and the
    interval says how far Monte Carlo error moves it.
    """
    best = _best_cells(design, cells)
    if not best:
        return []
    top = max(most or _MOST, design.n[-1] if most is None else 0)
    step = 2 * len(arm_order(design)) if design.layout.kind == "parallel" else 2
    sizes = range(step, top + 1, step)
    visits = sorted({cell.visit_days for cell in best.values()})
    curves = _curves(design, truth, list(best), visits, sizes, stop)
    return [
        _least(design, cell, curves[pair][visits.index(cell.visit_days)], sizes)
        for pair, cell in best.items()
    ]


def _best_cells(design: Design, cells: Sequence[Cell]) -> dict[Pair, Cell]:
    """Return the cell of the best visit of every contrast and primary endpoint that has figures."""
    found: dict[Pair, Cell] = {}
    for cell in cells:
        if design.endpoints[cell.endpoint].role != "primary" or not cell.assurance.known:
            continue
        best = found.get((cell.contrast, cell.endpoint))
        if best is None or (cell.n, cell.assurance.value) > (best.n, best.assurance.value):
            found[cell.contrast, cell.endpoint] = cell
    return found


def _curves(
    design: Design,
    truth: Truth,
    pairs: Sequence[Pair],
    visits: Sequence[float],
    sizes: Sequence[int],
    stop: StopFlag | None,
) -> Mapping[Pair, list[list[Rate]]]:
    """Return the rate of success of each pair, by visit and size, decided together as the design says."""
    ran = ran_sizes(design, sizes)
    trials = np.arange(design.trials)
    draw = trials % truth.shape[0]
    field = Field(design, truth, visits, ran, stop)
    success = decide(design, {p: field.run(*p, trials, draw) for p in pairs}, ran, sizes).success
    return {
        pair: [[rate_of(success[h, :, v, s], draw) for s in range(len(sizes))] for v in range(len(visits))]
        for h, pair in enumerate(pairs)
    }


def _least(design: Design, cell: Cell, curve: Sequence[Rate], sizes: Sequence[int]) -> Least:
    chance = Rate(cell.chance, 0.0)
    rates = [mixed(rate, chance, design.prior.no_effect) for rate in curve]
    value = np.array([rate.value for rate in rates])
    error = np.array([rate.mc_error for rate in rates])

    def first(shift: float) -> int | None:
        enough = np.flatnonzero(value + shift * error >= design.wanted)
        return int(sizes[enough[0]]) if len(enough) else None

    ends = (first(1.0), first(-1.0))
    return Least(cell.contrast, cell.endpoint, cell.visit_days, first(0.0), ends, rates[-1], sizes[-1])
