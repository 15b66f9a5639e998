r"""Closure of the epidermis as a front that crosses a distance.

Keratinocytes set out after a lag and move at a speed, so a disc of radius :math:`\rho` without epidermis
closes after :math:`t = t_0 + \rho/v`, and a share :math:`(1 - (t - t_0)/(\rho/v))^2` of it is open before. A
whole sheet is closed from what is left of hairs and glands: half their spacing is the distance, which
grows with the depth at which they were cut. Dead tissue that lies open on the wound has to be
undermined first, which delays the front in proportion to its thickness. Skin closes more slowly with age.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = float | Array

YOUNG = 30.0  # years; older skin closes more slowly


class Front(NamedTuple):
    """What the epidermis has to cross, arrays of shape (lanes,).

    ``distance`` (um) from the edge to the middle, ``eschar`` the thickness (um) of dead tissue lying open.
    """

    distance: Array
    eschar: Array


class Remnants(NamedTuple):
    """Hairs and glands from which skin without any epidermis is closed, arrays of shape (lanes,).

    ``epidermis`` is its thickness (um) with the horny layer, ``appendages`` half the distance (um) between
    remnants that close a superficial wound, ``thinning`` its rise per depth below the epidermis.
    """

    epidermis: Array
    appendages: Array
    thinning: Array

    def distance(self, depth: Array) -> Array:
        """Return the distance (um) that the epidermis has to cross when all is destroyed to a depth (um)."""
        return self.appendages + self.thinning * np.maximum(depth - self.epidermis, 0.0)


def closure_time(
    front: Front, lag: Number, speed: Number, drag: Number, slowing: Number, age: Number
) -> Array:
    """Return the time (day) at which the epidermis is whole; 0 where nothing is to be crossed.

    Parameters
    ----------
    front
        What is to be crossed.
    lag, speed
        Time before the front moves (day) and its speed (um/day).
    drag
        Delay per thickness of dead tissue (day/um).
    slowing
        Rise of ln(time) per decade of age beyond 30 years.
    age
        Years.
    """
    decades = np.maximum(np.subtract(age, YOUNG), 0.0) / 10.0
    way = front.distance / speed + drag * front.eschar
    whole = (lag + way) * np.exp(slowing * decades)
    return np.where(front.distance > 0.0, whole, 0.0)


def front_open(times: Array, start: float, opened: Array, lag: Array, closed: Array) -> Array:
    """Return the open share of the area over time, shape (lanes, times), of discs that shrink to a point.

    Parameters
    ----------
    times
        Report times (day); a report at ``start`` is the state just before it.
    start
        Day of the session.
    opened
        Share of the area that it opened, shape (lanes,).
    lag, closed
        When the front sets out and when it meets, days from the session, shape (lanes,).
    """
    since = times[None, :] - start
    run = np.maximum(closed - lag, 1e-9)[:, None]
    left = np.clip(1.0 - (since - lag[:, None]) / run, 0.0, 1.0) ** 2
    return np.where(since > 0.0, opened[:, None] * left, 0.0)


def loosened_after(lag: Array, closed: Array, half_life: Array) -> Array:
    r"""Return how late (day) crusts start to fall, in effect, from discs that close behind a front.

    A crust is loose where the epidermis below it is whole. Of a disc that is closed at :math:`s`, with
    density :math:`2(1 - x)` of :math:`x = (s - t_0)/(t - t_0)`, the crusts left long after are those of a
    disc closed at once at :math:`t_0 + \tau \log_2 E[2^{(s - t_0)/\tau}]`, with :math:`\tau` their half-life.

    Parameters
    ----------
    lag, closed
        When the front sets out and when it meets, days from the session, shape (lanes,).
    half_life
        Of loose crusts (day), shape (lanes,).
    """
    rise = np.maximum(np.log(2.0) * (closed - lag) / half_life, 1e-3)
    scaled = 2.0 * (1.0 - (1.0 + rise) * np.exp(-rise)) / rise**2  # of the mean, by e to the rise
    return lag + half_life * (rise + np.log(scaled)) / np.log(2.0)
