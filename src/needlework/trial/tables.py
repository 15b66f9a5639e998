"""What a trial may measure, how it may analyse it, published enrolments: the tables in data/trials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from needlework.subject.catalogue import read

Kind = Literal["score", "change", "grade", "chance", "response"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What kind of number an endpoint is.

    Attributes
    ----------
    outcome
        Id in the table of outcomes.
    kind
        ``score`` (points above 0), ``change`` (percent of baseline), ``grade`` (ordinal) or ``chance``.
    sign
        1 where more is better, -1 where less is.
    rated
        Whether people judge it.
    lowest, highest
        Ends of an ordinal scale.
    """

    outcome: str
    kind: Kind
    sign: int
    rated: bool
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True, slots=True)
class Method:
    """One analysis: within persons (True), between (False) or both (None), and of which kinds of number."""

    id: str
    title: str
    within: bool | None
    kinds: tuple[str, ...]


@cache
def measures() -> dict[str, Measure]:
    """Return what a trial may use as endpoints, by outcome."""
    table: Any = read("trials/endpoints.yaml")
    return {r["outcome"]: _measure(r) for r in table}


def _measure(record: Mapping[str, Any]) -> Measure:
    sign = 1 if record["better"] == "higher" else -1
    ends = record.get("lowest", 0), record.get("highest", 0)
    return Measure(record["outcome"], record["kind"], sign, record["rated"], *ends)


@cache
def methods() -> dict[str, Method]:
    """Return the analyses by id."""
    table: Any = read("trials/analyses.yaml")
    return {r["id"]: Method(r["id"], r["title"], r["within"], tuple(r["kinds"])) for r in table}


def preset(key: str) -> dict[str, Any]:
    """Return a published enrolment: title, source, locator, what is assumed, and the cohort."""
    return dict(read(f"trials/cohorts/{key}.yaml"))
