r"""What delivered substances do to the states of the network, as sources between sessions.

A substance that is a signal of the network adds what arrives, in units of the concentration :math:`c_e` that
half saturates what it drives: so much as :math:`c_e` is so much of the state as the network's own constant of
half saturation :math:`K`. A substance that acts on a state holds it away from rest while it is there, as far
as its occupancy :math:`\theta = \sum c_i/c_{e,i} / (1 + \sum c_i/c_{e,i})` goes. Both are a source :math:`r`
of a state that is lost at a rate :math:`d` of its own, so that a source over a time :math:`\Delta` leaves

.. math:: \frac{r}{d}\,(1 - e^{-d\Delta})

at the end of it: exact for what is lost in proportion, which is how each of these states is lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HALF = {"G": "KG", "T": "KTc", "L": "KTc", "A": "KA"}  # constant of half saturation of what a signal drives
LOSS = {"G": "dG", "T": "dT", "L": "dL", "A": "dA", "C": "dC", "Ma": "kMa"}  # rate at which a state is lost


def occupancy(relative: Array) -> Array:
    """Return the share of the whole effect at a concentration relative to the one of half the effect."""
    return relative / (1.0 + relative)


def left_of(rate: Array, loss: Array, days: Array) -> Array:
    """Return what a steady source leaves at its end.

    Parameters
    ----------
    rate
        Of the source (1/day), shape (..., times).
    loss
        Rate (1/day) at which the state is lost, broadcast with ``rate``.
    days
        How long each lasts, shape (times,).
    """
    return rate / loss * -np.expm1(-loss * days)
