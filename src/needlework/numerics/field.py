"""Finite volumes without a mesh: cells, their volumes, and the faces through which they exchange.

Geometry differs from lane to lane, its topology does not: a :class:`Layout` holds what all lanes share
(cells, edges, observation patterns) and is compiled into index tables; conductances and volumes are arrays
of the lanes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Layout:
    """Cells of (layer, ring), the rings of a layer side by side.

    Attributes
    ----------
    layers, rings
        Numbers of layers and of rings in each.
    edges
        Pairs of neighbouring cells, shape (edges, 2): first all radial ones, then all vertical ones.
    """

    layers: int
    rings: int

    @property
    def cells(self) -> int:
        """Return the number of cells."""
        return self.layers * self.rings

    @property
    def edges(self) -> np.ndarray:
        """Return the neighbouring pairs: radial ones layer by layer, then vertical ones layer by layer."""
        cell = np.arange(self.cells).reshape(self.layers, self.rings)
        radial = np.stack([cell[:, :-1].ravel(), cell[:, 1:].ravel()], axis=1)
        vertical = np.stack([cell[:-1].ravel(), cell[1:].ravel()], axis=1)
        return np.concatenate([radial, vertical]).astype(np.int32)


def ring_radii(inner: np.ndarray, outer: np.ndarray, rings: int) -> np.ndarray:
    """Return ring boundaries: 0, then ``inner``, then log-spaced up to ``outer``.

    Parameters
    ----------
    inner, outer
        Radius of the first ring and of the whole Wigner-Seitz cell (um), shape (lanes,); inner < outer.

    Returns
    -------
    ndarray
        Boundaries (um), shape (lanes, rings + 1).
    """
    if rings == 1:
        return np.stack([np.zeros_like(outer), outer], axis=1)
    fractions = np.linspace(0.0, 1.0, rings)
    log_radii = np.log(inner)[:, None] * (1 - fractions) + np.log(outer)[:, None] * fractions
    return np.concatenate([np.zeros((len(outer), 1)), np.exp(log_radii)], axis=1)


def annulus_centres(radii: np.ndarray) -> np.ndarray:
    """Return the radius at which a quasi-steady profile takes the ring's mean value (um).

    A steady profile around a line source is linear in ln r, so this is the exponential of the mean of ln r
    over the ring; for the inner disc that is R exp(-1/2).
    """
    low, high = radii[:, :-1], radii[:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        square = high**2 - low**2
        mean_log = (high**2 * np.log(high) - np.where(low > 0, low**2 * np.log(low), 0.0)) / square - 0.5
    return np.exp(mean_log)


@dataclass(frozen=True, slots=True)
class Geometry:
    """Volumes and conductances of every lane.

    Attributes
    ----------
    volume
        Volume of each cell per unit of skin area (um), shape (lanes, cells).
    conductance
        Face area over distance of each edge per unit of skin area (1/um), shape (lanes, edges).
    ring_share
        Share of the cross-section in each ring, shape (lanes, rings).
    """

    volume: np.ndarray
    conductance: np.ndarray
    ring_share: np.ndarray


def cylinder(layout: Layout, radii: np.ndarray, thickness: np.ndarray) -> Geometry:
    """Return the geometry of concentric rings through a stack of layers, per unit of skin area.

    Radial conductance is that of the steady logarithmic profile between ring centres, 2 pi h / ln(r2/r1);
    vertical conductance is area over the distance between layer centres. No flux leaves the cell: the outer
    ring ends at the mirror line between channels, the stack at its top and bottom.

    Parameters
    ----------
    radii
        Ring boundaries (um), shape (lanes, rings + 1).
    thickness
        Layer thickness (um), shape (lanes, layers).
    """
    cross = np.pi * radii[:, -1] ** 2
    share = np.diff(radii**2, axis=1) / radii[:, -1:] ** 2
    volume = (thickness[:, :, None] * share[:, None, :]).reshape(len(radii), layout.cells)
    centre = annulus_centres(radii)
    around = 2 * np.pi / np.log(centre[:, 1:] / centre[:, :-1]) / cross[:, None]
    radial = (thickness[:, :, None] * around[:, None, :]).reshape(len(radii), -1)
    gap = 0.5 * (thickness[:, 1:] + thickness[:, :-1])
    vertical = (share[:, None, :] / gap[:, :, None]).reshape(len(radii), -1)
    return Geometry(volume, np.concatenate([radial, vertical], axis=1), share)


def remix(state: np.ndarray, share: np.ndarray, layout: Layout) -> np.ndarray:
    """Return the ring-mean of every layer, shape (lanes, layers, species).

    Channels of the next session fall at random, so each layer starts it well mixed. Amounts are conserved.
    """
    shaped = state.reshape(len(state), layout.layers, layout.rings, -1)
    return np.einsum("lkrs,lr->lks", shaped, share)
