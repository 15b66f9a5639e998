"""What the tests of the engine share: the shipped network, its values, a simple course, real data."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np

from needlework._generated import dermis
from needlework.evidence.parameters import load_parameters
from needlework.numerics import codegen
from needlework.numerics.field import Geometry, Layout, cylinder, remix, ring_radii
from needlework.numerics.ode import Engine, Segment, Settings

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("NEEDLEWORK_SHARED", ROOT.parent / "shared"))
SOURCE = ROOT / "src" / "needlework" / "data" / "networks" / "dermis.ant"
BLOCK = codegen.block_of(dermis)
INDEX = {s: i for i, s in enumerate(BLOCK.species)}
MOVING = ("T", "L", "G", "C", "A", "F", "Y", "N", "M1", "M2", "Q")
COLLAGEN = [INDEX[s] for s in ("c3o", "c3", "c1n", "c1m")]


@cache
def central() -> dict[str, float]:
    """Return the central values of the network, by name."""
    records = load_parameters()
    return {p: float(records[f"healing.{p}"].value) for p in BLOCK.parameters}


@cache
def session() -> tuple[float, float, float]:
    """Return what a session adds to W, T and L in wholly injured tissue."""
    w0, pLW, fTW = (load_parameters()[f"healing.{k}"].value for k in ("w0", "pLW", "fTW"))
    return w0, w0 * pLW * fTW, w0 * pLW * (1 - fTW)


@cache
def diffusivity() -> dict[str, float]:
    """Return um^2/day of each species that moves."""
    return {s: float(load_parameters()[f"transport.D_{s}"].value) for s in MOVING}


def exported(p: dict[str, np.ndarray], lane: int = 0) -> str:
    """Return the shipped network as SBML, its parameters set to one lane's values."""
    import libsbml

    from needlework.numerics.network import antimony_to_sbml

    document = libsbml.readSBMLFromString(antimony_to_sbml(SOURCE))
    for name, value in p.items():
        document.getModel().getParameter(name).setValue(float(value[lane]))
    return libsbml.writeSBMLToString(document)


def draws(lanes: int, spread: float = 0.1, seed: int = 0) -> dict[str, np.ndarray]:
    """Return lognormal copies of the central values, the first lane exactly central.

    The set-point of collagen is 1 in healthy skin by definition.
    """
    rng = np.random.default_rng(seed)
    out = {}
    for name, value in central().items():
        by = 0.0 if name == "cset" else spread
        out[name] = value * np.exp(by * rng.standard_normal(lanes))
        out[name][:1] = value
    return out


def clearance(dT: float, p: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Change the clearance of TGF-beta so that only its reach changes: potencies follow its level."""
    factor = dT / p["dT"]
    scaled = {k: p[k] / factor for k in ("KTc", "KTY", "K3Y")}
    return {**p, **scaled, "iT": p["iT"] * factor, "dT": p["dT"] * factor}


def one_cell(lanes: int) -> Geometry:
    """Return the geometry of a single well-mixed cell."""
    return cylinder(Layout(1, 1), np.tile([0.0, 1000.0], (lanes, 1)), np.full((lanes, 1), 1000.0))


def rings(layout: Layout, density: np.ndarray, radius: float = 85.0, thickness: float = 200.0) -> Geometry:
    """Return rings around channels at a density (1/cm^2) and an injured radius (um)."""
    outer = 1e4 / np.sqrt(np.pi * np.asarray(density, float))
    radii = ring_radii(np.full(len(outer), radius), outer, layout.rings)
    return cylinder(layout, radii, np.full((len(outer), layout.layers), thickness))


def injure(state: np.ndarray, geometry: Geometry, layers: int, mean: np.ndarray) -> np.ndarray:
    """Add a session to states of shape (lanes, cells, species): a layer-mean amount, all of it in ring 1."""
    state = state.copy()
    share = geometry.ring_share[:, 0]
    for layer in range(layers):
        cell = layer * geometry.ring_share.shape[1]
        for name, amount in zip(("W", "T", "L"), session(), strict=True):
            state[:, cell, INDEX[name]] += amount * mean / share
    return state


def course(
    engine: Engine,
    geometry: Geometry,
    p: dict[str, np.ndarray],
    mean: np.ndarray,
    ends: list[float],
    reports: np.ndarray,
) -> list[Segment]:
    """Run sessions at day 0 and at every end but the last; return the segments."""
    layout, lanes = engine.layout, len(geometry.volume)
    constants = BLOCK.constant_array(p, lanes)
    state = np.repeat(BLOCK.initial_array(p, lanes)[:, None, :], layout.cells, axis=1)
    speed = {s: np.asarray(diffusivity()[s]) for s in engine.moving}
    out, begin = [], 0.0
    for end in ends:
        state = injure(state, geometry, layout.layers, mean)
        out.append(engine.run(state.reshape(lanes, -1), constants, geometry, speed, begin, end, reports))
        mixed = remix(out[-1].state, geometry.ring_share, layout)
        state, begin = np.repeat(mixed, layout.rings, axis=1), end
    return out


def engine(layers: int, number_of_rings: int, rtol: float = 1e-4, **options: object) -> Engine:
    """Return an engine of the shipped network with exchange between its cells."""
    moving = MOVING if layers * number_of_rings > 1 else ()
    return Engine(
        BLOCK,
        Layout(layers, number_of_rings),
        moving,
        settings=Settings(rtol=rtol, atol=rtol * 1e-3),
        **options,
    )


def gain(
    density: np.ndarray, number_of_rings: int, dT: float | None = None, rtol: float = 1e-6
) -> np.ndarray:
    """Return the gain of total collagen (fraction) 180 days after one session, for one layer."""
    density = np.asarray(density, float)
    lanes = len(density)
    p = draws(lanes, spread=0.0)
    p = p if dT is None else clearance(dT, p)
    e = engine(1, number_of_rings, rtol)
    geometry = rings(e.layout, density)
    cover = 1 - np.exp(-density * 1e-8 * np.pi * 85.0**2)
    last = course(e, geometry, p, cover, [180.0], np.array([180.0]))[-1]
    assert (last.status == 1).all()
    return last.observed[:, -1, 0, COLLAGEN].sum(axis=1) - 1.0
