"""Field types beyond a plain quantity: needle gauges, ranges of depth, days, shares of a group."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from needlework.errors import shown
from needlework.files import packaged
from needlework.spec.fields import Field, Quantity, custom, suggestion
from needlework.units import render


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


_RANGE = re.compile(r"(.*?\d[^\d]*?)\s*(?:-|–|—|\bto\b|\band\b)\s*(\d.*)")


@dataclass(frozen=True)
class DepthRange(Field):
    """Two lengths such as ``0.5 to 1.5 mm``, in um."""

    most: str = "5 mm"

    @staticmethod
    def matches(value: object) -> bool:
        """Return whether a text looks like a range."""
        return isinstance(value, str) and _RANGE.fullmatch(value.strip().removeprefix("between ")) is not None

    def read(self, value: object) -> tuple[float, float]:
        """Parse and check both ends."""
        match = _RANGE.fullmatch(value.strip().removeprefix("between ")) if isinstance(value, str) else None
        if match is None:
            raise custom("a range such as '0.5 to 1.5 mm'", shown(value), "write both ends")
        low, high = match[1].strip(), match[2].strip()
        if not re.search(r"[^\d.\s]", low):
            low = f"{low} {re.sub(r'^[0-9.]+', '', high).strip()}"
        reader = Quantity("length", most=self.most, above_zero=True)
        ends = reader.read(low), reader.read(high)
        if not ends[0] < ends[1]:
            raise custom("a range from less to more", shown(value), "write the smaller end first")
        return ends

    def write(self, ends: tuple[float, float]) -> str:
        """Render both ends."""
        return f"{render(ends[0], 'length')} to {render(ends[1], 'length')}"

    def described(self) -> dict[str, Any]:
        """Describe the text form to editors."""
        return {"type": "string", "description": "a range of lengths", "examples": ["0.5 to 1.5 mm"]}


@dataclass(frozen=True)
class Day(Field):
    """A day from the first session: a number, or a time with its unit."""

    def read(self, value: object) -> float:
        """Parse one day."""
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        return Quantity("time").read(value)

    def described(self) -> dict[str, Any]:
        """Describe both forms to editors."""
        return {
            "type": ["number", "string"],
            "description": "a day from the first session, or a time",
            "examples": [28, "4 weeks"],
        }


@dataclass(frozen=True)
class Shares(Field):
    """Shares of a group by name, such as ``{III: 40 %, IV: 60 %}``; they add up to 100 %."""

    names: tuple[str, ...]

    def read(self, value: object) -> dict[str, float]:
        """Parse every share and check the sum."""
        if isinstance(value, str) and value in self.names:
            return {value: 1.0}
        if not isinstance(value, dict) or not value:
            example = f"{{{self.names[0]}: 40 %, {self.names[1]}: 60 %}}"
            raise custom(f"shares such as {example}", shown(value), "write a share for each")
        for name in value:
            if name not in self.names:
                near = suggestion(str(name), self.names)
                advice = f"did you mean '{near}'?" if near else "choose one of these"
                raise custom(f"one of: {', '.join(self.names)}", shown(name), advice)
        found = {name: Quantity("share").read(share) for name, share in value.items()}
        if abs(sum(found.values()) - 1.0) > 0.005:
            raise custom("shares that add up to 100 %", f"{100 * sum(found.values()):g} %", "correct them")
        return found

    def write(self, shares: dict[str, float]) -> dict[str, str]:
        """Render every share."""
        return {name: render(share, "share") for name, share in shares.items()}

    def described(self) -> dict[str, Any]:
        """Describe the mapping to editors."""
        share = {"type": "string", "examples": ["40 %"]}
        return {
            "type": "object",
            "description": f"shares of {', '.join(self.names)}",
            "properties": dict.fromkeys(self.names, share),
            "additionalProperties": False,
        }
