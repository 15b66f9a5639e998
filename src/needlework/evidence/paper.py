"""A new paper as its reader writes it down: one source, one study, not on file yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError, shown
from needlework.evidence.lint import _study_faults as study_faults
from needlework.evidence.observations import (
    Observation,
    Participants,
    Treatment,
    check_study,
    load_observations,
    parse_study,
)
from needlework.evidence.records import Record, data_root, is_number, read_records
from needlework.evidence.sources import Source, check_source, load_sources, parse_source
from needlework.spec.document import Document, Form, by_line, read_mapping

Check = Callable[[Observation], list[Fault]]

_KEYS = ("source", "study")
_CHOSEN = (  # closed lists, whose own check says what is allowed
    "kind",
    "time_anchor",
    "bound",
    "direction",
    "statistic",
    "species",
    "read",
    "family",
    "threshold",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was read and has no faults.

    Attributes
    ----------
    name
        The file.
    source
        Its source: the file's own, or the one on file that it names.
    observations
        Its figures, in the order of the file.
    """

    name: str
    source: Source
    observations: tuple[Observation, ...]

    @property
    def twins(self) -> list[str]:
        """Keys of sources on file that bear the same DOI or PubMed number."""
        s = self.source
        return [
            other.key
            for other in load_sources().values()
            if other.key != s.key and ((s.doi and s.doi == other.doi) or (s.pmid and s.pmid == other.pmid))
        ]


def read_paper(path: Path | str | bytes, also: Check = lambda observation: []) -> Paper:
    """Read and check a paper's file: a mapping with ``source`` and ``study``.

    Parameters
    ----------
    path
        A path, or text of a file.
    also
        A further check of each figure that can be read.

    Raises
    ------
    InputError
        With every fault of the file at once, each with file and line.
    """
    document = read_mapping(path, _PAPER)
    faults, tree = [*document.faults], document.tree
    for key in (key for key in tree if key not in _KEYS):
        faults.append(Fault(document.where((key,)), "only 'source' and 'study'", shown(key), "remove it"))
    source, study = _record(document, ("source",)), _study(document, faults)
    if source is None and tree.get("source") is not None:
        faults.append(Fault(document.where(("source",)), "a mapping", shown(tree["source"]), _SEE))
    faults += [] if source is None else _source_faults(source)
    observations: list[Observation] = []
    if study is not None:
        faults += _citation_faults(source, study)
        observations = _figures(study, faults, also)
    if faults or study is None:
        raise InputError(by_line(faults))
    on_file = load_sources().get(str(study.get("source")))
    return Paper(document.name, on_file or parse_source(_needed(source)), tuple(observations))


_SEE = "see 'Add a paper' in the docs"
_PAPER = Form("paper", "paper", "the keys 'source' and 'study'", _SEE)


def _needed(source: Record | None) -> Record:
    assert source is not None  # a study that names no source has a fault
    return source


def _record(document: Document, path: tuple[str | int, ...]) -> Record | None:
    """Return the mapping at a path as a record, None where there is none."""
    value: Any = document.tree
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else value[int(step)]
    return Record(dict(value), document.where(path)) if isinstance(value, Mapping) else None


def _study(document: Document, faults: list[Fault]) -> Record | None:
    """Return the study with its results as children; what is no mapping is added to the faults."""
    place = ("study",)
    study = _record(document, place)
    if study is None:
        received = shown(document.tree.get("study"))
        faults.append(Fault(document.where(place), "the study, a mapping with results", received, _SEE))
        return None
    results = study.fields.pop("results", None)
    if results is not None and not isinstance(results, list):
        faults.append(Fault(document.where((*place, "results")), "a list of results", shown(results), _SEE))
        results = []
    children = []
    for i, item in enumerate(results or []):
        result = _record(document, (*place, "results", i))
        if result is None:
            where = document.where((*place, "results", i))
            faults.append(Fault(where, "a result (a mapping)", shown(item), _SEE))
        else:
            children.append(result)
    return Record(study.fields, study.where, children=tuple(children))


