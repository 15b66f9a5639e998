"""What a study states that moves no number, with the reason: silence would be a defect.

A field counts as used if leaving it out, or making it a little smaller, changes anything that the model
reads. What each verb reads is listed once, in `needlework.subject.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from needlework.errors import InputError
from needlework.spec import Study, load_study
from needlework.spec.document import KeyPath, dotted
from needlework.spec.others import device_named
from needlework.spec.parts import parts
from needlework.subject.catalogue import read
from needlework.subject.reading import read_by_model

Reads = Callable[[Study], Any]

_LABELS = ("schema", "title")  # they name the file


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A field that moves no number: its path, its value as written, and why."""

    field: str
    value: Any
    why: str

    def to_json(self) -> dict[str, Any]:
        """Return the field as the JSON of a result holds it."""
        return {"field": self.field, "value": self.value, "why": self.why}


def not_used(study: Study, reads: Reads = read_by_model, verb: str = "run") -> list[NotUsed]:
    """Return every field of a study that moves no number.

    Fields that say what would hold without them are not listed.

    Parameters
    ----------
    study
        What was asked.
    reads
        Returns what a verb reads of a study; see `needlework.subject.reading`.
    verb
        Whose reasons are given, of those in ``unused.yaml``.
    """
    whole, plain = reads(study), study.to_dict()
    found = {unused.field: unused for unused in _others(study)}
    for path, value in _leaves(plain):
        name = dotted(path)
        if path[0] in _LABELS or _of_another(path, study) or _is_used(plain, path, value, whole, reads):
            continue
        field, stated = _named(plain, path, name, value)
        found.setdefault(field, NotUsed(field, stated, _why(field, stated, _stated_with(plain, path), verb)))
    return list(found.values())


def _others(study: Study) -> Iterator[NotUsed]:
    """Yield what else is done on some day: it is shown, and computed only where a device on file does it."""
    plans = [(("course",), study.course.plan), *((("zones", i), z.plan) for i, z in enumerate(study.zones))]
    for place, plan in plans:
        for i, session in enumerate(plan):
            if session.other is not None:
                why = _NOT_COMPUTED + (_ON_ITS_OWN_DAY if device_named(session.other) else "")
                why += f"; days count from the first needled session: day {session.day:g}" * (session.day < 0)
                yield NotUsed(dotted((*place, "sessions", i, "other")), session.other, why)


_NOT_COMPUTED = "recorded and shown on its day; not computed"
_ON_ITS_OWN_DAY = ", which it is behind the first session and on a day of its own"


def _leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from _leaves(below, (*path, i))
    else:
        yield path, value


def _of_another(path: KeyPath, study: Study) -> bool:
    """Return whether a path is of a session in which something else is done."""
    at = path.index("sessions") + 1 if "sessions" in path else len(path)
    plan = study.zones[path[1]].plan if path[0] == "zones" and isinstance(path[1], int) else study.course.plan
    number = path[at] if at < len(path) else None
    return isinstance(number, int) and plan[number].other is not None


def _is_used(plain: dict[str, Any], path: KeyPath, value: Any, whole: Any, reads: Reads) -> bool:
    """Return whether a field changes what the model reads: left out, or a little smaller."""
    without = _without(plain, path)
    if without is not None and (
        without.to_dict() == plain or reads(without) != whole or _restates(plain, path, without)
    ):
        return True
    near = _nudged(plain, path, value)
    return without is None if near is None else reads(near) != whole  # None without: the study needs it


def _restates(plain: dict[str, Any], path: KeyPath, without: Study) -> bool:
    """Return whether a zone or a session only says again what the study says for all of them."""
    study = load_study(plain)
    if path[0] == "zones":
        return [p.study.to_dict() for p in parts(study)] == [p.study.to_dict() for p in parts(without)]
    same = [one.model_dump(exclude={"plan"}) for one in study.course.each]
    return path[:2] == ("course", "sessions") and same == [
        one.model_dump(exclude={"plan"}) for one in without.course.each
    ]


def _without(plain: dict[str, Any], path: KeyPath) -> Study | None:
    """Return the study without a field; without the block it belongs to where the block needs the field."""
    for depth in range(len(path), 1, -1):
        try:
            return load_study(_dropped(plain, path[:depth]))
        except InputError:
            continue
    try:
        return load_study(_dropped(plain, path[:1]))
    except InputError:
        return None


def _dropped(value: Any, path: KeyPath) -> Any:
    return _changed(value, path, lambda block, key: block.pop(key))


def _changed(tree: Any, path: KeyPath, change: Callable[[Any, Any], object]) -> Any:
    """Return a copy of a tree in which one place of one block is changed."""
    copy = deepcopy(tree)
    change(_at(copy, path[:-1]), path[-1])
    return copy


def _nudged(plain: dict[str, Any], path: KeyPath, value: Any) -> Study | None:
    """Return the study with a number or a quantity a little smaller; None where a value has none."""
    if isinstance(value, bool) or value is None or value == 0.0:
        return None
    if isinstance(value, int | float):
        near: Any = value + 1 if isinstance(value, int) else 0.9 * value
    elif match := re.match(r"\d+(?:\.\d+)?", value):
        near = f"{0.9 * float(match[0]):.6g}{value[match.end() :]}"
    else:
        return None
    try:
        return load_study(_changed(plain, path, lambda block, key: block.__setitem__(key, near)))
    except InputError:
        return None


def _named(plain: dict[str, Any], path: KeyPath, name: str, value: Any) -> tuple[str, Any]:
    """Return the field that stands for a path, and its value: a list of words is one field, so are shares."""
    if isinstance(path[-1], int) or (path[0] == "population" and path[1] in ("sex", "smoking") and path[2:]):
        return dotted(path[:-1]), _at(plain, path[:-1])
    block = _at(plain, path[:-1])
    if path[-1] == "when" and "active" in block:
        return dotted((*path[:-1], "active")), block["active"]
    return name, value


def _at(plain: Any, path: KeyPath) -> Any:
    for step in path:
        plain = plain[step]
    return plain


def _stated_with(plain: Any, path: KeyPath) -> frozenset[str]:
    """Return the keys of the blocks around a path; `listed` where sessions are given one by one."""
    keys = {
        *(key for key in plain if plain[key]),
        *(["listed"] if isinstance(plain["course"].get("sessions"), list) else []),
    }
    for step in path[:-1]:
        plain = plain[step]
        keys |= set(plain) if isinstance(plain, dict) else set()
    when = plain.get("when") if isinstance(plain, dict) else None
    return frozenset({*keys, when} if when else keys)


def _why(field: str, value: Any, beside: frozenset[str], verb: str) -> str:
    from needlework.spec.names import product_id

    bare = re.sub(r"\[\d+\]", "", field)
    for record in read("unused.yaml"):
        pattern: Any = record
        fits = f".{bare}.".find(f".{pattern['field']}.") >= 0 or not pattern["field"]
        fits = fits and verb in pattern.get("verbs", (verb,))
        fits = fits and (not pattern.get("beside") or not beside.isdisjoint(pattern["beside"]))
        if fits and (pattern.get("value") in (None, value) or pattern.get("value") == product_id(str(value))):
            return str(pattern["why"])
    raise LookupError(field)
