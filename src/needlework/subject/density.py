"""How many punctures a session makes per area: geometry of a drum or head, or strokes over a moving hand.

These stand beside the devices and not with the mechanisms, because a course needs them and knows no
mechanism.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from needlework.evidence.distributions import Lognormal
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec import CourseSpec
from needlework.subject.device import Device

DensityFrom = Literal["stated", "geometry", "rate", "prior per pass", "prior of the drum", "prior"]

_UM_A_MM = 1e3
_UM2_A_CM2 = 1e8


def density_of(spec: CourseSpec, device: Device) -> tuple[float | None, DensityFrom, Parameter | None]:
    """Return punctures per um², where they come from, and the record to draw from where they are not known.

    Each class of device has its own account: a pen's is its rate over a moving hand whatever else is
    described, a roller's is its drum, a stamp's its head.
    """
    if spec.density is not None:
        return spec.density, "stated", None
    moved = _strokes(spec, device)
    if device.kind == "roller" and device.needles is not None and spec.passes is not None:
        return _drum(device.needles, device, spec.passes)
    if device.kind == "stamp" and device.needles is not None and spec.passes and device.head_area:
        return head_density(device.needles, device.head_area, spec.passes), "geometry", None
    if moved is not None:
        return moved, "rate", None
    parameters = load_parameters()
    if device.kind == "pen" and spec.passes is not None:
        one = parameters["penetration.density_per_pen_pass"]
        return None, "prior per pass", _scaled(one, spec.passes)
    return None, "prior", parameters["penetration.density_unreported"]


def _strokes(spec: CourseSpec, device: Device) -> float | None:
    """Return punctures per um² from the rate of a device, None where an account is not complete."""
    if device.kind == "roller" or device.needles is None or device.rate is None:
        return None
    if spec.time is not None and spec.area is not None:
        return timed_density(device.needles, device.rate, spec.time, spec.area)
    if spec.passes is not None and spec.hand_speed is not None and spec.track is not None:
        return moving_density(device.needles, device.rate, spec.hand_speed, spec.track, spec.passes)
    return None


def _drum(needles: int, device: Device, passes: int) -> tuple[float | None, DensityFrom, Parameter | None]:
    """Return the density of a drum; of one whose measures are not all stated, a prior of them."""
    if device.drum_diameter and device.drum_width:
        return drum_density(needles, device.drum_diameter, device.drum_width, passes), "geometry", None
    parameters = load_parameters()
    unstated = [
        parameters[f"device.{name}"]
        for name in ("drum_diameter", "drum_width")
        if getattr(device, name) is None
    ]
    diameter = device.drum_diameter or parameters["device.drum_diameter"].value
    width = device.drum_width or parameters["device.drum_width"].value
    value = drum_density(needles, diameter, width, passes)
    spread = math.exp(math.hypot(*(math.log(_gsd(p)) for p in unstated)))
    prior = replace(
        parameters["penetration.density_unreported"],
        value=value,
        distribution=Lognormal(value, spread),
        meaning="Punctures per area of a roller whose drum is described in part.",
        rationale=" ".join(p.rationale or "" for p in unstated),
        as_reported=None,
        source=None,
    )
    return None, "prior of the drum", prior


def _gsd(prior: Parameter) -> float:
    if not isinstance(prior.distribution, Lognormal):
        raise TypeError(f"{prior.id} must be lognormal")
    return prior.distribution.gsd


def _scaled(prior: Parameter, passes: int) -> Parameter:
    """Return the record of several passes of a lognormal density of one."""
    value = passes * prior.value
    return replace(prior, value=value, distribution=Lognormal(value, _gsd(prior)))


def drum_density(needles: int, diameter_um: float, width_um: float, passes: float) -> float:
    """Return punctures per um² of a roller, whose needles all enter once in a turn of the drum."""
    return passes * needles / (math.pi * diameter_um * width_um)


def head_density(needles: int, area_cm2: float, passes: float) -> float:
    """Return punctures per um² of a stamp whose head covers the skin once a pass."""
    return passes * needles / (area_cm2 * _UM2_A_CM2)


def moving_density(needles: int, rate_hz: float, speed_mm_s: float, track_um: float, passes: float) -> float:
    """Return punctures per um² of a pen that moves at a speed over tracks of a width."""
    return passes * needles * rate_hz / (speed_mm_s * _UM_A_MM * track_um)


def timed_density(needles: int, rate_hz: float, days: float, area_cm2: float) -> float:
    """Return punctures per um² of a pen that works for a time on an area."""
    return needles * rate_hz * days * 86400.0 / (area_cm2 * _UM2_A_CM2)
