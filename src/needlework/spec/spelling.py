"""Keys of the study file in the spellings of papers and clinics, and what to write for other words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from needlework.files import packaged


def folded(text: str) -> str:
    """Return a word without capitals, accents, hyphens and marks: "Décolleté" is decollete."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’")
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


@cache
def _names(group: str) -> Mapping[str, str]:
    """Return the further names of a group, folded, with the key that each means."""
    return {folded(name): key for key, names in packaged("spellings.yaml")[group].items() for name in names}


def meant(word: object, group: str, known: Iterable[str]) -> object:
    """Return the key that a word in any spelling means; the word itself where it means none."""
    if not isinstance(word, str) or word in (keys := tuple(known)):
        return word
    named = {_joined(key): key for key in keys}
    named |= {_joined(name): key for name, key in _names(group).items() if key in keys}
    form = _joined(word)
    return named.get(form) or named.get(form.removesuffix("s")) or named.get(form.removesuffix("es")) or word


def _joined(name: str) -> str:
    """Return a folded name without its joints: "Derma Roller" and E.C.C.A. are written with and without."""
    return folded(name).replace("_", "")


def reader(group: str, known: Iterable[str]) -> Callable[[object], object]:
    """Return what reads a word of a group before it is checked."""
    keys = tuple(known)
    return lambda word: meant(word, group, keys)


def instead(word: object) -> str | None:
    """Return what to write for a place or concern without an entry of its own, None where none is known."""
    form = folded(word) if isinstance(word, str) else ""
    table = packaged("spellings.yaml")["instead"]
    return next((entry["step"] for entry in table if form in map(folded, entry["names"])), None)
