"""Whether a run folder is whole, and how two runs differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from needlework.files import changed_files, file_hash
from needlework.runs.index import flat

_APART = 1e-12  # relative; below it two figures are the same
_IGNORED = ("runtime_s", "provenance.runtime_s", "reused_chunks")


def faults_of(folder: Path) -> list[str]:
    """Return what is wrong with a run folder, in words; empty when it is whole."""
    found = changed_files(folder) or [f"{name} cannot be read" for name in _broken_json(folder)]
    for path in sorted((folder / "parts").glob("part-*.npz")):
        found += _part_faults(path)
    if (folder / "cohort.json").exists() and "cohort.json" not in " ".join(found):
        count = json.loads((folder / "cohort.json").read_bytes())["parts"]
        here = {path.stem for path in (folder / "parts").glob("part-*.npz")}
        missing = [n for n in range(count) if f"part-{n:05d}" not in here]
        if missing:
            found.append(f"{len(missing)} of {count} parts are missing, the first {missing[0]}")
    if (folder / "data.npz").exists() and not found:
        found += _study_faults(folder)
    return found


def _broken_json(folder: Path) -> list[str]:
    broken = []
    for name in ("result.json", "trial.json", "cohort.json", "provenance.json"):
        try:
            if (folder / name).exists():
                json.loads((folder / name).read_bytes())
        except (OSError, ValueError):
            broken.append(name)
    return broken


def _part_faults(path: Path) -> list[str]:
    beside = path.with_suffix(".sha256")
    if not beside.exists():
        return [f"{path.name} has no hash beside it"]
    same = file_hash(path) == beside.read_text(encoding="ascii").strip()
    return [] if same else [f"{path.name} is damaged: its hash is another"]


def _study_faults(folder: Path) -> list[str]:
    from needlework.errors import InputError
    from needlework.result import Result

    try:
        Result.load(folder)
    except InputError as error:
        return [str(error)]
    return []


def document_of(folder: Path) -> dict[str, Any]:
    """Return the JSON document of a run; of a cohort, what it is of."""
    for name in ("result.json", "trial.json", "cohort.json"):
        if (folder / name).exists():
            return json.loads((folder / name).read_bytes())
    return {}


def difference(first: Path, second: Path) -> list[str]:
    """Return the lines in which two runs differ: what only one has, and values that are not the same."""
    one, two = (flat(document_of(folder)) for folder in (first, second))
    lines = []
    for key in dict.fromkeys([*one, *two]):
        if key in _IGNORED or _same(one.get(key), two.get(key)):
            continue
        lines.append(f"{key}: {_said(one, key)} | {_said(two, key)}")
    return lines


def _same(a: object, b: object) -> bool:
    if isinstance(a, float | int) and isinstance(b, float | int) and not isinstance(a, bool):
        return abs(a - b) <= _APART * max(abs(a), abs(b))
    return a == b


def _said(values: dict[str, Any], key: str) -> str:
    return json.dumps(values[key], ensure_ascii=False) if key in values else "nothing"
