"""A table of substances: columns name, mw, log_kow and, where known, log_d, charge, temperature."""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from needlework.errors import Fault, InputError, shown
from needlework.mechanism.permeability import REFERENCE_KELVIN
from needlework.spec.fields import suggestion
from needlework.spec.substance import RANGES, Range
from needlework.uptake.permeability import Substance

REQUIRED = ("name", "mw", "log_kow")
OPTIONAL = ("log_d", "charge", "temperature")
MOST_BYTES = 50_000_000
_SEPARATORS = ",;\t"
_NAMES = {name.replace("_", ""): name for name in (*REQUIRED, *OPTIONAL)}
_UNITS = {"mw": r"g/mol|da", "temperature": r"°?\s*c|k"}  # what may stand behind a number, said again
_COMMA = re.compile(r"^\s*([-+−]?\d+),(\d+)(?=\s*(?:[a-z/°]{0,5})\s*$)", re.IGNORECASE)
_CELSIUS, _KELVIN = Range(0.0, 60.0, "°C"), Range(273.15, 333.15, "K")
_ZERO_CELSIUS = 273.15
_UNKNOWN = {"", "-", "na", "n/a", "nan", "none"}  # of optional columns, as programs write what is not known


@dataclass(frozen=True, slots=True)
class Table:
    """The substances of a file in its order, and the columns that were not used."""

    substances: tuple[Substance, ...]
    unused: tuple[str, ...]


def read_table(path: Path) -> Table:
    """Read a table of substances from a file; ``-`` is standard input.

    Comma, semicolon or tab between cells; a header in any order and case; a temperature is of the skin, in
    °C (0 to 60) or K (273.15 to 333.15). An empty cell of an optional column (or NA) means that nothing is
    known.

    Raises
    ------
    InputError
        With every fault at once, each with row (line of the file) and column.
    """
    where = "standard input" if str(path) == "-" else str(path)
    rows = _rows(path, where)
    number, header = next(rows, (1, []))
    if not header:
        expected = f"a header: {', '.join(REQUIRED)} (and {', '.join(OPTIONAL)} where known)"
        raise InputError([Fault(f"{where}:1", expected, "an empty file", "write the header first")])
    columns = [_column(name) for name in header]
    faults = list(_header_faults(f"{where}:{number}", columns))
    if faults:
        raise InputError(faults)
    substances = [
        _substance(where, line, columns, cells, faults) for line, cells in rows if any(map(str.strip, cells))
    ]
    if not substances:
        faults.append(Fault(where, "at least one substance", "a header alone", "add a row"))
    if faults:
        raise InputError(faults)
    unused = tuple(c for c in columns if c not in (*REQUIRED, *OPTIONAL))
    return Table(tuple(s for s in substances if s is not None), unused)


def _column(name: str) -> str:
    """Return a column's name: a unit in brackets, case, spaces and dashes do not count."""
    plain = re.sub(r"[(\[].*?[)\]]", "", name).strip().casefold()
    words = re.sub(r"[\s_-]+", "_", plain).strip("_")
    return _NAMES.get(words.replace("_", ""), words)


def _rows(path: Path, where: str) -> Iterator[tuple[int, list[str]]]:
    text = _text(path, where)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells if separator == "," else [_pointed(cell) for cell in cells]
    except csv.Error as error:
        fault = Fault(f"{where}:{reader.line_num}", "a table (CSV)", str(error), "check the quotes")
        raise InputError([fault]) from None


def _pointed(cell: str) -> str:
    """Return a number with a decimal comma with a point; a comma parts no cells there."""
    return _COMMA.sub(r"\1.\2", cell) if _COMMA.match(cell) else cell


