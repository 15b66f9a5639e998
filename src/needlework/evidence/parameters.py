"""The parameters of every mechanism: value, unit, spread, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlework.errors import Fault
from needlework.evidence.distributions import Beta, Distribution, Fixed, Lognormal, Normal, Rectified, Uniform
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
from needlework.spec.fields import suggestion

Grade = Literal["calibrated", "literature", "assumed"]

MEASURED = ("measured_in_vivo_human", "measured_ex_vivo_human", "measured_animal", "measured_in_vitro")
BASES = (*MEASURED, "derived", "calibrated", "assumed", "definition")
_FAMILIES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "lognormal": (frozenset({"gsd"}), frozenset()),
    "normal": (frozenset({"sd"}), frozenset({"lower", "upper"})),
    "rectified_normal": (frozenset({"sd"}), frozenset()),
    "beta": (frozenset({"a", "b"}), frozenset()),
    "uniform": (frozenset({"lower", "upper"}), frozenset()),
    "fixed": (frozenset(), frozenset()),
}
_REQUIRED = ("id", "symbol", "meaning", "value", "unit", "distribution", "basis")
_OPTIONAL = ("source", "locator", "as_reported", "conversion", "applies", "rationale", "note")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model, in canonical units, with its distribution and its provenance."""

    id: str
    symbol: str
    meaning: str
    value: float
    unit: str
    distribution: Distribution
    basis: str
    source: str | None = None
    locator: str | None = None
    as_reported: str | None = None
    conversion: str | None = None
    applies: Mapping[str, Any] = field(default_factory=dict)
    rationale: str | None = None
    note: str | None = None
    where: str = ""

    @property
    def grade(self) -> Grade:
        """What the number rests on, in one of three words."""
        return grade(self.basis)

    def ppf(self, u: ArrayLike) -> NDArray[np.float64]:
        """Return the quantiles of the parameter at probabilities ``u`` (any shape), in its unit."""
        return self.distribution.ppf(u)


class ParameterSet(Mapping[str, Parameter]):
    """Parameters by id."""

    __slots__ = ("_by_id",)

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._by_id = by_id(parameters, lambda p: p.id, lambda p: p.where)

    def __getitem__(self, key: str) -> Parameter:
        """Return a parameter; a KeyError names the nearest id."""
        try:
            return self._by_id[key]
        except KeyError:
            near = suggestion(str(key), self._by_id)
            raise KeyError(f"no parameter {key!r}" + (f"; nearest: {near!r}" if near else "")) from None

    def __contains__(self, key: object) -> bool:
        """Return whether a parameter has this id."""
        return key in self._by_id

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Count the parameters."""
        return len(self._by_id)

    def select(self, prefix: str) -> dict[str, Parameter]:
        """Return the parameters whose id begins with ``prefix``, by their full id."""
        return {key: p for key, p in self._by_id.items() if key.startswith(prefix)}


def grade(basis: str) -> Grade:
    """Return what a basis rests on: calibrated, literature or assumed.

    A definition fixes a scale and says nothing about nature, so it never lowers a grade.
    """
    match basis:
        case "calibrated":
            return "calibrated"
        case "assumed":
            return "assumed"
        case _:
            return "literature"


@cache
def load_parameters() -> ParameterSet:
    """Return every packaged parameter; read once per process.

    Raises
    ------
    InputError
        When a record is malformed or an id stands twice.
    """
    return index_parameters(data_root())


def index_parameters(root: Traversable) -> ParameterSet:
    """Read the parameters under a data folder; see `load_parameters`."""
    return ParameterSet(parse_all(read_records(root, "parameters"), check_parameter, parse_parameter))


def check_parameter(record: Record) -> list[Fault]:
    """Return the faults in the shape of one parameter record."""
    faults = key_faults(record, _REQUIRED, _OPTIONAL)
    faults += choice_fault(record, "basis", BASES) + number_fault(record, "value")
    if record.get("distribution") is not None:
        faults += _distribution_faults(record)
    return faults


def _distribution_faults(record: Record) -> list[Fault]:
    given = record.fields["distribution"]
    family = given.get("family") if isinstance(given, dict) else None
    if family not in _FAMILIES:
        expected = f"distribution with family: {' | '.join(_FAMILIES)}"
        return [Fault(record.where, expected, repr(given), "choose a family")]
    required, optional = _FAMILIES[family]
    inner = Record({k: v for k, v in given.items() if k != "family"}, record.where)
    faults = key_faults(inner, required, optional)
    faults += [fault for key in inner.fields for fault in number_fault(inner, key)]
    if not faults and is_number(record.get("value")):
        faults += _range_faults(record, family, inner.fields, record.fields["value"])
    return faults


def _range_faults(record: Record, family: str, shape: dict[str, float], value: float) -> list[Fault]:
    rules = {
        "lognormal": (value > 0 and shape.get("gsd", 1) > 1, "value > 0 and gsd > 1"),
        "normal": (shape.get("sd", 0) > 0 and _ordered(shape), "sd > 0 and lower < upper"),
        "rectified_normal": (value == 0 and shape.get("sd", 0) > 0, "value 0, the median, and sd > 0"),
        "beta": (min(shape.get("a", 0), shape.get("b", 0)) >= 0.5, "a and b of at least 0.5"),
        "uniform": (_ordered(shape), "lower < upper"),
        "fixed": (True, ""),
    }
    good, expected = rules[family]
    if good:
        return []
    return [
        Fault(record.where, f"{family} with {expected}", f"value {value}, {shape}", "correct one of them")
    ]


def _ordered(shape: dict[str, float]) -> bool:
    return shape.get("lower", -np.inf) < shape.get("upper", np.inf)


def parse_parameter(record: Record) -> Parameter:
    """Build a parameter from a record that has no faults."""
    fields = dict(record.fields)
    value = float(fields.pop("value"))
    distribution = _distribution(value, fields.pop("distribution"))
    applies = dict(fields.pop("applies", None) or {})
    return Parameter(**fields, value=value, distribution=distribution, applies=applies, where=record.where)


def _distribution(value: float, given: dict[str, Any]) -> Distribution:
    shape = {key: float(number) for key, number in given.items() if key != "family"}
    match given["family"]:
        case "lognormal":
            return Lognormal(value, shape["gsd"])
        case "normal":
            return Normal(value, shape.pop("sd"), **shape)
        case "rectified_normal":
            return Rectified(shape["sd"])
        case "beta":
            return Beta(shape["a"], shape["b"])
        case "uniform":
            return Uniform(shape["lower"], shape["upper"])
        case _:
            return Fixed(value)
