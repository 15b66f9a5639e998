"""A YAML (or JSON) file as plain values that remember their lines.

The tree is built from the parser's events, not by PyYAML's constructors, for three reasons: every value
keeps its line; nothing in a file can build a Python object or grow beyond what is written; and a plain
word means what it says, as in YAML 1.2 (``no`` is a word, ``1:30`` is not ninety, ``2020-01-01`` is no date).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml import events as ev

from needlework.errors import Fault, InputError, shown

KeyPath = tuple[str | int, ...]

MOST_BYTES = 1_000_000
MOST_DEPTH = 20
MOST_VALUES = 20_000

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its plain values, the line of every key and item, and what was wrong with it.

    `moved` says where a key stands that was taken over from elsewhere: a depth of the course from its zone.
    """

    name: str
    tree: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    moved: Mapping[KeyPath, KeyPath] = field(default_factory=dict)

    def where(self, path: KeyPath) -> str:
        """Return ``file:line key`` for a path; of its nearest ancestor when the path is not in the file."""
        path = self.moved.get(path[:2], path[:2]) + path[2:]
        place = path
        while place and place not in self.lines:
            place = place[:-1]
        line = self.lines.get(place)
        return " ".join(part for part in (f"{self.name}:{line}" if line else self.name, dotted(path)) if part)


def dotted(path: KeyPath) -> str:
    """Write a path as in ``course.topicals[0].active``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step, 42)[1:-1]}" for step in path)
    return "".join(steps).lstrip(".")


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file, as faults call it.

    Attributes
    ----------
    name
        In one word; text that came without a file's name is called so.
    noun
        What a file of this kind holds.
    keys
        What stands at its top.
    start
        How to begin one.
    verb
        What reads it; its ``schema:`` begins with ``needlework/NAME/``.
    repeats
        Whether a block may be named once and repeated by an alias, as programs write a block that they share.
        What people edit by line, here or in the workbench, is written out instead.
    """

    name: str
    noun: str
    keys: str
    start: str
    verb: str = ""
    repeats: bool = False

    @property
    def file(self) -> str:
        """Such a file, in words."""
        return f"{self.name} file"

    @property
    def schema(self) -> str:
        """The line by which such a file says what it is."""
        return f"needlework/{self.name}/1"


STUDY = Form("study", "study", "keys such as 'course:'", "start one with 'needlework new'", "run")
DESIGN = Form("design", "design", "keys such as 'arms:'", "copy one: needlework examples", "trial")
LIMITS = Form("limits", "limits file", "keys such as 'limits:' and 'vary:'", "see docs/plan.md", "plan")


def read_mapping(source: Path | str | bytes | Mapping[str, Any], form: Form) -> Document:
    """Read a file, text or plain values whose top is a block of keys.

    Raises
    ------
    InputError
        There is no such block, or ``schema:`` says that it is another kind of file.
    """
    if isinstance(source, Mapping):
        document = Document(form.name, dict(source))
    else:
        document = read_document(source, form)
    tree = document.tree
    if not isinstance(tree, Mapping):
        expected = f"a {form.noun}" if tree is None else form.keys
        fault = Fault(document.name, expected, "nothing" if tree is None else shown(tree), form.start)
        raise InputError(document.faults or [fault])
    said = str(tree.get("schema", ""))
    for other in (STUDY, DESIGN, LIMITS):
        if other != form and said.startswith(f"needlework/{other.name}/"):
            step = f"use it with 'needlework {other.verb}', or write 'schema: {form.schema}'"
            where = document.where(("schema",))
            raise InputError([Fault(where, f"a {form.noun}", f"a {other.noun}", step)])
    return document


