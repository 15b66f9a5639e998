r"""How fast a substance passes intact skin from water: published equations and the one used here.

The default has two pathways in parallel, lipids of the stratum corneum and water-filled defects between them,
in series with a watery layer:

.. math::

    P_\mathrm{lip} = 10^{a + b \log K_\mathrm{ow} - c M}\,(f_n + (1 - f_n)\,\varepsilon), \qquad
    P_\mathrm{pol} = 10^{p + q z - h r} M^{-1/2}, \qquad P_\mathrm{aq} = 10^{w} M^{-1/2},

    \frac{1}{P} = \frac{1}{P_\mathrm{lip} + P_\mathrm{pol}} + \frac{1}{P_\mathrm{aq}},

times :math:`10^{g (T - T_0)/10 \cdot T_0/T}` for the temperature. The exponent of the lipid pathway has
the form of Potts and Guy (1992); the polar pathway and the watery layer are those of Robinson as printed by
Wilschut (1995). Without a polar pathway, hydrophilic substances come out ten to a thousand times too slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = float | Array

REFERENCE_KELVIN = 305.0
_DENSITY = 0.9087  # of a molecule's sphere, in units of A^3 per g/mol


class Molecule(NamedTuple):
    """What the equations need to know of a substance; scalars or arrays of one shape.

    ``mw`` in g/mol, ``log_kow`` of the neutral form, ``neutral`` the uncharged fraction (0-1), ``charge`` in
    elementary charges, ``kelvin`` the temperature of the skin.
    """

    mw: Number
    log_kow: Number
    neutral: Number = 1.0
    charge: Number = 0.0
    kelvin: Number = REFERENCE_KELVIN


def radius(mw: Number) -> Array:
    """Return the radius (nm) of a sphere of a molecule's volume, for a weight in g/mol (Mitragotri 2003)."""
    return np.cbrt(3.0 * _DENSITY * np.asarray(mw, dtype=np.float64) / (4.0 * np.pi)) / 10.0


def neutral_fraction(log_kow: float, log_d: float | None, charge: float | None) -> float:
    """Return the uncharged fraction from what is known of a substance.

    From the distribution coefficient where there is one; else a net charge stands for an ion at any pH; else
    the substance counts as neutral.
    """
    if log_d is not None:
        return float(min(1.0, 10.0 ** (log_d - log_kow)))
    return 0.0 if charge else 1.0


def potts_guy(molecule: Molecule, k: Mapping[str, Number]) -> Number:
    """Return log10 of the permeability (cm/h) after Potts and Guy (1992): one lipid pathway."""
    lipid = k["potts_guy_partition"] * molecule.log_kow - k["potts_guy_size"] * molecule.mw
    return k["potts_guy_intercept"] + lipid


def robinson(molecule: Molecule, k: Mapping[str, Number]) -> Number:
    """Return log10 of the permeability (cm/h) after Robinson as modified by Wilschut (1995)."""
    root = np.sqrt(molecule.mw)
    exponent = k["robinson_partition"] * molecule.log_kow - k["robinson_size"] * root
    lipid = 10.0 ** (k["robinson_intercept"] + exponent)
    return _series(lipid + k["robinson_polar"] / root, k["robinson_water"] / root)


def parallel(molecule: Molecule, k: Mapping[str, Number]) -> Number:
    """Return log10 of the permeability (cm/h) by the default; see the equations of this module.

    Parameters
    ----------
    molecule
        The substance.
    k
        Coefficients by the last part of their records' ids (``lipid_intercept``, ``kp_warming`` …).
    """
    skin, water, warm = lipid_and_polar(molecule, k)
    return _series(skin, water) + warm


def lipid_and_polar(molecule: Molecule, k: Mapping[str, Number]) -> tuple[Number, Number, Number]:
    """Return both pathways together and the watery layer (cm/h), and log10 of the factor of temperature."""
    lipid = 10.0 ** (
        k["lipid_intercept"] + k["lipid_partition"] * molecule.log_kow - k["lipid_size"] * molecule.mw
    )
    lipid = lipid * (molecule.neutral + (1.0 - molecule.neutral) * k["ion_floor"])
    water = 10.0 ** k["water_intercept"] / np.sqrt(molecule.mw)
    kelvin = molecule.kelvin
    warm = k["kp_warming"] * (kelvin - REFERENCE_KELVIN) / 10.0 * REFERENCE_KELVIN / kelvin
    return lipid + 10.0 ** polar_log(molecule, k), water, warm


def polar_log(molecule: Molecule, k: Mapping[str, Number]) -> Number:
    """Return log10 of the permeability (cm/h) of the polar pathway alone, at the reference temperature.

    Skin bears fixed negative charge, so cations pass more easily than anions; more than one charge counts as
    one, because nothing measured says more.
    """
    sign = np.clip(molecule.charge, -1.0, 1.0)
    size = k["polar_size"] * radius(molecule.mw) + 0.5 * np.log10(molecule.mw)
    return k["polar_intercept"] + k["polar_charge"] * sign - size


def _series(skin: Number, water: Number) -> Number:
    return -np.log10(1.0 / skin + 1.0 / water)
