"""The header of a table of substances: which column is which, and in which unit it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from needlework.errors import Fault, InputError, shown
from needlework.spec.fields import suggestion

REQUIRED = ("name", "mw", "log_kow")
OPTIONAL = ("log_d", "charge", "temperature")
KNOWN = (*REQUIRED, *OPTIONAL)
_JOINED = {name.replace("_", ""): name for name in KNOWN}
_ALSO = {  # as other programs name them; read where the column itself is absent
    "name": ("compound", "substance", "chemical", "drug", "solute", "permeant", "compound_name"),
    "mw": ("molecular_weight", "molecular_mass", "molar_mass", "mol_weight", "mol_wt", "molwt"),
    "log_kow": ("log_p", "logp", "log_pow", "logpow", "log_ko/w", "log_po/w", "xlogp", "clogp"),
    "log_d": ("logd7.4", "log_d7.4", "log_d_7.4"),
    "charge": ("net_charge", "formal_charge"),
    "temperature": ("temp", "skin_temperature"),
}
_UNITS: dict[str, Mapping[str, float | None]] = {  # factor to the unit used here; None where there is none
    "mw": {**dict.fromkeys(("g/mol", "gmol", "gmol-1", "da", "dalton", "daltons", "amu", "u"), 1.0),
           **dict.fromkeys(("kda", "kg/mol", "kgmol", "kgmol-1"), 1e3)},
    "temperature": {**dict.fromkeys(("c", "°c", "degc", "celsius", "k", "kelvin"), 1.0),
                    **dict.fromkeys(("f", "°f", "degf", "fahrenheit"))},
}  # fmt: skip
_ADVICE = {"mw": "give g/mol or kDa", "temperature": "give °C or K"}


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table by name, the factor to the unit used here, and how some were understood."""

    names: tuple[str, ...]
    factors: Mapping[str, float]
    read_as: tuple[str, ...]


def header_of(cells: Sequence[str], where: str) -> Header:
    """Return what a header says.

    Case, spaces and dashes do not count; a unit stands in brackets or behind the name.

    Raises
    ------
    InputError
        A needed column is missing, one stands twice, is misspelt, or is in a unit that is not known here.
    """
    parts = [_parts(cell) for cell in cells]
    names, told = _renamed([name for name, _ in parts])
    faults, factors = list(_faults(where, names)), dict[str, float]()
    for cell, name, (_, unit) in zip(cells, names, parts, strict=True):
        if not unit or name not in _UNITS:
            continue
        if unit not in _UNITS[name]:
            told.append(f"column {cell!r}: what stands behind its name is not used")
        elif (factor := _UNITS[name][unit]) is None:
            faults.append(Fault(f"{where} {name}", "a unit known here", shown(cell), _ADVICE[name]))
        else:
            factors[name] = factor
    if faults:
        raise InputError(faults)
    return Header(tuple(names), factors, tuple(told))


def _parts(cell: str) -> tuple[str, str]:
    """Return the name of a column and its unit, both in one spelling; no unit is an empty text."""
    inside = re.search(r"[(\[](.*?)[)\]]", cell)
    plain = re.sub(r"[(\[].*?[)\]]", "", cell).strip().casefold()
    words = re.sub(r"[\s_-]+", "_", plain).strip("_")
    name = _JOINED.get(words.replace("_", ""), words)
    if inside:
        return name, _unit(inside.group(1))
    for known, units in _UNITS.items():
        if words.startswith(f"{known}_") and (unit := _unit(words.removeprefix(f"{known}_"))) in units:
            return known, unit
    return name, ""


def factor_of(column: str, unit: str) -> float | None:
    """Return the factor from a unit to that used here; None where the column has no such unit."""
    return _UNITS.get(column, {}).get(_unit(unit))


def _unit(text: str) -> str:
    return re.sub(r"[\s_^*·.]+|per", "", text.casefold().replace("⁻¹", "-1").replace("−", "-"))


def _renamed(names: list[str]) -> tuple[list[str], list[str]]:
    """Return the names with those of other programs in their place, and what was read as what."""
    found, told = list(names), list[str]()
    for known, others in _ALSO.items():
        if known in found:
            continue
        at = next((i for i, name in enumerate(found) if name in others), None)
        if at is not None:
            told.append(f"column {found[at]!r} is read as {known!r}")
            found[at] = known
    return found, told


def _faults(where: str, columns: list[str]) -> Iterator[Fault]:
    for column in sorted({c for c in columns if c in KNOWN and columns.count(c) > 1}):
        yield Fault(f"{where} {column}", "each column once", "it twice", "remove one of them")
    for column in REQUIRED:
        if column in columns:
            continue
        others = [c for c in columns if c not in KNOWN]
        near = suggestion(column, others)
        advice = f"is it {shown(near)}?" if near else "add it"
        yield Fault(where, f"the column '{column}'", ", ".join(columns), advice)
    for column in columns:
        if column not in KNOWN and (near := suggestion(column, OPTIONAL)) and near not in columns:
            yield Fault(f"{where} {column}", "a known column", shown(column), f"did you mean '{near}'?")
