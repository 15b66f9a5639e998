"""Reading a list of contrasts: every entry on its own, so that a faulty one does not stop the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError, shown
from needlework.outcomes import Outcome, outcomes
from needlework.spec import Study, load_study
from needlework.spec.document import Form, read_document
from needlework.spec.parts import parts
from needlework.units import parse

_KEYS = ("id", "endpoint", "at", "day", "arms")
_ARMS = (1, 2)
_AFTERWARDS = 1.0  # day beyond the time of interest that a study without a horizon is run to
_FOLLOWED = 90.0  # days after the last session by which what is one figure for the course is complete
_LONGEST = "20 years"  # a horizon beyond any course, to learn when its last session is


@dataclass(frozen=True, slots=True)
class Entry:
    """One contrast.

    Attributes
    ----------
    id
        Its name.
    outcome
        The endpoint.
    times
        Day from the first session at which each arm is read, or by which its one figure is complete.
    arms
        One or two studies.
    """

    id: str
    outcome: Outcome
    times: tuple[float, ...]
    arms: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that cannot be computed, with the reason in one sentence."""

    id: str
    endpoint: str | None
    why: str


def read_entries(path: Path) -> list[Entry | Unreadable]:
    """Read a list of contrasts from a YAML or JSON file.

    Raises
    ------
    InputError
        The file is not a list of mappings; faults inside an entry stay with that entry.
    """
    document = read_document(path, _CONTRASTS)
    if document.faults:
        raise InputError(list(document.faults))
    if not isinstance(document.tree, list) or not document.tree:
        received = shown(document.tree) if document.tree is not None else "nothing"
        expected = "a list of contrasts, each with id, endpoint and arms"
        raise InputError([Fault(f"{path}:1", expected, received, _EXAMPLE)])
    entries = [entry_of(raw, str(number)) for number, raw in enumerate(document.tree, 1)]
    return [_own_name(entry, entries[:i], document.where((i,))) for i, entry in enumerate(entries)]


def _own_name(entry: Entry | Unreadable, earlier: list[Entry | Unreadable], where: str) -> Entry | Unreadable:
    """Return an entry, one that cannot be computed where an earlier one has its id."""
    if all(entry.id != other.id for other in earlier):
        return entry
    fault = Fault(f"{where}: id", "an id of its own", f"{entry.id} again", "rename it")
    if isinstance(entry, Unreadable):
        return replace(entry, why=f"{entry.why}; {fault}")
    return Unreadable(entry.id, entry.outcome.known_as, str(fault))


_EXAMPLE = "write '- id: a', '  endpoint: collagen_total', '  at: 90 days', '  arms: [{...}]'"
_CONTRASTS = Form("contrasts", "list of contrasts", "a list", _EXAMPLE, repeats=True)


def entry_of(raw: Any, number: str) -> Entry | Unreadable:
    """Return one entry of a list; ``number`` names one without an id."""
    given = raw if isinstance(raw, Mapping) else {}
    name = str(given["id"]) if isinstance(given.get("id"), str | int) else number
    endpoint = given.get("endpoint")
    try:
        return _read(name, raw)
    except InputError as error:
        words = "; ".join(str(fault) for fault in error.faults)
        return Unreadable(name, endpoint if isinstance(endpoint, str) else None, words)


def _read(name: str, raw: Any) -> Entry:
    if not isinstance(raw, Mapping):
        raise InputError([Fault(f"contrast {name}", "a mapping", shown(raw), _EXAMPLE)])
    faults = [
        Fault(f"contrast {name}", f"only the keys {', '.join(_KEYS)}", f"the key {key!r}", "remove it")
        for key in raw
        if key not in _KEYS
    ]
    if not isinstance(raw.get("id", name), str | int):
        faults.append(Fault(f"contrast {name}: id", "a name", shown(raw["id"]), "write 'id: a'"))
    outcome, arms, time = _outcome(name, raw, faults), _arms(name, raw, faults), _time(name, raw, faults)
    if outcome is not None and time is None and not faults and _needs_time(outcome):
        step = "write 'at: 90 days' (from the last session) or 'day: 42 days' (from the first)"
        faults.append(Fault(f"contrast {name}", "either 'at' or 'day'", "neither", step))
    named = [(f"contrast {name}: arm {i}", arm) for i, arm in enumerate(arms, 1)]
    read = [_try_arm(where, arm, time, outcome, faults) for where, arm in named]
    good = [each for each in read if each is not None]
    if faults or outcome is None:
        raise InputError(faults)
    return Entry(name, outcome, tuple(day for _, day in good), tuple(study for study, _ in good))


