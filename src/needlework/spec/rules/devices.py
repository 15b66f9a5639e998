"""Rules on devices and their settings: how dense, how deep, and what each kind has."""

from __future__ import annotations

import math
from typing import Any

from needlework.errors import InputError, shown
from needlework.spec.document import KeyPath
from needlework.spec.fields import catalogue, devices_set_by, sheet_devices, tissue_devices
from needlework.spec.names import signs_in
from needlework.spec.rules.tree import Note, parsed
from needlework.spec.spelling import meant
from needlework.spec.treatment import DENSE, NEEDLED, REACH, SETTINGS
from needlework.units import parse

_HOW_DENSE = (
    "say how dense in one way: density; or passes (a pen's with hand_speed and track); or time and area"
)
_SENSIBLE = (
    {"density"},
    {"coverage"},
    {"passes"},
    {"passes", "hand_speed", "track"},
    {"time", "area"},
)
_NEEDLES_ONLY = (
    "needles",
    "needle_diameter",
    "tip_length",
    "rate",
    "drum_diameter",
    "drum_width",
    "head_area",
)
_COLUMNS_ONLY = ("radius", "margin", "removed", "surface", "means")
_SET_FOR_ONE_KIND = (*REACH, *SETTINGS, *DENSE)


def check_density(path: KeyPath, block: dict[str, Any], note: Note) -> None:
    """Check that how dense and how deep are said in one way each."""
    signs = signs_in(block)
    given = {key for key in DENSE if block.get(key) is not None and key not in signs}
    if given and given - {"area"} and given not in _SENSIBLE and given - {"area"} not in _SENSIBLE[:4]:
        received = ", ".join(sorted(given))
        note((*path, min(given)), "one account of the density of punctures", received, _HOW_DENSE)
    if len(signs) > 1:
        note((*path, signs[1]), "one sign at which the operator stops", ", ".join(signs), "keep one of them")


def over(course: dict[str, Any], session: dict[str, Any]) -> dict[str, Any]:
    """Return a session over its course; another kind of device takes no setting of the course's."""
    own, whole = (_without_needles(block.get("device")) for block in (session, course))
    if "device" in session and own != whole:
        course = {key: value for key, value in course.items() if key not in _SET_FOR_ONE_KIND}
    return course | session


def _without_needles(device: object) -> bool:
    if isinstance(device, dict):
        return device.get("kind") not in NEEDLED
    return meant(device, "devices", catalogue("devices")) in tissue_devices()


def check_device(path: KeyPath, course: dict[str, Any], note: Note) -> None:
    """Check that a device has what its kind has, and that the course asks it for nothing else."""
    device = course.get("device")
    device = device if isinstance(device, dict) else {}
    kind = device.get("kind")
    foreign = {"columns": _NEEDLES_ONLY, "sheet": (*_NEEDLES_ONLY, "radius")}.get(str(kind), ())
    if kind in NEEDLED:
        foreign = _COLUMNS_ONLY
    for key in foreign:
        if device.get(key) is not None:
            note((*path, key), f"keys of a device of kind {shown(kind)}", f"the key '{key}'", "remove it")
    place = path[:-1]
    if kind == "columns" and device.get("radius") is None:
        note(path, "the key 'radius'", "nothing", "add it, for example 'radius: 60 um'")
    if kind == "sheet" or meant(course.get("device"), "devices", sheet_devices()) in sheet_devices():
        for key in ("density", "coverage", "passes"):
            if course.get(key) is not None:
                note((*place, key), "a depth and no density for a sheet", f"the key '{key}'", "remove it")
    for setting in SETTINGS:
        if course.get(setting) is not None and not _is_set_by(setting, course.get("device")):
            known = ", ".join(sorted(devices_set_by(setting)))
            step = f"remove it, or name a device: {known}"
            note((*place, setting), f"a device with a series for {setting}", "one without", step)
    if kind in ("columns", "sheet") and course.get("depth") is None:
        note(place, "the key 'depth' for columns or a sheet", "nothing", "add it, as in 'depth: 0.9 mm'")
    _check_crowding(place, course, device, note)
    _check_profile((*path, "radius"), device.get("radius"), note)
    if parsed(course.get("coverage"), "share") == 0.0:
        note((*place, "coverage"), "a coverage above 0 and up to 100 %", "0 %", "give the treated share")


def _is_set_by(setting: str, device: object) -> bool:
    """Return whether a device of the catalogue is set by energy or by strength; a misspelt one may be."""
    if isinstance(device, str):
        device = meant(device, "devices", catalogue("devices"))
        return device in devices_set_by(setting) or device not in catalogue("devices")
    return False


def _check_profile(path: KeyPath, radius: object, note: Note) -> None:
    """Check that radii by depth stand from the surface down."""
    if not isinstance(radius, list):
        return
    try:
        depths = [parse(pair[0], "length", "") for pair in radius]
    except (InputError, TypeError, IndexError):
        return
    if depths != sorted(set(depths)):
        note(
            path, "radii at increasing depths", shown(radius), "for example [[0 um, 60 um], [900 um, 20 um]]"
        )


def _check_crowding(place: KeyPath, course: dict[str, Any], device: dict[str, Any], note: Note) -> None:
    """Check that columns of a stated radius and density cover no more than the whole surface."""
    radius, density = parsed(device.get("radius"), "length"), parsed(course.get("density"), "density")
    if radius is None or density is None:
        return
    covered = math.pi * radius**2 * density
    if device.get("kind") == "columns" and covered > 1.0:
        step = f"give at most {1e8 / (math.pi * radius**2):.0f} per cm2"
        note((*place, "density"), "a coverage of at most 100 %", f"{100 * covered:.0f} %", step)
