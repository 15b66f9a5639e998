"""Columns of injured skin: ablated, cored or coagulated, in a regular pattern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from needlework.injury.protocol import ring_share
from needlework.mechanism.closure import Front, Remnants
from needlework.mechanism.penetration import Channels, Covers, averaged, covers, lost, reaching
from needlework.mechanism.wound import Wound
from needlework.numerics.field import Geometry, Layout, cylinder, ring_radii

Array = NDArray[np.float64]

_LEVELS = 12  # at which columns are looked at for where they meet
_TOUCHING = np.pi / 4.0  # share of the area within discs on a square grid that touch
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


class Met(NamedTuple):
    """Columns so close that no living skin is left between some of them, shape (lanes,).

    ``share`` of the surface over which that is so, and the ``depth`` (um) to which it is: there the wound is
    a sheet.
    """

    share: Array
    depth: Array


@dataclass(frozen=True)
class Columns:
    """The columns of one session, arrays of shape (lanes,).

    Attributes
    ----------
    depth, cv
        Mean depth (um) and the coefficient of variation of single columns.
    profile
        Depths (um) and radii (um) at them, shape (1 or lanes, points) and (lanes, points); the radius is held
        beyond the first and the last.
    density
        Columns per area (1/um2).
    remnants
        What closes them once their injured zones have met.
    matter
        What happens to the tissue.
    one_ring_above
        Share of the area in the injured ring above which injury is spread evenly.
    """

    depth: Array
    cv: Array
    profile: tuple[Array, Array]
    density: Array
    remnants: Remnants
    matter: Matter
    one_ring_above: Array

    def radius(self, z: Array) -> Array:
        """Return the radius (um) at depths of shape (lanes, ...)."""
        knots, radii = self.profile
        if radii.shape[1] == 1:
            return np.broadcast_to(radii[:, 0].reshape(-1, *[1] * (z.ndim - 1)), z.shape)
        bends = np.broadcast_to(knots, radii.shape)
        return np.stack([np.interp(*lane) for lane in zip(z, bends, radii, strict=True)])

    def covers(self, edges: Array) -> Covers:
        """Return what is covered in each stratum between edges (um), shape (lanes, strata + 1)."""
        deep = lambda values: values[:, None, None]  # noqa: E731
        knots = np.broadcast_to(self.profile[0], (len(edges), self.profile[0].shape[1]))
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
    def width(self) -> Array:
        """Radius (um) of a column at the surface."""
        return self.radius(np.zeros((len(self.depth), 1)))[:, 0]

    @property
    def coverage(self) -> Array:
        """Share of the surface within the radius."""
        return np.minimum(np.pi * self.density * self.width**2, 1.0)

    @property
    def opened(self) -> Array:
        """Share of the surface without epidermis."""
        return self.coverage

    @property
    def surface(self) -> Array:
        """Share of the surface that lets water out as an open wound does."""
        return self.coverage if self.matter.open else self.coverage * self.matter.leak

    @cached_property
    def met(self) -> Met:
        """Where injured zones have met: discs that touch leave living skin between them, wider ones less."""
        z = self.depth[:, None] * (np.arange(_LEVELS) + 0.5) / _LEVELS
        z = np.concatenate([np.zeros_like(z[:, :1]), z], axis=1)
        hurt = np.pi * self.density[:, None] * (self.radius(z) + self.matter.margin[:, None]) ** 2
        share = np.clip((hurt - _TOUCHING) / (1.0 - _TOUCHING), 0.0, 1.0)
        return Met(share[:, 0], share[:, 1:].mean(axis=1) * self.depth)

    @property
    def front(self) -> Front:
        """What the epidermis has to cross: a column's radius, or where they have met the way to remnants."""
        between = self.remnants.distance(self.met.depth)
        distance = (1.0 - self.met.share) * self.width + self.met.share * between
        return Front(distance, self.matter.eschar)

    @property
    def ring(self) -> Array:
        """Radius (um) of the injured ring at the surface."""
        return self.width + self.matter.margin

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
