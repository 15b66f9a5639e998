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

from needlework.delivery.columns import KNOWN, OPTIONAL, REQUIRED, Header, factor_of, header_of
from needlework.errors import Fault, InputError, shown
from needlework.mechanism.permeability import REFERENCE_KELVIN
from needlework.spec.substance import RANGES, Range
from needlework.uptake.permeability import Substance

MOST_BYTES = 50_000_000
_SEPARATORS = ",;\t|"
_STATED = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)  # a first line of spreadsheets
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # how "Unicode text" of spreadsheets begins
_PARTED = re.compile(r"([-+\d.e]*\d\.?)\s*(.*)", re.IGNORECASE)  # a number and what stands behind it
_COMMA = re.compile(r"^\s*([-+−]?\d+),(\d+)(?=\s*(?:[a-z/°]{0,5})\s*$)", re.IGNORECASE)
_CELSIUS, _KELVIN = Range(0.0, 60.0, "°C"), Range(273.15, 333.15, "K")
_ZERO_CELSIUS = 273.15
# Of optional columns, as programs write what is not known.
_UNKNOWN = {"", "-", ".", "?", "na", "n/a", "n.a.", "#n/a", "nan", "none", "null"}


@dataclass(frozen=True, slots=True)
class Table:
    """The substances of a file in its order, the columns that were not used, and how others were read."""

    substances: tuple[Substance, ...]
    unused: tuple[str, ...]
    read_as: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read a table of substances from a file; ``-`` is standard input.

    Comma, semicolon, tab or bar between cells; a header in any order and case, empty lines and lines that
    begin with ``#`` before it; a temperature is of the skin, in °C (0 to 60) or K (273.15 to 333.15). An
    empty cell of an optional column (or NA) means that nothing is known.

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
    columns, faults = header_of(header, f"{where}:{number}"), list[Fault]()
    substances = [
        _substance(where, line, columns, cells, faults) for line, cells in rows if any(map(str.strip, cells))
    ]
    if not substances:
        faults.append(Fault(where, "at least one substance", "a header alone", "add a row"))
    if faults:
        raise InputError(faults)
    unused = tuple(c for c in columns.names if c not in KNOWN)
    return Table(tuple(s for s in substances if s is not None), unused, columns.read_as)


def _rows(path: Path, where: str) -> Iterator[tuple[int, list[str]]]:
    text, skipped, separator = _body(_text(path, where))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            line = skipped + reader.line_num
            yield line, cells if separator == "," else [_pointed(cell) for cell in cells]
    except csv.Error as error:
        fault = Fault(f"{where}:{skipped + reader.line_num}", "a table (CSV)", str(error), "check the quotes")
        raise InputError([fault]) from None


def _body(text: str) -> tuple[str, int, str]:
    """Return the table from its header on, the number of lines before it, and what parts its cells."""
    lines, stated = text.splitlines(keepends=True), None
    for skipped, line in enumerate(lines):
        if found := _STATED.fullmatch(line):
            stated = found[1]
        elif line.strip() and not line.lstrip().startswith("#"):
            return "".join(lines[skipped:]), skipped, stated or max(_SEPARATORS, key=line.count)
    return "", 0, ","


def _pointed(cell: str) -> str:
    """Return a number with a decimal comma with a point; a comma parts no cells there."""
    return _COMMA.sub(r"\1.\2", cell) if _COMMA.match(cell) else cell


def _text(path: Path, where: str) -> str:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if str(path) == "-" else _read(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError([Fault(where, "a table that can be read", reason, "check the path")]) from None
    if len(data) > MOST_BYTES or (b"\0" in data and not data.startswith(_WIDE)):
        received = "a larger file" if len(data) > MOST_BYTES else "a binary file"
        fault = Fault(where, f"a table (CSV) of at most {MOST_BYTES:,} bytes", received, "export as CSV")
        raise InputError([fault])
    try:
        return data.decode("utf-16" if data.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # what spreadsheets write; every byte is a character there


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _substance(
    table: str, line: int, columns: Header, cells: list[str], faults: list[Fault]
) -> Substance | None:
    where = f"{table}:{line}"
    if len(cells) != len(columns.names):
        expected = f"{len(columns.names)} cells as in the header"
        faults.append(Fault(where, expected, str(len(cells)), "check separators and quotes in this row"))
        return None
    cell = dict(zip(columns.names, map(str.strip, cells), strict=True))
    found: dict[str, float | None] = {}
    before = len(faults)
    if not cell["name"]:
        faults.append(Fault(f"{where} name", "a name", "an empty cell", "name the substance"))
    for column in ("mw", "log_kow", "log_d", "charge"):
        found[column] = _number(
            cell.get(column, ""),
            RANGES[column],
            f"{where} {column}",
            faults,
            column in REQUIRED,
            columns.factors.get(column, 1.0),
        )
    kelvin = _kelvin(cell.get("temperature", ""), f"{where} temperature", faults)
    mw, log_kow = found["mw"], found["log_kow"]
    if len(faults) > before or mw is None or log_kow is None:
        return None
    return Substance(cell["name"], mw, log_kow, found["log_d"], found["charge"], kelvin)


def _number(
    text: str, allowed: Range, where: str, faults: list[Fault], needed: bool, factor: float = 1.0
) -> float | None:
    """Return a cell as a number within its range, or None; note what is wrong with it."""
    expected = f"a number {allowed.words}"
    if not needed and text.casefold() in _UNKNOWN:
        return None
    if not text:
        faults.append(Fault(where, expected, "an empty cell", "fill it in, or remove the row"))
        return None
    try:
        value = _value(text, where.rpartition(" ")[2], factor)
    except ValueError:
        comma = "write a decimal point, and nothing between thousands"
        advice = comma if "," in text else "write a plain number, without a unit"
        faults.append(Fault(where, expected, shown(text), advice))
        return None
    if not allowed.holds(value):
        faults.append(Fault(where, expected, shown(text), f"give a value {allowed.words}"))
        return None
    return value


def _value(text: str, column: str, factor: float) -> float:
    """Return a cell in the unit used here: its own unit counts before the header's, as ``factor`` gives it.

    A charge may have its sign behind.
    """
    plain = text.replace("−", "-")
    if column == "charge":
        plain = re.sub(r"^(\d+)([+-])$", r"\2\1", plain)
    parted = _PARTED.fullmatch(plain)
    own = factor_of(column, parted[2]) if parted and parted[2] else factor
    if parted is None or own is None:
        raise ValueError(text)
    return own * float(parted[1])


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
