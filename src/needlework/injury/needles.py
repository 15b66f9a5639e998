"""Needles as injury: what one session severs and injures at each depth, and the ring around a channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.penetration import Covers, Needles, channels_at, lost, stratum_profile
from needlework.mechanism.wound import Wound
from needlework.numerics.field import Geometry, Layout, cylinder, ring_radii

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Needling:
    """The channels of one session, arrays of shape (lanes,).

    Attributes
    ----------
    reached
        Mean depth of the channels (um).
    density
        Channels per area (1/um2).
    needles
        What a needle leaves behind.
    regular
        Whether needles never meet (a stamp).
    one_ring_above
        Share of the area in the ring around a channel above which injury is spread evenly.
    """

    reached: Array
    density: Array
    needles: Needles
    regular: bool
    one_ring_above: Array

    def covers(self, edges: Array) -> Covers:
        """Return what is covered in each stratum between edges (um), shape (lanes, strata + 1)."""
        return stratum_profile(edges, self.reached, self.density, self.needles, self.regular)

    @property
    def surface(self) -> Array:
        """The severed share of the surface, which the closure clocks start from."""
        found = channels_at(0.0, self.reached, self.needles)
        return -np.expm1(-np.pi * self.density * found.square)

    def wound(self, edges: Array, chi1: Array, chi2: Array) -> Wound:
        """Return the wound layer by layer; ``chi1`` and ``chi2`` are the shares lost where cut, cut twice."""
        covers = self.covers(edges)
        gone = lost(covers.severed, covers.twice, chi1[:, None], chi2[:, None])
        return Wound(covers.injured, covers.severed, gone, np.zeros_like(gone), self._ring_share)

    @property
    def ring(self) -> Array:
        """Radius (um) of the injured ring at the surface."""
        channel = channels_at(0.0, self.reached, self.needles)
        return channel.radius / np.maximum(channel.reach, 1e-9) + self.needles.margin

    @property
    def cell(self) -> Array:
        """Radius (um) of the cell of one channel."""
        return 1.0 / np.sqrt(np.pi * self.density)

    @property
    def _ring_share(self) -> Array:
        share = (self.ring / self.cell) ** 2
        return np.where(share > self.one_ring_above, 1.0, share)

    def geometry(self, layout: Layout, strata: Array) -> Geometry:
        """Return the rings around a channel through strata of given thickness (um), shape (lanes, strata)."""
        inner = np.minimum(self.ring, self.cell * np.sqrt(self.one_ring_above))
        return cylinder(layout, ring_radii(inner, self.cell, layout.rings), strata)
