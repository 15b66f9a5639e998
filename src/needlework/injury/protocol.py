"""Injury as every device leaves it: what a session does to each layer, and what closure has to cross."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.closure import Front
from needlework.mechanism.wound import Wound
from needlework.numerics.field import Geometry, Layout

Array = NDArray[np.float64]


class Injury(Protocol):
    """One session's injury; every array has the shape (lanes,).

    Whatever the device, the law downstream reads only this: by depth what is injured, severed, lost and
    removed; how columns stand; what of the surface is open, and the way over it.
    """

    @property
    def opened(self) -> Array:
        """Share of the surface without epidermis."""
        ...

    @property
    def surface(self) -> Array:
        """Share of the surface that lets water out as an open wound does."""
        ...

    @property
    def front(self) -> Front:
        """What the epidermis has to cross."""
        ...

    @property
    def coverage(self) -> Array:
        """Share of the surface within the radius: removed, coagulated or cut."""
        ...

    @property
    def density(self) -> Array:
        """Channels or columns per area (1/um2)."""
        ...

    @property
    def width(self) -> Array:
        """Radius (um) of a channel or column at the surface."""
        ...

    @property
    def ring(self) -> Array:
        """Radius (um) of the injured ring at the surface."""
        ...

    @property
    def cell(self) -> Array:
        """Radius (um) of the cell of one column."""
        ...

    def wound(self, edges: Array) -> Wound:
        """Return the wound between edges (um below the surface), shape (lanes, strata + 1)."""
        ...

    def geometry(self, layout: Layout, strata: Array) -> Geometry:
        """Return the rings around a column through strata of given thickness (um), shape (lanes, strata)."""
        ...


def ring_share(ring: Array, cell: Array, one_ring_above: Array) -> Array:
    """Return the share of the area in the injured ring; 1 where columns stand so close that it is all."""
    share = (ring / cell) ** 2
    return np.where(share > one_ring_above, 1.0, share)
