"""Permeability of intact skin to any substance from its weight and log Kow, with an interval and a flag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from needlework.evidence.parameters import Parameter, load_parameters
from needlework.mechanism.permeability import REFERENCE_KELVIN, Molecule, neutral_fraction, parallel

LEVEL = 0.9
_PREFIX = "delivery."
_DOMAIN = (("mw", "weight", "g/mol"), ("log_kow", "log_kow", ""), ("kelvin", "kelvin", "K"))


@dataclass(frozen=True, slots=True)
class Substance:
    """What is known of a substance: weight (g/mol), net charge, temperature of the skin (K).

    ``log_d`` is the distribution coefficient at the pH of the vehicle; it tells how much is uncharged.
    """

    name: str
    mw: float
    log_kow: float
    log_d: float | None = None
    charge: float | None = None
    kelvin: float = REFERENCE_KELVIN


@dataclass(frozen=True, slots=True)
class Prediction:
    """Permeability of one substance, log10 of cm/h: centre, 90 % interval of one laboratory's figure.

    ``outside`` says in words in which respects the substance lies outside the data; empty within them.
    """

    name: str
    log10_kp: float
    interval: tuple[float, float]
    outside: tuple[str, ...]

    @property
    def in_domain(self) -> bool:
        """Return whether the substance is of the kind that was measured."""
        return not self.outside


@cache
def records() -> MappingProxyType[str, Parameter]:
    """Return the records of this room by the last part of their ids."""
    found = load_parameters().select("delivery.")
    return MappingProxyType({key.removeprefix(_PREFIX): record for key, record in found.items()})


@cache
def coefficients() -> MappingProxyType[str, float]:
    """Return the central values of the records of this room."""
    return MappingProxyType({key: record.value for key, record in records().items()})


def predict(substance: Substance) -> Prediction:
    """Return the permeability of intact skin to a substance in water.

    Parameters
    ----------
    substance
        Its properties, within the permitted ranges.

    Returns
    -------
    Prediction
        The interval holds the error of the equation against sources that it had not seen, its growth beyond
        the data and, for ions, what is not known of how they pass lipids.
    """
    k = coefficients()
    neutral = neutral_fraction(substance.log_kow, substance.log_d, substance.charge)
    molecule = Molecule(substance.mw, substance.log_kow, neutral, substance.charge or 0.0, substance.kelvin)
    centre = float(parallel(molecule, k))
    error = error_of(substance) ** 2 + _ion_error(molecule) ** 2
    half = float(np.sqrt(error)) * _z()
    return Prediction(substance.name, centre, (centre - half, centre + half), outside(substance))


def error_of(substance: Substance) -> float:
    """Return the standard deviation of the equation's error (log10), wider beyond the data."""
    steps = {"mw": lambda x: np.log10(x), "log_kow": lambda x: x, "kelvin": lambda x: x / 10.0}
    beyond = 0.0
    for name, record, _ in _DOMAIN:
        value, (low, high) = steps[name](getattr(substance, name)), map(steps[name], _edges(record))
        beyond += max(low - value, value - high, 0.0)
    return spread("kp_error") + coefficients()["kp_extrapolation"] * beyond


def outside(substance: Substance) -> tuple[str, ...]:
    """Return in which respects a substance lies outside the data behind the equation."""
    words = []
    for name, record, unit in _DOMAIN:
        value, (low, high) = getattr(substance, name), _edges(record)
        if not low <= value <= high:
            words.append(f"{name} {value:g} is outside the data ({low:g} to {high:g}{unit and ' ' + unit})")
    return tuple(words)


def spread(name: str) -> float:
    """Return the standard deviation of a normal record of this room, from its central 68 %."""
    low, high = records()[name].distribution.interval(0.6827)
    return (high - low) / 2.0


def _edges(record: str) -> tuple[float, float]:
    k = coefficients()
    return k[f"domain_{record}_low"], k[f"domain_{record}_high"]


def _ion_error(molecule: Molecule) -> float:
    """Return the standard deviation (log10) that the unknown permeability of ions in lipids adds."""
    k, floor = coefficients(), records()["ion_floor"]
    low, high = (
        float(parallel(molecule, {**k, "ion_floor": end})) for end in floor.distribution.interval(0.6827)
    )
    return (high - low) / 2.0


def _z() -> float:
    from needlework.numerics.quantiles import normal_ppf

    return float(normal_ppf(np.array([0.5 + LEVEL / 2.0]))[0])
