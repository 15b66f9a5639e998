"""Rules that involve several keys, checked on plain values so that they are reported with everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from needlework.errors import Fault, shown
from needlework.spec.document import Document, KeyPath
from needlework.spec.fields import scales, suggestion

_HOW_DENSE = (
    "say how dense in one way: density; or passes (a pen's with hand_speed and track); or time and area"
)


def rule_faults(document: Document) -> list[Fault]:
    """Return the faults of a file against the rules that involve several keys."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    skin, course = _block(tree, "skin"), _block(tree, "course")
    faults: list[Fault] = []

    def note(path: KeyPath, expected: str, received: str, next_step: str) -> None:
        faults.append(Fault(document.where(path), expected, received, next_step))

    _check_concern(_block(skin, "concern"), note)
    if isinstance(tree.get("course"), dict):
        _check_times(course, note)
        _check_density(course, note)
        _check_topicals(course, note)
    return faults


_Note = Callable[[KeyPath, str, str, str], None]


def _block(tree: dict[str, Any], key: str) -> dict[str, Any]:
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def _check_concern(concern: dict[str, Any], note: _Note) -> None:
    kind, path = concern.get("kind"), ("skin", "concern")
    if concern.get("morphology") is not None and kind != "atrophic_scar":
        note(
            (*path, "morphology"),
            "a morphology for atrophic_scar only",
            f"kind {shown(kind)}",
            "remove the key",
        )
    scale = _block(concern, "baseline").get("scale")
    if not isinstance(scale, str) or not isinstance(kind, str) or scale in scales(kind):
        return
    known = ", ".join(scales(kind)) or "none"
    near = suggestion(scale, scales(kind))
    advice = f"did you mean '{near}'?" if near else "choose one of these, or remove the baseline"
    note((*path, "baseline", "scale"), f"a scale for {shown(kind)}: {known}", shown(scale), advice)


def _check_times(course: dict[str, Any], note: _Note) -> None:
    sessions, interval, days = (course.get(key) for key in ("sessions", "interval", "days"))
    if days is None and sessions is None:
        note(("course",), "'sessions' or 'days'", "neither", "add 'sessions: 4' (0 is the untreated course)")
    if days is not None:
        for key in ("sessions", "interval"):
            if course.get(key) is not None:
                note(
                    ("course", key), "either 'days' or 'sessions' with 'interval'", "both", f"remove '{key}'"
                )
        for path, received in _disorder(days):
            note(
                path,
                "days from the first session, in order, from 0",
                received,
                "for example 'days: [0, 28, 60]'",
            )
    elif interval is None and isinstance(sessions, int) and sessions > 1:
        note(("course",), "the key 'interval' for several sessions", "nothing", "add 'interval: 4 weeks'")


def _disorder(days: object) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(days, list) or not all(isinstance(day, int | float) for day in days):
        return  # the type is reported by the schema
    if days and days[0] != 0:
        yield ("course", "days", 0), shown(days[0])
    for index in range(1, len(days)):
        if not days[index] > days[index - 1]:
            yield ("course", "days", index), f"{shown(days[index])} after {shown(days[index - 1])}"


def _check_density(course: dict[str, Any], note: _Note) -> None:
    given = {
        key
        for key in ("density", "passes", "hand_speed", "track", "time", "area")
        if course.get(key) is not None
    }
    sensible = ({"density"}, {"passes"}, {"passes", "hand_speed", "track"}, {"time", "area"})
    if given and given not in sensible:
        note(
            ("course", min(given)),
            "one account of the density of punctures",
            ", ".join(sorted(given)),
            _HOW_DENSE,
        )


def _check_topicals(course: dict[str, Any], note: _Note) -> None:
    topicals = course.get("topicals")
    for index, topical in enumerate(topicals if isinstance(topicals, list) else []):
        if isinstance(topical, dict):
            path: KeyPath = ("course", "topicals", index)
            _check_repeats(topical, path, note)
            _check_substance(topical, path, note)


def _check_repeats(topical: dict[str, Any], path: KeyPath, note: _Note) -> None:
    times, every = topical.get("times"), topical.get("every")
    if isinstance(times, int) and times > 1 and every is None:
        note(path, "the key 'every' for several applications", "nothing", "add 'every: 12 hours'")
    if every is not None and not (isinstance(times, int) and times > 1):
        note((*path, "every"), "'times' above 1 beside 'every'", shown(times), "add 'times: 3'")


def _check_substance(topical: dict[str, Any], path: KeyPath, note: _Note) -> None:
    given = {key for key in ("mw", "log_kow", "pka", "charge") if topical.get(key) is not None}
    if "log_kow" in given and "mw" not in given:
        note(path, "'mw' beside 'log_kow'", "nothing", "add the molecular weight in g/mol")
    if "pka" in given and topical.get("charge") not in (-1, 1):
        expected = "beside 'pka', the charge of the ionised form: -1 (an acid) or 1 (a base)"
        note((*path, "pka"), expected, shown(topical.get("charge")), "add 'charge: -1' or 'charge: 1'")
