r"""Feedback loops of the network at rest: which parameter draws are admissible, and how far fibrosis is.

Both tests look for a second branch of a positive loop in quasi-steady state, by the *secant* gain: a state
:math:`x>0` sustains itself when the loop returns at least :math:`x`, that is when
:math:`\sup_{x>0} g(x)/x \ge 1`. With a proportional response the supremum may be the slope at 0, which the
smallest level stands for; with a threshold it lies further out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Draws = Mapping[str, Array]


CALM = 0.9
"""Largest gain of a loop in healthy skin: nearer to 1 what a prick starts takes months to die out."""
_LEAST = 1e-6  # a level small enough to stand for none


def _hill(x: Array, k: Array) -> Array:
    return x / (k + x)


def inflammation_gain(p: Draws, points: int = 300) -> Array:
    """Return the secant gain of the loop C -> N, M1, M2 -> C without any wound, shape (draws,).

    Cells and vessels are quasi-steady at a held cytokine level C; they are solved by fixed-point iteration. A
    gain of 1 or more is chronic inflammation that needs no wound: such a draw does not describe healthy skin.
    Vessels belong to the loop: macrophages release VEGF, and what sprouts lets more cells in.
    """
    level = np.geomspace(_LEAST, 30.0, points)[:, None]
    p = {k: np.asarray(v, dtype=np.float64)[None, :] for k, v in p.items()}
    drive = _hill(level, p["KCN"])
    neutrophils, vessels = p["rN"] * drive / p["dN"], np.ones_like(drive)
    for _ in range(50):  # halves the error each time; 1e-12 is left
        inflammatory, repair = _macrophages(p, drive * vessels, neutrophils)
        target = p["rN"] * drive * vessels / (p["dN"] + p["kNM"] * (inflammatory + repair))
        neutrophils = 0.5 * (neutrophils + target)
        vessels = 0.5 * (vessels + _vessels(p, inflammatory + repair))
    inflammatory, repair = _macrophages(p, drive * vessels, neutrophils)
    release = (p["aCN"] * neutrophils + p["aCM"] * inflammatory) / (1.0 + repair / p["KCM2"])
    return _summit(release / p["dC"] / level)


def _macrophages(p: Draws, influx: Array, neutrophils: Array) -> tuple[Array, Array]:
    """Return inflammatory and repair macrophages that balance an influx; neutrophils speed the switch."""
    switch = p["k12"] + p["k12N"] * neutrophils
    inflammatory = p["rM"] * influx / (switch + p["dM1"])
    return inflammatory, switch * inflammatory / p["dM2"]


def _vessels(p: Draws, macrophages: Array) -> Array:
    """Return the vessels that balance the VEGF of some macrophages under closed epidermis."""
    sprouting = p["kV"] * _hill(p["pAM"] * macrophages / p["dA"], p["KA"])
    return (p["dV"] + sprouting * p["Vmax"]) / (p["dV"] + sprouting)


def fibrosis_gain(p: Draws, points: int = 300) -> Array:
    """Return the secant gain of the loop Y -> TGF-beta, PDGF -> F -> Y of closed, calm skin, shape (draws,).

    Below 1 no self-sustaining myofibroblast population exists; at 1 the fibrotic branch appears.
    """
    y = np.geomspace(_LEAST, 30.0, points)[:, None]
    p = {k: np.asarray(v, dtype=np.float64)[None, :] for k, v in p.items()}
    latent = lambda activation: (p["pL0"] + p["pLY"] * y) / (p["dL"] + activation)  # noqa: E731
    active = lambda activation: activation * latent(activation) / p["dT"]  # noqa: E731
    basal = p["ka0"] * p["pL0"] / (p["dL"] + p["ka0"]) / p["dT"]
    excess = np.maximum(active(p["ka0"] + p["kaY"] * y * _hill(y, p["KYA"])) - basal, 0.0)
    first, third = (1.0 - p["chi3"]) * excess, p["chi3"] * excess
    growth = p["rF"] * (_hill(p["pGY"] * y / p["dG"], p["KG"]) + p["kTF"] * _hill(first, p["KTc"]))
    turn = p["kFY"] * _hill(first / (1.0 + third / p["K3Y"]), p["KTY"])
    fibroblasts = _positive_root(growth / p["KF"], p["dF"] + turn - growth * (1.0 - y / p["KF"]), p["dF"])
    return _summit(turn * fibroblasts / p["dY"] / y)


def _summit(values: Array) -> Array:
    """Return the maximum over the first axis, from the parabola through the largest value and its neighbours.

    The grid alone undershoots: a draw just above 1 would pass.
    """
    top = np.clip(np.argmax(values, axis=0), 1, len(values) - 2)[None, :]
    before, here, after = (np.take_along_axis(values, top + i, axis=0)[0] for i in (-1, 0, 1))
    bend = before - 2.0 * here + after
    rise = np.divide((after - before) ** 2, -8.0 * bend, out=np.zeros_like(bend), where=bend < 0.0)
    return np.maximum(here + rise, np.max(values, axis=0))


def _positive_root(a: Array, b: Array, c: Array) -> Array:
    """Return the positive x of a x^2 + b x = c with a, c > 0, in the form that does not cancel."""
    return 2.0 * c / (b + np.sqrt(b * b + 4.0 * a * c))
