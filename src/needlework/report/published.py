"""A published figure's source, as people cite it."""

from __future__ import annotations

from needlework.care.records import short
from needlework.evidence.sources import load_sources

_LONGEST = 40  # characters of a citation


def source_name(key: str) -> str:
    """Return a source as people cite it, in a few words; its key where it is not on file."""
    if key not in load_sources():
        return key
    name = short(key)
    return name if len(name) <= _LONGEST else name[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"
