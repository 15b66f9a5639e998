r"""From the dial to the wound, by depth: channels, what they sever and injure, what is lost.

A needle that reaches depth :math:`d` leaves a channel of radius
:math:`a(z) = \rho\, r_b \min(1, (d - z)/\ell)` at depth :math:`z < d`, with base radius :math:`r_b`, tip
length :math:`\ell` and :math:`\rho` the width of the channel relative to the needle's. Tissue within a margin
:math:`\delta` of the wall is injured.

Channels of :math:`n` punctures per area fall at random (a Boolean model), so a point is cut with
probability :math:`1 - \exp(-n\,\mathrm{E}[\pi a^2])`. The mean runs over the depths of single channels:
they differ, and for randomly placed channels with independent depths this formula is exact, so no further
average is needed. Depths of single channels are taken as normal about :math:`d` with standard deviation
:math:`s = c_v d`, cut off on both sides where a channel would be deeper than its needle is long (the dial) or
end above the surface, whichever is nearer to :math:`d`; that keeps the mean at :math:`d`, and the nearer the
mean comes to the dial, the more alike the channels are. The means of :math:`a`, of :math:`a^2` and of the
reach :math:`1_{D>z}` have closed forms.

Solid needles split tissue and do not core it: what is severed is cut, not gone; `lost` is the part that is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import ArrayLike, NDArray

from needlework.numerics.normal import upper_tail

Array = NDArray[np.float64]

_NODES = 8  # Gauss–Legendre nodes on each smooth piece of a stratum
_NO_SPREAD = 1e-9  # um; a spread this small stands for none
_EDGE_IN_SD = 4.0  # channels end within this many standard deviations of their mean depth
_WIDEST = 3.0  # standard deviations per half-width of the cut: wider ones change little but the rounding


class Covers(NamedTuple):
    """Shares of the area (0–1): severed, injured (severed or within the margin), hit twice or more."""

    severed: Array
    injured: Array
    twice: Array


class Channels(NamedTuple):
    """Means over the channels at one depth, whose ends differ.

    ``reach`` is the share that reaches the depth, ``radius`` the mean radius (um) and ``square`` the mean
    squared radius (um²); channels that end above count with radius 0.
    """

    reach: Array
    radius: Array
    square: Array


class Needles(NamedTuple):
    """What needles leave behind; scalars or arrays of shape ``(lanes,)``.

    ``base_radius`` and ``tip_length`` of the needle (um), ``rho`` the width of a channel relative to its
    needle, ``margin`` the thickness of injured tissue around a channel (um), ``cv`` the coefficient of
    variation of the depths of single channels (0 makes them equal), ``dial`` the depth (um) that no channel
    passes.
    """

    base_radius: float | Array
    tip_length: float | Array
    rho: float | Array
    margin: float | Array
    cv: float | Array
    dial: float | Array = np.inf


def channel_radius(
    z: ArrayLike, depth: ArrayLike, base_radius: float, tip_length: float, rho: float
) -> Array:
    """Return the radius (um), at depth `z`, of one channel that ends at `depth` (um); 0 below its end."""
    taper = np.clip(np.subtract(depth, z) / tip_length, 0.0, 1.0)
    return np.asarray(rho * base_radius * taper, dtype=np.float64)


def channels_at(z: ArrayLike, depth: ArrayLike, needles: Needles) -> Channels:
    """Return the means at depth `z` over channels whose mean depth is `depth` (um); shapes broadcast."""
    level, mean, tip = (np.asarray(value, dtype=np.float64) for value in (z, depth, needles.tip_length))
    width = np.multiply(needles.rho, needles.base_radius)
    spread, edge = _ends(mean, needles)
    reach, over, over2 = _excess(level, mean, spread, edge)
    _, beyond, beyond2 = _excess(level + tip, mean, spread, edge)
    radius = width * (over - beyond) / tip
    square = np.square(width / tip) * (over2 - beyond2 - 2.0 * tip * beyond)
    return Channels(reach, np.maximum(radius, 0.0), np.maximum(square, 0.0))


def entering(share: ArrayLike, give: ArrayLike) -> Array:
    r"""Return the share of a needle that enters skin which gives way more or less than the reference site.

    :math:`f / (f + g (1 - f))`: the odds of what is lost to dimpling are g times those of the reference.

    Parameters
    ----------
    share
        Share f that enters at the reference site (0-1).
    give
        Odds ratio g; above 1 skin gives way more.
    """
    entered, lost_there = np.asarray(share, dtype=np.float64), 1.0 - np.asarray(share)
    return entered / (entered + np.multiply(give, lost_there))


def covers(channels: Channels, density: ArrayLike, margin: ArrayLike, regular: bool = False) -> Covers:
    """Return what punctures of a given density cover.

    Parameters
    ----------
    channels
        Mean radii at the depth of interest, from `channels_at` (or one radius r: ``Channels(r > 0, r,
        r**2)``).
    density
        Punctures per area (1/um²).
    margin
        Thickness of the injured tissue around a channel (um).
    regular
        True for a stamp, whose needles never meet: covers add up instead of overlapping at random.
    """
    area = channels.square
    hurt_area = (
        area + np.multiply(2.0 * np.asarray(margin), channels.radius) + np.square(margin) * channels.reach
    )
    cut, hurt = np.pi * np.multiply(density, area), np.pi * np.multiply(density, hurt_area)
    if regular:
        return Covers(np.minimum(1.0, cut), np.minimum(1.0, hurt), np.clip(cut - 1.0, 0.0, 1.0))
    return Covers(-np.expm1(-cut), -np.expm1(-hurt), np.maximum(-np.expm1(-cut) - cut * np.exp(-cut), 0.0))


def lost(severed: ArrayLike, twice: ArrayLike, chi1: ArrayLike, chi2: ArrayLike) -> Array:
    """Return the share of tissue that is lost: ``severed · min(1, chi1 + chi2 · twice/severed)``.

    `chi1` is the share of severed tissue that is lost, `chi2` the further share of what was hit twice (both
    0–1).
    """
    gone = np.multiply(chi1, severed) + np.multiply(chi2, twice)
    return np.minimum(severed, gone)


def stratum_profile(
    edges: ArrayLike, depth: ArrayLike, density: ArrayLike, needles: Needles, regular: bool = False
) -> Covers:
    """Return the covers of each stratum, averaged over its thickness.

    Parameters
    ----------
    edges
        Boundaries of the strata below the surface (um), shape ``(lanes, strata + 1)``, increasing.
    depth
        Mean depth of the channels (um), scalar or shape ``(lanes,)``.
    density
        Punctures per area (1/um²), scalar or shape ``(lanes,)``.
    needles
        What the needles leave behind.
    regular
        True for a stamp.

    Returns
    -------
    Covers
        Each of shape ``(lanes, strata)``. Gauss–Legendre quadrature on pieces that end where the integrand
        bends: at the mean end of the channels, four standard deviations to either side, and where the tip
        begins.
    """
    edges = np.atleast_2d(np.asarray(edges, dtype=np.float64))
    depth, density = _column(depth), _column(density)
    deep = Needles(*map(_column, needles))
    spread, cut = _ends(depth, deep)
    edge, tip = np.minimum(_EDGE_IN_SD * spread, cut), _column(needles.tip_length)
    bends = np.concatenate(np.broadcast_arrays(depth - edge, depth, depth + edge, depth - tip), axis=-1)
    deep, mean = Needles(*(np.asarray(value)[..., None] for value in deep)), depth[..., None]
    return averaged(
        edges,
        bends,
        lambda z: covers(channels_at(z, mean, deep), density[..., None], deep.margin, regular),
    )


def averaged(edges: Array, bends: Array, at: Callable[[Array], Covers]) -> Covers:
    """Return covers of each stratum, averaged over its thickness, shape (lanes, strata).

    Parameters
    ----------
    edges
        Boundaries of the strata (um), shape (lanes, strata + 1).
    bends
        Depths (um) at which the covers bend, shape (lanes, bends).
    at
        Covers at depths of shape (lanes, strata, nodes).
    """
    z, weight = _quadrature(edges, bends)
    return Covers(*((cover * weight).sum(axis=-1) for cover in at(z)))


def _column(value: ArrayLike) -> Array:
    return np.asarray(value, dtype=np.float64).reshape(-1, 1)


def _quadrature(edges: Array, bends: Array) -> tuple[Array, Array]:
    """Return nodes and weights (of sum 1), shape (lanes, strata, nodes), split at the bends of each lane."""
    lanes = max(len(edges), len(bends))
    edges, bends = (
        np.broadcast_to(edges, (lanes, edges.shape[1])),
        np.broadcast_to(bends, (lanes, bends.shape[1])),
    )
    low, high = edges[:, :-1, None], edges[:, 1:, None]
    inner = np.clip(np.sort(bends, axis=1)[:, None, :], low, high)
    cuts = np.concatenate([low, inner, high], axis=2)
    node, weight = leggauss(_NODES)
    half, middle = np.diff(cuts) / 2.0, (cuts[..., 1:] + cuts[..., :-1]) / 2.0
    z = middle[..., None] + half[..., None] * node
    share = half[..., None] * weight / (high - low)[..., None]
    return z.reshape(*z.shape[:2], -1), share.reshape(*share.shape[:2], -1)


def reaching(z: ArrayLike, depth: ArrayLike, cv: ArrayLike) -> Array:
    """Return the share of columns of mean depth ``depth`` (um) and variation ``cv`` that reach ``z``."""
    level, mean = np.asarray(z, dtype=np.float64), np.asarray(depth, dtype=np.float64)
    spread, edge = _ends(mean, Needles(0.0, 1.0, 0.0, 0.0, np.asarray(cv)))
    return _excess(level, mean, spread, edge)[0]


def _ends(mean: Array, needles: Needles) -> tuple[Array, Array]:
    """Return the standard deviation of the channels' ends before the cut, and the distance to it."""
    edge = np.maximum(np.minimum(np.subtract(needles.dial, mean), mean), _WIDEST * _NO_SPREAD)
    spread = np.clip(np.multiply(needles.cv, mean), _NO_SPREAD, _WIDEST * edge)
    return spread, edge


def _excess(level: Array, mean: Array, spread: Array, edge: Array) -> tuple[Array, Array, Array]:
    """Return P(X > level), E[(X − level)₊] and E[(X − level)₊²] of a normal X cut at ``mean ± edge``."""
    far = edge / spread
    t = np.clip((level - mean) / spread, -far, far)
    beyond, here, there = upper_tail(far), _density(t), _density(far)
    inside = 1.0 - 2.0 * beyond
    tail = (upper_tail(t) - beyond) / inside
    first = spread * (here - there) / inside
    square = spread**2 * (tail + (t * here - far * there) / inside)
    gap = mean - level
    return tail, first + gap * tail, square + 2.0 * gap * first + gap**2 * tail


def _density(t: Array) -> Array:
    return np.exp(-0.5 * t * t) / np.sqrt(2.0 * np.pi)
