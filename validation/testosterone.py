"""The testosterone case of the NIOSH calculator, as run in an open port of it, in the same layers here.

0.53 ug/cm2 of testosterone dries on skin at 30 C: stratum corneum 13.4 um, living epidermis 100 um, dermis
0.5 mm. What the port computes of the layers is taken from it (corneum: capacity and diffusivity; solubility;
the film in which the surface is saturated); living tissue and clearance are this program's own equations at
the port's diffusivity, with 5 % not bound to albumin.
"""

from __future__ import annotations

import numpy as np

from needlework.mechanism import delivery as eq
from needlework.mechanism.permeability import Molecule
from needlework.numerics.layered import Stack, all_done, in_series, solve, start
from needlework.uptake.permeability import coefficients

CM2_PER_S = 3.6e11  # um2/h
CORNEUM, EPIDERMIS, DERMIS = 13.365, 100.0, 500.0  # um
CELLS = (60, 20, 40)
CAPACITY, DIFFUSIVITY = 51.87, 1.988e-11 * CM2_PER_S
SOLUBLE = 3.89e-3  # ug/cm2 in each um: 3.89e-5 g/cm3
SATURATED = 0.0601  # ug/cm2 on the surface above which it stays saturated
DOSE, UNBOUND, EVAPORATION = 0.53, 0.05, 2e-4
# as printed: absorbed in a day, largest flux and its hour, what the layers hold in the end
THERE = {
    "absorbed_ug": 0.4381,
    "peak_ug_per_h": 0.03301,
    "peak_h": 7.08,
    "corneum_ug": 0.0763,
    "epidermis_ug": 0.00438,
    "dermis_ug": 0.01023,
}


def testosterone() -> dict[str, float]:
    """Return what the case gives here, in the units of the published figures."""
    stack, layer = _stack()
    hours = np.linspace(0.05, 24.0, 480)
    nothing = np.zeros(1)
    film = nothing + SATURATED / SOLUBLE
    _, found, status = solve(stack, start(stack, nothing + DOSE, film, nothing), 0.0, 24.0, hours)
    assert all_done(status)
    flux = np.gradient(found.taken[0], hours)
    inside = [float(found.tissue[0, -1, layer == zone].sum()) for zone in range(3)]
    return {
        "absorbed_ug": float(found.taken[0, -1]),
        "peak_ug_per_h": float(flux.max()),
        "peak_h": float(hours[flux.argmax()]),
        "corneum_ug": inside[0],
        "epidermis_ug": inside[1],
        "dermis_ug": inside[2],
    }


def _stack() -> tuple[Stack, np.ndarray]:
    k = {**coefficients(), "tissue_diffusion": 10.0**-4.15 * CM2_PER_S}
    molecule = Molecule(288.43, 3.32)
    bound = float(eq.binding(molecule, UNBOUND, k))
    layer = np.repeat([0, 1, 2], CELLS)
    thickness = np.repeat([h / n for h, n in zip((CORNEUM, EPIDERMIS, DERMIS), CELLS, strict=True)], CELLS)[
        None
    ]
    living = float(k["tissue_partition"] * eq.free_diffusivity(molecule.mw, k))
    mobility = np.where(layer == 0, CAPACITY * DIFFUSIVITY, living)[None]
    held = np.where(layer == 0, CAPACITY, k["tissue_partition"] * bound)[None]
    through = np.zeros((1, len(layer) + 1))
    through[:, 1:-1] = in_series(thickness, mobility)
    through[:, 0] = 2.0 * mobility[:, 0] / thickness[:, 0]
    none, zero = np.zeros_like(thickness), np.zeros(1)
    cleared = np.where(layer == 2, float(eq.clearance(molecule, bound, k)), 0.0)[None]
    stack = Stack(
        held * thickness, through, none, none, none, cleared,
        zero, zero, zero + SATURATED / SOLUBLE, zero + EVAPORATION, zero + SOLUBLE, zero,
    )  # fmt: skip
    return stack, layer
