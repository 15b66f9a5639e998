"""Entries of the packaged catalogues: sites, devices, concerns, phototypes, phenotypes."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from needlework.errors import Fault, InputError, shown
from needlework.evidence.records import data_root
from needlework.spec.fields import catalogue

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(path: str) -> dict[str, Any]:
    """Return a packaged YAML file (path below ``data``); read once per process, not to be changed."""
    return yaml.load(data_root().joinpath(path).read_text(encoding="utf-8"), Loader=_Loader)


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
