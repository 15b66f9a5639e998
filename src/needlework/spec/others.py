"""What else is done between sessions: what a device on file computes is one of the sessions."""

from __future__ import annotations

import re
from typing import Any

from needlework.errors import InputError
from needlework.spec.fields import catalogue, devices_set_by, tissue_devices
from needlework.spec.spelling import meant
from needlework.spec.values import as_day
from needlework.units import parse

_PERCENT = re.compile(r"(?:\bat\s+|\bwith\s+)?\(?(\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\)?", re.IGNORECASE)
_ALONE = {"day", "other"}


def computed_others(sessions: list[Any]) -> list[Any]:
    """Return sessions one by one; a peel or laser on file that was named as 'other' becomes one.

    Only on day 0 or behind the first needled session, and on a day of its own.
    """
    needled = {as_day(s.get("day")) for s in sessions if isinstance(s, dict) and s.get("other") is None}
    first = min((day for day in needled if day is not None), default=None)
    return [_computed(session, first, needled) for session in sessions]


def _computed(session: Any, first: float | None, needled: set[float | None]) -> Any:
    if not isinstance(session, dict) or not isinstance(session.get("other"), str) or set(session) != _ALONE:
        return session
    day, device = as_day(session["day"]), device_named(session["other"])
    if device is None or day is None or first is None or day in needled or (day < first and day != 0.0):
        return session
    needled.add(day)
    return {"day": session["day"], **device}


def from_the_first_needled(tree: Any) -> Any:
    """Return a file that begins with something else, such as subcision, with days counted from the needles.

    Days of sessions, visits and the horizon are moved alike; anything that is at fault is left as it is.
    """
    course = tree.get("course") if isinstance(tree, dict) else None
    listed = course.get("sessions") if isinstance(course, dict) else None
    if not isinstance(course, dict) or not isinstance(listed, list) or not listed:
        return tree
    if not all(isinstance(session, dict) for session in listed):
        return tree
    found = computed_others(listed)
    days = [as_day(session.get("day")) for session in found]
    first = next((day for day, s in zip(days, found, strict=True) if s.get("other") is None), None)
    if found[0].get("other") is None or not first or None in days or min(filter(None, days), default=0) < 0:
        return tree
    moved = [{**s, "day": (day or 0.0) - first} for s, day in zip(found, days, strict=True)]
    visits = tree.get("visits")
    times = {"visits": [_earlier(v, first) for v in visits]} if isinstance(visits, list) else {}
    times |= {"horizon": _earlier(tree["horizon"], first)} if "horizon" in tree else {}
    return {**tree, "course": {**course, "sessions": moved}, **times}


def _earlier(time: Any, by: float) -> Any:
    try:
        left = parse(time, "time", "") - by
    except InputError:
        return time
    return f"{left:.10g} days" if left >= 0.0 else time


def device_named(words: str) -> dict[str, str] | None:
    """Return the peel or laser on file that words name, with the strength they state; None for none."""
    strength = _PERCENT.search(words)
    name = _PERCENT.sub(" ", words).strip(" ,:-")
    key = meant(name, "devices", catalogue("devices"))
    if key not in tissue_devices() or (strength and key not in devices_set_by("strength")):
        return None
    return {"device": str(key), **({"strength": f"{strength[1]} %"} if strength else {})}
