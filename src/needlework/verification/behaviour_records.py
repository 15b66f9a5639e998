"""Behaviours on file: what each is, its label, and the small declarative test it is put to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from needlework.errors import Fault, InputError, shown
from needlework.subject.catalogue import read

Label = Literal["built_in", "fitted", "emergent"]
LABELS: tuple[Label, ...] = ("built_in", "fitted", "emergent")
READS = ("value", "peak", "peak_day", "lowest")
EXPECTS = {  # what is expected of the readings, in words
    "rises": "each reading is above the one before",
    "falls": "each reading is below the one before",
    "not_rises": "no reading is above the one before",
    "not_falls": "no reading is below the one before",
    "diminishes": "each reading is above the one before, by less each time",
    "turns": "the last reading is below the highest",
    "inside": "the highest reading is neither the first nor the last",
    "positive": "above 0",
    "negative": "below 0",
    "zero": "0 within rounding",
    "between": "between the bounds",
    "shrinks": "the second reading is below this share of the first",
    "keeps": "the second reading is above this share of the first",
    "times": "the second reading over the first is between the bounds",
    "shrinks_step": "the second reading exceeds the first by less than this share of the first",
    "agrees": "the 90 % interval holds the published figure",
}
_KEYS = {"id", "what", "label", "why", "records", "observations", "claims", "published", "test"}
_REQUIRED = {"id", "what", "label", "why", "test"}
_TEST = {
    *("outcome", "study", "with", "without", "vary", "minus", "day", "after", "read", "until"),
    *("readings", "given", "expect", "low", "high", "share"),
}
_READING = {"outcome", "with", "without", "day", "after", "read", "until"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A study that is simulated, without its horizon; ``words`` say how it differs from the base."""

    text: str
    words: str

    @property
    def study(self) -> dict[str, Any]:
        """Return the study as plain values."""
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class BehaviourReading:
    """One figure per draw.

    Attributes
    ----------
    scenario
        What is simulated.
    outcome
        Id of the outcome.
    read
        ``value`` at ``day``; ``peak``, ``lowest`` (the value) or ``peak_day`` (its day) up to ``until``.
    day, from_last
        Time in days from the first session, or from the last; None for an outcome with one figure.
    until
        End of the search for a peak, in days from the first session.
    minus
        Scenario whose reading is subtracted.
    """

    scenario: Scenario
    outcome: str
    read: str
    day: float | None
    from_last: bool
    until: float | None
    minus: Scenario | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One behaviour and its test.

    With ``given_gain`` only draws count in which the first reading is above 0.
    """

    id: str
    what: str
    label: Label
    why: str
    readings: tuple[BehaviourReading, ...]
    expect: str
    low: float
    high: float
    share: float
    given_gain: bool = False
    records: tuple[str, ...] = ()
    observations: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What is expected, in words."""
        words = EXPECTS[self.expect].replace("this share", f"{self.share:g}")
        if self.expect in ("between", "times"):
            words = words.replace("between the bounds", f"between {self.low:g} and {self.high:g}")
        return words + (", in draws whose first reading is above 0" if self.given_gain else "")

    @property
    def scenario_words(self) -> str:
        """What is varied or read, in words."""
        columns = list(zip(*(_reading_words(r) for r in self.readings), strict=True))
        shared = [column[0] for column in columns if len(set(column)) == 1]
        own = [
            " ".join(filter(None, words))
            for words in zip(*(c for c in columns if len(set(c)) > 1), strict=True)
        ]
        return ": ".join(filter(None, [" ".join(filter(None, shared)), " → ".join(own)]))


