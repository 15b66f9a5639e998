"""Rules on concerns and on groups of people."""

from __future__ import annotations

from typing import Any, get_args

from needlework.errors import shown
from needlework.spec.blocks import Kind
from needlework.spec.document import KeyPath
from needlework.spec.fields import off_scale, scale_meant, scales
from needlework.spec.rules.tree import Note, block, blocks, concerns, kind_of, parsed
from needlework.spec.scale_advice import scale_advice

_RAISED = {"hypertrophic_scar", "surgical_scar"}


def check_concern(path: KeyPath, concern: dict[str, Any], note: Note) -> None:
    """Check that a morphology and a baseline are of the kind of the concern."""
    kind = kind_of(concern)
    if concern.get("morphology") is not None and kind != "atrophic_scar":
        note(
            (*path, "morphology"),
            "a morphology for atrophic_scar only",
            f"kind {shown(kind)}",
            "remove the key",
        )
    baseline = block(concern, "baseline")
    if isinstance(kind, str) and kind in get_args(Kind):
        _check_scale((*path, "baseline"), baseline, "value", (kind,), note)


def check_since(path: KeyPath, concern: dict[str, Any], skin: dict[str, Any], note: Note) -> None:
    """Check that a scar is no older than the person."""
    since, age = (parsed(each.get("age"), "age") for each in (concern, skin))
    if since is not None and age is not None and since > age:
        received = f"{shown(concern['age'])} in a person of {shown(skin['age'])}"
        note((*path, "age"), "a concern no older than the person", received, "correct one of them")


def _check_scale(path: KeyPath, block: dict[str, Any], key: str, kinds: tuple[str, ...], note: Note) -> None:
    """Check that concerns are rated on a scale, and that a value or a mean lies on it."""
    named, known = block.get("scale"), [name for kind in kinds for name in scales(kind)]
    scale = scale_meant(named) if isinstance(named, str) else None
    if scale is not None and scale not in known:
        expected = f"a scale for {', '.join(map(shown, kinds))}: {', '.join(known) or 'none'}"
        note((*path, "scale"), expected, shown(named), scale_advice(str(named), kinds[0]))
    elif expected := off_scale(block.get(key), scale or (known[0] if key == "mean" else None)):
        note((*path, key), expected, shown(block.get(key)), "correct it, or name another scale")
    elif key == "value" and block.get(key) == 0 and set(kinds) & _RAISED:
        note((*path, key), "a score above 0: 0 is skin without a raised scar", "0", "correct it")


def check_kinds(place: KeyPath, skin: dict[str, Any], note: Note) -> None:
    """Two concerns in one skin are of two kinds: each is rated on scales of its own."""
    seen: set[object] = set()
    for i, concern in blocks(skin, "concern"):
        kind = kind_of(concern)
        if isinstance(kind, str) and kind in seen:
            path = (*place, "concern", i, "kind")
            note(path, "each kind of concern once", f"{shown(kind)} again", "use zones for several places")
        seen.add(kind if isinstance(kind, str) else i)


def check_group(tree: dict[str, Any], note: Note) -> None:
    """Check that a group states an age, a type or a severity in one place."""
    skin, group = block(tree, "skin"), block(tree, "population")
    for key in ("age", "phototype", "sex", "smoking"):
        if skin.get(key) is not None and group.get(key) is not None:
            note(("population", key), f"'{key}' of the skin or of the population", "both", "remove one")
    if severity := block(group, "severity"):
        _check_severity(tree, severity, note)


def _check_severity(tree: dict[str, Any], severity: dict[str, Any], note: Note) -> None:
    """Check a severity against the concerns of a file: whose scale it is on, and the ends of that scale."""
    path, scale = ("population", "severity"), scale_meant(str(severity.get("scale") or "")) or None
    rated = [(c, kind) for _, c in concerns(tree) if isinstance(kind := kind_of(c), str)]
    kinds = tuple(dict.fromkeys(kind for _, kind in rated))
    known = [name for kind in kinds for name in scales(kind)]
    if not rated:
        note(path, "a concern that can be severe", "none", "add 'concern' to the skin")
    elif not known:
        note(path, f"a scale for {', '.join(map(shown, kinds))}: none", "a severity", "remove it")
    elif scale is None and len(known) > 1:
        note(path, f"the key 'scale', one of: {', '.join(known)}", "nothing", f"add 'scale: {known[0]}'")
    elif any(c.get("baseline") is not None for c, kind in rated if (scale or known[0]) in scales(kind)):
        note(path, "a severity of the population or a baseline of the concern", "both", "remove one")
    else:
        _check_scale(path, severity, "mean", kinds, note)
