"""Another kinetic network, from an SBML file (extra ``exchange``).

The file gives the equations. A parameter that has a record here and stands in the file at the record's value,
or without one, keeps its record and its spread; any other is used as the file gives it, without spread. What
sessions do, how signals spread and how outcomes are read stays as it is, so the file must have the states and
parameters that these act on, and describe healthy skin at rest when it starts.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from needlework.errors import Fault, InputError, needing
from needlework.evidence.distributions import Fixed
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.exchange.refusals import unsupported
from needlework.exchange.sameness import renamed, same_equations
from needlework.mechanism.stimulus import HALF, LOSS
from needlework.mechanism.wound import KILLED, MATRIX
from needlework.model import Mechanism, built_in, network
from needlework.numerics.codegen import Block, generate, load_source
from needlework.numerics.dense import System
from needlework.numerics.network import read_sbml
from needlework.spec import Study
from needlework.spec.document import read_document
from needlework.subject import Course, Skin

# States that a session changes or an outcome reads, and parameters that a skin changes.
SPECIES = tuple(dict.fromkeys((*KILLED, *MATRIX, *("W", "T", "L", "V", "R", "O", "Kb", "H", "Mel", "Md"))))
PARAMETERS = ("s3", "s1", "aCW", "aMel", "kK")
# What outcomes take for granted of healthy skin: sums of states, and their value.
HEALTHY: dict[tuple[str, ...], float] = {
    ("F",): 1.0,
    ("V",): 1.0,
    ("Kb",): 1.0,
    ("H",): 1.0,
    ("E",): 1.0,
    ("Mel", "Md"): 1.0,
    ("c3o", "c3", "c1n", "c1m"): 1.0,
}
_DAY = 86400.0  # s
_CLOSE = 1e-9  # relative; of a value that was printed and read again
_REST = 1e-6  # per day; a state of healthy skin may move no faster
_LARGEST = 5_000_000  # bytes


def read_mechanism(path: Path, study: Study, names: Path | None = None) -> Mechanism:
    """Read an SBML network as the kinetics of a study.

    Parameters
    ----------
    path
        SBML Level 2 or 3.
    study
        The study it will run; its tendency to scar may act on further parameters.
    names
        YAML file that maps ids of the file to ids of this package, where they differ.

    Raises
    ------
    InputError
        For everything the file has that is not computed and everything it lacks, element by element.
    """
    document = _read(path)
    if names is not None:
        _rename(document.getModel(), names)
    _fill(document.getModel())
    faults = unsupported(document, str(path))
    if not faults:
        _recognise(document, str(path))
    faults += [*_lacking(document.getModel(), str(path), study), *_time_unit(document.getModel(), str(path))]
    if faults:
        raise InputError(faults)
    text = _text(document)
    kinetics = read_sbml(text, str(path))
    same = kinetics.fingerprint() == built_in().hash
    block = network() if same else load_source(generate(kinetics))
    if not same and same_equations(block, kinetics.parameters):
        same, block = True, network()
    given = {k: v for k, v in kinetics.parameters.items() if not same or k in block.parameters}
    own = _own_records(given, path)
    if faults := list(_unhealthy(block, own, str(path))):
        raise InputError(faults)
    about = {"file": path.name, "sha256": hashlib.sha256(text.encode()).hexdigest(), "sbml": text}
    undated = _seconds(document.getModel()) is None
    return Mechanism(block, own, tuple(_notes(path, same, undated, own)), about)


def _read(path: Path) -> Any:
    with needing("exchange", "--network"):
        import libsbml  # pyright: ignore[reportMissingImports]
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
    except OSError as error:
        received = (error.strerror or str(error)).lower()
        raise InputError(
            [Fault(str(path), "an SBML file that can be read", received, "check the path")]
        ) from None
    if size > _LARGEST:
        received = f"{size:,} bytes"
        raise InputError([Fault(str(path), "an SBML file of at most 5 MB", received, "check the file")])
    _refuse_problem(path)
    document = libsbml.readSBMLFromFile(str(path))
    errors = [document.getError(i) for i in range(document.getNumErrors())]
    wrong = [e for e in errors if e.getSeverity() >= libsbml.LIBSBML_SEV_ERROR]
    if wrong or document.getModel() is None:
        what = " ".join(wrong[0].getShortMessage().split()) if wrong else "no model"
        place = f"{path}:{wrong[0].getLine()}" if wrong else str(path)
        next_step = "check it with an SBML validator"
        raise InputError([Fault(place, "a readable SBML model", what, next_step)])
    return document


def _refuse_problem(path: Path) -> None:
    """Refuse a PEtab problem by name, with the model that it names."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if any(word in text for word in ("sbml_files", "model_files", "petab")):
        named = re.search(r"[\w./-]+\.(?:xml|sbml)\b", text)
        step = f"give its SBML model{f': {path.parent / named[0]}' if named else ''}"
        raise InputError([Fault(str(path), "an SBML file", "a PEtab problem", step)])


