"""Columns of injured skin: ablated, cored or coagulated, in a regular pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.injury.protocol import ring_share
from needlework.mechanism.closure import Front
from needlework.mechanism.penetration import Channels, Covers, averaged, covers, lost, reaching
from needlework.mechanism.wound import Wound
from needlework.numerics.field import Geometry, Layout, cylinder, ring_radii

Array = NDArray[np.float64]

HEATED = (
    "ablative",
    "coagulative",
    "radiofrequency",
    "chemical",
)  # means that denature what they do not remove


@dataclass(frozen=True)
class Matter:
    """What a means does to the tissue it reaches, arrays of shape (lanes,).

    Attributes
    ----------
    means
        mechanical, ablative, coagulative, radiofrequency or chemical.
    removed
        Share of what lies within the radius, or above the depth of a sheet, that is gone at once.
    margin
        Thickness (um) of injured tissue beyond.
    denatured_lost
        Share of denatured collagen that is digested.
    chi1, chi2
        Shares of cut matrix that are lost where cut once, and further where cut twice.
    open
        Whether the surface is open; else the horny layer stays.
    leak, stripped_leak
        Shares of an open wound's water loss that pass a covered one, and skin that lacks its horny layer.
    """

    means: str
    removed: Array
    margin: Array
    denatured_lost: Array
    chi1: Array
    chi2: Array
    open: bool
    leak: Array
    stripped_leak: Array

    @property
    def eschar(self) -> Array:
        """Thickness (um) of dead tissue that lies open on the wound."""
        dry = self.open and self.means in ("ablative", "coagulative", "radiofrequency")
        return self.margin if dry else np.zeros_like(self.margin)

    def fate(self, found: Covers) -> tuple[Array, Array]:
        """Return what is lost and what is removed of each layer, shape (lanes, layers)."""
        column = lambda values: values[:, None]  # noqa: E731
        gone = found.severed * column(self.removed)
        left = found.severed - gone
        if self.means not in HEATED:
            return np.minimum(lost(left, found.twice, column(self.chi1), column(self.chi2)), left), gone
        rim = found.injured - found.severed if self.means == "ablative" else 0.0
        return column(self.denatured_lost) * (left + rim), gone


@dataclass(frozen=True)
class Columns:
    """The columns of one session, arrays of shape (lanes,).

    Attributes
    ----------
    depth, cv
        Mean depth (um) and the coefficient of variation of single columns.
    profile
        Depths (um) and radii (um) at them, shape (points,) and (lanes, points); the radius is held beyond
        the first and the last.
    density
        Columns per area (1/um2).
    matter
        What happens to the tissue.
    one_ring_above
        Share of the area in the injured ring above which injury is spread evenly.
    """

    depth: Array
    cv: Array
    profile: tuple[Array, Array]
    density: Array
    matter: Matter
    one_ring_above: Array

    def radius(self, z: Array) -> Array:
        """Return the radius (um) at depths of shape (lanes, ...)."""
        knots, radii = self.profile
        if len(knots) == 1:
            return np.broadcast_to(radii[:, 0].reshape(-1, *[1] * (z.ndim - 1)), z.shape)
        one_by_one = [np.interp(depths, knots, own) for depths, own in zip(z, radii, strict=True)]
        return np.stack(one_by_one)

    def covers(self, edges: Array) -> Covers:
        """Return what is covered in each stratum between edges (um), shape (lanes, strata + 1)."""
        deep = lambda values: values[:, None, None]  # noqa: E731
        knots = np.broadcast_to(self.profile[0], (len(edges), len(self.profile[0])))
        spread = np.stack([self.depth * (1.0 + k * self.cv) for k in (-3.0, -1.0, 0.0, 1.0, 3.0)], axis=1)

        def at(z: Array) -> Covers:
            return covers(self.channels(z), deep(self.density), deep(self.matter.margin), regular=True)

        return averaged(edges, np.concatenate([knots, spread], axis=1), at)

    def channels(self, z: Array) -> Channels:
        """Return the means over columns at depths (um) of shape (lanes, ...)."""
        deep = lambda values: values.reshape(-1, *[1] * (z.ndim - 1))  # noqa: E731
        reach, wide = reaching(z, deep(self.depth), deep(self.cv)), self.radius(z)
        return Channels(reach, wide * reach, wide**2 * reach)

    @property
    def _surface_radius(self) -> Array:
        return self.radius(np.zeros((len(self.depth), 1)))[:, 0]

    @property
    def coverage(self) -> Array:
        """Share of the surface within the radius."""
        return np.minimum(np.pi * self.density * self._surface_radius**2, 1.0)

    @property
    def opened(self) -> Array:
        """Share of the surface without epidermis."""
        return self.coverage

    @property
    def surface(self) -> Array:
        """Share of the surface that lets water out as an open wound does."""
        return self.coverage if self.matter.open else self.coverage * self.matter.leak

    @property
    def front(self) -> Front:
        """What the epidermis has to cross."""
        return Front(self._surface_radius, self.matter.eschar)

    @property
    def ring(self) -> Array:
        """Radius (um) of the injured ring at the surface."""
        return self._surface_radius + self.matter.margin

    @property
    def cell(self) -> Array:
        """Radius (um) of the cell of one column."""
        return 1.0 / np.sqrt(np.pi * self.density)

    def wound(self, edges: Array) -> Wound:
        """Return the wound layer by layer."""
        found = self.covers(edges)
        gone, removed = self.matter.fate(found)
        share = ring_share(self.ring, self.cell, self.one_ring_above)
        return Wound(found.injured, found.severed, gone, removed, share, self.opened)

    def geometry(self, layout: Layout, strata: Array) -> Geometry:
        """Return the rings around a column through strata of given thickness (um)."""
        inner = np.minimum(self.ring, self.cell * np.sqrt(self.one_ring_above))
        return cylinder(layout, ring_radii(inner, self.cell, layout.rings), strata)
