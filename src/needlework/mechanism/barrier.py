r"""Three clocks of closure: re-epithelialisation, transepidermal water loss, pores.

Each closes as a first-order process, :math:`o' = -k\,o` with :math:`o` the open share of the area; a session
opens the severed share of what was closed. The clocks differ by method (impedance under occlusion lasts days,
water loss hours), so none stands for another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_AT_ONCE = 1e-6  # day; a half-life this short stands for none


def open_share(
    times: Array, sessions: Sequence[float], opened: Sequence[Array], half_life: ArrayLike
) -> Array:
    """Return the open share of the area over time.

    Parameters
    ----------
    times
        Increasing times (day), shape (times,).
    sessions
        Times of the sessions (day); a report at a session's time is the state just before it.
    opened
        Severed share of the surface at each session, each of shape (lanes,).
    half_life
        Half-life of closure (day), scalar, shape (lanes,), or (sessions, lanes) from each session on.

    Returns
    -------
    ndarray
        Shape (lanes, times).
    """
    lanes = len(opened[0]) if opened else np.shape(half_life)[-1] if np.ndim(half_life) else 1
    rates = np.log(2.0) / np.broadcast_to(np.maximum(half_life, _AT_ONCE), (len(sessions), lanes))
    out = np.zeros((lanes, len(times)))
    level = np.zeros(lanes)
    ends = [*sessions[1:], np.inf][: len(sessions)]
    for start, end, area, rate in zip(sessions, ends, opened, rates, strict=True):
        level = level + area * (1.0 - level)
        inside = (times > start) & (times <= end)
        out[:, inside] = level[:, None] * np.exp(-rate[:, None] * (times[inside] - start))
        level = level * np.exp(-rate * (end - start))
    return out


def shed_share(times: Array, start: float, opened: Array, until: Array, half_life: Array) -> Array:
    """Return the share of the surface under crusts, shape (lanes, times): one stays until it is loose.

    Parameters
    ----------
    times, start, opened
        As in `open_share`, of one session.
    until
        Days from the session before any crust falls, shape (lanes,).
    half_life
        Of those that are loose (day), shape (lanes,).
    """
    shed_at_once = open_share(times, [start], [opened], half_life)
    return np.minimum(shed_at_once * np.exp2(until / half_life)[:, None], opened[:, None])


def time_to(level: ArrayLike, half_life: ArrayLike) -> Array:
    """Return the time (day) at which a first-order closure falls to ``level`` of its start; 0 if at once."""
    share = np.clip(np.asarray(level, dtype=np.float64), 1e-12, 1.0)
    return np.asarray(half_life) * np.log2(1.0 / share)


def water_loss(base: ArrayLike, jump: ArrayLike, opened: Array) -> Array:
    """Return transepidermal water loss (g/m2/h): base + jump x open share."""
    return np.asarray(base).reshape(-1, 1) + np.asarray(jump).reshape(-1, 1) * opened
