"""The rules: what they hear in a history, what they see in a study, what the sources say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from needlework.errors import Fault
from needlework.evidence.records import Record, by_id, data_root, key_faults, parse_all, read_records

MODES = ("label_strict", "consensus")
CLASSES = ("absolute", "consult", "caution", "note")
SCOPES = ("person", "zone", "session")
WHEN = ("ever", "now", "active", "dormant", "stopped", "recent", "requested")
_REQUIRED = ("id", "condition", "class", "scope", "reason", "positions", "cleared_by", "ask")
_OPTIONAL = ("words", "facts", "devices", "instead_of")
_DEVICES = {
    "means": ("mechanical", "ablative", "coagulative", "radiofrequency", "chemical"),
    "kind": ("pen", "roller", "stamp", "columns", "sheet"),
}
_TIMES = ("when", "days", "lingers", "soon", "open", "past")
_KINDS = ("needs", "without", "allergy", "of", "dose_from", "dose_below", "at_most", "asks", "away")
_TRIGGER = (*_TIMES, *_KINDS)
_LIMITS = ("below", "from", "above")


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says.

    Attributes
    ----------
    source, says
        The source and its words.
    days
        The waiting time it names, if any.
    klass
        What this source alone would make of it: one of the classes, none where it sees no bar; None where it
        only reports.
    """

    source: str
    says: str
    days: float | None = None
    klass: str | None = None

    def after(self, days: float) -> Position:
        """Return the position that many days later: a waiting time that is over bars nothing."""
        over = self.days is not None and 0 < self.days <= days
        return replace(self, klass="none") if over else self

    def to_json(self) -> dict[str, Any]:
        """Return plain values in the published format."""
        return {"source": self.source, "says": self.says, "class": self.klass}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which mentions fire a rule.

    Attributes
    ----------
    terms
        Names of the word list.
    when
        ever; now; active (said to be so) and dormant (anything else); stopped; recent; requested.
    days
        For stopped and recent: the waiting time of each mode, in days.
    lingers
        Days for which something past may still be there; it counts, and is asked about.
    needs, without
        Traits of which one must, or none may, be said.
    allergy, of
        An allergy to it is meant; own or family.
    dose_from, dose_below
        Limits of the dose in mg.
    soon
        Whether it counts when it is planned.
    at_most
        The gravest class it can give, where the sources judge it more mildly than the rest of the rule.
    asks
        Whether it only leads to the question of the rule.
    away
        ignore, ask, or beside (ask when it is in a region beside the treated one): what to do when it is said
        to be somewhere else.
    open, past
        fire, ask or ignore: what to do when nothing tells the time, and when it is over.
    """

    terms: frozenset[str]
    when: str = "ever"
    days: Mapping[str, float] = field(default_factory=dict)
    lingers: float = 0.0
    needs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    allergy: bool = False
    of: str = "own"
    dose_from: float = 0.0
    dose_below: float = float("inf")
    soon: bool = False
    open: str = "fire"
    past: str = "ignore"
    at_most: str = "absolute"
    asks: bool = False
    away: str = "ignore"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the screening; without classes it only asks.

    ``devices`` names the means and kinds of device it speaks of (all if empty), ``instead_of`` the rules
    about needling that are then silent, ``answered_by`` the rules whose finding makes its question needless.
    """

    id: str
    ask: str
    triggers: tuple[Trigger, ...]
    condition: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)
    scope: str = "person"
    reason: str = ""
    positions: tuple[Position, ...] = ()
    cleared_by: str = ""
    facts: tuple[Mapping[str, Any], ...] = ()
    where: str = ""
    devices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead_of: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()

    def usual_after(self, days: float) -> str | None:
        """Return the class that most sources give it that many days later; None where few name a time.

        A majority of at least three waiting times counts; the class is then that of the strictest.
        """
        waits = [position.days for position in self.positions if position.days is not None]
        if len(waits) < 3:
            return None
        waiting = sum(wait > days for wait in waits)
        return self.classes["label_strict"] if 2 * waiting > len(waits) else "note"

    @property
    def longest(self) -> float:
        """The longest waiting time that a source names, in days; 0 where none does."""
        return max((position.days or 0.0 for position in self.positions), default=0.0)


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return every packaged rule by its id; read once per process.

    Raises
    ------
    InputError
        When a rule is malformed or an id stands twice.
    """
    records = read_records(data_root(), "rules")
    asking = [record for record in records if "terms" in record.fields]
    ruling = [record for record in records if "terms" not in record.fields]
    rules = parse_all(ruling, check_rule, parse_rule) + parse_all(asking, check_question, parse_question)
    return MappingProxyType(by_id(rules, lambda rule: rule.id, lambda rule: rule.where))


def check_rule(record: Record) -> list[Fault]:
    """Return the faults of one rule."""
    faults = key_faults(record, _REQUIRED, _OPTIONAL)
    if faults:
        return faults
    classes = record.fields["class"]
    if set(classes) != set(MODES) or not set(classes.values()) <= set(CLASSES):
        faults.append(_fault(record, f"one of {', '.join(CLASSES)} for {' and '.join(MODES)}", classes))
    if record.fields["scope"] not in SCOPES:
        faults.append(_fault(record, f"scope one of {', '.join(SCOPES)}", record.fields["scope"]))
    if not record.get("words") and not record.get("facts"):
        faults.append(_fault(record, "words or facts that fire the rule", "neither"))
    for position in record.fields["positions"]:
        if not {"source", "says"} <= set(position) <= {"source", "says", "days", "class"}:
            faults.append(_fault(record, "positions with source, says and perhaps days and class", position))
        elif position.get("class") not in (None, "none", *CLASSES):
            faults.append(_fault(record, f"class one of {', '.join(CLASSES)}, none", position))
    for key, named in (record.get("devices") or {}).items():
        if not set(named) <= set(_DEVICES.get(key, ())):
            known = f"{key} one of {', '.join(_DEVICES.get(key, ()))}"
            faults.append(
                _fault(record, known if key in _DEVICES else f"devices by {', '.join(_DEVICES)}", named)
            )
    for trigger in record.get("words") or ():
        faults += _trigger_faults(record, trigger)
    for condition in record.get("facts") or ():
        for limit in condition.values():
            if isinstance(limit, dict) and not set(limit) <= set(_LIMITS):
                faults.append(_fault(record, f"limits named {', '.join(_LIMITS)}", limit))
    return faults


def check_question(record: Record) -> list[Fault]:
    """Return the faults of a rule that only asks."""
    return key_faults(
        record,
        ("id", "terms", "ask"),
        ("of", "when", "lingers", "without", "allergy", "answered_by", "scope"),
    )


def parse_rule(record: Record) -> Rule:
    """Build a rule from a record that has no faults."""
    fields = record.fields
    return Rule(
        id=fields["id"],
        ask=fields["ask"],
        triggers=tuple(_trigger(trigger) for trigger in fields.get("words", ())),
        condition=fields["condition"],
        classes=MappingProxyType(fields["class"]),
        scope=fields["scope"],
        reason=fields["reason"],
        positions=tuple(_position(position) for position in fields["positions"]),
        cleared_by=fields["cleared_by"],
        facts=tuple(MappingProxyType(condition) for condition in fields.get("facts", ())),
        where=record.where,
        devices=MappingProxyType({k: tuple(v) for k, v in fields.get("devices", {}).items()}),
        instead_of=tuple(fields.get("instead_of", ())),
    )


def _position(given: Mapping[str, Any]) -> Position:
    return Position(given["source"], given["says"], given.get("days"), given.get("class"))


def parse_question(record: Record) -> Rule:
    """Build a rule that only asks."""
    fields = dict(record.fields)
    id, ask, answers = fields.pop("id"), fields.pop("ask"), tuple(fields.pop("answered_by", ()))
    scope = fields.pop("scope", "person")
    return Rule(id, ask, (_trigger(fields),), scope=scope, where=record.where, answered_by=answers)


def _trigger(fields: Mapping[str, Any]) -> Trigger:
    given = dict(fields)
    days: Any = given.pop("days", {})
    waiting: dict[str, float] = days if isinstance(days, dict) else dict.fromkeys(MODES, days)
    sets = {key: frozenset(given.pop(key)) for key in ("terms", "needs", "without") if key in given}
    return Trigger(**sets, days=MappingProxyType(waiting), **given)


def _trigger_faults(record: Record, trigger: Mapping[str, Any]) -> list[Fault]:
    faults = []
    if not trigger.get("terms") or not set(trigger) <= {"terms", *_TRIGGER}:
        faults.append(_fault(record, f"terms and {', '.join(_TRIGGER)}", dict(trigger)))
    if trigger.get("when", "ever") not in WHEN:
        faults.append(_fault(record, f"when one of {', '.join(WHEN)}", trigger.get("when")))
    if (trigger.get("when") in ("stopped", "recent")) != ("days" in trigger):
        faults.append(_fault(record, "days with stopped and recent, and only there", dict(trigger)))
    return faults


def _fault(record: Record, expected: str, received: object) -> Fault:
    return Fault(record.where, expected, repr(received), f"correct {record.get('id')}")
