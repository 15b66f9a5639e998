"""Field types of the study file: quantities, catalogue keys, free words without personal data."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from needlework.errors import Fault, InputError, shown
from needlework.files import packaged
from needlework.spec.spelling import instead, meant
from needlework.spec.substance import RANGES
from needlework.units import DIMENSIONS, parse, render


@cache
def catalogue(kind: str) -> tuple[str, ...]:
    """Return the keys of a catalogue: the names of the packaged files in ``data/<kind>``, sorted."""
    folder = resources.files("needlework") / "data" / kind
    return tuple(
        sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    )


@cache
def _devices() -> dict[str, dict[str, Any]]:
    return {key: packaged(f"devices/{key}.yaml") for key in catalogue("devices")}


def sheet_devices() -> tuple[str, ...]:
    """Return the keys of the catalogue's devices that injure a whole sheet, which has no density."""
    return tuple(key for key, record in _devices().items() if record["kind"] == "sheet")


@cache
def tissue_devices() -> frozenset[str]:
    """Return the keys of the catalogue's devices without needles that split: lasers, peels, cores."""
    return frozenset(key for key, record in _devices().items() if record["kind"] in ("columns", "sheet"))


def devices_set_by(setting: str) -> tuple[str, ...]:
    """Return the keys of the catalogue's devices that are set by ``energy`` or by ``strength``."""
    return tuple(key for key, record in _devices().items() if record.get("series", {}).get("per") == setting)


@cache
def _rated() -> tuple[dict[str, Any], ...]:
    """Return the records of scales that say how severe a concern is, before treatment as after it."""
    records = packaged("outcomes/scales.yaml")
    return tuple(r for r in records if r["rows"] == "series" and r["form"] == "absolute")


def scales(kind: str) -> tuple[str, ...]:
    """Return the scales a concern is rated on."""
    return tuple(r["id"] for r in _rated() if kind in r["concerns"])


def ends_of(scale: object) -> tuple[float, float] | None:
    """Return the ends of a scale, None of what is no scale."""
    return next(((r["range"][0], r["range"][1]) for r in _rated() if r["id"] == scale), None)


def rated_on(scale: str) -> tuple[str, ...]:
    """Return the kinds of concern that a scale rates; none of what is no scale."""
    return next((tuple(r["concerns"]) for r in _rated() if r["id"] == scale), ())


def off_scale(score: object, scale: object) -> str | None:
    """Return what is expected of a score that lies beyond the ends of its scale; None of any other."""
    ends = ends_of(scale)
    if ends is None or not isinstance(score, int | float) or ends[0] <= score <= ends[1]:
        return None
    return f"a score of {scale} from {ends[0]:g} to {ends[1]:g}"


def scale_meant(name: str) -> str:
    """Return the scale on file that a name in any spelling means; the name where it means none."""
    return str(meant(name, "scales", (r["id"] for r in _rated())))


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(
        word.casefold().replace("-", "_").replace(" ", "_"), folded, n=1, cutoff=0.6
    )
    if close:
        return folded[close[0]]
    begun = [name for name in folded if name.startswith(word.casefold())]
    return folded[begun[0]] if len(begun) == 1 and word else None


def custom(expected: str, received: str, next_step: str) -> PydanticCustomError:
    """Return a validation error that carries the parts of a `Fault`."""
    parts = {"expected": expected, "received": received, "next_step": next_step}
    return PydanticCustomError("needlework", "{expected}", parts)


