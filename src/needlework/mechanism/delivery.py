r"""From a substance and a skin to the coefficients of diffusion by depth, intact and through channels.

Living tissue after Dancik, Kasting and colleagues (2013): a free diffusivity that falls with weight, binding
to albumin and lipids that slows it and stores substance, and clearance by capillaries limited by their wall
or by blood flow. The stratum corneum has the permeability of the equation in use and the capacity of Wang,
Kasting and Nitsche.

Channels are the two-continuum limit of many narrow ones: at each depth a share :math:`v = n\,\mathrm{E}[\pi
a^2]` of the area is fluid, in which substance diffuses down and from which it spreads sideways into the cell
of radius :math:`R = 1/\sqrt{\pi n}` around each channel, with the conductance per length :math:`2\pi K D /
(\ln(R/a) - 3/4)` of a steady profile that is taken up evenly over the cell. Only a share of the channels
that needles leave conducts; it is a record, fitted to measured enhancement.

Lengths in um, time in hours, amounts per cm2; arrays of shape (lanes,), or (lanes, cells) by depth.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.permeability import Molecule, lipid_and_polar, potts_guy

Array = NDArray[np.float64]
Number = float | Array

UM_PER_CM = 1e4
_LEAST_SPREAD = 0.25  # of ln(R/a) - 3/4, where channels nearly touch
_FASTEST = 6.0  # log10 of cm/h; no tissue is more permeable


def free_diffusivity(mw: Number, k: Mapping[str, Number]) -> Number:
    """Return the diffusivity (um2/h) of a free substance in living tissue."""
    return k["tissue_diffusion"] * np.power(mw, -k["tissue_size"])


def fluid_diffusivity(mw: Number, k: Mapping[str, Number]) -> Number:
    """Return the diffusivity (um2/h) in the fluid that fills channels."""
    return k["channel_fluid"] * k["water_diffusion"] * np.power(mw, -k["water_size"])


def unbound(log_kow: Number, k: Mapping[str, Number]) -> Number:
    """Return the fraction not bound to albumin in plasma, from log Kow, where nobody measured it."""
    return 1.0 / (1.0 + np.power(10.0, k["binding_slope"] * log_kow + k["binding_intercept"]))


def binding(molecule: Molecule, free: Number, k: Mapping[str, Number]) -> Number:
    """Return how much more tissue holds than its water does: 1 without any binding."""
    lipid = k["tissue_lipid"] * molecule.neutral * np.power(10.0, molecule.log_kow)
    albumin = k["tissue_albumin"]
    return 1.0 - albumin + albumin / free + lipid


def clearance(molecule: Molecule, bound: Number, k: Mapping[str, Number]) -> Number:
    """Return the rate (1/h) at which blood and lymph take a substance from the dermis.

    Capillary walls are a factor more permeable than the lipid pathway of skin (Potts-Guy); where they hold
    nothing back, blood flow limits.
    """
    wall = UM_PER_CM * k["capillary_factor"] * np.power(10.0, np.minimum(potts_guy(molecule, k), _FASTEST))
    passing = wall * k["vessel_area"]
    flow = k["blood_flow"]
    return (passing * flow / (passing + flow) + k["lymph_flow"]) / bound


def corneum_capacity(log_kow: Number, k: Mapping[str, Number]) -> Number:
    """Return the partition coefficient between stratum corneum and water (Wang-Kasting-Nitsche)."""
    partition = np.power(10.0, log_kow)
    lipid = k["corneum_lipid"] * np.power(partition, k["corneum_lipid_power"])
    protein = k["corneum_protein"] * np.power(partition, k["corneum_protein_power"])
    return lipid + k["corneum_water"] + protein


def corneum_permeability(molecule: Molecule, error: Number, k: Mapping[str, Number]) -> tuple[Number, Number]:
    """Return the permeability (um/h) of stratum corneum and that of the watery layer beneath it.

    ``error`` (log10) shifts both: what the equation misses for this substance.
    """
    skin, water, warm = lipid_and_polar(molecule, k)
    shift = UM_PER_CM * np.power(10.0, error + warm)
    return skin * shift, water * shift


def spreading(cell: Number, radius: Array, mobility: Array) -> Array:
    """Return the conductance per length (um2/h) from a channel into the tissue of its cell.

    Parameters
    ----------
    cell
        Radius of the cell of one open channel (um), shape (lanes, 1).
    radius
        Of the channel (um) by depth, shape (lanes, cells); 0 where it ends.
    mobility
        Diffusivity times partition coefficient of the tissue (um2/h), of the same shape.
    """
    there = radius > 0.0
    shape = np.log(cell / np.where(there, radius, cell)) - 0.75
    return np.where(there, 2.0 * np.pi * mobility / np.maximum(shape, _LEAST_SPREAD), 0.0)