def _text(document: Any) -> str:
    import libsbml  # pyright: ignore[reportMissingImports]

    return str(libsbml.writeSBMLToString(document))


def _rename(model: Any, names: Path) -> None:
    """Give elements of a model the ids of this package."""
    document = read_document(names)
    faults = list(document.faults)
    if not isinstance(document.tree, dict):
        faults = faults or [
            Fault(str(names), "lines 'their_id: our_id'", "something else", "write one a line")
        ]
        raise InputError(faults)
    pairs: list[tuple[str, str]] = []
    for old, new in document.tree.items():
        element = model.getElementBySId(old)
        if element is None:
            faults.append(Fault(document.where((old,)), "an id of the network's file", old, "correct it"))
        elif not isinstance(new, str) or not new.isidentifier():
            faults.append(Fault(document.where((old,)), "an id of this package", repr(new), "correct it"))
        elif model.getElementBySId(new) is not None:
            faults.append(
                Fault(document.where((old,)), "an id that the file does not have", new, "drop the line")
            )
        else:
            pairs.append((old, new))
    if faults:
        raise InputError(faults)
    _call(model, dict(pairs))


def _recognise(document: Any, where: str) -> None:
    """Give parameters that do what ours do their names here, where the file calls them otherwise."""
    model = document.getModel()
    if all(model.getElementBySId(name) is not None for name in network().parameters):
        return
    try:
        kinetics = read_sbml(_text(document), where)
    except InputError:
        return  # said with everything else that is wrong
    _call(model, renamed(load_source(generate(kinetics)), kinetics.parameters))


def _call(model: Any, names: Mapping[str, str]) -> None:
    """Rename elements of a model wherever they are referred to."""
    everything = list(model.getListOfAllElements())
    for old, new in names.items():
        model.getElementBySId(old).setId(new)
        for other in everything:
            other.renameSIdRefs(old, new)


def _fill(model: Any) -> None:
    """Give parameters that the file leaves open the values of their records."""
    known = load_parameters()
    for p in model.getListOfParameters():
        if p.getConstant() and not p.isSetValue() and f"healing.{p.getId()}" in known:
            p.setValue(known[f"healing.{p.getId()}"].value)


def _lacking(model: Any, where: str, study: Study) -> Iterator[Fault]:
    """Yield what sessions, outcomes and this study's skin act on and the file does not have."""
    ruled = {r.getVariable() for r in model.getListOfRules()}
    moving = {s.getId() for s in model.getListOfSpecies() if not s.getConstant()}
    moving |= {r.getVariable() for r in model.getListOfRules() if r.isRate()}
    fixed = {p.getId() for p in model.getListOfParameters()} - ruled
    factors = Skin.resolve(study.skin).phenotype.factors
    acted_on = dict.fromkeys((*PARAMETERS, *(f.removeprefix("healing.") for f in factors)))
    states = {act.state for p in Course.from_spec(study.course).acting for act in p.active.acts if act.state}
    acted_on |= dict.fromkeys(table[s] for table in (LOSS, HALF) for s in sorted(states) if s in table)
    species = tuple(dict.fromkeys((*SPECIES, *sorted(states))))
    step = "add them, or name the file's own with --names"
    for kind, wanted, there in (("species that change", species, moving), ("parameters", acted_on, fixed)):
        if missing := [name for name in wanted if name not in there]:
            yield Fault(where, f"the {kind}: {', '.join(wanted)}", f"none for {', '.join(missing)}", step)


