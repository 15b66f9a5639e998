r"""Diffusion through layers with channels in them: conservative finite volumes on the compiled engine.

One lane is one stack of ``cells`` from the surface down. Each cell holds tissue and, at the same depth, the
fluid of channels; amounts per area are the unknowns, concentrations follow from capacities (volume times
partition coefficient, so that the equilibrium concentration is continuous across layers):

.. math::

    \dot m_i &= T_{i}(c_{i-1} - c_i) - T_{i+1}(c_i - c_{i+1}) + X_i(q_i - o\,c_i) + \lambda a_i
        - (k_i + \delta) m_i \\
    \dot a_i &= G_{i}(q_{i-1} - q_i) - G_{i+1}(q_i - q_{i+1}) - X_i(q_i - o\,c_i) - \lambda a_i

with :math:`c_i = m_i/C_i` and :math:`q_i = a_i/V_i`. Channels close as :math:`\dot o = -\lambda o`; what
they hold passes to the tissue beside them. :math:`a_i` is the amount in channels still open, so conductances
:math:`G` and :math:`X` and volumes :math:`V` are those at :math:`o = 1`. On top stands a well-stirred film
of volume :math:`V_0(t)` that dries, :math:`\dot V_0 = -\beta (V_0 - V_\infty)`, and feeds both with
:math:`\min(s/V_0, S)`; the substance evaporates from it at a rate :math:`k_e s`. What is cleared or leaves
through the bottom is summed as ``taken``.

The sum of all amounts is a linear invariant of these equations, and Rosenbrock methods keep linear
invariants: mass balances to rounding, whatever the step. Closing and drying are states, so that the system
is autonomous and RODAS4 keeps its order. Time is in hours here, length in um, amounts in any unit per area.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.codegen import Block
from needlework.numerics.field import Geometry, Layout
from needlework.numerics.ode import DONE, Engine, Settings

Array = NDArray[np.float64]

NEVER = 1e300  # a saturation that is never reached
SETTINGS = Settings(rtol=1e-3, atol=1e-8, first_step=1e-5, least_step=1e-13)

_HEAD = 6  # states before the cells: open, film, surface, taken, evaporated, lost
_FIXED = 9  # constants before those of the cells
_PER_CELL = 6
_TOP = ((0, 0), (1, 1), (2, 2), (2, 1), (2, 0), (2, 6), (2, 7), (4, 2), (6, 2), (6, 1), (7, 2), (7, 1))
_SUMS = ((3, 3), (4, 4), (5, 5))


@dataclass(frozen=True, slots=True)
class Stack:
    """The coefficients of every lane.

    Attributes
    ----------
    capacity, channel_volume
        Of each cell (um), shape (lanes, cells): volume per area times partition coefficient; volume of
        channels per area when all are open, 0 where there are none.
    conductance
        Tissue's (um/h), shape (lanes, cells + 1): from the film into the first cell, between neighbours, and
        through the bottom into a sink (0 where nothing leaves).
    channel_conductance
        Channels' (um/h), shape (lanes, cells): from the film into the first cell, then between neighbours.
    lateral
        From the channels of a cell into its tissue (um/h), shape (lanes, cells).
    clearance
        Into the blood (1/h), shape (lanes, cells).
    closing, drying, film_end, evaporation, saturation, decay
        Rates (1/h), final volume of the film (um), largest concentration in it (amount/um), and the rate at
        which the substance is lost in tissue (1/h); shape (lanes,).
    """

    capacity: Array
    conductance: Array
    channel_volume: Array
    channel_conductance: Array
    lateral: Array
    clearance: Array
    closing: Array
    drying: Array
    film_end: Array
    evaporation: Array
    saturation: Array
    decay: Array

    @property
    def cells(self) -> int:
        """Return the number of cells."""
        return self.capacity.shape[1]

    def constants(self) -> Array:
        """Return the constants of the lane functions, shape (lanes, constants)."""
        lanes, cells = self.capacity.shape
        out = np.empty((lanes, _FIXED + _PER_CELL * cells))
        fixed = (self.closing, self.drying, self.film_end, self.evaporation, self.saturation)
        ends = (self.conductance[:, 0], self.channel_conductance[:, 0], self.conductance[:, -1], self.decay)
        for i, values in enumerate((*fixed, *ends)):
            out[:, i] = values
        below = np.zeros((lanes, cells))
        below[:, :-1] = self.channel_conductance[:, 1:]
        inside = self.conductance[:, 1:].copy()
        inside[:, -1] = 0.0
        there = self.channel_volume > 0.0
        held = np.where(there, 1.0 / np.where(there, self.channel_volume, 1.0), 0.0)
        columns = (1.0 / self.capacity, held, inside, below, self.lateral, self.clearance)
        for i, values in enumerate(columns):
            out[:, _FIXED + i :: _PER_CELL] = values
        return out


@dataclass(frozen=True, slots=True)
class Amounts:
    """Where the substance is over time, shape (lanes, times); the first two by cell as a last axis."""

    tissue: Array
    channels: Array
    surface: Array
    taken: Array
    evaporated: Array
    lost: Array
    open: Array
    film: Array

    @property
    def total(self) -> Array:
        """Return the whole amount."""
        held = self.tissue.sum(axis=-1) + self.channels.sum(axis=-1)
        return held + self.surface + self.taken + self.evaporated + self.lost


def start(stack: Stack, surface: Array, film: Array, opened: Array) -> Array:
    """Return the state of lanes with all of the substance in the film; arguments of shape (lanes,)."""
    state = np.zeros((len(stack.capacity), _HEAD + 2 * stack.cells))
    state[:, 0], state[:, 1], state[:, 2] = opened, film, surface
    return state


def solve(
    stack: Stack,
    state: Array,
    begin: float | Array,
    finish: float | Array,
    reports: Array,
    settings: Settings = SETTINGS,
    *,
    threads: int | None = None,
) -> tuple[Array, Amounts, NDArray[np.int64]]:
    """Integrate every lane.

    Parameters
    ----------
    stack
        Coefficients.
    state
        From `start`, or the final state of an earlier call.
    begin, finish
        Times (h), scalars or shape (lanes,).
    reports
        Times (h) within (begin, finish], shape (times,) or (lanes, times).
    settings
        Tolerances; amounts should be of order 1.
    threads
        Worker threads; as many as there are processors if not given.

    Returns
    -------
    state, amounts, status
        The final state, the amounts at the reports, and the status of each lane (1 is done).
    """
    engine = _engine(stack.cells, settings)
    nothing = Geometry(np.ones((len(state), 1)), np.zeros((len(state), 0)), np.ones((len(state), 1)))
    done = engine.run(state, stack.constants(), nothing, {}, begin, finish, reports, threads=threads)
    return done.state, amounts_of(done.observed[:, :, 0, :]), done.status


def amounts_of(states: Array) -> Amounts:
    """Return the amounts in states, shape (lanes, times, states)."""
    head = [states[..., i] for i in range(_HEAD)]
    cells = states[..., _HEAD:]
    opened, film, surface, taken, evaporated, lost = head
    return Amounts(cells[..., 0::2], cells[..., 1::2], surface, taken, evaporated, lost, opened, film)


def all_done(status: NDArray[np.int64]) -> bool:
    """Return whether every lane reached its end."""
    return bool(np.all(status == DONE))


def in_series(thickness: Array, mobility: Array, interface: Array | float = 0.0) -> Array:
    """Return the conductance (um/h) between neighbouring cells, from half of one through half of the next.

    Parameters
    ----------
    thickness, mobility
        Of the cells: um, and diffusivity times partition coefficient (um2/h); shape (lanes, cells). A cell of
        mobility 0 passes nothing.
    interface
        Resistance (h/um) of the faces between cells, shape (lanes, cells - 1).
    """
    passing = mobility > 0.0
    half = np.where(passing, 0.5 * thickness / np.where(passing, mobility, 1.0), np.inf)
    return 1.0 / (half[:, :-1] + half[:, 1:] + interface)


@lru_cache(maxsize=8)
def _engine(cells: int, settings: Settings) -> Engine:
    return Engine(block(cells), Layout(1, 1), settings=settings)


@lru_cache(maxsize=8)
def block(cells: int) -> Block:
    """Return the equations for a stack of cells, as the engine takes them."""
    from needlework.numerics import layered_lanes

    names = ["open", "film", "surface", "taken", "evaporated", "lost"]
    names += [f"{what}{i}" for i in range(cells) for what in ("tissue", "channel")]
    source = Path(layered_lanes.__file__).read_bytes()
    fingerprint = f"layered{hashlib.sha256(source).hexdigest()[:12]}"
    rates, jacobian = layered_lanes.rates, layered_lanes.jacobian
    return Block(fingerprint, tuple(names), (), _pattern(cells), _none, _none, rates, jacobian)


def _pattern(cells: int) -> tuple[tuple[int, int], ...]:
    """Return the entries of the Jacobian in the order that the lane function writes them."""
    entries = [*_TOP, *_SUMS]
    for m in range(_HEAD, _HEAD + 2 * cells, 2):
        a = m + 1
        entries += [(m, m), (m, a), (a, m), (a, a), (m, 0), (a, 0), (3, m), (5, m)]
    for m in range(_HEAD, _HEAD + 2 * cells - 2, 2):
        entries += [(m, m + 2), (m + 2, m), (m + 1, m + 3), (m + 3, m + 1)]
    return tuple(entries)


def _none(p: dict[str, object]) -> list[object]:
    return []
