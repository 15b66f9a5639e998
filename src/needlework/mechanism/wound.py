r"""What a session does to the tissue, as a jump of its state.

Injury is a layer mean: in a layer of which the share :math:`\varphi` is injured, the damage signal rises by
:math:`w_0\varphi` on average. The amount sits in the ring around each channel, so that ring receives
:math:`\varphi/s` with :math:`s` the ring's share of the area; where channels stand so close that the ring
covers most of the area, it is spread evenly. Solid needles split tissue, so most severed fibres stay; the
share that is lost is still there after the session and is digested over the days in which MMP is up. What a
device removes is gone at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

KILLED = ("F", "Y", "M1", "M2", "N")  # cells in the injured cover die
COLLAGEN = ("c3o", "c3", "c1n", "c1m")
MATRIX = (*COLLAGEN, "X", "Et", "E")  # fibres leave with what is removed
_MOST_REMOVED = 0.98  # of a ring: some matrix is left to grow from, and the digestion per matrix stays finite


class Wound(NamedTuple):
    """Layer means of one session: shares of each layer (0-1), shape (lanes, layers).

    ``lost`` is what is cut beyond repair and stays until it is digested, ``removed`` what the device takes
    away. ``ring`` is the share of the area in the ring around a channel, shape (lanes,); 1 spreads injury
    evenly.
    """

    injured: Array
    severed: Array
    lost: Array
    removed: Array
    ring: Array


class Dose(NamedTuple):
    """What injury releases, scalars or shape (lanes,).

    ``signal`` is the damage signal of a fully injured volume, ``tgf_beta`` the TGF-beta released per unit of
    signal, ``active`` its active share, ``flush`` the immediate vasodilation of a fully injured volume.
    """

    signal: Array
    tgf_beta: Array
    active: Array
    flush: Array


def strike(mean: Array, wound: Wound, dose: Dose, index: Mapping[str, int], rings: int) -> Array:
    """Return the state after a session.

    Parameters
    ----------
    mean
        Ring-mean state before it, shape (lanes, layers, species).
    wound, dose
        What the needles did and what that releases.
    index
        Position of each species.
    rings
        Rings of each layer.

    Returns
    -------
    ndarray
        Shape (lanes, layers, rings, species).
    """
    state = np.repeat(mean[:, :, None, :], rings, axis=2)
    place = _placement(wound.ring, rings)[:, None, :]
    placed = (
        wound.injured[:, :, None] * place
    )  # may pass 1 where channels differ in width: amounts are conserved
    injured, severed, lost, removed = (np.minimum(w[:, :, None] * place, 1.0) for w in wound[:4])
    for species in KILLED:
        state[..., index[species]] *= 1.0 - injured
    for species in MATRIX:
        state[..., index[species]] *= 1.0 - np.minimum(removed, _MOST_REMOVED)
    collagen = sum(state[..., index[c]] for c in COLLAGEN)
    state[..., index["X"]] += lost * (collagen - state[..., index["X"]])
    state[..., index["V"]] *= 1.0 - severed
    state[:, 0, :, index["Kb"]] *= 1.0 - severed[:, 0]
    signal = _lane(dose.signal) * placed
    released = _lane(dose.tgf_beta) * signal
    state[..., index["W"]] += signal
    state[..., index["T"]] += _lane(dose.active) * released
    state[..., index["L"]] += (1.0 - _lane(dose.active)) * released
    state[..., index["R"]] += _lane(dose.flush) * placed
    return state


def _placement(ring: Array, rings: int) -> Array:
    """Return each ring's local share per layer mean: 1/s in the first, or 1 everywhere (as in one ring)."""
    first = np.zeros((len(ring), rings))
    first[:, 0] = 1.0 / ring
    return np.where((ring >= 1.0)[:, None] | (rings == 1), 1.0, first)


def _lane(value: Array) -> Array:
    return np.asarray(value, dtype=np.float64).reshape(-1, 1, 1)