def _source_faults(source: Record) -> list[Fault]:
    faults = check_source(source)
    key, year = source.get("key"), source.get("year")
    if key is not None and not isinstance(key, str):
        faults.append(Fault(source.where, "key as text", shown(key), "put it in quotes"))
    elif key in load_sources():
        step = "leave 'source' out to use the one on file, or choose another key"
        faults.append(Fault(source.where, "a source that is not on file", shown(key), step))
    if year is not None and not _whole(year):
        faults.append(Fault(source.where, "year as a whole number", shown(year), "correct it"))
    return faults


def _citation_faults(source: Record | None, study: Record) -> list[Fault]:
    """Return the faults of how the study names its source, and of a study that is on file."""
    cited, name = study.get("source"), study.get("study")
    faults = []
    if isinstance(name, str) and name in {o.study for o in load_observations().values()}:
        faults.append(Fault(study.where, "a study that is not on file", shown(name), "choose another key"))
    if not isinstance(cited, str):
        return faults
    if source is not None and cited != source.get("key"):
        received = f"{shown(cited)}, where the source is {shown(source.get('key'))}"
        faults.append(Fault(study.where, "the key of the source above", received, "make them equal"))
    if source is None and cited not in load_sources():
        faults.append(
            Fault(study.where, "a source on file", shown(cited), "add 'source', or correct the key")
        )
    return faults


def _figures(study: Record, faults: list[Fault], also: Check) -> list[Observation]:
    """Return the figures that can be read; what is wrong with study and results is added to the faults."""
    own = _type_faults(study)
    typed = [(child, _type_faults(child)) for child in study.children]
    faults += check_study(study) + own + [fault for _, found in typed for fault in found]
    faults += _repeated(study.children)
    outcomes = {record.get("id") for record in read_records(data_root(), "outcomes")}
    broken = {fault.where for fault in faults}
    observations = []
    for child in study.children:
        if study.where in broken or child.where in broken:
            continue
        alone = Record(study.fields, study.where, children=(child,))
        faults += study_faults(alone, outcomes)
        observations += parse_study(alone)
    said: set[tuple[str, str]] = (
        set()
    )  # what is wrong with the study is said once, not for each of its results
    for fault in (fault for o in observations for fault in also(o)):
        if (fault.expected, fault.received) not in said:
            said.add((fault.expected, fault.received))
            faults.append(fault)
    return observations


def _repeated(results: Iterable[Record]) -> list[Fault]:
    faults: list[Fault] = []
    places = {key: o.where for key, o in load_observations().items()}
    for result in results:
        key = result.get("id")
        if not isinstance(key, str):
            continue
        if key in places:
            faults.append(Fault(result.where, "an id of its own", f"{key} of {places[key]}", "rename it"))
        places.setdefault(key, result.where)
    return faults


def _type_faults(record: Record) -> list[Fault]:
    """Return faults for values that are not what a record's fields hold: text, numbers, whole numbers."""
    faults = _kind_faults(record, Observation, _CHOSEN)
    for key, kind in (("population", Participants), ("course", Treatment)):
        given = record.get(key)
        if isinstance(given, Mapping):
            faults += _kind_faults(Record(dict(given), record.where), kind, ())
    pair = record.get("n_of")
    if isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair)) and not all(map(_whole, pair)):
        faults.append(Fault(record.where, "n_of in whole numbers", shown(pair), "count people"))
    return faults


def _kind_faults(record: Record, kind: type, but: Iterable[str]) -> list[Fault]:
    faults = []
    top = kind is Observation  # whose numbers are checked with the shape of a study
    for f in fields(kind):
        value, held = record.get(f.name), str(f.type)
        if value is None or f.name in but:
            continue
        if held.startswith("str") and not isinstance(value, str):
            faults.append(Fault(record.where, f"{f.name} as text", shown(value), "put it in quotes"))
        elif held.startswith("int") and not _whole(value) and (is_number(value) or not top):
            faults.append(Fault(record.where, f"{f.name} a whole number", shown(value), "correct it"))
        elif held.startswith("float") and not top and not is_number(value):
            faults.append(Fault(record.where, f"{f.name} a number", shown(value), "write it without a unit"))
    return faults


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
