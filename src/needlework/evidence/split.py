"""Which published figures the fit uses: chosen before fitting and frozen by hash; the rest can validate."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import yaml

from needlework.files import packaged


@dataclass(frozen=True, slots=True)
class Clock:
    """How a published time is read from a simulation of the first session."""

    outcome: str
    read: Literal["peak", "onset", "value"]


@dataclass(frozen=True, slots=True)
class Split:
    """Ids of the fitted observations.

    Attributes
    ----------
    tissue
        By the shipped study that describes their course.
    clocks
        Times after the first session.
    scales
        Scores, grades, shares of people and darkening.
    excluded
        Figures that could be fitted and are not, with the reason.
    hash
        Of the file, which the fit record holds.
    """

    tissue: Mapping[str, tuple[str, ...]]
    clocks: Mapping[str, Clock]
    scales: tuple[str, ...]
    excluded: Mapping[str, str]
    hash: str

    @property
    def fitted(self) -> frozenset[str]:
        """Return every fitted observation."""
        return frozenset([*self.clocks, *self.scales, *(i for ids in self.tissue.values() for i in ids)])


@cache
def load_split() -> Split:
    """Return the shipped split; read once per process."""
    plain = packaged("fit/split.yaml")
    return Split(
        {study: tuple(ids) for study, ids in plain["tissue"].items()},
        {key: Clock(**clock) for key, clock in plain["clocks"].items()},
        tuple(plain["scales"]),
        plain["excluded"],
        hashlib.sha256(yaml.safe_dump(plain).encode()).hexdigest()[:16],
    )