def _time_unit(model: Any, where: str) -> Iterator[Fault]:
    """Yield a fault where the file says that its time is not in days."""
    seconds = _seconds(model)
    if seconds is not None and abs(seconds / _DAY - 1.0) > _CLOSE:
        yield Fault(where, "time in days", f"a unit of {seconds:g} s", "convert every rate to 1/day")


def _seconds(model: Any) -> float | None:
    """Return the file's unit of time in seconds, None where it does not say (Level 3) or has none."""
    name = model.getTimeUnits() if model.isSetTimeUnits() else ""
    if model.getLevel() < 3:
        name = "time" if model.getUnitDefinition("time") is not None else "second"
    if name == "second":
        return 1.0
    definition = model.getUnitDefinition(name) if name else None
    if definition is None:
        return None
    size = 1.0
    for unit in definition.getListOfUnits():
        size *= (unit.getMultiplier() * 10.0 ** unit.getScale()) ** unit.getExponentAsDouble()
    return size


def _own_records(parameters: Mapping[str, float | None], path: Path) -> dict[str, Parameter]:
    """Return a record for every number that is the file's own, by the name it has in a study's draws."""
    known, own = load_parameters(), {}
    for name, value in parameters.items():
        record = known.get(f"healing.{name}")
        if value is None or (record and abs(value - record.value) <= _CLOSE * abs(record.value)):
            continue
        own[f"healing.{name}"] = Parameter(
            f"network/{name}",
            name,
            record.meaning if record else f"{name} of {path.name}",
            float(value),
            record.unit if record else "1",
            Fixed(float(value)),
            "assumed",
            rationale=f"as {path.name} gives it",
        )
    return own


def _unhealthy(block: Block, own: Mapping[str, Parameter], where: str) -> Iterator[Fault]:
    """Yield what of the starting state is not healthy skin at rest, at the central values."""
    known = load_parameters()
    central = {f"healing.{n}": known[f"healing.{n}"] for n in block.parameters if f"healing.{n}" in known}
    values = {k.removeprefix("healing."): np.array([p.value]) for k, p in {**central, **own}.items()}
    state = block.initial_array(values, 1)[0]
    index = {s: i for i, s in enumerate(block.species)}
    for names, expected in HEALTHY.items():
        start = float(sum(state[index[s]] for s in names))
        if not abs(start - expected) <= _REST:
            what = " + ".join(names)
            yield Fault(where, f"{what} = {expected:g} in healthy skin", f"{start:g}", "scale the states")
    rates = np.asarray(System(block, block.constant_array(values, 1)[0]).rates(state))
    for name in np.array(block.species)[~(np.abs(rates) <= _REST)]:
        received = f"{name} moves by {rates[index[name]]:.3g} a day"
        yield Fault(
            where, "healthy skin at rest before the first session", received, "start at the steady state"
        )


def _notes(path: Path, same: bool, undated: bool, own: Mapping[str, Parameter]) -> Iterator[str]:
    if undated:
        yield f"{path.name} names no unit of time; its rates are read as per day"
    if not same:
        yield (
            f"kinetics of {path.name}, not the built-in network: no outcome was compared with data for it, "
            "and which draws count as healthy skin is judged by the built-in network"
        )
    if own:
        names = ", ".join(sorted(k.removeprefix("healing.") for k in own))
        yield f"used as {path.name} gives them, without spread: {names}"
