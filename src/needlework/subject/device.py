"""Needling devices: geometry, drive, label, and how deep they are thought to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from needlework.errors import Fault, InputError
from needlework.evidence.distributions import Fixed
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec import DeviceSpec
from needlework.subject.catalogue import entry
from needlework.units import parse

_NOT_YET = ("columns", "sheet")
_DIMENSIONS = {
    "needle_diameter": "length",
    "needle_length": "length",
    "tip_length": "length",
    "drum_diameter": "length",
    "drum_width": "length",
    "labelled_depth": "length",
    "rate": "frequency",
    "head_area": "area",
}


@dataclass(frozen=True, slots=True)
class Device:
    """A device; None where neither the catalogue nor the study says.

    Lengths in um, rate in Hz, area in cm². ``kind`` is pen, roller, stamp or, for an unreported device,
    unreported. ``penetration`` holds the records of what its needles leave behind: share (of the dial),
    base_radius, tip_length, rho, margin and channel_cv.
    """

    key: str | None
    title: str
    kind: str
    needles: int | None = None
    needle_diameter: float | None = None
    needle_length: float | None = None
    tip_length: float | None = None
    rate: float | None = None
    drum_diameter: float | None = None
    drum_width: float | None = None
    head_area: float | None = None
    labelled_depth: float | None = None
    dial: tuple[float, float] | None = None
    single_use: bool | None = None
    sterile: bool | None = None
    home: bool = False
    generic: bool = False
    maker: str | None = None
    label: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None
    penetration: Mapping[str, Parameter] = field(default_factory=dict)

    @classmethod
    def resolve(cls, spec: str | DeviceSpec | None) -> Self:
        """Look a device up in the catalogue, or take an inline description, or the unreported device.

        Raises
        ------
        InputError
            A key that is not in the catalogue, or a kind whose injury is not yet simulated.
        """
        if isinstance(spec, DeviceSpec) and spec.kind in _NOT_YET:
            received = f"a device of kind {spec.kind!r}"
            raise InputError(
                [Fault("course.device.kind", "pen, roller or stamp", received, "it is not yet simulated")]
            )
        if spec is None:
            return cls._with_penetration(key=None, title="Device not reported", kind="unreported")
        if isinstance(spec, str):
            return cls._with_penetration(key=spec, **_canonical(entry("devices", spec)))
        given = {name: getattr(spec, name) for name in type(spec).model_fields if name in cls.__slots__}
        return cls._with_penetration(
            key=None, title=f"{spec.kind.capitalize()}, described in the study", **given
        )

    @property
    def regular(self) -> bool:
        """Whether needles of one impression never meet (a stamp)."""
        return self.kind == "stamp"

    @classmethod
    def _with_penetration(cls, **fields: Any) -> Self:
        device = cls(**fields)
        return replace(device, penetration=_penetration(device))


def _canonical(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a catalogue entry in canonical units."""
    fields = {
        name: parse(value, _DIMENSIONS[name], name) if name in _DIMENSIONS else value
        for name, value in record.items()
        if name not in ("dial", "sources")
    }
    low, high = (parse(end, "length", "dial") for end in record["dial"]) if "dial" in record else (None, None)
    dial = None if low is None or high is None else (low, high)
    return {**fields, "dial": dial, "sources": tuple(record["sources"])}


def _penetration(device: Device) -> dict[str, Parameter]:
    parameters = load_parameters()
    kind = "pen" if device.kind == "unreported" else device.kind
    radius, tip = parameters[f"penetration.base_radius_{kind}"], parameters[f"penetration.tip_length_{kind}"]
    if device.needle_diameter is not None:
        radius = _known(radius, device.needle_diameter / 2.0)
    if device.tip_length is not None:
        tip = _known(tip, device.tip_length)
    return {
        "share": parameters[f"penetration.share_{device.kind}"],
        "base_radius": radius,
        "tip_length": tip,
        "rho": parameters["penetration.rho"],
        "margin": parameters["penetration.margin"],
        "channel_cv": parameters["penetration.channel_cv"],
    }


def _known(prior: Parameter, value: float) -> Parameter:
    """Return the record of a figure that the device states."""
    stated = {
        "basis": "definition",
        "source": None,
        "rationale": "stated for this device",
        "as_reported": None,
    }
    return replace(prior, value=value, distribution=Fixed(value), **stated)
