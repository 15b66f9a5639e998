"""What is put on the skin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from needlework.spec import TopicalSpec
from needlework.subject.products import product

_PLAIN = (
    "strength",
    "amount",
    "area",
    "vehicle",
    "ph",
    "occlusion",
    "temperature",
    "mw",
    "log_kow",
    "pka",
    "charge",
    "platelets",
)


@dataclass(frozen=True, slots=True)
class Topical:
    """One product at every session; None where the study does not say.

    ``strength`` is a fraction by weight, ``amount`` of product in mg/cm², ``area`` in cm², times in days;
    ``temperature`` of the skin in °C; ``platelets`` of plasma relative to blood;
    ``mw`` (g/mol), ``log_kow``, ``pka`` and ``charge`` describe a substance that is not on file.
    """

    active: str
    when: Literal["before", "during", "after"]
    strength: float | None = None
    delay_days: float = 0.0
    duration_days: float | None = None
    amount: float | None = None
    area: float | None = None
    times: int = 1
    every_days: float = 0.0
    vehicle: str | None = None
    ph: float | None = None
    occlusion: Literal["none", "partial", "full"] | None = None
    mw: float | None = None
    log_kow: float | None = None
    pka: float | None = None
    charge: float | None = None
    platelets: float | None = None
    temperature: float | None = None

    @classmethod
    def from_spec(cls, spec: TopicalSpec) -> Self:
        """Take a product from a study; a delay that is not given is none."""
        given = {name: getattr(spec, name) for name in _PLAIN}
        return cls(
            spec.active,
            spec.when,
            delay_days=spec.delay or 0.0,
            duration_days=spec.duration,
            times=spec.times or 1,
            every_days=spec.every or 0.0,
            **given,
        )

    def is_of(self, kind: str) -> bool:
        """Return whether this is a product of that kind (an id of the table of products), in any spelling."""
        found = product(self.active)
        return found is not None and found.id == kind
