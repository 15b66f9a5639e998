"""What trials and experiments reported: one observation for each printed figure or finding.

A file lists studies; each study gives what holds for all its results and then the results. Any key of the
study may be repeated in a result to say that this result differs (another n, another blinding).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from needlework.errors import Fault
from needlework.evidence.records import (
    Record,
    by_id,
    choice_fault,
    data_root,
    is_number,
    key_faults,
    number_fault,
    parse_all,
    read_records,
)
from needlework.evidence.scales import responder_faults, scale_faults
from needlework.evidence.sources import READ
from needlework.evidence.split import load_split

KINDS = (
    "absolute",  # the quantity itself
    "change_percent",  # from baseline, signed: a fall is negative
    "change_absolute",  # from baseline in the unit, signed
    "ratio",  # after over before
    "contrast",  # between arms, signed as the arm says (a minus b, or a over b)
    "responders",  # n_of persons meet the definition
    "p_value",  # only the p value is printed
    "qualitative",  # only words are printed
)
ANCHORS = ("first_session", "last_session", "baseline", "unknown")
BOUNDS = ("at_most", "at_least")
DIRECTIONS = ("up", "down", "none")
STATISTICS = ("mean", "median")
SPECIES = (
    "human",
    "human_ex_vivo",
    "human_in_vitro",
    "pig",
    "rat",
    "mouse",
    "mouse_in_vitro",
    "guinea_pig",
    "device",
)


@dataclass(frozen=True, slots=True)
class Participants:
    """Who was studied, as far as reported; ages in years, phototypes as printed."""

    age_mean: float | None = None
    age_sd: float | None = None
    age_range: tuple[float, float] | None = None
    phototypes: str | None = None
    site: str | None = None
    concern: str | None = None
    morphology: str | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was done, as far as reported; None where the report is silent."""

    device: str | None = None
    sessions: int | None = None
    interval_days: float | None = None
    depth_mm: float | None = None
    passes: float | None = None
    density_per_cm2: float | None = None
    occlusion: str | None = None
    anaesthetic: str | None = None
    adjunct: str | None = None
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One reported figure or finding; the unit is as printed, times are in days from the anchor.

    ``sd``, ``se`` and the intervals are those of the figure: of the change where the figure is a change.
    ``family``, ``threshold`` and ``band`` are explained in `needlework.evidence.scales`. ``held_out`` marks a
    figure that has been kept out of fitting since it came on file.
    """

    id: str
    study: str
    source: str
    design: str
    species: str
    endpoint: str
    kind: str
    read: str
    unit: str = "1"
    cohort: str | None = None
    blinded: bool | None = None
    open_label: bool | None = None
    n: int | None = None
    population: Participants = field(default_factory=Participants)
    course: Treatment = field(default_factory=Treatment)
    outcome: str | None = None
    arm: str | None = None
    time_days: float | None = None
    time_range: tuple[float, float] | None = None
    time_anchor: str = "unknown"
    value: float | None = None
    range: tuple[float, float] | None = None
    bound: str | None = None
    direction: str | None = None
    statistic: str = "mean"
    sd: float | None = None
    se: float | None = None
    ci95: tuple[float, float] | None = None
    ci99: tuple[float, float] | None = None
    baseline: float | None = None
    baseline_sd: float | None = None
    family: str | None = None
    definition: str | None = None
    threshold: str | None = None
    band: tuple[str | None, str | None] | None = None
    n_of: tuple[int, int] | None = None
    p: str | None = None
    held_out: bool = False
    locator: str | None = None
    note: str | None = None
    where: str = ""

    @property
    def used_in_fit(self) -> bool:
        """Whether the shipped fit was given this figure."""
        return self.id in load_split().fitted


_NESTED = {"population": Participants, "course": Treatment}
_STUDY_ONLY = ("study", "source", "cohort")
_STUDY_REQUIRED = ("study", "source", "design", "species", "read")
_FLAGS = ("blinded", "open_label", "held_out")
_SHARED = ("design", "species", "read", *_FLAGS, "n", "population", "course", "note")
_RESULT_REQUIRED = ("id", "endpoint", "kind")
_RESULT = tuple(f.name for f in fields(Observation) if f.name not in (*_STUDY_ONLY, "where"))
_NUMBERS = ("n", "time_days", "value", "sd", "se", "baseline", "baseline_sd")
_PAIRS = ("time_range", "range", "ci95", "ci99", "n_of", "age_range")


@cache
def load_observations() -> Mapping[str, Observation]:
    """Return every packaged observation by its id; read once per process.

    Raises
    ------
    InputError
        When a record is malformed or an id stands twice.
    """
    return index_observations(data_root())


def index_observations(root: Traversable) -> Mapping[str, Observation]:
    """Read the observations under a data folder; see `load_observations`."""
    studies = parse_all(read_records(root, "observations", "results"), check_study, parse_study)
    found = (observation for results in studies for observation in results)
    return MappingProxyType(by_id(found, lambda o: o.id, lambda o: o.where))


def check_study(study: Record) -> list[Fault]:
    """Return the faults in the shape of a study and of its results."""
    faults = key_faults(study, _STUDY_REQUIRED, (*_STUDY_ONLY, *_SHARED)) + _value_faults(study)
    if not study.children:
        faults.append(Fault(study.where, "results", "none", "add at least one result"))
    for result in study.children:
        faults += key_faults(result, _RESULT_REQUIRED, _RESULT) + _value_faults(result)
        faults += scale_faults(result) + responder_faults(study, result)
        if result.get("kind") == "responders" and not (result.get("n_of") or result.get("value") is not None):
            faults.append(Fault(result.where, "n_of: [k, n], or the share as value", "neither", "add one"))
    return faults


def _value_faults(record: Record) -> list[Fault]:
    choices: dict[str, Sequence[str]] = {
        "kind": KINDS,
        "time_anchor": ANCHORS,
        "bound": BOUNDS,
        "direction": DIRECTIONS,
        "statistic": STATISTICS,
        "species": SPECIES,
        "read": READ,
    }
    faults = [fault for key, options in choices.items() for fault in choice_fault(record, key, options)]
    faults += [fault for key in _NUMBERS for fault in number_fault(record, key)]
    for key in _FLAGS:
        if record.get(key) not in (None, True, False):
            faults.append(Fault(record.where, f"{key} true or false", repr(record.get(key)), "correct it"))
    faults += [fault for key in _PAIRS for fault in _pair_faults(record, key)]
    for key, kind in _NESTED.items():
        faults += _nested_faults(record, key, [f.name for f in fields(kind)])
    return faults


def _pair_faults(record: Record, key: str) -> list[Fault]:
    pair = record.get(key)
    if pair is None or (isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair))):
        return []
    return [Fault(record.where, f"{key} as [number, number]", repr(pair), "correct it")]


def _nested_faults(record: Record, key: str, known: list[str]) -> list[Fault]:
    given = record.get(key)
    if given is None:
        return []
    if not isinstance(given, dict):
        return [Fault(record.where, f"{key} as a mapping", repr(given), "correct it")]
    inner = Record(given, record.where)
    return key_faults(inner, (), known) + _pair_faults(inner, "age_range")


def parse_study(study: Record) -> list[Observation]:
    """Build the observations of a study that has no faults."""
    return [_observation(study, result) for result in study.children]


def _observation(study: Record, result: Record) -> Observation:
    given: dict[str, Any] = {**study.fields, **result.fields}
    for key, kind in _NESTED.items():
        given[key] = kind(**_pairs({**(study.get(key) or {}), **(result.get(key) or {})}))
    return Observation(**_pairs(given), where=result.where)


def _pairs(given: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
