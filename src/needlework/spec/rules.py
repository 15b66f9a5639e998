"""Rules that involve several keys, checked on plain values so that they are reported with everything else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, get_args

from needlework.errors import Fault, InputError, shown
from needlework.spec.blocks import Kind
from needlework.spec.document import Document, KeyPath
from needlework.spec.fields import (
    catalogue,
    devices_set_by,
    off_scale,
    scale_meant,
    scales,
    sheet_devices,
    tissue_devices,
)
from needlework.spec.names import is_known, nearest, product_id, signs_in
from needlework.spec.others import computed_others
from needlework.spec.scale_advice import scale_advice
from needlework.spec.spelling import meant
from needlework.spec.values import as_day
from needlework.units import parse

_HOW_DENSE = (
    "say how dense in one way: density; or passes (a pen's with hand_speed and track); or time and area"
)
_DENSE = ("density", "coverage", "passes", "hand_speed", "track", "time", "area")
_SENSIBLE = (
    {"density"},
    {"coverage"},
    {"passes"},
    {"passes", "hand_speed", "track"},
    {"time", "area"},
)
_NO_ENERGY = ("pen", "roller", "stamp")
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

_Note = Callable[[KeyPath, str, str, str], None]
_RAISED = {"hypertrophic_scar", "surgical_scar"}


def rule_faults(document: Document) -> list[Fault]:
    """Return the faults of a file against the rules that involve several keys."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    skin, course = _block(tree, "skin"), _block(tree, "course")
    faults: list[Fault] = []

    def note(path: KeyPath, expected: str, received: str, next_step: str) -> None:
        faults.append(Fault(document.where(path), expected, received, next_step))

    for path, concern in _concerns(tree):
        _check_concern(path, concern, note)
        _check_since(path, concern, skin, note)
    _check_kinds(("skin",), skin, note)
    if isinstance(tree.get("course"), dict):
        _check_times(("course",), course, note)
        _check_place(("course",), course, note)
        _check_device(("course", "device"), course, note)
        _check_list(("course",), course, note)
        _check_topicals(("course",), course, note)
    _check_zones(tree, note)
    _check_group(tree, note)
    return faults


