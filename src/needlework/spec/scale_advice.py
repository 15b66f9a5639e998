"""Scales that people ask for and that are not computed: which of those on file stands nearest."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from needlework.errors import shown
from needlework.files import packaged
from needlework.spec.fields import ends_of, rated_on, scale_meant, scales
from needlework.spec.spelling import folded


def scale_advice(scale: str, kind: str) -> str:
    """Return what to do about a scale that a kind of concern is not rated on."""
    table, word, known = packaged("spellings.yaml"), folded(scale), scales(kind)
    if word in map(folded, table["of_change"]):
        return "it is not computed; the nearest on file is responder_fraction, computed without a baseline"
    for entry in table["shared"]:
        if word in map(folded, entry["names"]) and (either := _of(entry["scales"], known)):
            return f"say which: {' or '.join(f'{name} ({_ends(name)})' for name in either)}"
    for entry in table["not_computed"]:
        if word in map(folded, entry["names"]):
            return _nearest(_of(entry["scales"], known), kind)
    if kinds := rated_on(scale_meant(scale)):
        return f"it rates {' and '.join(kinds)}; choose one of these, or leave it out"
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    if close:
        return f"did you mean '{close[0]}'?"
    return "no scale of this name is on file; choose one of these, or leave it out"


def _of(names: Iterable[str], known: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in known]


def _nearest(near: list[str], kind: str) -> str:
    if near:
        return f"it is not computed; the nearest on file is {near[0]}"
    return f"it is not computed, and no scale of {shown(kind)} stands near it; leave it out"


def _ends(scale: str) -> str:
    low, high = ends_of(scale) or (0.0, 0.0)
    return f"{low:g} to {high:g}"