def _text(path: Path, where: str) -> str:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if str(path) == "-" else _read(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError([Fault(where, "a table that can be read", reason, "check the path")]) from None
    if len(data) > MOST_BYTES or b"\0" in data:
        received = "a larger file" if len(data) > MOST_BYTES else "a binary file"
        fault = Fault(where, f"a table (CSV) of at most {MOST_BYTES:,} bytes", received, "export as CSV")
        raise InputError([fault])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # what spreadsheets write; every byte is a character there


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _header_faults(where: str, columns: list[str]) -> Iterator[Fault]:
    known = (*REQUIRED, *OPTIONAL)
    for column in sorted({c for c in columns if c in known and columns.count(c) > 1}):
        yield Fault(f"{where} {column}", "each column once", "it twice", "remove one of them")
    for column in REQUIRED:
        if column in columns:
            continue
        others = [c for c in columns if c not in known]
        near = suggestion(column, others)
        advice = f"is it {shown(near)}?" if near else "add it"
        yield Fault(where, f"the column '{column}'", ", ".join(columns), advice)
    for column in columns:
        if column not in known and (near := suggestion(column, OPTIONAL)) and near not in columns:
            yield Fault(f"{where} {column}", "a known column", shown(column), f"did you mean '{near}'?")


def _substance(
    table: str, line: int, columns: list[str], cells: list[str], faults: list[Fault]
) -> Substance | None:
    where = f"{table}:{line}"
    if len(cells) != len(columns):
        expected = f"{len(columns)} cells as in the header"
        faults.append(Fault(where, expected, str(len(cells)), "check separators and quotes in this row"))
        return None
    cell = dict(zip(columns, map(str.strip, cells), strict=True))
    found: dict[str, float | None] = {}
    before = len(faults)
    if not cell["name"]:
        faults.append(Fault(f"{where} name", "a name", "an empty cell", "name the substance"))
    for column in ("mw", "log_kow", "log_d", "charge"):
        found[column] = _number(
            cell.get(column, ""), RANGES[column], f"{where} {column}", faults, column in REQUIRED
        )
    kelvin = _kelvin(cell.get("temperature", ""), f"{where} temperature", faults)
    mw, log_kow = found["mw"], found["log_kow"]
    if len(faults) > before or mw is None or log_kow is None:
        return None
    return Substance(cell["name"], mw, log_kow, found["log_d"], found["charge"], kelvin)


def _number(text: str, allowed: Range, where: str, faults: list[Fault], needed: bool) -> float | None:
    """Return a cell as a number within its range, or None; note what is wrong with it."""
    expected = f"a number {allowed.words}"
    if not needed and text.casefold() in _UNKNOWN:
        return None
    if not text:
        faults.append(Fault(where, expected, "an empty cell", "fill it in, or remove the row"))
        return None
    try:
        value = float(_bare(text, where.rpartition(" ")[2]))
    except ValueError:
        advice = "write a decimal point" if "," in text else "write a plain number, without a unit"
        faults.append(Fault(where, expected, shown(text), advice))
        return None
    if not allowed.holds(value):
        faults.append(Fault(where, expected, shown(text), f"give a value {allowed.words}"))
        return None
    return value


def _bare(text: str, column: str) -> str:
    """Return the digits of a cell, without the unit of its column."""
    plain = text.replace("−", "-")
    unit = _UNITS.get(column)
    return re.sub(rf"\s*({unit})$", "", plain, flags=re.IGNORECASE) if unit else plain


def _kelvin(text: str, where: str, faults: list[Fault]) -> float:
    if text.casefold() in _UNKNOWN:
        return REFERENCE_KELVIN
    either = Range(-math.inf, math.inf)
    unread = len(faults)
    value = _number(text, either, where, faults, False)
    if value is not None and _CELSIUS.holds(value):
        return value + _ZERO_CELSIUS
    if value is not None and _KELVIN.holds(value):
        return value
    del faults[unread:]
    expected = f"a temperature {_CELSIUS.words} or {_KELVIN.words}"
    faults.append(Fault(where, expected, shown(text), "give the temperature of the skin"))
    return REFERENCE_KELVIN
