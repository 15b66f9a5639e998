"""One small file for each run folder, so that writers never meet and a crash spoils nothing.

The index stands in ``<runs>/.index``. An entry is written whole under a name of its own; what is in the
folders decides, and an entry that disagrees with its folder is made again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError, shown
from needlework.files import cannot_write, write_whole

_INDEX = ".index"
_STUDY, _TRIAL, _COHORT = "result.json", "trial.json", "cohort.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One run folder.

    Attributes
    ----------
    name
        Its path below the runs folder.
    kind
        ``study``, ``trial`` or ``cohort``.
    title, version, seed
        As the run says.
    state
        ``finished`` or ``unfinished``.
    bytes
        Of all files.
    """

    name: str
    kind: str
    title: str
    version: str
    seed: int | None
    state: str
    bytes: int

    def line(self) -> str:
        """Return one line of a list."""
        size = f"{self.bytes / 1e6:.1f} MB"
        return f"{self.name:28s} {self.kind:7s} {self.state:10s} {size:>10s}  {self.title}"


def list_runs(place: Path, *, rebuild: bool = False) -> list[Run]:
    """Return every run below a folder, by name.

    Parameters
    ----------
    place
        Folder of the runs.
    rebuild
        Read every folder anew, whatever the index says.
    """
    found = []
    for folder in _folders(place):
        entry = None if rebuild else _read_entry(place, folder)
        if entry is None:
            entry = describe(place, folder)
            _write_entry(place, folder, entry)
        found.append(entry)
    _forget_lost(place, {run.name for run in found})
    return sorted(found, key=lambda run: run.name)


def _folders(place: Path) -> Iterator[Path]:
    """Yield run folders: those with a result or a cohort, not the parts inside them."""
    for pattern in ("*", "cohorts/*"):
        for folder in sorted(place.glob(pattern)):
            hidden = folder.name.startswith(".")  # being written by somebody
            if (
                not hidden
                and folder.is_dir()
                and any((folder / mark).exists() for mark in (_STUDY, _TRIAL, _COHORT))
            ):
                yield folder


def describe(place: Path, folder: Path) -> Run:
    """Return what a folder itself says of its run."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    kind, about, state = "cohort", {}, "unfinished"
    try:
        if (folder / _STUDY).exists():
            said = json.loads((folder / _STUDY).read_bytes())
            kind, state = "study", "finished"
            about = {"title": said["study"].get("title"), "version": said["version"], "seed": said["seed"]}
        elif (folder / _TRIAL).exists():
            said = json.loads((folder / _TRIAL).read_bytes())["design"]
            kind, state = "trial", "finished"
            about = {k: said.get(k) for k in ("title", "version", "seed")}
        else:
            said = json.loads((folder / _COHORT).read_bytes())
            state = "finished" if _parts(folder) == said["parts"] else "unfinished"
            about = {"title": f"{_parts(folder)} of {said['parts']} parts", "seed": said["seed"]}
    except (OSError, ValueError, LookupError, AttributeError):
        state = "damaged"
    name = folder.relative_to(place).as_posix()
    title, version = str(about.get("title") or ""), str(about.get("version") or "")
    return Run(name, kind, title, version, about.get("seed"), state, size)


def _parts(folder: Path) -> int:
    return len(list((folder / "parts").glob("part-*.sha256")))


def _stamp(folder: Path) -> str:
    """Return what changes when a folder's marks change."""
    marks = [folder / name for name in (_STUDY, _TRIAL, _COHORT)]
    times = [f"{m.name} {m.stat().st_mtime_ns}" for m in marks if m.exists()]
    return " ".join([*times, str(_parts(folder))])


def _entry_path(place: Path, folder: Path) -> Path:
    name = folder.relative_to(place).as_posix()
    return place / _INDEX / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def _read_entry(place: Path, folder: Path) -> Run | None:
    try:
        said = json.loads(_entry_path(place, folder).read_bytes())
        return Run(**said["run"]) if said["stamp"] == _stamp(folder) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _write_entry(place: Path, folder: Path, run: Run) -> None:
    path = _entry_path(place, folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"stamp": _stamp(folder), "run": asdict(run)}).encode())
    except OSError as error:
        raise cannot_write(path, error) from None


def _forget_lost(place: Path, names: set[str]) -> None:
    for path in (place / _INDEX).glob("*.json"):
        try:
            kept = json.loads(path.read_bytes())["run"]["name"] in names
        except (OSError, ValueError, LookupError, TypeError):
            kept = False
        if not kept:
            path.unlink(missing_ok=True)


def find(place: Path, name: str) -> Path:
    """Return the folder of a run by its name below ``place``, or by its path.

    Raises
    ------
    InputError
        No such run.
    """
    return find_all(place, (name,))[0]


def find_all(place: Path, names: Sequence[str]) -> list[Path]:
    """Return the folders of several runs; all that are not there are told at once.

    Raises
    ------
    InputError
        No such run.
    """
    folders = [_found(place, name) for name in names]
    found = [folder for folder in folders if folder is not None]
    if len(found) == len(names):
        return found
    known = ", ".join(run.name for run in list_runs(place)[:8]) or "none"
    lost = [shown(name) for name, folder in zip(names, folders, strict=True) if folder is None]
    step = "see 'needlework runs list'"
    raise InputError([Fault("runs", f"a run of {place}: {known}", name, step) for name in lost])


def _found(place: Path, name: str) -> Path | None:
    for folder in (place / name, Path(name)):
        if folder.is_dir() and any((folder / mark).exists() for mark in (_STUDY, _TRIAL, _COHORT)):
            return folder
    return None


def remove(place: Path, name: str) -> Path:
    """Delete a run folder and its entry.

    Raises
    ------
    InputError
        No such run below ``place``.
    """
    folder, root = find(place, name).resolve(), place.resolve()
    if root not in folder.parents:
        advice = "delete other folders by hand"
        raise InputError([Fault("runs rm", f"a run below {place}", str(folder), advice)])
    entry = _entry_path(root, folder)
    shutil.rmtree(folder)
    entry.unlink(missing_ok=True)
    return folder


def flat(value: Any, head: str = "") -> dict[str, Any]:
    """Return nested values by dotted names; lists by position."""
    if isinstance(value, dict):
        return {k: v for key, inner in value.items() for k, v in flat(inner, f"{head}{key}.").items()}
    if isinstance(value, list):
        return {k: v for i, inner in enumerate(value) for k, v in flat(inner, f"{head}{i}.").items()}
    return {head[:-1]: value}
