"""Devices that leave columns or a sheet: how far a setting takes them, and the records they bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from needlework.evidence.distributions import Fixed
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec import DeviceSpec
from needlework.units import parse

Means = Literal["mechanical", "ablative", "coagulative", "radiofrequency", "chemical"]
COLUMNS, SHEET = "columns", "sheet"
WOUNDS = (COLUMNS, SHEET)  # kinds of device that are no needles
TISSUE = ("means", "removed", "surface", "series", "margin")  # keys of a device's file that describe one
_REMOVED = {"mechanical": 1.0, "ablative": 1.0, "chemical": 1.0, "coagulative": 0.0, "radiofrequency": 0.0}
_COVERED = ("coagulative", "radiofrequency")

_OF_SERIES = ("radius", "radius_exponent", "depth", "depth_exponent", "margin_exponent", "tip")
_DIMENSION = {"energy": "energy", "strength": "share"}


@dataclass(frozen=True, slots=True)
class Series:
    """A measured or assumed series from a setting to radius and depth: x = x_ref (s / s_ref)^exponent.

    Attributes
    ----------
    records
        Stem of the ids of its records: ``series.<stem>.radius`` and so on.
    per
        What is set: energy (mJ) or strength (share); None where nothing is.
    reference
        Setting at which the records hold.
    measured
        Ends of the settings that were measured.
    """

    records: str
    per: Literal["energy", "strength"] | None = None
    reference: float = 1.0
    measured: tuple[float, float] = (0.0, float("inf"))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Take a series from the file of a device."""
        per = record.get("per")
        if per is None:
            return cls(record["records"])
        setting = lambda text: parse(text, _DIMENSION[per], "series")  # noqa: E731
        low, high = (setting(end) for end in record["measured"])
        return cls(record["records"], per, setting(record["reference"]), (low, high))

    def outside(self, setting: float) -> bool:
        """Return whether a setting lies outside what was measured."""
        return not self.measured[0] <= setting <= self.measured[1]


@dataclass(frozen=True, slots=True)
class Tissue:
    """What a device of columns or a sheet does to tissue.

    Attributes
    ----------
    means
        How it injures.
    removed
        Share of what lies within the radius, or above the depth of a sheet, that is gone at once.
    surface
        open or covered.
    radius
        Stated radius (um), or (depth, radius) by depth; None where a series gives it.
    margin
        Stated margin (um), or the id of its record.
    series
        From a setting to radius and depth.
    """

    means: Means
    removed: float
    surface: Literal["open", "covered"]
    radius: float | tuple[tuple[float, float], ...] | None = None
    margin: float | str | None = None
    series: Series | None = None

    @property
    def knots(self) -> tuple[float, ...]:
        """Depths (um) at which radii are stated."""
        return tuple(d for d, _ in self.radius) if isinstance(self.radius, tuple) else (0.0,)

    def records(self) -> dict[str, Parameter]:
        """Return the records of what it leaves behind, by the name they have in a study's draws."""
        known = load_parameters()
        margin = f"injury.margin_{self.means}"
        found = {
            "margin": known[self.margin if isinstance(self.margin, str) else margin],
            "depth_cv": known["injury.depth_cv"],
        }
        if isinstance(self.margin, float):
            found["margin"] = stated(found["margin"], self.margin)
        stem = f"series.{self.series.records}." if self.series else None
        for name in _OF_SERIES:
            if stem and f"{stem}{name}" in known:
                found[name] = known[f"{stem}{name}"]
        return found


def tissue_of(record: Mapping[str, Any]) -> Tissue:
    """Take the tissue part of a device's file."""
    series = record.get("series")
    return Tissue(
        record["means"],
        parse(record["removed"], "share", "removed"),
        record["surface"],
        margin=record.get("margin"),
        series=Series.from_record(series) if series else None,
    )


def inline_tissue(spec: DeviceSpec) -> Tissue:
    """Take the tissue part of a device that a study describes.

    What it leaves out is as usual for its means: cores, ablated columns and peeled sheets are gone,
    coagulated ones stay; only these are covered.
    """
    means = spec.means or "mechanical"
    return Tissue(
        means,
        _REMOVED[means] if spec.removed is None else spec.removed,
        spec.surface or ("covered" if means in _COVERED else "open"),
        radius=tuple(spec.radius) if isinstance(spec.radius, list | tuple) else spec.radius,
        margin=spec.margin,
    )


def stated(prior: Parameter, value: float) -> Parameter:
    """Return the record of a figure that the study or device states."""
    known = {
        "basis": "definition",
        "source": None,
        "rationale": "stated for this device",
        "as_reported": None,
    }
    return replace(prior, value=value, distribution=Fixed(value), **known)
