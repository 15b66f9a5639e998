"""The evidence lint: what every record must satisfy beyond its shape."""

from __future__ import annotations

import math
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from needlework.errors import Fault, InputError
from needlework.evidence.distributions import Beta, Distribution, Normal
from needlework.evidence.notation import converted, is_unit
from needlework.evidence.observations import check_study
from needlework.evidence.parameters import MEASURED, Parameter, check_parameter, parse_parameter
from needlework.evidence.records import Record, data_root, is_number, read_records, yaml_files
from needlework.evidence.sources import check_source
from needlework.evidence.split import load_split

TOLERANCE = 0.01
LEAST_ASSUMED_SPREAD = math.log(1.3)
_WIDE = 0.999
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
_SELECTED = re.compile(r"""select\(\s*["']([\w.]+)["']|f["']([\w]+\.[\w.]*)\{""")


def lint(data: Traversable | None = None, code: Traversable | None = None) -> list[Fault]:
    """Check every evidence record.

    Parameters
    ----------
    data, code
        The data folder and the Python folder; the packaged ones by default.

    Returns
    -------
    list of Fault
        With file and line; empty when all is well. A file that cannot be read is reported alone.
    """
    data = data_root() if data is None else data
    code = files("needlework") if code is None else code
    try:
        sources = read_records(data, "sources")
        parameters = read_records(data, "parameters")
        studies = read_records(data, "observations", "results")
        outcomes = {record.get("id") for record in read_records(data, "outcomes")}
    except InputError as error:
        return list(error.faults)
    faults = [fault for record in sources for fault in check_source(record)]
    faults += [fault for record in parameters for fault in _parameter_faults(record)]
    faults += [fault for study in studies for fault in check_study(study) + _study_faults(study, outcomes)]
    faults += _repeated(sources, "key") + _repeated(parameters, "id") + _repeated(studies, "study")
    faults += _repeated([result for study in studies for result in study.children], "id")
    faults += _uncited(sources, [*parameters, *studies])
    return faults + _unused(data, code, sources, parameters)


def _parameter_faults(record: Record) -> list[Fault]:
    faults = check_parameter(record)
    if faults:
        return faults
    parameter = parse_parameter(record)
    provenance = _provenance_faults(record) or _arithmetic_faults(parameter)
    return provenance + _unit_faults(record) + _spread_faults(parameter)


def _provenance_faults(record: Record) -> list[Fault]:
    basis = record.fields["basis"]
    needed: tuple[str, ...] = ()
    if basis in MEASURED:
        needed = ("source", "locator", "as_reported", "conversion")
    elif basis in ("assumed", "definition"):
        needed = ("rationale",)
    elif basis == "derived":
        needed = ("conversion",)
    return [
        Fault(record.where, f"{key} ({basis})", "nothing", f"add {key} to {record.fields['id']}")
        for key in needed
        if not record.get(key)
    ]


def _unit_faults(record: Record) -> list[Fault]:
    unit = record.get("unit")
    if unit is None or is_unit(unit):
        return []
    return [Fault(record.where, "a unit such as 1/day, um2/day or %", repr(unit), "write it that way")]


def _spread_faults(parameter: Parameter) -> list[Fault]:
    where, value, distribution = parameter.where, parameter.value, parameter.distribution
    lower, upper = _wide_interval(distribution)
    spread = distribution.relative_spread
    faults = []
    if isinstance(distribution, Beta) and not math.isclose(distribution.mean, value, rel_tol=TOLERANCE):
        expected = f"value a/(a+b) = {distribution.mean:.4g}"
        faults.append(Fault(where, expected, f"{value:g}", "correct one of them"))
    if not lower <= value <= upper:
        expected = f"value within its own {lower:.4g} to {upper:.4g}"
        faults.append(Fault(where, expected, f"{value:g}", "correct one of them"))
    if parameter.basis == "assumed" and spread < LEAST_ASSUMED_SPREAD - 1e-9:
        received = f"{math.exp(spread):.3g}"
        faults.append(Fault(where, "an assumed spread of gsd 1.3 or its like", received, "widen it"))
    if parameter.basis != "definition" and spread == 0:
        faults.append(Fault(where, "a spread", "family: fixed", "give one, or set basis: definition"))
    return faults


def _wide_interval(distribution: Distribution) -> tuple[float, float]:
    """Return the 99.9 % interval; a normal cut close to its mean keeps the mean."""
    lower, upper = distribution.interval(_WIDE)
    if isinstance(distribution, Normal) and distribution.lower <= distribution.mean <= distribution.upper:
        return min(lower, distribution.mean), max(upper, distribution.mean)
    return lower, upper


def _arithmetic_faults(parameter: Parameter) -> list[Fault]:
    if parameter.conversion is None:
        return []
    try:
        expected = converted(parameter.as_reported, parameter.conversion)
    except ValueError as error:
        return [Fault(parameter.where, "a conversion that can be computed", str(error), "correct it")]
    if expected is None or math.isclose(expected, parameter.value, rel_tol=TOLERANCE):
        return []
    return [
        Fault(
            parameter.where,
            f"{parameter.as_reported} {parameter.conversion} = {expected:.4g}",
            f"value {parameter.value:g}",
            "correct the value or the conversion",
        )
    ]


