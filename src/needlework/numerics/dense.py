"""The way out for a lane on which pivots on the diagonal fail: the same RODAS4 with a dense, pivoted inverse.

One lane at a time, interpreted: no compilation, thousands of times slower than the engine, and meant for
the rare lane only. It runs the same generated code as the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from needlework.numerics import rodas
from needlework.numerics.codegen import Block, on_host
from needlework.numerics.rodas import DONE, NOT_FINITE, TOO_MANY, TOO_SMALL

MOST_STEPS = 5_000
_A = [[], [rodas.A21], [rodas.A31, rodas.A32], [rodas.A41, rodas.A42, rodas.A43]]
_A += [[rodas.A51, rodas.A52, rodas.A53, rodas.A54]]
_C = [[], [rodas.C21], [rodas.C31, rodas.C32], [rodas.C41, rodas.C42, rodas.C43]]
_C += [[rodas.C51, rodas.C52, rodas.C53, rodas.C54], [rodas.C61, rodas.C62, rodas.C63, rodas.C64, rodas.C65]]
_D2 = np.array([rodas.D21, rodas.D22, rodas.D23, rodas.D24, rodas.D25])
_D3 = np.array([rodas.D31, rodas.D32, rodas.D33, rodas.D34, rodas.D35])


class System:
    """The right-hand side and the Jacobian of one lane.

    Parameters
    ----------
    block
        Generated network.
    constants
        Hoisted constants of the lane, shape (constants,).
    cells
        Number of copies of the block.
    edges, moving
        Neighbouring cells, shape (edges, 2), and the species that pass between them, shape (moving,).
    flow
        Exchange rates per unit diffusivity into the first and second cell of each edge (1/um^2), shape (2
        edges,).
    diffusivity
        um^2/day of each moving species, shape (moving,).
    """

    def __init__(
        self,
        block: Block,
        constants: np.ndarray,
        cells: int = 1,
        edges: np.ndarray | Sequence[tuple[int, int]] = (),
        moving: np.ndarray | Sequence[int] = (),
        flow: np.ndarray | Sequence[float] = (),
        diffusivity: np.ndarray | Sequence[float] = (),
    ) -> None:
        self.cells, self.size, self.constants = cells, len(block.species), constants
        self._rates, self._jacobian = on_host(block.rates), on_host(block.jacobian)
        self._row, self._column = np.array(block.jacobian_entries).T
        self.exchange = np.zeros((self.cells * self.size,) * 2)
        for e, (a, b) in enumerate(edges):
            for s, d in zip(moving, diffusivity, strict=True):
                i, j = a * self.size + s, b * self.size + s
                self.exchange[i, i] -= flow[2 * e] * d
                self.exchange[i, j] += flow[2 * e] * d
                self.exchange[j, j] -= flow[2 * e + 1] * d
                self.exchange[j, i] += flow[2 * e + 1] * d

    def rates(self, y: np.ndarray) -> np.ndarray:
        """Return dy/dt (1/day), shape (cells * species,)."""
        inside = np.zeros((self.size, self.cells), y.dtype)
        self._rates(y.reshape(self.cells, self.size).T, 0, self.constants, inside)
        return inside.T.ravel() + self.exchange @ y

    def jacobian(self, y: np.ndarray) -> np.ndarray:
        """Return d(dy/dt)/dy (1/day), shape (cells * species, cells * species)."""
        negative = np.zeros((len(self._row), self.cells), y.dtype)
        places = range(len(self._row))
        self._jacobian(y.reshape(self.cells, self.size).T, 0, self.constants, negative, places, 0)
        out = self.exchange.astype(y.dtype)
        for c in range(self.cells):
            out[c * self.size + self._row, c * self.size + self._column] -= negative[:, c]
        return out


@dataclass(frozen=True, slots=True)
class Course:
    """One integrated lane: states at the end and at the reports (NaN where not reached), and how it ended."""

    state: np.ndarray
    reported: np.ndarray
    status: int
    steps: int
    stopped: float


def attempt(system: System, y: np.ndarray, h: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take one RODAS4 step of size h (day); return the new state, its error, and the stages, shape (6, n)."""
    inverse = np.linalg.inv(np.eye(len(y)) / (h * rodas.GAMMA) - system.jacobian(y))
    stages = np.zeros((6, len(y)))
    u = y
    for s in range(6):
        if s == 5:
            u = u + stages[4]
        elif s:
            u = y + np.array(_A[s]) @ stages[:s]
        stages[s] = inverse @ (system.rates(u) + (np.array(_C[s]) @ stages[:s] / h if s else 0.0))
    return u + stages[5], stages[5], stages


def integrate(
    system: System,
    y: np.ndarray,
    begin: float,
    finish: float,
    reports: np.ndarray,
    settings: tuple[float, float, float, float, int],
) -> Course:
    """Integrate one lane; arguments and times as in :meth:`needlework.numerics.ode.Engine.run`."""
    rtol, atol, first_step, least_step, most_steps = settings
    reported = np.full((len(reports), len(y)), np.nan)
    time, h, steps, held = begin, max(min(first_step, finish - begin), least_step), 0, False
    slack = 1e-12 * max(1.0, abs(finish))
    while steps < min(most_steps, MOST_STEPS):
        steps += 1
        with np.errstate(all="ignore"):
            try:
                new, wrong, stages = attempt(system, y, h)
            except np.linalg.LinAlgError:
                new, wrong, stages = y, np.full_like(y, np.nan), np.zeros((6, len(y)))
            scale = atol + rtol * np.maximum(np.abs(y), np.abs(new))
            size = float(np.sqrt(np.mean((wrong / scale) ** 2)))
        factor = min(5.0, max(0.2, 0.9 * max(size, 1e-10) ** -0.25)) if np.isfinite(size) else 0.2
        if size <= 1.0:
            for r in np.flatnonzero((reports > max(begin, time)) & (reports <= time + h + slack)):
                x = min((reports[r] - time) / h, 1.0)
                inner = _D2 @ stages[:5] + x * (_D3 @ stages[:5])
                reported[r] = y * (1 - x) + x * (new + (1 - x) * inner)
            y, time, factor, held = new, time + h, min(factor, 1.0) if held else factor, False
            if time >= finish - slack:
                return Course(y, reported, DONE, steps, time)
        elif h <= (least_step if np.isfinite(size) else 1e3 * least_step):
            return Course(y, reported, TOO_SMALL if np.isfinite(size) else NOT_FINITE, steps, time)
        else:
            held = True
        h = max(min(h * factor, finish - time), least_step)
    return Course(y, reported, TOO_MANY, steps, time)
