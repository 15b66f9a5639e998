"""De-identified baselines from a CSV file, checked row by row."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError, shown
from needlework.spec.blocks import Phototype, Sun
from needlework.spec.fields import catalogue, is_personal_key, off_scale, suggestion
from needlework.trial.schema import CohortSpec, Phenotype, Sex

_NUMBERS: Mapping[str, tuple[float, float]] = {"age": (0.0, 120.0), "severity": (1e-6, 1000.0)}
_WORDS = {
    "phototype": get_args(Phototype),
    "sex": get_args(Sex),
    "phenotype": get_args(Phenotype),
    "sun": get_args(Sun),
}
_COLUMNS = (*_NUMBERS, *_WORDS, "site")
_LEAST, _MOST = 10, 100_000  # rows; fewer do not hide a person


@dataclass(frozen=True)
class Baselines:
    """Baselines of real people without anything that names them.

    Attributes
    ----------
    numbers
        ``age`` (years), ``severity`` (score), shape (rows,) each; those that the file has.
    words
        phototype, sex, site, phenotype, sun, shape (rows,) each; those that the file has.
    text
        The file's content.
    """

    numbers: Mapping[str, NDArray[np.float64]]
    words: Mapping[str, NDArray[np.str_]]
    text: str

    @property
    def fingerprint(self) -> str:
        """Return a hash of the file's content."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return len(next(iter({**self.numbers, **self.words}.values())))


def read_baselines(path: Path, cohort: CohortSpec | None = None) -> Baselines:
    """Read a CSV file with some of the columns age, severity, phototype, sex, site, phenotype, sun.

    Beside a cohort its scores must lie on the cohort's scale, and no column may say what the skin says.

    Raises
    ------
    InputError
        With every missing or impossible value by row and column, unknown columns, and columns that could
        identify a person (their content is not repeated).
    """
    try:
        data = path.read_bytes()
        read = enumerate(csv.reader(data.decode("utf-8-sig").splitlines()), start=1)
        lines = {number: row for number, row in read if any(cell.strip() for cell in row)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Fault(str(path), "a CSV file in UTF-8", reason, "check the path")]) from None
    header = [cell.strip().casefold() for cell in lines.pop(min(lines))] if lines else []
    faults = [*_header_faults(path, header), *_length_faults(path, len(lines))]
    columns = {name: i for i, name in enumerate(header) if name in _COLUMNS}
    scale = cohort.severity.scale if cohort and cohort.severity else None
    for number, row in lines.items():
        faults += [f for name, i in columns.items() if (f := _cell_fault(path, number, name, row, i, scale))]
    faults += [f for name in columns if cohort and (f := _column_fault(path, name, cohort))]
    if faults:
        raise InputError(faults)
    column = lambda i: [row[i].strip() for row in lines.values()]  # noqa: E731
    numbers = {k: np.array(column(i), dtype=np.float64) for k, i in columns.items() if k in _NUMBERS}
    words = {k: np.array(column(i)) for k, i in columns.items() if k not in _NUMBERS}
    return Baselines(numbers, words, data.decode("utf-8-sig"))


def _header_faults(path: Path, header: list[str]) -> list[Fault]:
    faults, known = [], ", ".join(_COLUMNS)
    for name in header:
        where = f"{path}:1 column {shown(name, 32)}"
        if is_personal_key(name) or name in ("id", "study_id", "date", "visit_date"):
            advice = "remove the column: baselines describe persons that nobody can name"
            faults.append(Fault(where, "no personal identifiers", "one", advice))
        elif name not in _COLUMNS:
            near = suggestion(name, _COLUMNS)
            faults.append(
                Fault(
                    where,
                    f"columns among {known}",
                    shown(name, 32),
                    f"did you mean '{near}'?" if near else "remove it",
                )
            )
        elif header.count(name) > 1:
            faults.append(Fault(where, "each column once", "it twice", "remove one"))
    if not header:
        faults.append(Fault(f"{path}:1", f"columns among {known}", "an empty file", "add a header"))
    return faults


def _length_faults(path: Path, persons: int) -> list[Fault]:
    if _LEAST <= persons <= _MOST:
        return []
    expected = f"from {_LEAST} to {_MOST:,} persons (fewer could be recognised)"
    return [Fault(str(path), expected, f"{persons:,}", "give more rows, or a distribution")]


def _column_fault(path: Path, name: str, cohort: CohortSpec) -> Fault | None:
    """Return the fault of a column that would move nothing beside what the cohort says."""
    where = f"{path}:1 column '{name}'"
    if name == "severity" and cohort.severity is None:
        step = "add 'severity: {scale: goodman_baron_quantitative}', the scale of these scores"
        return Fault(where, "the key 'severity' in the cohort", "nothing", step)
    fixed = getattr(cohort.skin, name, None)
    if name in ("age", "phototype", "sex", "site") and fixed is not None:
        return Fault(where, f"'{name}' of the skin or of the file", "both", "remove one")
    return None


def _cell_fault(
    path: Path, number: int, name: str, row: list[str], i: int, scale: str | None
) -> Fault | None:
    where = f"{path}:{number} column '{name}'"
    text = row[i].strip() if i < len(row) else ""
    if not text or text.casefold() in ("na", "nan", "n/a", "null", "."):
        return Fault(where, "a value", "none", "remove the row, or complete it")
    if name in _NUMBERS:
        least, most = _NUMBERS[name]
        try:
            inside = least <= float(text) <= most
        except ValueError:
            inside = False
        expected = off_scale(float(text), scale) if inside and name == "severity" else None
        expected = expected if inside else f"a number from {least:g} to {most:g}"
        return Fault(where, expected, shown(text), "correct it") if expected else None
    known = catalogue("sites") if name == "site" else _WORDS[name]
    if text in known:
        return None
    near = suggestion(text, known)
    return Fault(
        where, f"one of: {', '.join(known)}", shown(text), f"did you mean '{near}'?" if near else "correct it"
    )