def by_line(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of their lines."""
    return sorted(faults, key=_place)


def _place(fault: Fault) -> tuple[str, int]:
    found = re.match(r"(.*?):([0-9]+)(?: |$)", fault.where)
    return (found[1], int(found[2])) if found else (fault.where, 0)


def as_text(tree: Mapping[str, Any]) -> str:
    """Write plain values as the text of a file."""
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=110)


def read_document(source: Path | str | bytes, form: Form = STUDY) -> Document:
    """Read a file, or text that was read already, into a `Document`.

    Parameters
    ----------
    source
        A path, ``-`` for standard input; or bytes; or a str, which is text when it has a line break or
        starts with ``{``, else a path.
    form
        What kind of file it should be, for the words of faults.

    Raises
    ------
    InputError
        The file cannot be opened. Everything wrong inside it is in `Document.faults` instead.
    """
    name, data = _bytes_of(source, form)
    if len(data) > MOST_BYTES:
        return Document(name, None, faults=(too_large(name, form, f"{len(data):,} bytes"),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fault = Fault(
            f"{name}:{line}", "UTF-8 text", shown(data[error.start : error.start + 4]), "save it as UTF-8"
        )
        return Document(name, None, faults=(fault,))
    if text.lstrip()[:1] == "{":
        text = text.replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    return _Builder(name, form).build(text)


def too_large(name: str, form: Form, received: str) -> Fault:
    """Return the fault of a file beyond `MOST_BYTES`."""
    return Fault(name, f"a {form.file} of at most 1 MB", received, f"check that this is a {form.file}")


def _bytes_of(source: Path | str | bytes, form: Form) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return form.name, source
    if isinstance(source, str) and ("\n" in source or source.lstrip()[:1] == "{"):
        return form.name, source.encode("utf-8", "surrogatepass")
    if str(source) == "-":
        return "standard input", sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(source).open("rb") as file:
            return str(source), file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fault = Fault(shown(str(source)), f"a {form.file} that can be read", reason.lower(), "check the path")
        raise InputError([fault]) from None


class _Stopped(Exception):
    """Reading cannot go on; the fault is already noted."""


class _Builder:
    """Builds the tree of one file from parser events."""

    def __init__(self, name: str, form: Form) -> None:
        self.name, self.form = name, form
        self.faults: list[Fault] = []
        self.lines: dict[KeyPath, int] = {}
        self.values = 0
        self.named: dict[str, tuple[Any, int]] = {}  # blocks that may be repeated, each with its values

    def build(self, text: str) -> Document:
        tree = None
        try:
            stream = yaml.parse(text, Loader=yaml.SafeLoader)
            tree = self._first_document(stream)
        except _Stopped:
            pass
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or error.context or "a syntax error"
            tab = "write spaces instead of the tab" if "\\t" in problem else None
            line = mark.line + 1 if mark else 1
            self._fault(line, "valid YAML", problem, tab or "check indentation, colons and quotes")
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self._fault(line, "printable text", f"the character {shown(chr(error.character))}", "remove it")
        except yaml.YAMLError as error:
            self._fault(1, "valid YAML", shown(str(error)), "check the file")
        except (ValueError, OverflowError):  # an escape such as "\UFFFFFFFF" is not a character
            self._fault(
                1, "characters that exist", "an impossible escape sequence", "correct the \\U sequence"
            )
        return Document(self.name, tree, self.lines, tuple(self.faults))

    def _first_document(self, stream: Iterator[ev.Event]) -> Any:
        next(stream)  # the start of the stream
        if isinstance(next(stream), ev.StreamEndEvent):
            self._fault(1, f"a {self.form.noun}", "an empty file", self.form.start)
            raise _Stopped
        tree = self._value(next(stream), stream, ())
        for event in stream:
            if isinstance(event, ev.DocumentStartEvent):
                expected = f"one {self.form.name} in a file"
                self._fault(_line(event), expected, "a second document", "move it to its own file")
                raise _Stopped
        return tree

    def _value(self, event: ev.Event, stream: Iterator[ev.Event], path: KeyPath) -> Any:
        self._limit(event, path)
        self._refuse_tricks(event, path)
        if isinstance(event, ev.AliasEvent):
            return self._repeated(event, path)
        before = self.values
        if isinstance(event, ev.MappingStartEvent):
            value: Any = self._mapping(stream, path)
        elif isinstance(event, ev.SequenceStartEvent):
            value = self._sequence(stream, path)
        else:
            value = self._scalar(event, path) if isinstance(event, ev.ScalarEvent) else None
        if anchor := getattr(event, "anchor", None):
            self.named[anchor] = value, self.values - before
        return value

    def _repeated(self, event: ev.AliasEvent, path: KeyPath) -> Any:
        """Return a copy of a block that stands above; its values count again, so that no file can explode."""
        if not self.form.repeats:
            return None
        if event.anchor not in self.named:  # a block may not hold itself
            step = "copy the value here"
            self._fault(_line(event), "an alias of a whole block above", f"*{event.anchor}", step, path)
            return None
        value, count = self.named[event.anchor]
        self.values += count
        self._limit(event, (*path, *[0] * _height(value)))
        return deepcopy(value)

    def _mapping(self, stream: Iterator[ev.Event], path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in stream:
            if isinstance(event, ev.MappingEndEvent):
                break
            key = self._key(event, stream, path)
            here = (*path, key)
            if key in result:
                first = f"{shown(key)} again (first at line {self.lines[here]})"
                self._fault(_line(event), "each key once", first, "keep one of them", here)
                here = (*here, "again")
            self.lines[here] = _line(event)
            value = self._value(next(stream), stream, here)
            result.setdefault(key, value)
        return result

    def _key(self, event: ev.Event, stream: Iterator[ev.Event], path: KeyPath) -> str:
        self._refuse_tricks(event, path)
        if isinstance(event, ev.ScalarEvent):
            return self._text(event, path)
        if not isinstance(event, ev.AliasEvent):
            self._fault(_line(event), "a plain word as key", "a list or block", "write 'key: value'", path)
            self._value(event, stream, (*path, "?"))
        return "?"

    def _sequence(self, stream: Iterator[ev.Event], path: KeyPath) -> list[Any]:
        result: list[Any] = []
        for event in stream:
            if isinstance(event, ev.SequenceEndEvent):
                break
            here = (*path, len(result))
            self.lines[here] = _line(event)
            result.append(self._value(event, stream, here))
        return result

    def _scalar(self, event: ev.ScalarEvent, path: KeyPath) -> object:
        text = self._text(event, path)
        if event.style is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text

    def _text(self, event: ev.ScalarEvent, path: KeyPath) -> str:
        """Return the characters; JSON's surrogate pairs become the characters they stand for."""
        try:
            return event.value.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._fault(
                _line(event),
                "characters that exist",
                "half a surrogate pair",
                "correct the \\u sequence",
                path,
            )
            return "?"

    def _refuse_tricks(self, event: ev.Event, path: KeyPath) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None and not self.form.repeats:
            if isinstance(event, ev.AliasEvent):
                expected, received, step = "values written out", f"the alias *{anchor}", "copy the value here"
            else:
                expected, received, step = "no anchors", f"&{anchor}", "remove the anchor"
            self._fault(_line(event), expected, received, step, path)
        if tag is not None:
            self._fault(_line(event), "no tags", tag, "remove the tag", path)

    def _limit(self, event: ev.Event, path: KeyPath) -> None:
        self.values += 1
        if len(path) > MOST_DEPTH:
            self._fault(_line(event), f"at most {MOST_DEPTH} levels", "deeper nesting", "flatten the file")
            raise _Stopped
        if self.values > MOST_VALUES:
            expected, step = f"at most {MOST_VALUES:,} values", f"check that this is a {self.form.file}"
            self._fault(_line(event), expected, "more", step)
            raise _Stopped

    def _fault(self, line: int, expected: str, received: str, next_step: str, path: KeyPath = ()) -> None:
        where = " ".join(part for part in (f"{self.name}:{line}", dotted(path)) if part)
        received = received.encode("utf-8", "backslashreplace").decode("utf-8")
        self.faults.append(Fault(where, expected, received[:120], next_step))


def _height(value: Any) -> int:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return 1 + max(map(_height, inner), default=-1)


def _line(event: ev.Event) -> int:
    return event.start_mark.line + 1
