"""Needles as injury: what one session severs and injures at each depth, and the ring around a channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.injury.protocol import ring_share
from needlework.mechanism.closure import Front
from needlework.mechanism.penetration import Channels, Covers, Needles, channels_at, lost, stratum_profile
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
    chi1, chi2
        Shares of cut matrix that are lost where cut once, and further where cut twice.
    """

    reached: Array
    density: Array
    needles: Needles
    regular: bool
    one_ring_above: Array
    chi1: Array
    chi2: Array

    def covers(self, edges: Array) -> Covers:
        """Return what is covered in each stratum between edges (um), shape (lanes, strata + 1)."""
        return stratum_profile(edges, self.reached, self.density, self.needles, self.regular)

    def channels(self, z: Array) -> Channels:
        """Return the means over channels at depths (um) of shape (lanes, ...)."""
        deep = lambda values: np.reshape(values, (-1, *[1] * (z.ndim - 1)))  # noqa: E731
        return channels_at(z, deep(self.reached), Needles(*map(deep, self.needles)))

    @property
    def surface(self) -> Array:
        """The severed share of the surface, which the closure clocks start from."""
        found = channels_at(0.0, self.reached, self.needles)
        return -np.expm1(-np.pi * self.density * found.square)

    @property
    def opened(self) -> Array:
        """Share of the surface without epidermis."""
        return self.surface

    @property
    def coverage(self) -> Array:
        """Share of the surface within the radius of the channels."""
        return self.surface

    @property
    def front(self) -> Front:
        """What the epidermis has to cross: a channel's radius; nothing dead lies open on it."""
        return Front(self.width, np.zeros_like(self.width))

    def wound(self, edges: Array) -> Wound:
        """Return the wound layer by layer; solid needles remove nothing."""
        covers = self.covers(edges)
        gone = lost(covers.severed, covers.twice, self.chi1[:, None], self.chi2[:, None])
        share = ring_share(self.ring, self.cell, self.one_ring_above)
        return Wound(covers.injured, covers.severed, gone, np.zeros_like(gone), share, covers.severed[:, 0])

    @property
    def width(self) -> Array:
        """Radius (um) of a channel at the surface."""
        channel = channels_at(0.0, self.reached, self.needles)
        return channel.radius / np.maximum(channel.reach, 1e-9)

    @property
    def ring(self) -> Array:
        """Radius (um) of the injured ring at the surface."""
        return self.width + self.needles.margin

    @property
    def cell(self) -> Array:
        """Radius (um) of the cell of one channel."""
        return 1.0 / np.sqrt(np.pi * self.density)

    def geometry(self, layout: Layout, strata: Array) -> Geometry:
        """Return the rings around a channel through strata of given thickness (um), shape (lanes, strata)."""
        inner = np.minimum(self.ring, self.cell * np.sqrt(self.one_ring_above))
        return cylinder(layout, ring_radii(inner, self.cell, layout.rings), strata)