def _needs_time(outcome: Outcome) -> bool:
    """Return whether an outcome means nothing without a day: a series, or a share of people on a day."""
    return outcome.rows == "series" or outcome.threshold is not None


def _outcome(name: str, raw: Mapping[str, Any], faults: list[Fault]) -> Outcome | None:
    endpoint, known = raw.get("endpoint"), outcomes()
    if isinstance(endpoint, str) and endpoint in known:
        return known[endpoint]
    close = get_close_matches(str(endpoint), known, n=1)
    step = f"did you mean {close[0]!r}?" if close else "see docs/outcomes.md"
    faults.append(Fault(f"contrast {name}: endpoint", "the id of an outcome", shown(endpoint), step))
    return None


def _arms(name: str, raw: Mapping[str, Any], faults: list[Fault]) -> list[Mapping[str, Any]]:
    arms = raw.get("arms")
    if isinstance(arms, list) and len(arms) in _ARMS and all(isinstance(a, Mapping) for a in arms):
        return arms
    faults.append(
        Fault(f"contrast {name}: arms", "a list of one or two studies", shown(arms), "write them inline")
    )
    return []


def _time(name: str, raw: Mapping[str, Any], faults: list[Fault]) -> tuple[str, float] | None:
    """Return which key states the time, and the time (day); None where none is stated, or a faulty one."""
    keys = [key for key in ("at", "day") if raw.get(key) is not None]
    if not keys:
        return None
    if len(keys) > 1:
        faults.append(Fault(f"contrast {name}", "either 'at' or 'day'", "at and day", "remove one of them"))
        return None
    value, where = raw[keys[0]], f"contrast {name}: {keys[0]}"
    try:
        time = parse(value, "time", where) if isinstance(value, str) else value
    except InputError as error:
        faults += error.faults
        return None
    if isinstance(time, bool) or not isinstance(time, int | float) or not 0.0 <= time < inf:
        faults.append(Fault(where, "a time of at least 0 days", shown(value), "write '90 days'"))
        return None
    return keys[0], float(time)


def _try_arm(
    where: str,
    arm: Mapping[str, Any],
    time: tuple[str, float] | None,
    outcome: Outcome | None,
    faults: list[Fault],
) -> tuple[Study, float] | None:
    try:
        return _arm(arm, time, outcome)
    except InputError as error:
        faults += [replace(f, where=f"{where}: {f.where}") for f in error.faults]
        return None


def _arm(
    arm: Mapping[str, Any], time: tuple[str, float] | None, outcome: Outcome | None
) -> tuple[Study, float]:
    """Return an arm as a study that runs as long as its outcome needs, and the day it is read on."""
    headed = {"schema": "needlework/study/1", **arm}
    probe = load_study({**headed, "horizon": _LONGEST})
    if len(parts(probe)) > 1:
        received = f"{len(parts(probe))} of them"
        raise InputError([Fault("zones", "one place and one concern", received, "write an entry for each")])
    last = max(probe.course.session_days, default=0.0)
    day = None if time is None else time[1] + (last if time[0] == "at" else 0.0)
    if outcome is not None and outcome.threshold and day is not None and day <= last:
        headed, last = _before(headed, probe, day)
    needed = max(day or 0.0, last)
    if "horizon" not in arm:
        end = _end(outcome, needed, last)
        return load_study({**headed, "horizon": f"{end} days"}), end if day is None else day
    study = load_study(headed)
    if study.horizon < needed:
        expected, received = f"a horizon of at least {needed:g} days", f"{study.horizon:g} days"
        raise InputError([Fault("horizon", expected, received, "leave it out")])
    return study, study.horizon if day is None else day


def _before(arm: Mapping[str, Any], probe: Study, day: float) -> tuple[dict[str, Any], float]:
    """Return an arm with the sessions before a day, the first at least, and the day of the last of them.

    A share of people is taken at the end of a run, which therefore has to end on that day.
    """
    days = sorted(probe.course.session_days)
    count = max(sum(each < day for each in days), 1)
    course = dict(arm["course"])
    stated = course.get("sessions")
    course["sessions"] = stated[:count] if isinstance(stated, list) else count
    if count == 1:
        course.pop("interval", None)
    return {**arm, "course": course}, days[count - 1]


def _end(outcome: Outcome | None, needed: float, last: float) -> float:
    """Return the day to which an arm is run: a share of people is taken at its end, a span has to be over."""
    if outcome is None or outcome.rows == "series":
        return needed + _AFTERWARDS
    return max(needed, _AFTERWARDS) if outcome.threshold else max(needed, last + _FOLLOWED)
