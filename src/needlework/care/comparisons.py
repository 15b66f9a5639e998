"""Compared with what: published contrasts, generated from the observations on file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from needlework.care.records import check_concern, load
from needlework.care.words import figure, sentence
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.sources import load_sources, short

Reads = Literal["needling", "other", "same", "unclear"]
_BOUNDS = {"at_most": "\N{LESS-THAN OR EQUAL TO}", "at_least": "\N{GREATER-THAN OR EQUAL TO}"}
NOTHING = "No evidence found."
LIMITS = "Absence from this table means that no record is on file, not that nothing exists."
_SCARS = ("surgical_scar", "hypertrophic_scar")
_LIKE = {  # concerns whose studies speak to each other
    "surgical_scar": _SCARS,
    "hypertrophic_scar": _SCARS,
    "photoageing": ("photoageing", "wrinkle", "laxity"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One published comparison: who reported it, how, on how many, and what was found."""

    study: str
    source: str
    read: str
    design: str
    n: int | None
    blinded: bool | None
    endpoint: str
    when: str
    found: str
    reads: Reads
    verdict: str
    course: str
    records: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparator and the rows for a concern; no row means that no evidence was found."""

    id: str
    title: str
    about: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one concern."""

    concern: str
    comparisons: tuple[Comparison, ...]
    note: str = LIMITS


def comparison_table(concern: str) -> Table:
    """Return what needling has been compared with for a concern, every comparator listed.

    Raises
    ------
    InputError
        An unknown concern.
    """
    check_concern(concern)
    return Table(
        concern,
        tuple(
            Comparison(c["id"], c["title"], c["about"], tuple(_rows(c, concern))) for c in load("comparisons")
        ),
    )


def describe(o: Observation) -> str:
    """Return what was found, in the record's own figures and units."""
    parts = [f"{o.arm}:" if o.arm else "", _amount(o), _interval(o), _before(o), _chance(o)]
    return " ".join(part for part in parts if part)


def _rows(comparator: Mapping[str, Any], concern: str) -> Iterator[Row]:
    verdicts: dict[Reads, str] = {
        "needling": "in favour of needling",
        "other": f"in favour of {comparator['other']}",
        "same": "no difference shown",
        "unclear": "does not tell",
    }
    for record in comparator["rows"]:
        studied = load_observations()[record["records"][0]].population.concern
        if studied in _LIKE.get(concern, (concern,)):
            yield _row(record, verdicts[record["reads"]])


def _row(record: Mapping[str, Any], verdict: str) -> Row:
    found = [load_observations()[key] for key in record["records"]]
    first = found[0]
    return Row(
        study=first.study,
        source=first.source,
        read="memory" if "memory" in (first.read, load_sources()[first.source].read) else first.read,
        design=first.design,
        n=first.n,
        blinded=first.blinded,
        endpoint=first.endpoint,
        when=_when(first),
        found="; ".join(describe(o) for o in found),
        reads=record["reads"],
        verdict=verdict,
        course=_course(first),
        records=tuple(record["records"]),
        notes=tuple(dict.fromkeys(o.note for o in found if o.note)),
    )


def _amount(o: Observation) -> str:
    unit = {"1": "", "fraction": "", "day": " days"}.get(o.unit, f" {o.unit}")
    if o.kind == "p_value":
        return ""
    if o.n_of:
        return f"{o.n_of[0]} of {o.n_of[1]}{f' {o.definition}' if o.definition else ''}"
    if o.value is not None and o.unit == "fraction":
        return f"{figure(100.0 * o.value)} %{f' {o.definition}' if o.definition else ''}"
    if o.value is not None:
        return f"{_number(o.value)}{unit}"
    if o.range:
        return f"{_number(o.range[0])} to {_number(o.range[1])}{unit}"
    words = {"up": "rose", "down": "fell", "none": "no change"}
    return words.get(o.direction or "", "reported in words")


def _interval(o: Observation) -> str:
    pair, level = (o.ci95, 95) if o.ci95 else (o.ci99, 99)
    if pair and o.unit == "fraction":
        return f"({level} % interval {figure(100.0 * pair[0])} to {figure(100.0 * pair[1])} %)"
    if pair:
        return f"({level} % interval {_number(pair[0])} to {_number(pair[1])})"
    spread, name = (o.se, "standard error") if o.se else (o.sd, "SD")
    return f"({name} {_number(spread)})" if spread else ""


def _before(o: Observation) -> str:
    return f"from {_number(o.baseline)}" if o.baseline is not None else ""


def _chance(o: Observation) -> str:
    if o.kind == "p_value" and o.value is not None:
        mark = _BOUNDS.get(o.bound or "", "=")
        return f"p {mark} {o.value:g}"
    if not o.p:
        return ""
    return f"(p {o.p})" if o.p[0] in "<>" else f"({o.p})" if o.p[0].isalpha() else f"(p = {o.p})"


def _when(o: Observation) -> str:
    if o.time_days is None:
        return "not stated"
    anchor = {"first_session": "from the first session", "last_session": "after the last session",
              "baseline": "from baseline", "unknown": "from a visit not named"}[o.time_anchor]  # fmt: skip
    return f"day {o.time_days:g} {anchor}"


def _course(o: Observation) -> str:
    c = o.course
    parts = [
        f"{c.sessions} sessions" if c.sessions else "",
        f"{c.interval_days:g} days apart" if c.interval_days else "",
        f"{c.depth_mm:g} mm" if c.depth_mm else "",
        f"with {c.adjunct}" if c.adjunct else "",
        f"against {c.comparator}" if c.comparator else "",
    ]
    return ", ".join(part for part in parts if part) or "not stated"


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def heading(row: Row) -> str:
    """Return who reported a row, how many people, and how."""
    whole = max((o.n for o in load_observations().values() if o.study == row.study and o.n), default=0)
    people = f", n = {row.n}{' in the arm' if row.n < whole else ''}" if row.n else ""
    blind = {True: ", rated blind", False: ", not blinded", None: ""}[row.blinded]
    return f"{short(row.source)}{people}: {sentence(row.design).rstrip('.')}{blind}"
