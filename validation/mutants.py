"""The faults of ``validation/mutants.yaml``, and how one is put into a file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "validation" / "mutants.yaml"


class StaleError(ValueError):
    """A fault that can no longer be put in as it is written."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault.

    Attributes
    ----------
    file
        Path below ``src/needlework``.
    means
        What would be wrong, in words.
    before, after
        The text, which stands in the file just once, and what takes its place.
    tests
        Files or folders of tests that should see it.
    """

    file: str
    means: str
    before: str
    after: str
    tests: tuple[str, ...]

    @property
    def room(self) -> str:
        """The first folder of its file, or the file itself."""
        return self.file.partition("/")[0].removesuffix(".py")

    def inside(self, text: str) -> str:
        """Return a file's text with the fault in it.

        Raises
        ------
        StaleError
            ``before`` does not stand in it just once, or what comes out is no Python.
        """
        found = text.count(self.before)
        if found != 1:
            raise StaleError(f"{self.file}: {self.before!r} stands in it {found} times, not once")
        changed = text.replace(self.before, self.after)
        try:
            ast.parse(changed)
        except SyntaxError as error:
            raise StaleError(f"{self.file}: {self.after!r} is no Python: {error.msg}") from error
        return changed


def mutants(listed: Path = LIST) -> list[Mutant]:
    """Return the faults on file.

    Raises
    ------
    StaleError
        Some cannot be put in; all of them are named.
    """
    rooms = yaml.safe_load(listed.read_text(encoding="utf-8"))
    found = [
        Mutant(room["file"], fault["means"], fault["before"], fault["after"], tuple(room["tests"]))
        for room in rooms
        for fault in room["faults"]
    ]
    stale = [str(error) for mutant in found if (error := _stale(mutant))]
    if stale:
        raise StaleError("\n".join([f"{listed.name}: mend these first", *stale]))
    return found


def _stale(mutant: Mutant) -> StaleError | None:
    missing = [test for test in mutant.tests if not (ROOT / test).exists()]
    if missing:
        return StaleError(f"{mutant.file}: no tests at {', '.join(missing)}")
    try:
        mutant.inside(source_of(ROOT, mutant).read_text(encoding="utf-8"))
    except StaleError as error:
        return error
    return None


def source_of(root: Path, mutant: Mutant) -> Path:
    """Return the file of a fault in a project."""
    return root / "src" / "needlework" / mutant.file
