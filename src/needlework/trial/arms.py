"""Arms of a design: those that are written out, and those that crossing factors makes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from needlework.trial.schema import Design

_SHORT = str.maketrans({" ": "_", ".": "_", "%": "pc", "/": "_", "-": "_"})


def crossed(factors: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each combination of factors and what it sets in the course."""
    keys = [k for k, v in factors.items() if isinstance(v, list | tuple)]
    for values in itertools.product(*(factors[k] for k in keys)):
        chosen = dict(zip(keys, values, strict=True))
        yield "_and_".join(level(k, v) for k, v in chosen.items())[:40].rstrip("_"), chosen


def level(key: str, value: object) -> str:
    """Return the name of one level of a factor, such as ``depth_1_5_mm``."""
    return f"{key}_{value}".translate(_SHORT).lower()


def crossed_arms(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arms of a file's ``factorial`` block as plain values; empty without one."""
    block = tree.get("factorial")
    base, factors = (block.get(k) if isinstance(block, Mapping) else None for k in ("base", "factors"))
    if not isinstance(base, Mapping) or not isinstance(factors, Mapping):
        return {}
    return {name: {"course": {**base, **chosen}} for name, chosen in crossed(factors)}


def all_arms(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return every arm of a file as plain values."""
    written = tree.get("arms")
    return {**(written if isinstance(written, Mapping) else {}), **crossed_arms(tree)}


def pooled(tree: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return arms by name; the name of a factor's level stands for all arms that have it."""
    arms = all_arms(tree)
    found: list[str] = []
    for name in names:
        found += [name] if name in arms else [arm for arm in crossed_arms(tree) if _has(tree, arm, name)]
    return tuple(dict.fromkeys(found))


def _has(tree: Mapping[str, Any], arm: str, wanted: str) -> bool:
    factors = tree["factorial"]["factors"]
    return any(
        name == arm and wanted in {level(k, v) for k, v in chosen.items()}
        for name, chosen in crossed(factors)
    )


def expanded(design: Design) -> Design:
    """Return a design with its factorial written out as arms, and levels of factors as arms."""
    if design.factorial is None:
        return design
    tree = design.to_dict()
    contrasts = []
    for contrast in tree["contrasts"]:
        sides = {k: list(pooled(tree, tuple(contrast[k]))) for k in ("better", "than") if k in contrast}
        contrasts.append({**contrast, **sides})
    arms = all_arms(tree)
    return Design.model_validate({**tree, "arms": arms, "contrasts": contrasts, "factorial": None})
