"""What else is done between sessions: what a device on file computes is one of the sessions."""

from __future__ import annotations

import re
from typing import Any

from needlework.spec.fields import catalogue, devices_set_by, tissue_devices
from needlework.spec.spelling import meant
from needlework.spec.values import as_day

_PERCENT = re.compile(r"(?:\bat\s+|\bwith\s+)?\(?(\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\)?", re.IGNORECASE)


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


_ALONE = {"day", "other"}


def device_named(words: str) -> dict[str, str] | None:
    """Return the peel or laser on file that words name, with the strength they state; None for none."""
    strength = _PERCENT.search(words)
    name = _PERCENT.sub(" ", words).strip(" ,:-")
    key = meant(name, "devices", catalogue("devices"))
    if key not in tissue_devices() or (strength and key not in devices_set_by("strength")):
        return None
    return {"device": str(key), **({"strength": f"{strength[1]} %"} if strength else {})}
