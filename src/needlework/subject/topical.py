"""What is put on the skin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from needlework.spec import TopicalSpec


@dataclass(frozen=True, slots=True)
class Topical:
    """One product at every session: active, strength (fraction), when, delay and duration (days)."""

    active: str
    when: Literal["before", "during", "after"]
    strength: float | None = None
    delay_days: float = 0.0
    duration_days: float | None = None

    @classmethod
    def from_spec(cls, spec: TopicalSpec) -> Self:
        """Take a product from a study; a delay that is not given is none."""
        return cls(spec.active, spec.when, spec.strength, spec.delay or 0.0, spec.duration)
