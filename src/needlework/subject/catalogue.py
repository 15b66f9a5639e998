"""Entries of the packaged catalogues: sites, devices, concerns, phototypes, phenotypes."""

from __future__ import annotations

from typing import Any

from needlework.errors import Fault, InputError, shown
from needlework.files import packaged as read
from needlework.spec.fields import catalogue

__all__ = ["entry", "read"]


def entry(folder: str, key: str) -> dict[str, Any]:
    """Return one entry of a catalogue with one file for each entry.

    Raises
    ------
    InputError
        No such entry.
    """
    known = catalogue(folder)
    if key not in known:
        fault = Fault(folder, f"one of: {', '.join(known)}", shown(key), "choose one of these")
        raise InputError([fault])
    return read(f"{folder}/{key}.yaml")
