"""The evidence base as plain tables: CSV, BibTeX, and tables with PEtab's column names."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError
from needlework.evidence.browse import bibtex
from needlework.evidence.observations import Observation, Participants, Treatment, load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import Source, load_sources
from needlework.figures.effects import effect_of
from needlework.figures.petab_tables import petab_tables

_EFFECT = ("effect_axis", "effect", "effect_lower", "effect_upper", "effect_interval")
Table = tuple[Sequence[str], Sequence[Sequence[object]]]


def write_evidence(form: str, folder: Path) -> None:
    """Write the evidence base into an empty folder.

    Parameters
    ----------
    form
        ``csv``, ``bibtex`` or ``petab``.
    folder
        Where to; it must exist.

    Raises
    ------
    InputError
        The form is unknown.
    """
    writer = _FORMS.get(form)
    if writer is None:
        raise InputError([Fault("--as", f"one of {', '.join(_FORMS)}", repr(form), "choose one")])
    writer(folder)


def csv_tables() -> Mapping[str, Table]:
    """Return the tables ``sources``, ``observations`` and ``parameters``, one row a record.

    A pair such as an interval is two columns, ``_low`` and ``_high``; the course and the people are columns
    of their own. ``effect`` and its bounds are the figure on the axis of the evidence page, where it has one.
    """
    return {"sources": _sources(), "observations": _observations(), "parameters": _parameters()}


def _sources() -> Table:
    names = [f.name for f in fields(Source) if f.name != "where"]
    return names, [[getattr(s, n) for n in names] for s in load_sources().values()]


def _observations() -> Table:
    own = [f.name for f in fields(Observation) if f.name not in ("population", "course", "where")]
    people = [f.name for f in fields(Participants)]
    course = [f.name for f in fields(Treatment)]
    rows: list[dict[str, Any]] = []
    for o in load_observations().values():
        row = {name: getattr(o, name) for name in own}
        row |= {f"population_{name}": getattr(o.population, name) for name in people}
        row |= {f"course_{name}": getattr(o.course, name) for name in course}
        rows.append(row | _effect(o))
    return _split_pairs(rows)


def _effect(o: Observation) -> dict[str, Any]:
    e = effect_of(o)
    if isinstance(e, str):
        return dict.fromkeys(_EFFECT)
    return dict(zip(_EFFECT, (e.axis, e.value, e.lower, e.upper, e.basis), strict=True))


def _parameters() -> Table:
    head = ("id", "symbol", "meaning", "value", "unit", "low_90", "high_90", "distribution", "basis", "grade")
    told = ("source", "locator", "as_reported", "conversion", "rationale", "note")
    rows: list[Sequence[object]] = [
        [
            *(p.id, p.symbol, p.meaning, p.value, p.unit, *p.distribution.interval(0.9)),
            *(repr(p.distribution), p.basis, p.grade, *(getattr(p, name) for name in told)),
        ]
        for p in load_parameters().values()
    ]
    return (*head, *told), rows


def _split_pairs(rows: Sequence[Mapping[str, object]]) -> Table:
    """Turn columns that hold pairs into two."""
    pairs = {name for row in rows for name, value in row.items() if isinstance(value, tuple)}
    head = [
        column
        for name in rows[0]
        for column in ((f"{name}_low", f"{name}_high") if name in pairs else (name,))
    ]
    return head, [
        [cell for name, value in row.items() for cell in _cells(value, name in pairs)] for row in rows
    ]


def _cells(value: object, pair: bool) -> Sequence[object]:
    if not pair:
        return (value,)
    return value if isinstance(value, tuple) else (None, None)


def _write_tables(folder: Path, tables: Mapping[str, Table], ending: str, dialect: Any) -> None:
    for name, (head, rows) in tables.items():
        with (folder / f"{name}.{ending}").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, dialect, lineterminator="\n")
            writer.writerow(head)
            writer.writerows([["" if cell is None else cell for cell in row] for row in rows])


def _write_csv(folder: Path) -> None:
    _write_tables(folder, csv_tables(), "csv", csv.excel)


def _write_petab(folder: Path) -> None:
    _write_tables(folder, petab_tables(), "tsv", csv.excel_tab)


def _write_bibtex(folder: Path) -> None:
    text = bibtex(sorted(load_sources())) + "\n"
    (folder / "sources.bib").write_text(text, encoding="utf-8")


_FORMS: Mapping[str, Callable[[Path], None]] = {
    "csv": _write_csv,
    "bibtex": _write_bibtex,
    "petab": _write_petab,
}
