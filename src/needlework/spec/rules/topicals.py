"""Rules on what is put on the skin."""

from __future__ import annotations

from typing import Any

from needlework.errors import shown
from needlework.spec.document import KeyPath
from needlework.spec.names import is_known, nearest, product_id
from needlework.spec.rules.tree import Note, blocks


def check_topicals(path: KeyPath, block: dict[str, Any], note: Note) -> None:
    """Check every product of a course, a session or a place."""
    for index, topical in blocks(block, "topicals"):
        here = (*path, "topicals", index)
        _check_repeats(topical, here, note)
        _check_substance(topical, here, note)
        _check_name(topical, here, note)
        _check_plasma(topical, here, note)


def _check_name(topical: dict[str, Any], path: KeyPath, note: Note) -> None:
    """Check that a product is on file under some name, or described."""
    active = topical.get("active")
    described = topical.get("mw") is not None and topical.get("log_kow") is not None
    if not isinstance(active, str) or not active[:1].isalnum() or described or is_known(active):
        return
    near = nearest(active)
    advice = f"did you mean {near}?" if near else "describe it with 'mw' and 'log_kow'"
    note((*path, "active"), "a product on file, or its 'mw' and 'log_kow'", shown(active), advice)


def _check_plasma(topical: dict[str, Any], path: KeyPath, note: Note) -> None:
    """Check that only plasma has platelets."""
    active = topical.get("active")
    if topical.get("platelets") is None or not isinstance(active, str) or product_id(active) == "prp":
        return
    note((*path, "platelets"), "the key 'platelets' beside 'active: prp'", shown(active), "leave it out")


def _check_repeats(topical: dict[str, Any], path: KeyPath, note: Note) -> None:
    times, every = topical.get("times"), topical.get("every")
    if isinstance(times, int) and times > 1 and every is None:
        note(path, "the key 'every' for several applications", "nothing", "add 'every: 12 hours'")
    if every is not None and not (isinstance(times, int) and times > 1):
        note((*path, "every"), "'times' above 1 beside 'every'", shown(times), "add 'times: 3'")


def _check_substance(topical: dict[str, Any], path: KeyPath, note: Note) -> None:
    given = {key for key in ("mw", "log_kow", "pka", "charge") if topical.get(key) is not None}
    if "log_kow" in given and "mw" not in given:
        note(path, "'mw' beside 'log_kow'", "nothing", "add the molecular weight in g/mol")
    if "pka" in given and topical.get("charge") not in (-1, 1):
        expected = "beside 'pka', the charge of the ionised form: -1 (an acid) or 1 (a base)"
        note((*path, "pka"), expected, shown(topical.get("charge")), "add 'charge: -1' or 'charge: 1'")
