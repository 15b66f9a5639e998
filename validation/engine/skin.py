"""The block of dermis that the engine's validation uses: one needle channel to a cell."""

from __future__ import annotations

import numpy as np

from needlework._generated import dermis
from needlework.evidence.parameters import load_parameters
from needlework.numerics import codegen
from needlework.numerics.field import Geometry, Layout, cylinder, ring_radii
from needlework.numerics.ode import Engine, Settings

BLOCK = codegen.block_of(dermis)
INDEX = {s: i for i, s in enumerate(BLOCK.species)}
MOVING = ("T", "L", "G", "C", "A", "F", "Y", "N", "M1", "M2", "Q")
COLLAGEN = [INDEX[s] for s in ("c3o", "c3", "c1n", "c1m")]
HEIGHT = 1000.0  # um of dermis
DEPTH, TIP, RADIUS, MARGIN = (
    700.0,
    250.0,
    35.0,
    50.0,
)  # um: channel, its conical tip, its radius, injured margin
EVEN = np.linspace(0.0, HEIGHT, 6)
ALIGNED = np.array([0.0, DEPTH - TIP, DEPTH - TIP / 2, DEPTH, (DEPTH + HEIGHT) / 2, HEIGHT])  # to tip and end
REPORTS = np.unique(np.concatenate([np.geomspace(0.02, 30, 200), [180.0]]))


def values(dT: float) -> dict[str, float]:
    """Return central values with another clearance of TGF-beta (1/day) and equal potency."""
    records = load_parameters()
    p = {name: float(records[f"healing.{name}"].value) for name in BLOCK.parameters}
    factor = dT / p["dT"]
    for name in ("KTc", "KTY", "K3Y"):
        p[name] /= factor
    return {**p, "iT": p["iT"] * factor, "dT": dT}


def session() -> dict[str, float]:
    """Return what a session adds to wholly injured tissue."""
    w0, pLW, fTW = (float(load_parameters()[f"healing.{k}"].value) for k in ("w0", "pLW", "fTW"))
    return {"W": w0, "T": w0 * pLW * fTW, "L": w0 * pLW * (1 - fTW)}


def diffusivity() -> dict[str, float]:
    """Return um^2/day of what moves."""
    return {s: float(load_parameters()[f"transport.D_{s}"].value) for s in MOVING}


def injured_radius(z: np.ndarray) -> np.ndarray:
    """Return the radius of injured tissue around a channel at depth z (um), 0 below it."""
    return np.where(z < DEPTH, RADIUS * np.minimum(1.0, (DEPTH - z) / TIP) + MARGIN, 0.0)


def cover(z: np.ndarray, density: float) -> np.ndarray:
    """Return the injured share of the plane at depth z for channels at random (density in 1/cm^2)."""
    return 1 - np.exp(-density * 1e-8 * np.pi * injured_radius(z) ** 2)


def outer_radius(density: float) -> float:
    """Return the radius of the cell around one channel (um)."""
    return 1e4 / np.sqrt(np.pi * density)


def in_rings(density: float, dT: float, rings: int, edges: np.ndarray = EVEN) -> tuple[np.ndarray, float]:
    """Return (mean active TGF-beta at REPORTS, gain of total collagen at day 180) from the engine.

    ``edges`` bound the strata (um).
    """
    thickness = np.diff(edges)
    layout = Layout(len(thickness), rings)
    radii = ring_radii(np.array([RADIUS + MARGIN]), np.array([outer_radius(density)]), rings)
    geometry: Geometry = cylinder(layout, radii, thickness[None])
    p = {k: np.array([v]) for k, v in values(dT).items()}
    state = np.repeat(BLOCK.initial_array(p, 1)[:, None, :], layout.cells, axis=1)
    for layer, (top, height) in enumerate(zip(edges, thickness, strict=False)):
        mean = cover(top + (np.arange(400) + 0.5) * height / 400, density).mean()
        for name, amount in session().items():
            state[0, layer * rings, INDEX[name]] += amount * mean / geometry.ring_share[0, 0]
    engine = Engine(BLOCK, layout, MOVING, settings=Settings(rtol=1e-6, atol=1e-8))
    speed = {s: np.asarray(d) for s, d in diffusivity().items()}
    done = engine.run(state.reshape(1, -1), BLOCK.constant_array(p, 1), geometry, speed, 0.0, 180.0, REPORTS)
    assert not done.failures()
    means = np.einsum("tls,l->ts", done.observed[0], thickness / HEIGHT)
    return means[:, INDEX["T"]], float(means[-1, COLLAGEN].sum() - 1.0)