def _block(tree: dict[str, Any], key: str) -> dict[str, Any]:
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def _blocks(tree: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the blocks of a list with their places in it."""
    listed = tree.get(key)
    return [(i, v) for i, v in enumerate(listed) if isinstance(v, dict)] if isinstance(listed, list) else []


def _concerns(tree: dict[str, Any]) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Yield every concern of a file with its path."""
    skin = _block(tree, "skin")
    if isinstance(skin.get("concern"), dict):
        yield ("skin", "concern"), skin["concern"]
    for i, concern in _blocks(skin, "concern"):
        yield ("skin", "concern", i), concern
    for i, zone in _blocks(tree, "zones"):
        yield ("zones", i, "concern"), _block(zone, "concern")
        for k, concern in _blocks(zone, "concern"):
            yield ("zones", i, "concern", k), concern


def _kind(concern: dict[str, Any]) -> Any:
    """Return the kind of a concern, written in any spelling."""
    return meant(concern.get("kind"), "kinds", get_args(Kind))


def _check_concern(path: KeyPath, concern: dict[str, Any], note: _Note) -> None:
    kind = _kind(concern)
    if concern.get("morphology") is not None and kind != "atrophic_scar":
        note(
            (*path, "morphology"),
            "a morphology for atrophic_scar only",
            f"kind {shown(kind)}",
            "remove the key",
        )
    baseline = _block(concern, "baseline")
    if isinstance(kind, str) and kind in get_args(Kind):
        _check_scale((*path, "baseline"), baseline, "value", (kind,), note)


def _check_since(path: KeyPath, concern: dict[str, Any], skin: dict[str, Any], note: _Note) -> None:
    """Check that a scar is no older than the person."""
    since, age = (_years(block.get("age")) for block in (concern, skin))
    if since is not None and age is not None and since > age:
        received = f"{shown(concern['age'])} in a person of {shown(skin['age'])}"
        note((*path, "age"), "a concern no older than the person", received, "correct one of them")


def _years(text: object) -> float | None:
    try:
        return parse(text, "age", "")
    except InputError:
        return None  # said by the field itself


def _check_scale(path: KeyPath, block: dict[str, Any], key: str, kinds: tuple[str, ...], note: _Note) -> None:
    """Check that concerns are rated on a scale, and that a value or a mean lies on it."""
    named, known = block.get("scale"), [name for kind in kinds for name in scales(kind)]
    scale = scale_meant(named) if isinstance(named, str) else None
    if scale is not None and scale not in known:
        expected = f"a scale for {', '.join(map(shown, kinds))}: {', '.join(known) or 'none'}"
        note((*path, "scale"), expected, shown(named), scale_advice(str(named), kinds[0]))
    elif expected := off_scale(block.get(key), scale or (known[0] if key == "mean" else None)):
        note((*path, key), expected, shown(block.get(key)), "correct it, or name another scale")
    elif key == "value" and block.get(key) == 0 and set(kinds) & _RAISED:
        note((*path, key), "a score above 0: 0 is skin without a raised scar", "0", "correct it")


def _check_kinds(place: KeyPath, skin: dict[str, Any], note: _Note) -> None:
    """Two concerns in one skin are of two kinds: each is rated on scales of its own."""
    seen: set[object] = set()
    for i, concern in _blocks(skin, "concern"):
        kind = _kind(concern)
        if isinstance(kind, str) and kind in seen:
            path = (*place, "concern", i, "kind")
            note(path, "each kind of concern once", f"{shown(kind)} again", "use zones for several places")
        seen.add(kind if isinstance(kind, str) else i)


def _check_times(path: KeyPath, course: dict[str, Any], note: _Note) -> None:
    sessions, interval, days = (course.get(key) for key in ("sessions", "interval", "days"))
    if days is None and sessions is None and path == ("course",):
        note(path, "'sessions' or 'days'", "neither", "add 'sessions: 4' (0 is the untreated course)")
    if days is not None:
        for key in ("sessions", "interval"):
            if course.get(key) is not None:
                expected = "either 'days' or 'sessions' with 'interval'"
                note((*path, key), expected, "both", f"remove '{key}'")
        for steps, received in _disorder(days):
            step = "for example 'days: [0, 28, 60]'"
            note((*path, *steps), "days from the first session, in order, from 0", received, step)
    elif interval is None and isinstance(sessions, int) and sessions > 1:
        note(path, "the key 'interval' for several sessions", "nothing", "add 'interval: 4 weeks'")
    elif interval is not None and isinstance(sessions, list):
        note((*path, "interval"), "sessions that state their days", "an interval, too", "remove 'interval'")


def _disorder(days: object) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(days, list) or not all(isinstance(day, int | float) for day in days):
        return  # the type is reported by the schema
    if days and days[0] != 0:
        yield ("days", 0), shown(days[0])
    for index in range(1, len(days)):
        if not days[index] > days[index - 1]:
            yield ("days", index), f"{shown(days[index])} after {shown(days[index - 1])}"


def _check_list(path: KeyPath, course: dict[str, Any], note: _Note) -> None:
    """Check sessions that are given one by one: in order, the first needled one on day 0."""
    listed = course.get("sessions")
    if isinstance(listed, list) and listed and all(isinstance(s, int | float | str) for s in listed):
        step = f"for example 'days: {[0, 28, 56]}', or 'sessions: [{{day: 0}}, {{day: 28}}]'"
        note((*path, "sessions"), "sessions as blocks", shown(listed), step)
    last: float | None = None
    for i, session in (
        _blocks({"sessions": computed_others(listed)}, "sessions") if isinstance(listed, list) else ()
    ):
        here = (*path, "sessions", i)
        if session.get("other") is not None:
            for key in sorted(set(session) - {"day", "other"}):
                note((*here, key), "'day' and 'other' only", f"the key {shown(key)}", f"remove '{key}'")
            continue
        _check_place(here, session, note)
        _check_device((*here, "device"), _over(course, session), note)
        _check_topicals(here, session, note)
        if (day := as_day(session.get("day"))) is not None:
            _check_order((*here, "day"), day, last, note)
            last = day


def _check_order(path: KeyPath, day: float, last: float | None, note: _Note) -> None:
    expected = "needled sessions in order, the first on day 0"
    if last is None and day != 0:
        before = (
            "count days from it; what is done before it stands below 0, as in '{day: -14, other: subcision}'"
        )
        note(path, expected, f"the first on day {day:g}", before)
    elif last is not None and day <= last:
        note(path, expected, f"day {day:g} after day {last:g}", "one session a day, in order")


def _over(course: dict[str, Any], session: dict[str, Any]) -> dict[str, Any]:
    """Return a session over its course; another kind of device takes no setting of the course's."""
    own, whole = (_without_needles(block.get("device")) for block in (session, course))
    if "device" in session and own != whole:
        course = {key: value for key, value in course.items() if key not in _SET_FOR_ONE_KIND}
    return course | session


_SET_FOR_ONE_KIND = ("depth", "endpoint", "energy", "strength", *_DENSE)


def _without_needles(device: object) -> bool:
    if isinstance(device, dict):
        return device.get("kind") not in _NO_ENERGY
    return meant(device, "devices", catalogue("devices")) in tissue_devices()


def _check_place(path: KeyPath, block: dict[str, Any], note: _Note) -> None:
    """Check that how dense and how deep are said in one way each."""
    signs = signs_in(block)
    given = {key for key in _DENSE if block.get(key) is not None and key not in signs}
    if given and given - {"area"} and given not in _SENSIBLE and given - {"area"} not in _SENSIBLE[:4]:
        received = ", ".join(sorted(given))
        note((*path, min(given)), "one account of the density of punctures", received, _HOW_DENSE)
    if len(signs) > 1:
        note((*path, signs[1]), "one sign at which the operator stops", ", ".join(signs), "keep one of them")


def _check_device(path: KeyPath, course: dict[str, Any], note: _Note) -> None:
    """Check that a device has what its kind has, and that the course asks it for nothing else."""
    device = course.get("device")
    device = device if isinstance(device, dict) else {}
    kind = device.get("kind")
    foreign = {"columns": _NEEDLES_ONLY, "sheet": (*_NEEDLES_ONLY, "radius")}.get(str(kind), ())
    if kind in _NO_ENERGY:
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
    for setting in ("energy", "strength"):
        if course.get(setting) is not None and not _is_set_by(setting, course.get("device")):
            known = ", ".join(sorted(devices_set_by(setting)))
            step = f"remove it, or name a device: {known}"
            note((*place, setting), f"a device with a series for {setting}", "one without", step)
    if kind in ("columns", "sheet") and course.get("depth") is None:
        note(place, "the key 'depth' for columns or a sheet", "nothing", "add it, as in 'depth: 0.9 mm'")
    _check_crowding(place, course, device, note)
    _check_profile((*path, "radius"), device.get("radius"), note)
    coverage = _share(course.get("coverage"))
    if coverage == 0.0:
        note((*place, "coverage"), "a coverage above 0 and up to 100 %", "0 %", "give the treated share")


def _share(value: object) -> float | None:
    try:
        return parse(value, "share", "")
    except InputError:
        return None


def _is_set_by(setting: str, device: object) -> bool:
    """Return whether a device of the catalogue is set by energy or by strength; a misspelt one may be."""
    if isinstance(device, str):
        device = meant(device, "devices", catalogue("devices"))
        return device in devices_set_by(setting) or device not in catalogue("devices")
    return False


def _check_profile(path: KeyPath, radius: object, note: _Note) -> None:
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


def _check_crowding(place: KeyPath, course: dict[str, Any], device: dict[str, Any], note: _Note) -> None:
    """Check that columns of a stated radius and density cover no more than the whole surface."""
    try:
        radius = parse(device.get("radius"), "length", "")
        density = parse(course.get("density"), "density", "")
    except InputError:
        return
    covered = math.pi * radius**2 * density
    if device.get("kind") == "columns" and covered > 1.0:
        step = f"give at most {1e8 / (math.pi * radius**2):.0f} per cm2"
        note((*place, "density"), "a coverage of at most 100 %", f"{100 * covered:.0f} %", step)


def _check_zones(tree: dict[str, Any], note: _Note) -> None:
    seen: dict[str, int] = {}
    for i, zone in _blocks(tree, "zones"):
        _check_place(("zones", i), zone, note)
        _check_topicals(("zones", i), zone, note)
        _check_kinds(("zones", i), zone, note)
        shared = {} if zone.get("days") or isinstance(zone.get("sessions"), list) else _block(tree, "course")
        when = {k: shared[k] for k in ("interval",) if k in shared and "sessions" in zone}
        _check_times(("zones", i), when | zone, note)
        _check_list(("zones", i), _over(_block(tree, "course"), zone) if "sessions" in zone else zone, note)
        name = zone.get("name")
        if isinstance(name, str) and name in seen:
            note(
                ("zones", i, "name"), "each zone's name once", f"{shown(name)} again", "give it another name"
            )
        if isinstance(name, str):
            seen[name] = i


def _check_group(tree: dict[str, Any], note: _Note) -> None:
    """Check that a group states an age, a type or a severity in one place."""
    skin, group = _block(tree, "skin"), _block(tree, "population")
    for key in ("age", "phototype", "sex", "smoking"):
        if skin.get(key) is not None and group.get(key) is not None:
            note(("population", key), f"'{key}' of the skin or of the population", "both", "remove one")
    if severity := _block(group, "severity"):
        _check_severity(tree, severity, note)


def _check_severity(tree: dict[str, Any], severity: dict[str, Any], note: _Note) -> None:
    """Check a severity against the concerns of a file: whose scale it is on, and the ends of that scale."""
    path, scale = ("population", "severity"), scale_meant(str(severity.get("scale") or "")) or None
    rated = [(c, kind) for _, c in _concerns(tree) if isinstance(kind := _kind(c), str)]
    kinds = tuple(dict.fromkeys(kind for _, kind in rated))
    known = [name for kind in kinds for name in scales(kind)]
    if not rated:
        note(path, "a concern that can be severe", "none", "add 'concern' to the skin")
    elif not known:
        note(path, f"a scale for {', '.join(map(shown, kinds))}: none", "a severity", "remove it")
    elif scale is None and len(known) > 1:
        note(path, f"the key 'scale', one of: {', '.join(known)}", "nothing", f"add 'scale: {known[0]}'")
    elif any(c.get("baseline") is not None for c, kind in rated if (scale or known[0]) in scales(kind)):
        note(path, "a severity of the population or a baseline of the concern", "both", "remove one")
    else:
        _check_scale(path, severity, "mean", kinds, note)


def _check_topicals(path: KeyPath, block: dict[str, Any], note: _Note) -> None:
    for index, topical in _blocks(block, "topicals"):
        here = (*path, "topicals", index)
        _check_repeats(topical, here, note)
        _check_substance(topical, here, note)
        _check_name(topical, here, note)
        _check_plasma(topical, here, note)


def _check_name(topical: dict[str, Any], path: KeyPath, note: _Note) -> None:
    """Check that a product is on file under some name, or described."""
    active = topical.get("active")
    described = topical.get("mw") is not None and topical.get("log_kow") is not None
    if not isinstance(active, str) or not active[:1].isalnum() or described or is_known(active):
        return
    near = nearest(active)
    advice = f"did you mean {near}?" if near else "describe it with 'mw' and 'log_kow'"
    note((*path, "active"), "a product on file, or its 'mw' and 'log_kow'", shown(active), advice)


def _check_plasma(topical: dict[str, Any], path: KeyPath, note: _Note) -> None:
    """Check that only plasma has platelets."""
    active = topical.get("active")
    if topical.get("platelets") is None or not isinstance(active, str) or product_id(active) == "prp":
        return
    note((*path, "platelets"), "the key 'platelets' beside 'active: prp'", shown(active), "leave it out")


def _check_repeats(topical: dict[str, Any], path: KeyPath, note: _Note) -> None:
    times, every = topical.get("times"), topical.get("every")
    if isinstance(times, int) and times > 1 and every is None:
        note(path, "the key 'every' for several applications", "nothing", "add 'every: 12 hours'")
    if every is not None and not (isinstance(times, int) and times > 1):
        note((*path, "every"), "'times' above 1 beside 'every'", shown(times), "add 'times: 3'")


def _check_substance(topical: dict[str, Any], path: KeyPath, note: _Note) -> None:
    given = {key for key in ("mw", "log_kow", "pka", "charge") if topical.get(key) is not None}
    if "log_kow" in given and "mw" not in given:
        note(path, "'mw' beside 'log_kow'", "nothing", "add the molecular weight in g/mol")
    if "pka" in given and topical.get("charge") not in (-1, 1):
        expected = "beside 'pka', the charge of the ionised form: -1 (an acid) or 1 (a base)"
        note((*path, "pka"), expected, shown(topical.get("charge")), "add 'charge: -1' or 'charge: 1'")
