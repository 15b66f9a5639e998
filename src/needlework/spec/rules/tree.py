"""The parts of a file as plain values, and how a rule notes a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from needlework.errors import InputError
from needlework.spec.blocks import Kind
from needlework.spec.document import KeyPath
from needlework.spec.spelling import meant
from needlework.units import parse

Note = Callable[[KeyPath, str, str, str], None]


def block(tree: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the block of keys under a key; an empty one where there is none."""
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def blocks(tree: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the blocks of a list with their places in it."""
    listed = tree.get(key)
    return [(i, v) for i, v in enumerate(listed) if isinstance(v, dict)] if isinstance(listed, list) else []


def concerns(tree: dict[str, Any]) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Yield every concern of a file with its path."""
    skin = block(tree, "skin")
    if isinstance(skin.get("concern"), dict):
        yield ("skin", "concern"), skin["concern"]
    for i, concern in blocks(skin, "concern"):
        yield ("skin", "concern", i), concern
    for i, zone in blocks(tree, "zones"):
        yield ("zones", i, "concern"), block(zone, "concern")
        for k, concern in blocks(zone, "concern"):
            yield ("zones", i, "concern", k), concern


def parsed(value: object, dimension: str) -> float | None:
    """Return a quantity as written; None where there is none, or where its field refuses it."""
    try:
        return parse(value, dimension, "")
    except InputError:
        return None


def kind_of(concern: dict[str, Any]) -> Any:
    """Return the kind of a concern, written in any spelling."""
    return meant(concern.get("kind"), "kinds", get_args(Kind))
