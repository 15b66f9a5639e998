"""Records kept in the packaged YAML files, each with the file and line it stands on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml

from needlework.errors import Fault, InputError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as written: its fields, its place, the keys it repeats, and the records nested in it."""

    fields: dict[str, Any]
    where: str
    repeated: tuple[str, ...] = ()
    children: tuple[Record, ...] = field(default=())

    def get(self, key: str) -> Any:
        """Return the field, or None where it is not given."""
        return self.fields.get(key)


def data_root() -> Traversable:
    """Return the folder of the packaged data."""
    return files("needlework") / "data"


def yaml_files(folder: Traversable) -> list[Traversable]:
    """Return the YAML files of a folder by name; none where the folder is absent."""
    if not folder.is_dir():
        return []
    return sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)


def read_records(root: Traversable, folder: str, children: str | None = None) -> list[Record]:
    """Read every record of ``root/folder/*.yaml``.

    A file holds a list of records, or a mapping whose keys become the field ``key``. Where ``children`` is
    given, the list under that key becomes the record's children.

    Raises
    ------
    InputError
        When a file is not YAML, or is neither a list nor a mapping of records.
    """
    records: list[Record] = []
    for file in yaml_files(root / folder):
        records += _read_file(file.read_text(encoding="utf-8"), f"data/{folder}/{file.name}", children)
    return records


def _read_file(text: str, name: str, children: str | None) -> list[Record]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return [_record(loader, key, item, name, children) for key, item in _items(node, name)]
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an impossible date
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        raise InputError([Fault(where, "YAML", str(error).splitlines()[0], "mend the syntax")]) from error
    finally:
        loader.dispose()


def _items(node: Any, name: str) -> Iterator[tuple[str | None, Any]]:
    if isinstance(node, yaml.SequenceNode):
        pairs = [(None, item) for item in node.value]
    elif isinstance(node, yaml.MappingNode):
        pairs = [(str(key.value), item) for key, item in node.value]
    else:
        raise InputError([Fault(name, "a list or a mapping of records", "neither", "see a sister file")])
    for key, item in pairs:
        if not isinstance(item, yaml.MappingNode):
            where = f"{name}:{item.start_mark.line + 1}"
            raise InputError([Fault(where, "a record (a mapping)", "something else", "see a sister record")])
        yield key, item


def _record(loader: Any, key: str | None, node: Any, name: str, children: str | None) -> Record:
    fields = loader.construct_document(node)
    nested: list[Record] = []
    if children is not None:
        fields.pop(children, None)
        for name_node, value in node.value:
            if name_node.value == children:
                nested = [_record(loader, None, item, name, None) for _, item in _items(value, name)]
    if key is not None:
        fields = {"key": key, **fields}
    written = [k.value for k, _ in node.value]
    repeated = tuple(sorted({k for k in written if written.count(k) > 1}))
    return Record(fields, f"{name}:{node.start_mark.line + 1}", repeated, tuple(nested))


def key_faults(record: Record, required: Iterable[str], optional: Iterable[str]) -> list[Fault]:
    """Return faults for repeated, unknown and missing keys, with a suggestion for misspelt ones."""
    required, known = set(required), {*required, *optional}
    faults = [
        Fault(record.where, "each key once", f"{key!r} twice", "keep one of them") for key in record.repeated
    ]
    for key in record.fields:
        if key not in known:
            close = difflib.get_close_matches(str(key), sorted(known), n=1)
            hint = f"did you mean {close[0]!r}?" if close else "remove it"
            faults.append(Fault(record.where, "a known key", repr(key), hint))
    for key in sorted(required):
        if record.get(key) is None:
            faults.append(Fault(record.where, f"{key!r}", "nothing", "add it"))
    return faults


def choice_fault(record: Record, key: str, choices: Iterable[str]) -> list[Fault]:
    """Return a fault when a given field is none of the choices."""
    value = record.get(key)
    options = sorted(choices)
    if value is None or value in options:
        return []
    return [Fault(record.where, f"{key} one of {', '.join(options)}", repr(value), "choose one of them")]


def number_fault(record: Record, key: str) -> list[Fault]:
    """Return a fault when a given field is not a finite number."""
    value = record.get(key)
    if value is None or is_number(value):
        return []
    return [Fault(record.where, f"{key} a finite number", repr(value), "write it as 1.0e-4, without a unit")]


def is_number(value: Any) -> bool:
    """Tell whether a value read from YAML is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < float("inf")


def parse_all(
    records: list[Record], check: Callable[[Record], list[Fault]], parse: Callable[[Record], T]
) -> list[T]:
    """Check every record and build its object.

    Raises
    ------
    InputError
        With the faults of all records at once.
    """
    faults = [fault for record in records for fault in check(record)]
    if faults:
        raise InputError(faults)
    return [parse(record) for record in records]


def by_id(items: Iterable[T], key: Callable[[T], str], where: Callable[[T], str]) -> dict[str, T]:
    """Index items by their id.

    Raises
    ------
    InputError
        When two items share an id.
    """
    index: dict[str, T] = {}
    faults: list[Fault] = []
    for item in items:
        first = index.setdefault(key(item), item)
        if first is not item:
            faults.append(
                Fault(where(item), "an id of its own", f"{key(item)} of {where(first)}", "rename one of them")
            )
    if faults:
        raise InputError(faults)
    return index
