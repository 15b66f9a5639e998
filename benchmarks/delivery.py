"""Layers with closing channels: this engine beside SciPy's banded LSODA and FiPy, at measured error.

    python benchmarks/delivery.py [runs]

The case: a film of 100 um, stratum corneum 15 um, living epidermis 85 um, perfused dermis 1,200 um; partition
coefficients 2, 0.8 and 0.7, diffusivities 5,000 apart; channels over 0.2 % of the corneum's area that close
with 6 h; 220 cells, 48 hours, 25 outputs. The error is that of the absorbed amount against the same equations
at 1e-11. All on one thread.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from needlework.numerics.layered import NEVER, Stack, all_done, in_series, solve, start
from needlework.numerics.ode import Settings

LAYERS = ((15.0, 60, 2.0, 50.0), (85.0, 40, 0.8, 2.5e5), (1200.0, 120, 0.7, 2.5e5))  # um, cells, K, um2/h
FILM, SHARE, CHANNEL, HALF, CLEARED = 100.0, 0.002, 2e6, 6.0 * np.log(2.0), 0.5
HOURS = np.linspace(0.0, 48.0, 26)[1:]
ENGINE = (1e-3, 1e-4, 1e-5, 1e-6)
_STEPS = 96  # of FiPy; each takes a third of a second
LSODA = (1e-4, 1e-5, 1e-6)


def columns() -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Return thickness, partition coefficient and diffusivity of the cells; the number of corneum cells."""
    counts = [n for _, n, _, _ in LAYERS]
    thickness = np.repeat([h / n for h, n, _, _ in LAYERS], counts)
    partition, diffusivity = (np.repeat([layer[i] for layer in LAYERS], counts) for i in (2, 3))
    return thickness, partition, diffusivity, counts[0]


def stack(lanes: int) -> Stack:
    """Return the case for this engine; channels pass the corneum beside it and end in the epidermis."""
    thickness, partition, diffusivity, horny = columns()
    one = np.ones((lanes, 1))
    mobility = partition * diffusivity
    through = np.zeros((lanes, len(thickness) + 1))
    through[:, 1:-1] = in_series(thickness * one, mobility * one)
    through[:, 0] = 2.0 * mobility[0] / thickness[0]
    share = np.where(np.arange(len(thickness)) < horny + 1, SHARE, 0.0)
    flow = np.zeros((lanes, len(thickness)))
    flow[:, 1:] = in_series(thickness * one, share * CHANNEL * one)
    flow[:, 0] = 2.0 * SHARE * CHANNEL / thickness[0]
    side = np.where(np.arange(len(thickness)) == horny, 100.0, 0.0)
    cleared = np.where(np.arange(len(thickness)) >= horny + LAYERS[1][1], CLEARED, 0.0)
    z = np.zeros(lanes)
    return Stack(
        partition * thickness * one, through, share * thickness * one, flow, side * one, cleared * one,
        z + np.log(2.0) / HALF, z, z + FILM, z, z + NEVER, z,
    )  # fmt: skip


def engine(lanes: int, rtol: float) -> np.ndarray:
    """Return what is taken in every lane at the outputs."""
    case = stack(lanes)
    one = np.ones(lanes)
    settings = Settings(rtol=rtol, atol=1e-4 * rtol, first_step=1e-5, least_step=1e-14)
    _, found, status = solve(case, start(case, one, FILM * one, one), 0.0, 48.0, HOURS, settings, threads=1)
    assert all_done(status)
    return found.taken


def equations() -> tuple[Callable[..., Any], Callable[..., Any], np.ndarray]:
    """Return the compiled right-hand side of the same case, what is taken in a state, and the first state."""
    import numba

    case = stack(1)
    inverse, channel = 1.0 / case.capacity[0], case.channel_volume[0]
    held = np.where(channel > 0, 1.0 / np.where(channel > 0, channel, 1.0), 0.0)
    through, flow, side, cleared = (
        case.conductance[0],
        case.channel_conductance[0],
        case.lateral[0],
        case.clearance[0],
    )
    closing, cells = float(case.closing[0]), case.cells
    flow = np.append(flow, 0.0)

    @numba.njit
    def rates(t: float, y: np.ndarray) -> np.ndarray:
        f = np.zeros_like(y)
        opened = np.exp(-closing * t)
        c = y[0] / FILM
        into, fed = through[0] * (c - y[1] * inverse[0]), flow[0] * (opened * c - y[2] * held[0])
        f[0] = -(into + fed)
        for i in range(cells):
            m, a = y[1 + 2 * i], y[2 + 2 * i]
            out = on = 0.0
            if i + 1 < cells:
                out = through[i + 1] * (m * inverse[i] - y[3 + 2 * i] * inverse[i + 1])
                on = flow[i + 1] * (a * held[i] - y[4 + 2 * i] * held[i + 1])
            across = side[i] * (a * held[i] - opened * m * inverse[i]) + closing * a
            f[1 + 2 * i] = into - out + across - cleared[i] * m
            f[2 + 2 * i] = fed - on - across
            into, fed = out, on
        return f

    first = np.zeros(1 + 2 * cells)
    first[0] = 1.0
    rates(0.0, first)

    def taken(y: np.ndarray) -> np.ndarray:
        return 1.0 - y.sum(axis=0)

    return rates, taken, first


