"""The course that every solver runs: the shipped network, four sessions four weeks apart, one year.

Parameters are lognormal copies of the recorded central values. Well mixed: one volume. Resolved: five
strata of three rings around channels at 250 per cm2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from needlework._generated import dermis
from needlework.evidence.parameters import load_parameters
from needlework.numerics import codegen
from needlework.numerics.field import Geometry, Layout, cylinder, remix, ring_radii
from needlework.numerics.ode import Engine, Settings

BLOCK = codegen.block_of(dermis)
INDEX = {s: i for i, s in enumerate(BLOCK.species)}
MOVING = ("T", "L", "G", "C", "A", "F", "Y", "N", "M1", "M2", "Q")
SESSIONS = (0.0, 28.0, 56.0, 84.0)
YEAR = 365.0
REPORTS = np.array([91.0, 98.0, 112.0, 140.0, 168.0, 196.0, 224.0, 252.0, 280.0, 308.0, 336.0, 365.0])
OUTCOMES = (
    ("c3o", "c3", "c1n", "c1m"),
    ("c1n", "c1m"),
    ("c3o", "c3"),
    ("E",),
    ("F",),
    ("Y",),
    ("V",),
    ("H",),
    ("Mel",),
)
ATOL = 1e-2  # absolute tolerance of every solver, as a share of its relative tolerance
RADIUS, DENSITY, THICKNESS = 85.0, 250.0, (100.0, 200.0, 300.0, 300.0, 300.0)


@dataclass(frozen=True)
class Problem:
    """Parameters, geometry and engine of a batch."""

    parameters: dict[str, np.ndarray]
    geometry: Geometry
    layout: Layout
    cover: float

    @property
    def lanes(self) -> int:
        return len(self.geometry.volume)

    @property
    def diffusivity(self) -> dict[str, float]:
        records = load_parameters()
        return {s: float(records[f"transport.D_{s}"].value) for s in MOVING if self.layout.cells > 1}

    def engine(self, rtol: float) -> Engine:
        return Engine(
            BLOCK, self.layout, tuple(self.diffusivity), settings=Settings(rtol=rtol, atol=rtol * ATOL)
        )

    def healthy(self) -> np.ndarray:
        rest = BLOCK.initial_array(self.parameters, self.lanes)
        return np.repeat(rest[:, None, :], self.layout.cells, axis=1)

    def jumps(self) -> list[tuple[int, int, float]]:
        """Return (cell, species, amount) of one session; the source sits in ring 1 of every stratum."""
        records = load_parameters()
        w0, pLW, fTW = (records[f"healing.{k}"].value for k in ("w0", "pLW", "fTW"))
        amounts = {"W": w0, "T": w0 * pLW * fTW, "L": w0 * pLW * (1 - fTW)}
        share = self.geometry.ring_share[0, 0]
        rings = self.layout.rings
        return [
            (layer * rings, INDEX[s], float(a * self.cover / share))
            for layer in range(self.layout.layers)
            for s, a in amounts.items()
        ]

    def segments(self) -> Iterator[tuple[float, float]]:
        yield from zip(SESSIONS, (*SESSIONS[1:], YEAR), strict=True)

    def mixed_between(self, state: np.ndarray) -> np.ndarray:
        """Return states mixed to their layer means, shape (lanes, cells, species)."""
        means = remix(state.reshape(self.lanes, -1), self.geometry.ring_share, self.layout)
        return np.repeat(means, self.layout.rings, axis=1)


def problem(resolved: bool, lanes: int, spread: float = 0.15) -> Problem:
    """Return a batch; the first lane has the central values."""
    rng = np.random.default_rng(1)
    records = load_parameters()
    parameters = {}
    for name in BLOCK.parameters:
        values = float(records[f"healing.{name}"].value) * np.exp(spread * rng.standard_normal(4096))
        values[0] = float(records[f"healing.{name}"].value)
        parameters[name] = values[:lanes].copy()
    if not resolved:
        layout = Layout(1, 1)
        return Problem(
            parameters,
            cylinder(layout, np.tile([0.0, 1000.0], (lanes, 1)), np.full((lanes, 1), 1200.0)),
            layout,
            0.05,
        )
    layout = Layout(5, 3)
    outer = np.full(lanes, 1e4 / np.sqrt(np.pi * DENSITY))
    radii = ring_radii(np.full(lanes, RADIUS), outer, 3)
    return Problem(parameters, cylinder(layout, radii, np.tile(THICKNESS, (lanes, 1))), layout, 0.05)


def outcomes(observed: np.ndarray) -> np.ndarray:
    """Return the nine tissue outcomes (fractions of healthy) from layer means, shape (..., outcomes)."""
    return np.stack([observed[..., [INDEX[s] for s in group]].sum(axis=-1) for group in OUTCOMES], axis=-1)


def ours(p: Problem, engine: Engine, threads: int = 1) -> tuple[np.ndarray, float]:
    """Run the course; return outcomes, shape (lanes, reports, layers, outcomes), and steps per lane."""
    constants, state = BLOCK.constant_array(p.parameters, p.lanes), p.healthy()
    steps, speed = 0.0, {s: np.asarray(d) for s, d in p.diffusivity.items()}
    segment = None
    for begin, end in p.segments():
        for cell, species, amount in p.jumps():
            state[:, cell, species] += amount
        flat = state.reshape(p.lanes, -1)
        reports = REPORTS if end == YEAR else np.zeros(0)
        segment = engine.run(flat, constants, p.geometry, speed, begin, end, reports, threads=threads)
        if segment.failures():
            raise RuntimeError("\n".join(segment.failures()))
        steps += float(segment.steps.mean())
        state = p.mixed_between(segment.state)
    assert segment is not None
    return outcomes(segment.observed), steps