class Field:
    """A type of field: how it is read from the value in a file, and written back."""

    def read(self, value: Any) -> Any:
        """Check and convert one value."""
        raise NotImplementedError

    def write(self, value: Any, /) -> Any:
        """Return a value as files write it."""
        return value

    def described(self) -> dict[str, Any]:
        """Return the JSON Schema of its form, for editors."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate a value and serialise it back."""
        writer = core_schema.plain_serializer_function_ser_schema(self.write)
        return core_schema.no_info_plain_validator_function(self.read, serialization=writer)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe its form to editors."""
        return self.described()


@dataclass(frozen=True)
class Quantity(Field):
    """A float written with its unit; `most` and `above_zero` narrow what the dimension allows."""

    dimension: str
    most: str | None = None
    above_zero: bool = False

    def read(self, value: object) -> float:
        """Parse and check one value."""
        try:
            number = parse(value, self.dimension, "")
        except InputError as error:
            fault: Fault = error.faults[0]
            raise custom(fault.expected, fault.received, fault.next_step) from None
        if self.most is not None and number > parse(self.most, self.dimension, ""):
            raise custom(f"at most {self.most}", shown(value), "check the unit")
        if self.above_zero and number == 0.0:
            raise custom("more than zero", shown(value), "leave the key out if it is not known")
        return number

    def write(self, value: float) -> str:
        """Render one value."""
        return render(value, self.dimension)

    def described(self) -> dict[str, Any]:
        """Describe the text form to editors."""
        kind = DIMENSIONS[self.dimension]
        return {
            "type": "string",
            "description": f"{kind.noun} with its unit",
            "examples": list(kind.examples),
        }


@dataclass(frozen=True)
class InRange(Field):
    """A plain number within the permitted range of a property of substances."""

    name: str

    def read(self, value: object) -> float:
        """Check one number."""
        allowed = RANGES[self.name]
        expected = f"a number {allowed.words}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise custom(expected, shown(value), "write a plain number, without a unit")
        if not allowed.holds(value):
            raise custom(expected, shown(value), f"give a value {allowed.words}")
        return float(value)

    def described(self) -> dict[str, Any]:
        """Give the range to editors."""
        allowed = RANGES[self.name]
        return {"type": "number", "minimum": allowed.low, "maximum": allowed.high}


@dataclass(frozen=True)
class Key(Field):
    """A key of a catalogue (`kind` is its folder under ``data``)."""

    kind: str

    def read(self, value: object) -> str:
        """Check one key."""
        known = catalogue(self.kind)
        word = meant(value, self.kind, known)
        if isinstance(word, str) and word in known:
            return word
        near = suggestion(value, known) if isinstance(value, str) else None
        advice = instead(value) or (f"did you mean '{near}'?" if near else "choose one of these")
        if isinstance(value, list) and self.kind == "sites":
            advice = "choose one, or write each as one of the 'zones'"
        raise custom(f"one of: {', '.join(known)}", shown(value), advice)

    def described(self) -> dict[str, Any]:
        """List the keys, so that editors complete them."""
        return {"type": "string", "enum": list(catalogue(self.kind))}


@dataclass(frozen=True, slots=True)
class Stopped:
    """A product that was stopped before the course, and for how many days."""

    product: str
    days: float


_STOPPED = re.compile(r"(\D{1,60}?)\s+(\d.*)")


def _read_stopped(value: object) -> Stopped:
    match = _STOPPED.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise custom("a product and a time such as 'tretinoin 7 days'", shown(value), "write both")
    return Stopped(free_words(match[1]), Quantity("time").read(match[2]))


StoppedProduct = Annotated[
    Stopped,
    BeforeValidator(_read_stopped),
    PlainSerializer(lambda stopped: f"{stopped.product} {render(stopped.days, 'time')}"),
    WithJsonSchema({"type": "string", "examples": ["tretinoin 7 days"]}),
]

_PERSONAL_WORDS = {
    "a full date": re.compile(
        r"\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)\d{2}\b|\b(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}\b"
        r"|\b\d{1,2}\.?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s(?:19|20)\d{2}\b"
        r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,2},?\s(?:19|20)\d{2}\b",
        re.IGNORECASE,
    ),
    "a birth date": re.compile(r"\b(?:born|dob|birth\s?date|date of birth|birthday)\b", re.IGNORECASE),
    "a record number": re.compile(
        r"\b(?:mrn|nhs|ssn|(?:record|patient|case|chart|hospital|insurance)\s?(?:no|nr|number|id)?)\b[\s.:#]{0,3}\d{4,}"
        r"|\b\d{3}-\d{2}-\d{4}\b|\b\d{3}\s\d{3}\s\d{4}\b",
        re.IGNORECASE,
    ),
    "an e-mail address": re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w"),
    "a name": re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Herr|Frau|patient)\.?:?\s[A-Z][a-z]+"),
}
_PERSONAL_KEY = re.compile(
    r"(?:(?:first|last|full|sur|patient|family)_?)?name|patient(?:_id)?|person|initials|identifier"
    r"|dob|born|birth(?:_?da(?:te|y))?|date_of_birth|(?:medical_)?record(?:_number)?|mrn"
    r"|(?:nhs|insurance|social_security)(?:_number)?|ssn|address|street|postcode|zip|(?:tele)?phone|e_?mail|photo(?:graph)?"
)
_NO_PERSONAL_DATA = "a study describes a scenario, not a person: remove it (an age in years is enough)"


def free_words(text: str) -> str:
    """Return free words unchanged; refuse what could identify a person (the error does not repeat it)."""
    for what, pattern in _PERSONAL_WORDS.items():
        if pattern.search(text):
            raise custom("no personal data", f"what looks like {what}", _NO_PERSONAL_DATA)
    return text


def is_personal_key(key: str) -> bool:
    """Whether an unknown key asks for personal data."""
    return _PERSONAL_KEY.fullmatch(re.sub(r"[\s-]+", "_", key.strip().casefold())) is not None


def personal_key_fault(where: str, key: str) -> Fault:
    """Return the fault for a key that asks for personal data."""
    return Fault(where, "no personal data", f"the key {shown(key)}", _NO_PERSONAL_DATA)
