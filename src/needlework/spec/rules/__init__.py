"""Rules that involve several keys, checked on plain values so that they are reported with everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from needlework.errors import Fault, shown
from needlework.spec.document import Document, KeyPath
from needlework.spec.others import computed_others
from needlework.spec.rules.devices import check_density, check_device, over
from needlework.spec.rules.people import check_concern, check_group, check_kinds, check_since
from needlework.spec.rules.topicals import check_topicals
from needlework.spec.rules.tree import Note, block, blocks, concerns
from needlework.spec.values import as_day


def rule_faults(document: Document) -> list[Fault]:
    """Return the faults of a file against the rules that involve several keys."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    skin, course = block(tree, "skin"), block(tree, "course")
    faults: list[Fault] = []

    def note(path: KeyPath, expected: str, received: str, next_step: str) -> None:
        faults.append(Fault(document.where(path), expected, received, next_step))

    for path, concern in concerns(tree):
        check_concern(path, concern, note)
        check_since(path, concern, skin, note)
    check_kinds(("skin",), skin, note)
    if isinstance(tree.get("course"), dict):
        _check_times(("course",), course, note)
        check_density(("course",), course, note)
        check_device(("course", "device"), course, note)
        _check_list(("course",), course, note)
        check_topicals(("course",), course, note)
    _check_zones(tree, note)
    check_group(tree, note)
    return faults


def _check_times(path: KeyPath, course: dict[str, Any], note: Note) -> None:
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


def _check_list(path: KeyPath, course: dict[str, Any], note: Note) -> None:
    """Check sessions that are given one by one: in order, the first needled one on day 0."""
    listed = course.get("sessions")
    if isinstance(listed, list) and listed and all(isinstance(s, int | float | str) for s in listed):
        step = "for example 'days: [0, 28, 56]', or 'sessions: [{day: 0}, {day: 28}]'"
        note((*path, "sessions"), "sessions as blocks", shown(listed), step)
    last: float | None = None
    done = {"sessions": computed_others(listed)} if isinstance(listed, list) else {}
    for i, session in blocks(done, "sessions"):
        here = (*path, "sessions", i)
        if session.get("other") is not None:
            for key in sorted(set(session) - {"day", "other"}):
                note((*here, key), "'day' and 'other' only", f"the key {shown(key)}", f"remove '{key}'")
            continue
        check_density(here, session, note)
        check_device((*here, "device"), over(course, session), note)
        check_topicals(here, session, note)
        if (day := as_day(session.get("day"))) is not None:
            _check_order((*here, "day"), day, last, note)
            last = day


def _check_order(path: KeyPath, day: float, last: float | None, note: Note) -> None:
    expected = "needled sessions in order, the first on day 0"
    if last is None and day != 0:
        before = (
            "count days from it; what is done before it stands below 0, as in '{day: -14, other: subcision}'"
        )
        note(path, expected, f"the first on day {day:g}", before)
    elif last is not None and day <= last:
        note(path, expected, f"day {day:g} after day {last:g}", "one session a day, in order")


def _when(course: dict[str, Any], zone: dict[str, Any]) -> dict[str, Any]:
    """Return when a place is treated: with the interval, or the sessions, that it takes from the course."""
    if zone.get("days") or isinstance(zone.get("sessions"), list):
        return zone
    kept = ("interval",) if "sessions" in zone else ("sessions", "days")
    return {key: course[key] for key in kept if key in course} | zone


def _check_zones(tree: dict[str, Any], note: Note) -> None:
    seen: dict[str, int] = {}
    for i, zone in blocks(tree, "zones"):
        check_density(("zones", i), zone, note)
        check_topicals(("zones", i), zone, note)
        check_kinds(("zones", i), zone, note)
        if zone.keys() & {"sessions", "interval", "days"}:
            _check_times(("zones", i), _when(block(tree, "course"), zone), note)
        _check_list(("zones", i), over(block(tree, "course"), zone) if "sessions" in zone else zone, note)
        name = zone.get("name")
        if isinstance(name, str) and name in seen:
            note(
                ("zones", i, "name"), "each zone's name once", f"{shown(name)} again", "give it another name"
            )
        if isinstance(name, str):
            seen[name] = i
