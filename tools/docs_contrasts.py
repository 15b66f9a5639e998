"""The page on small wounds: every contrast on file, published, predicted and by each rival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from needlework.contrasts.handed import MODEL
from needlework.contrasts.rivals import NOTHING, RIVALS
from needlework.contrasts.scores import KINDS, could_favour, no_better_than_nothing, scores, times_nothing
from needlework.evidence.fit import fit_hash
from needlework.model import network_hash

_POINT, _MOST = 1e-9, 100.0  # ranges narrower than the one are points; ratios beyond the other say no more
KEPT = Path(__file__).resolve().parents[1] / "docs" / "data" / "contrasts.json"


def _document() -> dict[str, Any]:
    return json.loads(KEPT.read_text(encoding="utf-8"))


def is_current() -> bool:
    """Return whether what is kept was predicted with this network and fit."""
    return (_document()["network"], _document()["fit"]) == (network_hash(), fit_hash())


def contrasts() -> str:
    """Return the table of contrasts."""
    head = ["contrast", "published", MODEL, *RIVALS, "could it favour anybody?"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_row(c) for c in _document()["contrasts"])])


def contrast_scores() -> str:
    """Return how every law did beside "no dose effect", by kind of endpoint."""
    found = _document()["contrasts"]
    head = (
        "endpoint, law, likelier than no dose effect, clearly better / worse, larger effect on the right side"
    )
    lines = ["| " + " | ".join(head.split(", ")) + " |", "|---|---|---|---|---|"]
    for kind in KINDS:
        lines += [_score(kind, row) for row in scores(found, kind)]
    return "\n".join(lines)


def contrast_verdict() -> str:
    """Return in words where "no dose effect" is as good."""
    found = _document()["contrasts"]
    sentences = []
    for kind in KINDS:
        told = [c for c in found if c["kind"] == kind and times_nothing(c, MODEL) is not None]
        as_good = no_better_than_nothing(told)
        least = [c["id"] for c in told if could_favour(c) is False]
        words = f'On {kind}, "no dose effect" does as well as this model on {len(as_good)} of {len(told)}'
        named = f" ({', '.join(name.replace('-', ' ') for name in as_good)})" if as_good else ""
        few = f"; {len(least)} of the {len(told)} had too few people to favour any law" if least else ""
        sentences.append(f"- {words} contrasts{named}{few}.")
    return "\n".join(sentences)


def _score(kind: str, row: dict[str, Any]) -> str:
    times = "–" if row["law"] == NOTHING or row["times"] is None else f"{row['times']:.2g} times"
    clear = "–" if row["law"] == NOTHING else f"{row['better']} / {row['worse']} of {row['n']}"
    side = f"{row['right']} of {row['sides']}" if row["sides"] else "–"
    return f"| {kind} | {row['law']} | {times} | {clear} | {side} |"


def _row(c: dict[str, Any]) -> str:
    name = f"{c['id'].replace('-', ' ')}, `{c['endpoint']}` [{c['source']}](sources.md#{c['source']})"
    seen = " (seen)" if c["seen"] else ""
    laws = (_law(c["laws"][law]) for law in (MODEL, *RIVALS))
    return "| " + " | ".join([name + seen, _published(c), *laws, _power(c)]) + " |"


def _published(c: dict[str, Any]) -> str:
    p = c["published"]
    notes = [note for note in (p.get("note"), c["note"]) if note]
    return _told(p) + (f" ({'; '.join(note.rstrip('.') for note in notes)})" if notes else "")


def _told(p: dict[str, Any]) -> str:
    if "values" in p:
        first, second = p["values"]
        return f"{first:g} against {second:g} {p['unit']}"
    if "counts" in p:
        return " against ".join(f"{a} of {n}" for a, n in p["counts"])
    if "ratio" in p:
        return f"ratio {p['ratio']:g}"
    return "no difference" if p["direction"] == "none" else f"first {p['direction']}"


def _law(law: dict[str, Any] | None) -> str:
    if law is None:
        return "–"
    own = _one(law)
    seen = law.get("with_source")
    return f"{own}; with its source {_one(seen)}" if seen else own


def _one(law: dict[str, Any]) -> str:
    ratio = "none" if law["ratio"] is None else f"{law['ratio']:.2g}"
    ends, told = law["ratio_interval"], law["chance"]
    between = f" ({_end(ends[0])} to {_end(ends[1])})" if ends and ends[1] - ends[0] > _POINT else ""
    return ratio + between + ("" if told is None else f": {100 * told:.0f} %")


def _end(ratio: float) -> str:
    return "below 0" if ratio < 0.0 else "over 100" if ratio > _MOST else f"{ratio:.2g}"


def _power(c: dict[str, Any]) -> str:
    least, apart = c["detectable_sd"], c["apart_sd"]
    if least is None:
        return "n not told"
    can = "yes" if could_favour(c) else "no"
    return f"{can}: n {c['told']} shows {least:.1f} SD, laws lie {apart:.1f} apart"
