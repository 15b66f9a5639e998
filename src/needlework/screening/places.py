"""The word lists as they are read, and where on the body things are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from needlework.evidence.records import data_root


@cache
def regions() -> tuple[Mapping[str, str], Mapping[str, frozenset[str]]]:
    """Return the region of each site of the skin atlas, and the regions that lie partly in one another."""
    places = word_list("places")
    return places["sites"], {region: frozenset(others) for region, others in places["wider"].items()}


@cache
def adjoining() -> Mapping[str, frozenset[str]]:
    """Return the regions that lie beside each region, so that what is done to one may reach the other."""
    table: dict[str, set[str]] = {}
    for region, others in word_list("places")["beside"].items():
        for other in others:
            table.setdefault(region, set()).add(other)
            table.setdefault(other, set()).add(region)
    return {region: frozenset(others) for region, others in table.items()}


def word_list(name: str) -> dict:
    """Read a word list; every value is text (a bare "no" or "off" is a word, not a truth value)."""
    text = (data_root() / "rules" / "words" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
