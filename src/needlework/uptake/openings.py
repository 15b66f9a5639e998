"""What of a session lets a substance pass, by depth: needle channels, removed columns, an opened sheet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from needlework.injury import Columns, Needling, Sheet
from needlework.mechanism.penetration import channels_at, reaching
from needlework.population import Lanes
from needlework.subject import Session

Array = NDArray[np.float64]

_LEAST_SHARE = 1e-9  # of the area; less than that is no channel
_MOST_SHARE = 0.98  # of the area; some tissue is left between openings
_WIDEST = 1e5  # um; the cell of an opening where there are hardly any


class Opening(NamedTuple):
    """Openings at each depth, shape (lanes, cells): share of the area, how many reach it, radius (um).

    ``number`` is per area (1/um2); ``cell`` is the radius (um) of the skin around one, shape (lanes, 1).
    """

    share: Array
    number: Array
    radius: Array
    cell: Array


def opening(lanes: Lanes, session: Session, depth: Array) -> Opening:
    """Return the openings that a session leaves at depths (um) of shape (lanes, cells).

    Of slits that needles leave, only the open fraction conducts. Columns conduct where tissue is removed and
    the surface is open; coagulated columns under a whole stratum corneum let nothing pass. A sheet lies open
    as far as it passes the epidermis.
    """
    injury = lanes.injury(session)
    if isinstance(injury, Needling):
        found = channels_at(
            depth, _column(injury.reached), type(injury.needles)(*map(_column, injury.needles))
        )
        number = _column(injury.density) * _column(lanes["delivery.open_fraction"])
        return _opening(number, found.reach, found.radius, found.square)
    if isinstance(injury, Columns):
        reach = reaching(depth, _column(injury.depth), _column(injury.cv))
        wide = injury.radius(depth)
        number = _column(injury.density * injury.matter.removed * injury.matter.open)
        return _opening(number, reach, wide * reach, wide**2 * reach)
    if isinstance(injury, Sheet):
        return _sheet(injury, depth)
    raise TypeError(f"no openings are known of {type(injury).__name__}")


def _opening(number: Array, reach: Array, radius: Array, square: Array) -> Opening:
    share = np.minimum(number * np.pi * square, _MOST_SHARE)
    share = np.where(share > _LEAST_SHARE, share, 0.0)
    wide = np.where(share > 0.0, radius / np.maximum(reach, 1e-9), 0.0)
    with np.errstate(divide="ignore"):
        cell = np.minimum(1.0 / np.sqrt(np.pi * number[:, :1]), _WIDEST)
    return Opening(share, number * reach, wide, cell)


def _sheet(injury: Sheet, depth: Array) -> Opening:
    """Return a sheet as wide openings, each in a cell of its own size."""
    reach = reaching(depth, _column(injury.depth), _column(injury.cv))
    open_ = _column(injury.opened * injury.matter.removed * injury.matter.open)
    share = np.minimum(open_ * reach, _MOST_SHARE)
    share = np.where(share > _LEAST_SHARE, share, 0.0)
    cell = _column(injury.cell)
    number = np.where(share > 0.0, 1.0 / (np.pi * cell**2), 0.0)
    return Opening(share, number, cell * np.sqrt(share), cell)


def _column(value: object) -> Array:
    return np.asarray(value, dtype=np.float64).reshape(-1, 1)
