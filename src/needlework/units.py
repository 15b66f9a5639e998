"""Quantities with units at the border: text in, plain numbers in canonical units out, and back.

Inside the program every quantity is a float64 in its dimension's canonical unit; this table is the only place
where a unit is spelled.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from needlework.errors import Fault, InputError, shown

_NUMBER = re.compile(
    r"([+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)"  # the number; possessive, so never slow
    r"((?:\s|(?=[A-Za-zµ%/])).*)?",  # its unit, after a space or at once
    re.ASCII | re.DOTALL,
)
_INCH = ('"', "i", "″", "”")
_INCHES = re.compile(
    r"(\d*\.?\d+)(?:/(\d+))?\s*(\"|″|”|in|inch|inches|mil|mils|thou|thousandths)\.?", re.ASCII
)
_SPELLINGS = str.maketrans(
    {"²": "2", "μ": "µ", "\u00a0": " ", "\u202f": " "}
)  # Greek mu becomes the micro sign


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `names` (plural, singular, further spellings); canonical value = number × times ÷ over."""

    names: tuple[str, ...]
    times: float = 1.0
    over: float = 1.0


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a quantity measures: its name in sentences, examples, largest sensible value, and units."""

    noun: str
    examples: tuple[str, ...]
    most: float
    units: tuple[Unit, ...]


_DAYS_A_YEAR = 365.25
_UM2_A_CM2 = 1e8
_UM2_A_MM2 = 1e6

DIMENSIONS: dict[str, Dimension] = {
    "length": Dimension(
        "a length",
        ("1.5 mm", "800 um"),
        1e5,
        (
            Unit(("mm", "mm", "millimetre", "millimetres", "millimeter", "millimeters"), 1e3),
            Unit(
                (
                    "um",
                    "um",
                    "µm",
                    "micrometre",
                    "micrometres",
                    "micrometer",
                    "micrometers",
                    "micron",
                    "microns",
                )
            ),
            Unit(("cm", "cm", "centimetre", "centimetres", "centimeter", "centimeters"), 1e4),
        ),
    ),
    "time": Dimension(
        "a time",
        ("4 weeks", "28 days", "30 minutes"),
        120 * _DAYS_A_YEAR,
        (
            Unit(("days", "day", "d")),
            Unit(("weeks", "week", "wk", "wks"), 7.0),
            Unit(("months", "month", "mo", "mos"), _DAYS_A_YEAR, 12.0),
            Unit(("years", "year", "y", "yr", "yrs"), _DAYS_A_YEAR),
            Unit(("hours", "hour", "h", "hr", "hrs"), 1.0, 24.0),
            Unit(("minutes", "minute", "min", "mins"), 1.0, 1440.0),
        ),
    ),
    "age": Dimension(
        "an age",
        ("32 years",),
        120.0,
        (
            Unit(("years", "year", "y", "yr", "yrs")),
            Unit(("months", "month", "mo", "mos"), 1.0, 12.0),
            Unit(("weeks", "week", "wk", "wks"), 7.0, _DAYS_A_YEAR),
            Unit(("days", "day", "d"), 1.0, _DAYS_A_YEAR),
        ),
    ),
    "density": Dimension(
        "a number of punctures per area",
        ("250 per cm2", "2.5 per mm2"),
        1e-2,
        (
            Unit(
                (
                    "per cm2",
                    "per cm2",
                    "/cm2",
                    "1/cm2",
                    "1 / cm2",
                    "cm-2",
                    "per cm^2",
                    "per square cm",
                    "per sq cm",
                    "/sq cm",
                ),
                1.0,
                _UM2_A_CM2,
            ),
            Unit(
                ("per mm2", "per mm2", "/mm2", "1/mm2", "1 / mm2", "mm-2", "per mm^2"),
                1.0,
                _UM2_A_MM2,
            ),
            Unit(("per um2", "per um2")),
        ),
    ),
    "frequency": Dimension(
        "a rate of strokes",
        ("90 Hz", "7000 per minute"),
        1e4,
        (
            Unit(("Hz", "Hz", "1/s", "/s", "per second", "per s")),
            Unit(("per minute", "per minute", "rpm", "/min", "1/min", "per min"), 1.0, 60.0),
        ),
    ),
    "energy": Dimension(
        "an energy per pulse",
        ("16 mJ",),
        1e4,
        (Unit(("mJ", "mJ", "millijoule", "millijoules")), Unit(("J", "J", "joule", "joules"), 1e3)),
    ),
    "share": Dimension(
        "a percentage", ("15 %",), 1.0, (Unit(("%", "%", "percent", "per cent"), 1.0, 100.0),)
    ),
    "dose": Dimension(
        "a mass per area",
        ("2 mg/cm2",),
        1e5,
        (
            Unit(("mg/cm2", "mg/cm2", "mg per cm2", "mg/cm^2")),
            Unit(("ug/cm2", "ug/cm2", "µg/cm2", "ug per cm2"), 1.0, 1e3),
            Unit(("g/m2", "g/m2", "g per m2"), 1.0, 10.0),
        ),
    ),
    "speed": Dimension(
        "a speed",
        ("20 mm/s", "2 cm/s"),
        1e3,
        (
            Unit(("mm/s", "mm/s", "mm per second", "mm/sec")),
            Unit(("cm/s", "cm/s", "cm per second", "cm/sec"), 10.0),
        ),
    ),
    "area": Dimension(
        "an area",
        ("100 cm2",),
        2e4,
        (Unit(("cm2", "cm2", "cm^2")), Unit(("mm2", "mm2", "mm^2"), 1.0, 100.0)),
    ),
}


def parse(text: object, dimension: str, where: str) -> float:
    """Read a quantity such as ``"1.5 mm"`` into the canonical unit of its dimension.

    Parameters
    ----------
    text
        What the user wrote; a bare number is refused, because its unit would be a guess.
    dimension
        A key of `DIMENSIONS`: length (um), time (day), age (years), density (1/um2), frequency (Hz),
        share (fraction), dose (mg/cm2), speed (mm/s), energy (mJ) or area (cm2).
    where
        File and line, or parameter, for the error.

    Raises
    ------
    InputError
        No unit, an unknown unit, or a value that is negative, not finite or beyond any use.
    """
    kind = DIMENSIONS[dimension]
    if not isinstance(text, str):
        received = f"{shown(text)} without a unit" if _is_number(text) else shown(text)
        raise _refusal(kind, where, received, f"write it with its unit, for example '{kind.examples[0]}'")
    match = _NUMBER.fullmatch(text.strip().translate(_SPELLINGS))
    if match is None:
        raise _refusal(
            kind, where, shown(text), _advice(text, kind) or f"write for example '{kind.examples[0]}'"
        )
    number, name = float(match[1]), (match[2] or "").strip()
    unit = _named(kind, name)
    if unit is None:
        received = f"{shown(text)} without a unit" if not name else shown(text)
        units = ", ".join(u.names[0] for u in kind.units)
        raise _refusal(kind, where, received, _advice(text, kind) or f"use one of these units: {units}")
    value = number * unit.times / unit.over
    if not math.isfinite(value) or not 0.0 <= value <= kind.most:
        limit = f"between 0 and {render(kind.most, dimension)}"
        raise _refusal(kind, where, shown(text), f"give a value {limit}")
    return value + 0.0  # -0.0 becomes 0.0


def render(value: float, dimension: str) -> str:
    """Write a canonical value as text in the plainest unit.

    `parse` reads it back: to the same number if up to 14 digits describe it, to rounding otherwise.
    """
    kind = DIMENSIONS[dimension]
    texts = [_written(value, unit) for unit in kind.units if _survives(value, unit)]
    if not texts:
        unit = kind.units[0]
        return f"{value * unit.over / unit.times!r} {unit.names[0]}"
    return min(texts, key=lambda text: (0.0 < float(text.split()[0]) < 1.0, len(text)))


def _digits(value: float, unit: Unit) -> str:
    return f"{value * unit.over / unit.times:.14g}"


def _survives(value: float, unit: Unit) -> bool:
    return float(_digits(value, unit)) * unit.times / unit.over == value


def _written(value: float, unit: Unit) -> str:
    digits = _digits(value, unit)
    return f"{digits} {unit.names[1 if digits == '1' else 0]}"


def _named(kind: Dimension, name: str) -> Unit | None:
    folded = " ".join(name.casefold().split())
    return next((unit for unit in kind.units if folded in map(str.casefold, unit.names)), None)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refusal(kind: Dimension, where: str, received: str, next_step: str) -> InputError:
    examples = " or ".join(f"'{example}'" for example in kind.examples)
    return InputError([Fault(where, f"{kind.noun} such as {examples}", received, next_step)])


def _advice(text: str, kind: Dimension) -> str | None:
    if len(text) > 60:
        return None  # no quantity, and searching it would take long
    if re.search(r"\d,\d{3}(?!\d)", text):
        return "drop the comma"
    if re.search(r"\d\.\d{3}[.,]\d", text) or re.search(r"\d[\s'’]\d{3}(?!\d)", text):
        return "write the number without marks between its thousands"
    if re.search(r"\d,\d", text):
        return "write a decimal point instead of the comma"
    if re.search(r"±|\+/-", text):
        return "give the mean alone; how people of a group differ goes into 'population'"
    if re.search(r"\d\s*(-|–|to)\s*\d", text):
        return "give one value, or leave the key out if it is not known"
    return _imperial(text) if kind.noun == "a length" else _within(text, kind)


def _imperial(text: str) -> str | None:
    """Return what a length in inches or thousandths of one is in mm."""
    match = _INCHES.fullmatch(text.strip())
    if match is None:
        return _within(text, DIMENSIONS["length"])
    number = float(match[1]) / float(match[2] or 1)
    return f"write '{number * (25.4 if match[3][0] in _INCH else 0.0254):.4g} mm'"


def _within(text: str, kind: Dimension) -> str | None:
    """Return the quantity that stands among other words: "about 1.5 mm", "2 mm max"."""
    names = sorted((re.escape(name) for unit in kind.units for name in unit.names), key=len, reverse=True)
    found = re.findall(rf"\d+(?:\.\d+)? ?(?:{'|'.join(names)})(?![A-Za-z0-9])", text.translate(_SPELLINGS))
    return f"write '{found[0]}' alone" if len(found) == 1 and found[0] != text else None