@cache
def load_behaviours() -> dict[str, Behaviour]:
    """Return every behaviour on file by its id.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    data = read("validation/behaviours.yaml")
    return parse_behaviours(data["base"], data["behaviours"])


def parse_behaviours(base: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> dict[str, Behaviour]:
    """Build behaviours from plain values; see `load_behaviours`."""
    found: dict[str, Behaviour] = {}
    faults: list[Fault] = []
    for entry in entries:
        wrong = list(_faults(entry, found))
        faults += wrong
        if not wrong:
            found[entry["id"]] = _behaviour(base, entry)
    if faults:
        raise InputError(faults)
    return found


def _faults(entry: Mapping[str, Any], found: Mapping[str, Behaviour]) -> Iterator[Fault]:
    where = f"behaviours.yaml {entry.get('id', '?')}"
    test = entry.get("test") or {}
    for name in sorted(_REQUIRED - set(entry)):
        yield Fault(where, f"the key {name}", "nothing", "add it")
    unknown = [*(set(entry) - _KEYS), *(set(test) - _TEST)]
    unknown += [key for item in test.get("readings", ()) for key in set(item) - _READING]
    for name in sorted(unknown):
        yield Fault(where, "a known key", shown(name), "correct or remove it")
    for key, value, known in (
        ("label", entry.get("label"), LABELS),
        ("expect", test.get("expect"), tuple(EXPECTS)),
        ("read", test.get("read", "value"), READS),
        ("given", test.get("given"), (None, "positive")),
    ):
        if value not in known:
            yield Fault(
                where, f"{key}: one of {', '.join(map(str, known))}", shown(value), "choose one of these"
            )
    if entry.get("id") in found:
        yield Fault(where, "an id of its own", shown(entry["id"]), "rename one")


def _behaviour(base: Mapping[str, Any], entry: Mapping[str, Any]) -> Behaviour:
    test, published = entry["test"], entry.get("published", {})
    return Behaviour(
        id=entry["id"],
        what=entry["what"],
        label=entry["label"],
        why=entry["why"],
        readings=tuple(_readings(base, test)),
        expect=test["expect"],
        low=float(test.get("low", 0.0)),
        high=float(test.get("high", 0.0)),
        share=float(test.get("share", 1.0)),
        given_gain=test.get("given") == "positive",
        **{key: tuple(entry.get(key, ())) for key in ("records", "observations", "claims")},
        **{key: tuple(published.get(key, ())) for key in ("holds", "fails", "nulls")},
    )


def _readings(base: Mapping[str, Any], test: Mapping[str, Any]) -> Iterator[BehaviourReading]:
    """Yield the readings of a test: those listed, or one for each value of ``vary`` or each day."""
    start = _shipped(test["study"]) if "study" in test else base
    for item in test.get("readings", [{}]):
        merged = {**test, **item}
        changes = {**test.get("with", {}), **item.get("with", {})}
        for varied in _varied(test.get("vary", {})):
            scenario = _scenario(start, {**changes, **varied}, merged.get("without", ()), test)
            rest = {**changes, **varied, **test["minus"]} if "minus" in test else None
            other = _scenario(start, rest, merged.get("without", ()), test) if rest else None
            days = merged.get("after", merged.get("day"))
            for day in days if isinstance(days, list) else [days]:
                until = merged.get("until")
                yield BehaviourReading(
                    scenario,
                    merged["outcome"],
                    "value" if "day" in item or "after" in item else merged.get("read", "value"),
                    None if day is None else float(day),
                    "after" in (item if {"day", "after"} & set(item) else merged),
                    None if until is None else float(until),
                    other,
                )


def _varied(vary: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    if not vary:
        return [{}]
    return [dict(zip(vary, values, strict=True)) for values in zip(*vary.values(), strict=True)]


def _shipped(name: str) -> dict[str, Any]:
    return dict(read(f"examples/{name}.yaml"))


def _scenario(
    start: Mapping[str, Any], changes: Mapping[str, Any], without: Iterable[str], test: Mapping[str, Any]
) -> Scenario:
    study = json.loads(json.dumps(start))
    for path in without:
        block, _, key = path.rpartition(".")
        _block(study, block).pop(key, None)
    for path, value in changes.items():
        block, _, key = path.rpartition(".")
        _block(study, block)[key] = value
    for key in ("title", "horizon", "population", "draws", "seed", "model"):
        study.pop(key, None)
    words = ", ".join(f"{path.rpartition('.')[2]} {_short(value)}" for path, value in changes.items())
    name = test.get("study")
    text = json.dumps(study, sort_keys=True)
    return Scenario(text, ", ".join(filter(None, [name, words])) or "base")


def _block(study: dict[str, Any], path: str) -> dict[str, Any]:
    for key in filter(None, path.split(".")):
        study = study.setdefault(key, {})
    return study


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(map(_short, value.values()))
    return "; ".join(map(_short, value)) if isinstance(value, list) else str(value)


def _reading_words(reading: BehaviourReading) -> tuple[str, str, str]:
    """Return what is read, when, and in which scenario."""
    when = ""
    if reading.read != "value":
        when = reading.read.replace("_", " ")
    elif reading.day is not None:
        when = f"day {reading.day:g}" + (" after the last session" if reading.from_last else "")
    against = f" minus ({reading.minus.words})" if reading.minus else ""
    return f"`{reading.outcome}`", when, f"({reading.scenario.words}){against}"
