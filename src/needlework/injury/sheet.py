"""A sheet of injured skin: abraded, peeled, or ablated as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.injury.columns import Matter
from needlework.mechanism.closure import Front, Remnants
from needlework.mechanism.penetration import Covers, averaged, reaching
from needlework.mechanism.wound import Wound
from needlework.numerics.field import Geometry, Layout, cylinder, ring_radii

Array = NDArray[np.float64]

_CELL = 200.0  # um; a sheet is even, so the size of its rings changes nothing
_BENDS = (-3.0, -1.0, 0.0, 1.0, 3.0)  # standard deviations of the depth


@dataclass(frozen=True)
class Sheet:
    """The sheet of one session, arrays of shape (lanes,).

    Attributes
    ----------
    depth, cv
        Mean depth (um) of what is destroyed, and its coefficient of variation from place to place.
    horny
        Thickness (um) of the horny layer.
    remnants
        What closes it.
    matter
        What happens to the tissue.
    one_ring_above
        Share of the area in the injured ring above which injury is spread evenly.
    """

    depth: Array
    cv: Array
    horny: Array
    remnants: Remnants
    matter: Matter
    one_ring_above: Array

    def covers(self, edges: Array) -> Covers:
        """Return what is covered in each stratum between edges (um), shape (lanes, strata + 1)."""
        deep = lambda values: values[:, None, None]  # noqa: E731
        injured = self.depth + self.matter.margin
        bends = [d[:, None] * (1.0 + np.multiply.outer(self.cv, _BENDS)) for d in (self.depth, injured)]

        def at(z: Array) -> Covers:
            cut, hurt = (reaching(z, deep(d), deep(self.cv)) for d in (self.depth, injured))
            return Covers(cut, np.maximum(hurt, cut), np.zeros_like(cut))

        return averaged(edges, np.concatenate(bends, axis=1), at)

    @property
    def opened(self) -> Array:
        """Share of the surface without epidermis: where the sheet passes it."""
        return reaching(self.remnants.epidermis, self.depth, self.cv)

    @property
    def coverage(self) -> Array:
        """Share of the surface within the sheet."""
        return np.ones_like(self.depth)

    @property
    def surface(self) -> Array:
        """Share of the surface that lets water out as an open wound does; stripped skin does so in part."""
        bare = np.maximum(reaching(self.horny, self.depth, self.cv) - self.opened, 0.0)
        through = self.opened + self.matter.stripped_leak * bare
        return through if self.matter.open else through * self.matter.leak

    @property
    def front(self) -> Front:
        """What the epidermis has to cross: between remnants of hairs, which thin out with depth."""
        return Front(np.where(self.opened > 0.5, self.remnants.distance(self.depth), 0.0), self.matter.eschar)

    @property
    def density(self) -> Array:
        """Columns per area: a sheet has none."""
        return np.zeros_like(self.depth)

    @property
    def width(self) -> Array:
        """Radius (um) of what is injured: all of it."""
        return self.cell

    @property
    def ring(self) -> Array:
        """Radius (um) of the injured ring: all of it."""
        return self.cell

    @property
    def cell(self) -> Array:
        """Radius (um) of the cell that stands for the sheet."""
        return np.full(len(self.depth), _CELL)

    def wound(self, edges: Array) -> Wound:
        """Return the wound layer by layer."""
        found = self.covers(edges)
        gone, removed = self.matter.fate(found)
        return Wound(found.injured, found.severed, gone, removed, np.ones(len(self.depth)), self.opened)

    def geometry(self, layout: Layout, strata: Array) -> Geometry:
        """Return rings through strata of given thickness (um); the sheet is even over them."""
        inner = self.cell * np.sqrt(self.one_ring_above)
        return cylinder(layout, ring_radii(inner, self.cell, layout.rings), strata)
