"""The page on small wounds: every contrast on file, published, predicted and by each rival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from needlework.contrasts.rivals import RIVALS
from needlework.model import network_hash

KEPT = Path(__file__).resolve().parents[1] / "docs" / "data" / "contrasts.json"
_LABELS = {"model": "this model", **{name: name for name in RIVALS}}


def _document() -> dict[str, Any]:
    return json.loads(KEPT.read_text(encoding="utf-8"))


def is_current() -> bool:
    """Return whether what is kept was predicted with this network."""
    return _document()["network"] == network_hash()


def contrasts() -> str:
    """Return the table of contrasts."""
    head = ["contrast", "published", "this model: first over second", *RIVALS, "could it favour anybody?"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_row(c) for c in _document()["contrasts"])])


def contrast_scores() -> str:
    """Return how often the model and each rival agree, of the contrasts not seen before and of all."""
    found = _document()["contrasts"]
    unseen = [c for c in found if not c["seen"]]
    lines = ["| | agrees, of the unseen | agrees, of all |", "|---|---|---|"]
    lines += [f"| {label} | {_share(unseen, key)} | {_share(found, key)} |" for key, label in _LABELS.items()]
    return "\n".join(lines)


def _share(found: list[dict[str, Any]], key: str) -> str:
    said = [c["agrees"][key] for c in found if c["agrees"][key] is not None]
    return f"{said.count('yes')} of {len(said)}" if said else "has nothing to say"


def _row(c: dict[str, Any]) -> str:
    name = f"{c['id'].replace('-', ' ')}, `{c['endpoint']}` [{c['source']}](sources.md#{c['source']})"
    seen = " (seen)" if c["seen"] else ""
    cells = [name + seen, _published(c), _own(c), *(_rival(c, r) for r in RIVALS), _power(c)]
    return "| " + " | ".join(cells) + " |"


def _published(c: dict[str, Any]) -> str:
    p = c["published"]
    if "values" in p:
        first, second = p["values"]
        unit = "" if p["unit"] == "1" else f" {p['unit']}"
        told = f"{first:g} against {second:g}{unit}"
    elif "ratio" in p:
        told = f"ratio {p['ratio']:g}"
    else:
        told = "no difference" if p["direction"] == "none" else f"first {p['direction']}"
    return told + (f" ({p['note']})" if p.get("note") else "")


def _own(c: dict[str, Any]) -> str:
    if c["prediction"]["not_computed"]:
        return "not computed: " + c["prediction"]["not_computed"]
    ratio = c["prediction"]["ratio"]
    low, high = ratio["mean_interval"] or (None, None)
    between = f" ({low:.2g} to {high:.2g})" if low is not None else ""
    chance = c["prediction"]["p_first_larger"]
    value = "" if ratio["mean"] is None else f"{ratio['mean']:.2g}{between}; "
    return f"{value}first larger in {100 * chance:.0f} % of draws: **{c['agrees']['model'] or 'open'}**"


def _rival(c: dict[str, Any], name: str) -> str:
    ratio = c["rivals"][name]
    return "–" if ratio is None else f"{ratio:.2g}: {c['agrees'][name] or 'open'}"


def _power(c: dict[str, Any]) -> str:
    least = c["detectable_sd"]
    if least is None:
        return "n not told"
    return f"n {c['told']}: shows {least:.1f} SD"