def lsoda(rtol: float, again: int = 1) -> tuple[np.ndarray, float]:
    """Return what is taken at the outputs, and the seconds of one run (compiled right-hand side, banded)."""
    rates, taken, first = equations()
    begun = time.perf_counter()
    for _ in range(again):
        done = solve_ivp(
            rates, (0.0, 48.0), first, "LSODA", HOURS, rtol=rtol, atol=1e-4 * rtol, lband=2, uband=2
        )
    return taken(done.y), (time.perf_counter() - begun) / again


def exact() -> np.ndarray:
    """Return the same equations at tight tolerance."""
    rates, taken, first = equations()
    done = solve_ivp(rates, (0.0, 48.0), first, "LSODA", HOURS, rtol=1e-11, atol=1e-15, lband=2, uband=2)
    return taken(done.y)


def fipy(steps: int) -> tuple[np.ndarray, float] | None:
    """Return what is taken with FiPy in equal implicit Euler steps; None where it is not installed.

    Tissue and channels are coupled variables on one mesh; the film feeds both through their first cells.
    """
    try:
        import fipy as fp
    except ModuleNotFoundError:
        return None
    case, thickness = stack(1), columns()[0]
    mesh = fp.Grid1D(dx=thickness)
    c, q = fp.CellVariable(mesh=mesh), fp.CellVariable(mesh=mesh)
    faces, canal = case.conductance[0], np.append(case.channel_conductance[0], 0.0)
    gap = 0.5 * (thickness[1:] + thickness[:-1])
    closing, volume = float(case.closing[0]), np.maximum(case.channel_volume[0], 1e-9)

    def cell(values: np.ndarray) -> Any:  # FiPy's coefficients are per volume, those here per area
        return fp.CellVariable(mesh=mesh, value=values / thickness)

    def between(conductance: np.ndarray) -> Any:
        inner = np.concatenate([[0.0], conductance[1 : len(thickness)] * gap, [0.0]])
        return fp.FaceVariable(mesh=mesh, value=inner)

    first = np.zeros(len(thickness))
    first[0] = 1.0
    side, cleared = case.lateral[0], case.clearance[0] * case.capacity[0]
    opened, surface, dt, taken = 1.0, 1.0, 48.0 / steps, []
    begun = time.perf_counter()
    for _ in range(steps):
        opened *= np.exp(-closing * dt)
        drive = surface / FILM
        tissue = fp.TransientTerm(cell(case.capacity[0]), var=c) == (
            fp.DiffusionTerm(between(faces), var=c)
            - fp.ImplicitSourceTerm(cell(side * opened + cleared + faces[0] * first), var=c)
            + fp.ImplicitSourceTerm(cell(side + closing * volume), var=q)
            + cell(faces[0] * first * drive)
        )
        canals = fp.TransientTerm(cell(volume), var=q) == (
            fp.DiffusionTerm(between(canal), var=q)
            - fp.ImplicitSourceTerm(cell(side + closing * volume + canal[0] * first), var=q)
            + fp.ImplicitSourceTerm(cell(side * opened), var=c)
            + cell(canal[0] * first * opened * drive)
        )
        (tissue & canals).solve(dt=dt)
        into = faces[0] * (drive - float(c.value[0])) + canal[0] * (opened * drive - float(q.value[0]))
        surface -= dt * into
        taken.append(1.0 - surface - float(np.sum(c.value * case.capacity[0] + q.value * volume)))
    every = np.linspace(0, steps, 26)[1:].astype(int) - 1
    return np.array(taken)[every], time.perf_counter() - begun


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    reference = exact()
    error = lambda found: float(np.abs(found[-1] / reference[-1] - 1.0))  # noqa: E731
    engine(8, 1e-3)
    print(f"{'':34s} ms a run   error of what is absorbed")
    measured = []
    for rtol in ENGINE:
        begun = time.perf_counter()
        found = engine(runs, rtol)
        seconds = (time.perf_counter() - begun) / runs
        measured.append((seconds, error(found[0])))
        print(
            f"this engine, rtol {rtol:g}, {runs} runs".ljust(34),
            f"{1e3 * seconds:8.3f}   {error(found[0]):.1e}",
        )
    for rtol in LSODA:
        found, seconds = lsoda(rtol, 5)
        equal = [s for s, e in measured if e <= error(found)]
        words = f", {seconds / min(equal):.0f} times this engine's at no larger error" if equal else ""
        print(
            f"SciPy LSODA, banded, rtol {rtol:g}".ljust(34),
            f"{1e3 * seconds:8.3f}   {error(found):.1e}{words}",
        )
    if (done := fipy(_STEPS)) is None:
        print("FiPy is not installed")
    else:
        print(f"FiPy, {_STEPS} Euler steps".ljust(34), f"{1e3 * done[1]:8.1f}   {error(done[0]):.1e}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