def _study_faults(study: Record, outcomes: set[Any]) -> list[Fault]:
    faults: list[Fault] = []
    for result in study.children:
        row = Record({**study.fields, **result.fields}, result.where)
        faults += _unit_faults(result) + _interval_faults(row) + _sign_faults(row) + _count_faults(row)
        if row.get("id") in load_split().fitted and (row.get("read") == "memory" or row.get("held_out")):
            received = "held out" if row.get("held_out") else "read: memory"
            faults.append(
                Fault(row.where, "a fitted figure that was read", received, "take it out of the split")
            )
        outcome = row.get("outcome")
        if outcome is not None and outcome not in outcomes:
            faults.append(
                Fault(row.where, "the id of an outcome", repr(outcome), "correct it or leave it out")
            )
    return faults


def _interval_faults(row: Record) -> list[Fault]:
    faults = []
    for key in ("ci95", "ci99", "range", "time_range"):
        pair = row.get(key)
        if not (isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair))):
            continue
        inside = row.get("time_days") if key == "time_range" else row.get("value")
        if pair[0] > pair[1]:
            faults.append(Fault(row.where, f"{key} from low to high", str(pair), "mind the minus signs"))
        elif is_number(inside) and not pair[0] <= inside <= pair[1]:
            faults.append(Fault(row.where, f"{key} around {inside:g}", str(pair), "mind the minus signs"))
    return faults


def _sign_faults(row: Record) -> list[Fault]:
    positive = ("sd", "se", "n", "baseline_sd")
    faults = [
        Fault(row.where, f"{key} above 0", str(row.get(key)), "correct it")
        for key in positive
        if is_number(row.get(key)) and row.fields[key] <= 0
    ]
    value: Any = row.get("value")
    if row.get("kind") in ("change_percent", "change_absolute") and is_number(value):
        direction = row.get("direction")
        if (direction == "up" and value < 0) or (direction == "down" and value > 0):
            faults.append(Fault(row.where, f"a sign for {direction}", f"{value:g}", "mind the minus sign"))
    days = row.get("time_days")
    if is_number(days) and days < 0:
        faults.append(Fault(row.where, "time_days from 0", f"{days:g}", "count from the anchor"))
    return faults


def _count_faults(row: Record) -> list[Fault]:
    pair = row.get("n_of")
    if not (isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair))):
        return []
    if 0 <= pair[0] <= pair[1] and pair[1] > 0:
        return []
    return [Fault(row.where, "n_of: [k, n] with k within n", str(pair), "correct it")]


def _repeated(records: list[Record], key: str) -> list[Fault]:
    first: dict[str, str] = {}
    faults = []
    for record in records:
        name = str(record.get(key))
        if name in first:
            received = f"{name} of {first[name]}"
            faults.append(Fault(record.where, f"a {key} of its own", received, "rename one"))
        first.setdefault(name, record.where)
    return faults


def _uncited(sources: list[Record], records: list[Record]) -> list[Fault]:
    known = {record.get("key") for record in sources}
    return [
        Fault(record.where, "a source on file", repr(record.get("source")), "add it, or correct the key")
        for record in records
        if record.get("source") is not None and record.get("source") not in known
    ]


def _unused(
    data: Traversable, code: Traversable, sources: list[Record], parameters: list[Record]
) -> list[Fault]:
    texts = {
        folder.name: [file.read_text(encoding="utf-8") for file in _texts(folder)]
        for folder in data.iterdir()
        if folder.is_dir()
    }
    cited = _words(text for name, group in texts.items() if name != "sources" for text in group)
    programs = [file.read_text(encoding="utf-8") for file in _python(code)]
    other = (text for name, group in texts.items() if name not in ("sources", "parameters") for text in group)
    named = _words(other) | _words(programs)
    prefixes = tuple({a or b for text in programs for a, b in _SELECTED.findall(text)})
    kinetic = _words(texts.get("networks", []))
    faults = [
        Fault(record.where, "a source that some record cites", str(record.get("key")), "cite it or remove it")
        for record in sources
        if record.get("key") not in cited
    ]
    for record in parameters:
        key = str(record.get("id"))
        if not (key in named or _selected(key, prefixes, kinetic | named)):
            faults.append(Fault(record.where, "a parameter that something uses", key, "use it or remove it"))
    return faults


def _selected(key: str, prefixes: tuple[str, ...], symbols: set[str]) -> bool:
    """Tell whether a prefix access reaches a parameter; a healing rate must also be named by its symbol."""
    if not key.startswith(prefixes):
        return False
    return not key.startswith("healing.") or key.rpartition(".")[2] in symbols


def _words(texts: Any) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text)}


def _texts(folder: Traversable) -> list[Traversable]:
    networks = [file for file in folder.iterdir() if file.name.endswith(".ant")]
    return yaml_files(folder) + networks


def _python(folder: Traversable) -> list[Traversable]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _python(entry)
        elif entry.name.endswith(".py"):
            found.append(entry)
    return found
