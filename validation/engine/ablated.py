"""An ablated column with its margin: the rings of the model against a fine r-z grid.

    python validation/engine/ablated.py [--radial 24] [--vertical 20]

On the fine grid every cell is what it is: inside the radius nothing is left, in the margin cells are dead and
collagen is denatured, beyond it skin is whole. The model knows one injured ring, in which removed and
denatured tissue are mixed. Writes out/ablated.json.
"""

from __future__ import annotations

import argparse

import numpy as np
from channel import Fine
from figure import save
from skin import BLOCK, COLLAGEN, HEIGHT, INDEX, MOVING, REPORTS, diffusivity, outer_radius, values

from needlework.evidence.parameters import load_parameters
from needlework.injury import Columns, Matter
from needlework.mechanism.closure import Remnants
from needlework.mechanism.wound import Dose, Wound, strike
from needlework.numerics.field import Layout
from needlework.numerics.ode import Engine, Settings

RADIUS, MARGIN, DEPTH = 60.0, 50.0, 500.0  # um
CLEARANCE = 1.5
DENSITIES = (300.0, 900.0)  # per cm2: 3 and 10 % of the surface
ONE = np.ones(1)


def dose() -> Dose:
    """Return what injury releases, central values."""
    return Dose(*(float(load_parameters()[f"healing.{k}"].value) * ONE for k in ("w0", "pLW", "fTW", "rR0")))


def column(density: float) -> Columns:
    """Return the columns as the model has them: a sharp end, all of the radius removed."""
    lost = float(load_parameters()["injury.denatured_lost"].value) * ONE
    matter = Matter("ablative", ONE, MARGIN * ONE, lost, 0 * ONE, 0 * ONE, True, 0 * ONE, 0 * ONE)
    profile, remnants = (np.zeros((1, 1)), np.array([[RADIUS]])), Remnants(0 * ONE, 0 * ONE, 0 * ONE)
    return Columns(DEPTH * ONE, 0 * ONE, profile, density * 1e-8 * ONE, remnants, matter, 0.7 * ONE)


class Column(Fine):
    """One ablated column on a fine grid."""

    def radii(self, density: float, radial: int) -> np.ndarray:
        """Return boundaries of rings (um): some within the radius, some in the margin, the rest outside."""
        part = radial // 4
        inside, rim = np.linspace(0, RADIUS, part + 1), np.linspace(RADIUS, RADIUS + MARGIN, part + 1)[1:]
        outer = np.geomspace(RADIUS + MARGIN, outer_radius(density), radial - 2 * part + 1)[1:]
        return np.concatenate([inside, rim, outer])

    def start(self) -> np.ndarray:
        """Return the skin just after the session, every cell struck by itself."""
        reach = np.clip((DEPTH - self.z[:-1]) / np.diff(self.z), 0, 1)[:, None]
        gone = (self.r[1:] <= RADIUS * (1 + 1e-9)) * reach
        hurt = (self.r[1:] <= (RADIUS + MARGIN) * (1 + 1e-9)) * reach
        denatured = column(self.density).matter.denatured_lost[0] * (hurt - gone)
        shares = [x.reshape(-1, 1) for x in (hurt, gone, denatured, gone)]
        wound = Wound(*shares, np.ones(self.cells), gone.ravel())
        mean = np.tile(self.rest, (self.cells, 1, 1))
        return strike(mean, wound, dose(), INDEX, 1).ravel()


def in_rings(density: float, rings: int, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return means of every species over the dermis, by the model: just after the session, and at REPORTS."""
    thickness, columns = np.diff(edges), column(density)
    layout = Layout(len(thickness), rings)
    p = {k: np.array([v]) for k, v in values(CLEARANCE).items()}
    rest = np.repeat(BLOCK.initial_array(p, 1)[:, None], layout.layers, axis=1)
    geometry = columns.geometry(layout, thickness[None])
    state = strike(rest, columns.wound(edges[None]), dose(), INDEX, rings)
    engine = Engine(BLOCK, layout, MOVING, settings=Settings(rtol=1e-6, atol=1e-8))
    speed = {s: np.asarray(d) for s, d in diffusivity().items()}
    flat = state.reshape(1, -1)
    done = engine.run(flat, BLOCK.constant_array(p, 1), geometry, speed, 0.0, 180.0, REPORTS)
    assert not done.failures()
    weight = thickness / HEIGHT
    first = np.einsum("lrs,r,l->s", state[0], geometry.ring_share[0], weight)
    return first, np.einsum("tls,l->ts", done.observed[0], weight)


def fine(density: float, radial: int, vertical: int) -> tuple[np.ndarray, float, float]:
    """Return (means just after the session, peak of active TGF-beta, gain of collagen) on the fine grid."""
    grid = Column(density, CLEARANCE, radial, vertical)
    share = grid.volume / grid.volume.sum()
    first = share @ grid.start().reshape(grid.cells, -1)
    course, gain = grid.run()
    return first, float(course.max()), float(gain)


def main() -> None:
    """Compare, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--radial", type=int, default=24)
    parser.add_argument("--vertical", type=int, default=20)
    grid = parser.parse_args()
    edges = np.array([0.0, 250.0, DEPTH, 650.0, 800.0, HEIGHT])
    rows = []
    for density in DENSITIES:
        _, peak, gain = fine(density, grid.radial, grid.vertical)
        row = {"density": density, "fine_gain_percent": 100 * gain}
        for rings in (1, 2, 3, 4):
            _, mine = in_rings(density, rings, edges)
            row[f"gain_{rings}"] = 100 * float(mine[-1, COLLAGEN].sum() - 1.0)
            row[f"peak_{rings}"] = float(mine[:, INDEX["T"]].max() / peak - 1)
        rows.append(row)
        print(", ".join(f"{k} {v:.3g}" for k, v in row.items()), flush=True)
    save("ablated", {"grid": vars(grid), "rows": rows})


if __name__ == "__main__":
    main()
