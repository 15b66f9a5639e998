"""What a substance may be: the permitted range of every property that a file or a table can give."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """A permitted range, ends included, and its unit in words."""

    low: float
    high: float
    unit: str = ""

    @property
    def words(self) -> str:
        """Return the range as an error text says it."""
        return f"between {self.low:g} and {self.high:g}{' ' if self.unit else ''}{self.unit}"

    def holds(self, value: float) -> bool:
        """Return whether a number is finite and within the range."""
        return math.isfinite(value) and self.low <= value <= self.high


RANGES: dict[str, Range] = {
    "mw": Range(10.0, 1e7, "g/mol"),
    "log_kow": Range(-20.0, 20.0),
    "log_d": Range(-20.0, 20.0),
    "charge": Range(-1000.0, 1000.0, "elementary charges"),
    "pka": Range(-5.0, 20.0),
    "ph": Range(0.0, 14.0),
    "temperature": Range(10.0, 45.0, "°C"),
    "platelets": Range(1.0, 20.0, "times blood"),
}
