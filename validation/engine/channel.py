"""Rings against a fine channel: SciPy's BDF on a fine r-z grid at four corners of density and reach.

    python validation/engine/channel.py [--radial 24] [--vertical 20]

The fine grid has its own stencil (areas over centre distances) and the source where it belongs: inside the
injured radius at every depth, which tapers and ends at 700 um. Its mean per stratum equals the engine's.
Errors of gain and peak are given for five even strata, and for five with edges where the channel's tip begins
and ends. Writes out/channel.json and out/channel.svg.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from figure import lines, save
from scipy.integrate import solve_ivp
from scipy.sparse import csc_array, csr_array
from skin import (
    ALIGNED,
    BLOCK,
    COLLAGEN,
    EVEN,
    HEIGHT,
    INDEX,
    MARGIN,
    RADIUS,
    REPORTS,
    cover,
    diffusivity,
    in_rings,
    injured_radius,
    outer_radius,
    session,
    values,
)  # fmt: skip

from needlework.numerics.codegen import on_host

SIZE = len(BLOCK.species)
CORNERS = [(60.0, 0.24), (60.0, 15.0), (600.0, 0.24), (600.0, 15.0)]


class Fine:
    """One channel on a radial times vertical grid; states are stored cell by cell."""

    def __init__(self, density: float, dT: float, radial: int, vertical: int) -> None:
        self.r = self.radii(density, radial)
        self.z = np.linspace(0, HEIGHT, vertical + 1)
        self.area = np.pi * np.diff(self.r**2)
        self.volume = (np.diff(self.z)[:, None] * self.area).ravel()
        self.cells, self.density = radial * vertical, density
        p = {k: np.array([v]) for k, v in values(dT).items()}
        self.rest, self.constants = BLOCK.initial_array(p, 1)[0], BLOCK.constant_array(p, 1)[0]
        self._rates, self._jacobian = on_host(BLOCK.rates), on_host(BLOCK.jacobian)
        self.exchange = self._exchange(radial, vertical)
        row, column = np.array(BLOCK.jacobian_entries).T
        first = np.arange(self.cells) * SIZE
        self.pattern = (row[:, None] + first).ravel(), (column[:, None] + first).ravel()

    def radii(self, density: float, radial: int) -> np.ndarray:
        """Return boundaries of rings (um): even within the injured tissue, then log-spaced."""
        inner = np.linspace(0, RADIUS + MARGIN, radial // 3 + 1)
        outer = np.geomspace(inner[-1], outer_radius(density), radial - radial // 3 + 1)
        return np.concatenate([inner, outer[1:]])

    def _exchange(self, radial: int, vertical: int) -> csr_array:
        cell = np.arange(self.cells).reshape(vertical, radial)
        centre_r, centre_z = (self.r[1:] + self.r[:-1]) / 2, (self.z[1:] + self.z[:-1]) / 2
        around = 2 * np.pi * self.r[1:-1] / np.diff(centre_r)
        pairs = [(cell[:, :-1], cell[:, 1:], np.diff(self.z)[:, None] * around)]
        pairs += [(cell[:-1], cell[1:], self.area / np.diff(centre_z)[:, None])]
        rows, columns, entries = [], [], []
        for s, d in diffusivity().items():
            for a, b, c in pairs:
                a, b, flow = a.ravel(), b.ravel(), d * np.broadcast_to(c, a.shape).ravel()
                for i, j in ((a, b), (b, a)):
                    rows += [i * SIZE + INDEX[s]] * 2
                    columns += [j * SIZE + INDEX[s], i * SIZE + INDEX[s]]
                    entries += [flow / self.volume[i], -flow / self.volume[i]]
        n = self.cells * SIZE
        return csr_array(
            (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n)
        )

    def start(self) -> np.ndarray:
        """Return healthy skin just after the session; partly injured grid cells get their share."""
        fine = (np.arange(2000) + 0.5) * self.z[-1] / 2000
        inside = np.minimum(self.r[1:] ** 2, injured_radius(fine)[:, None] ** 2) - self.r[:-1] ** 2
        inside = np.clip(inside, 0, None) / np.diff(self.r**2)
        plain = self.density * 1e-8 * np.pi * injured_radius(fine) ** 2
        inside *= np.divide(cover(fine, self.density), plain, out=np.zeros_like(plain), where=plain > 0)[
            :, None
        ]
        share = inside.reshape(len(self.z) - 1, -1, len(self.area)).mean(axis=1).ravel()
        y = np.tile(self.rest, (self.cells, 1))
        for name, amount in session().items():
            y[:, INDEX[name]] += amount * share
        return y.ravel()

    def rates(self, t: float, y: np.ndarray) -> np.ndarray:
        inside = np.zeros((SIZE, self.cells))
        self._rates(y.reshape(self.cells, SIZE).T, 0, self.constants, inside)
        return inside.T.ravel() + self.exchange @ y

    def jacobian(self, t: float, y: np.ndarray) -> csc_array:
        entries = np.zeros((len(BLOCK.jacobian_entries), self.cells))
        self._jacobian(y.reshape(self.cells, SIZE).T, 0, self.constants, entries, range(len(entries)), 0)
        return (
            csc_array((-entries.ravel(), self.pattern), shape=self.exchange.shape) + self.exchange
        ).tocsc()

    def run(self) -> tuple[np.ndarray, np.ndarray]:
        """Return (mean active TGF-beta at REPORTS, gain of total collagen at day 180)."""
        done = solve_ivp(
            self.rates,
            (0, 180),
            self.start(),
            "BDF",
            REPORTS,
            jac=self.jacobian,
            rtol=1e-4,
            atol=1e-6,
            first_step=1e-3,
        )
        assert done.success, done.message
        means = np.einsum("csr,c->sr", done.y.reshape(self.cells, SIZE, -1), self.volume / self.volume.sum())
        return means[INDEX["T"]], means[COLLAGEN, -1].sum() - 1.0


def main() -> None:
    """Run the corners and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--radial", type=int, default=24)
    parser.add_argument("--vertical", type=int, default=20)
    grid = parser.parse_args()
    rows, curves = [], {}
    for density, dT in CORNERS:
        began = time.perf_counter()
        fine = Fine(density, dT, grid.radial, grid.vertical)
        course, gain = fine.run()
        row = {
            "density": density,
            "clearance": dT,
            "fine_gain_percent": 100 * gain,
            "seconds": time.perf_counter() - began,
        }
        rest = fine.rest[INDEX["T"]]
        for strata, edges in (("even", EVEN), ("aligned", ALIGNED)):
            for rings in (1, 2, 3, 4, 6):
                mine, mine_gain = in_rings(density, dT, rings, edges)
                row[f"gain_{strata}_{rings}"] = mine_gain / gain - 1
                row[f"peak_{strata}_{rings}"] = (mine.max() - rest) / (course.max() - rest) - 1
                if strata == "even" and rings in (1, 3) and (density, dT) == (60.0, 0.24):
                    curves[f"{rings} ring{'s' * (rings > 1)}"] = (REPORTS[:200], mine[:200] - rest)
        if (density, dT) == (60.0, 0.24):
            curves["fine channel"] = (REPORTS[:200], course[:200] - rest)
        rows.append(row)
        print(", ".join(f"{k} {v:.3g}" for k, v in row.items()), flush=True)
    save("channel", {"grid": vars(grid), "corners": rows})
    lines(
        "channel",
        "Active TGF-beta above rest, 60 per cm2, clearance 0.24 per day",
        "day",
        "mean over the dermis",
        curves,
    )


if __name__ == "__main__":
    main()
