"""Field types beyond a plain quantity: needle gauges, ranges of depth, days, shares of a group."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic_core import PydanticCustomError

from needlework.errors import shown
from needlework.files import packaged
from needlework.spec.fields import Field, Quantity, custom, suggestion
from needlework.units import DIMENSIONS, render


@cache
def _gauges() -> dict[str, float]:
    """Return the outer diameter (mm) of needles by gauge."""
    return {str(k): float(v) for k, v in packaged("gauges.yaml")["outer_mm"].items()}


_GAUGE = re.compile(r"(?:(\d{2})\s*-?\s*(?:g|ga|gauge)|(?:g|gauge)\s*(\d{2}))", re.IGNORECASE)


@dataclass(frozen=True)
class Width(Quantity):
    """The width of a needle: a length, or a gauge such as ``33 G``."""

    def read(self, value: object) -> float:
        """Parse a length, or look a gauge up."""
        match = _GAUGE.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            return super().read(value)
        gauge = match[1] or match[2]
        if gauge not in _gauges():
            ends = f"{min(_gauges())} G to {max(_gauges())} G"
            raise custom(f"a gauge on file ({ends})", shown(value), "give the diameter in mm")
        return super().read(f"{_gauges()[gauge]} mm")


_RANGE = re.compile(
    r"(?:(?:from|between)\s+)?(.*?\d[^\d]*?)\s*(?:-|–|—|~|…|\.{2,}|\bto\b|\band\b)\s*(\d.*)", re.IGNORECASE
)
_BOTH_ENDS = "write one length, or both ends of a range, such as '0.5 to 1.5 mm'"


@dataclass(frozen=True)
class Reach(Quantity):
    """A depth: one length; what looks like several is shown how to be written."""

    def read(self, value: object) -> float:
        """Parse one length."""
        several = isinstance(value, list | dict) or (
            isinstance(value, str) and re.search(r"\d\s*(?:/|±|\+/-)\s*\d|\b(?:up to|at most|max)", value)
        )
        if several:
            raise custom("a length such as '1.5 mm' or '800 um'", shown(value), _BOTH_ENDS)
        return super().read(value)


AFTER_LAST = re.compile(
    r"(\S.*?)\s+(?:after|post|following)\s+(?:the\s+)?"
    r"(?:(?:last|final)(?:\s+(?:session|treatment|sitting|procedure|needling|visit))?"
    r"|(?:end|completion)\s+of\s+(?:the\s+)?(?:treatments?|course|sessions))\s*",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\d.*\b(?:after|post|following|from|since)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Moment(Quantity):
    """A time from the first session, or one that the study counted from the last, in days from the first."""

    dimension: str = "time"

    def read(self, value: object) -> float:
        """Parse one time."""
        if isinstance(value, str) and _SINCE.search(value):
            step = (
                "count from the first session, or write '3 months after the last session' of a needled course"
            )
            raise custom("a time from the first session, such as '4 weeks'", shown(value), step)
        return super().read(value)


@dataclass(frozen=True)
class Range(Field):
    """Two quantities such as ``0.5 to 1.5 mm``, as text or as a list of both."""

    of: Quantity

    @staticmethod
    def matches(value: object) -> bool:
        """Return whether a text looks like a range."""
        return isinstance(value, str) and _RANGE.fullmatch(value.strip()) is not None

    @property
    def _example(self) -> str:
        return "0.5 to 1.5 mm" if self.of.dimension == "length" else "20 to 50 years"

    def read(self, value: object) -> tuple[float, float]:
        """Parse and check both ends."""
        match = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
        both = list(match.groups()) if match else value
        if not isinstance(both, list | tuple) or len(both) != 2:
            raise custom(f"a range such as '{self._example}'", shown(value), "write both ends")
        low, high = (end.strip() if isinstance(end, str) else end for end in both)
        if match and not re.search(r"[^\d.\s]", low):
            low = f"{low} {re.sub(r'^[0-9.]+', '', high).strip()}"
        ends = self._end(low, value), self._end(high, value)
        if not ends[0] < ends[1]:
            raise custom("a range from less to more", shown(value), "write the smaller end first")
        return ends

    def _end(self, end: object, value: object) -> float:
        try:
            return self.of.read(end)
        except PydanticCustomError as error:
            found = error.context or {}
            alone = found["next_step"].endswith(" alone")
            step = f"write both ends alone, such as '{self._example}'" if alone else found["next_step"]
            raise custom(found["expected"], shown(value), step) from None

    def write(self, ends: tuple[float, float]) -> str:
        """Render both ends."""
        return f"{render(ends[0], self.of.dimension)} to {render(ends[1], self.of.dimension)}"

    def described(self) -> dict[str, Any]:
        """Describe the text form to editors."""
        about = f"a range of {DIMENSIONS[self.of.dimension].noun.split()[-1]}s"
        return {"type": ["string", "array"], "description": about, "examples": [self._example]}


@dataclass(frozen=True)
class Day(Field):
    """A day from the first session: a number, or a time with its unit."""

    def read(self, value: object) -> float:
        """Parse one day; what is done before the first session stands on a day below 0."""
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        text = value.strip() if isinstance(value, str) else ""
        if before := re.match(r"[-−]\s*(?=\d)", text):
            return -Quantity("time").read(text[before.end() :])
        if week := re.fullmatch(r"(day|week|month)\s+(\d+(?:\.\d+)?)", text.casefold()):
            return Quantity("time").read(f"{week[2]} {week[1]}s")
        return Quantity("time").read(value)

    def described(self) -> dict[str, Any]:
        """Describe both forms to editors."""
        return {
            "type": ["number", "string"],
            "description": "a day from the first session, or a time",
            "examples": [28, "4 weeks"],
        }


def as_day(value: object) -> float | None:
    """Return a day as written, None where it is refused."""
    try:
        return Day().read(value)
    except PydanticCustomError:
        return None


_HALF = re.compile(r"(?:\d+\s*\()?\s*\d+(?:\.(\d+))?\s*%")
_COUNTED = re.compile(r"\d+\s*\((.+)\)")  # 36 (72 %)
_PART_OF = re.compile(r"(\d+)\s*(?:/|(?:out )?of)\s*(\d+)")  # 12 of 30
_DIGITS = 6  # of a share that was counted, so that it is written back in few digits
_OF_TYPE = re.compile(r"^(?:(?:fitzpatrick|fst|photo|skin|type)\s*)+")


_WORDS = {
    **dict.fromkeys(("f", "females", "woman", "women"), "female"),
    **dict.fromkeys(("m", "males", "man", "men"), "male"),
    **dict.fromkeys(("smoker", "smokers", "yes"), "current"),
    **dict.fromkeys(("non-smoker", "non-smokers", "nonsmoker", "nonsmokers", "no"), "never"),
    **dict.fromkeys(("ex-smoker", "ex-smokers"), "former"),
}


@dataclass(frozen=True)
class Shares(Field):
    """Shares of a group by name, such as ``{III: 40 %, IV: 60 %}``; they add up to 100 %.

    Whole numbers are counts of persons, other plain numbers fractions. Percentages may miss the sum by what
    their last digit rounds.
    """

    names: tuple[str, ...]

    def read(self, value: object) -> dict[str, float]:
        """Parse every share and check the sum."""
        if isinstance(value, str) and value in self.names:
            return {value: 1.0}
        if not isinstance(value, dict) or not value:
            first, second = (self.names * 2)[:2]
            example = f"{{{first}: 40 %, {second}: 60 %}}"
            raise custom(f"shares such as {example}", shown(value), "write a share for each")
        named = {self._name(str(name)): share for name, share in value.items()}
        if len(named) < len(value):
            raise custom("each of them once", "one in two spellings", "keep one")
        return _counted(named) if _are_counts(named) else _added_up(named)

    def _name(self, word: str) -> str:
        """Return the name that a word means: women are female, 3 is III."""
        folded = _OF_TYPE.sub("", word.strip().casefold())
        figures = {str(i): name for i, name in enumerate(self.names, start=1)} if "VI" in self.names else {}
        meant = (_WORDS | figures).get(folded, folded)
        for name in self.names:
            if meant.casefold() == name.casefold():
                return name
        near = suggestion(word, self.names)
        advice = f"did you mean '{near}'?" if near else "choose one of these"
        if re.search(r"\w\s*(?:[-–/+,&]|\bto\b|\band\b)\s*\w", folded):
            advice = "give each of them a share of its own"
        raise custom(f"one of: {', '.join(self.names)}", shown(word), advice)

    def write(self, shares: dict[str, float]) -> dict[str, str]:
        """Render every share."""
        return {name: render(share, "share") for name, share in shares.items()}

    def described(self) -> dict[str, Any]:
        """Describe the mapping to editors."""
        share = {"type": ["string", "number"], "examples": ["40 %", 12]}
        return {
            "type": "object",
            "description": f"shares of {', '.join(self.names)}",
            "properties": dict.fromkeys(self.names, share),
            "additionalProperties": False,
        }


def _are_counts(given: dict[str, Any]) -> bool:
    whole = all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in given.values())
    return whole and sum(given.values()) > 0


def _counted(given: dict[str, int]) -> dict[str, float]:
    return {name: round(count / sum(given.values()), _DIGITS) for name, count in given.items()}


def _added_up(given: dict[str, Any]) -> dict[str, float]:
    found = {name: _share(name, value) for name, value in given.items()}
    total = sum(found.values())
    if abs(total - 1.0) > 0.999 * sum(map(_half_a_digit, given.values())) + 1e-9:
        raise custom("shares that add up to 100 %", f"{100 * total:g} %", "correct them")
    if abs(total - 1.0) < len(found) * 10.0**-_DIGITS:
        return found
    return {name: round(share / total, _DIGITS) for name, share in found.items()}


def _share(name: str, value: object) -> float:
    """Return one share: a percentage, alone or behind a count, or a fraction."""
    if isinstance(value, float) and 0.0 <= value <= 1.0:
        return value
    part = _PART_OF.fullmatch(value.strip()) if isinstance(value, str) else None
    if part and int(part[2]) >= int(part[1]) and int(part[2]) > 0:
        return int(part[1]) / int(part[2])
    match = _COUNTED.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return Quantity("share").read(match[1] if match else value)
    except PydanticCustomError:
        expected = f"a share of {name}: a percentage such as '40 %', a fraction or a count"
        raise custom(expected, shown(value), "write all shares in one of these ways") from None


def _half_a_digit(value: object) -> float:
    """Return by how much rounding may have moved a percentage: half of its last digit."""
    match = _HALF.match(value.strip()) if isinstance(value, str) else None
    return 0.005 * 10.0 ** -len(match[1] or "") if match else 0.0
