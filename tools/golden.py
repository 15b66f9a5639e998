"""Golden results: what every example and some corner studies print, to be moved only on purpose.

    python tools/golden.py            # what would move
    python tools/golden.py --update   # write it, and print what moved

Each study runs at a small size. A file of ``tests/golden/results`` holds its rows at the horizon
and what stands for the whole course: a line for each number.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from needlework import document, load_study, run
from needlework.outcomes import outcomes
from needlework.spec import Study

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "golden" / "results"
TOLERANCE = 1e-6  # relative
_TINY = 1e-9  # below it a number is noise of the arithmetic
_SIZE = {"draws": 3, "population.persons": 2, "seed": 1}
_APART = ("observed", "sources", "level")

_PEN = {"device": "pen_12", "sessions": 2, "interval": "4 weeks", "depth": "1.5 mm", "density": "250 per cm2"}
_CORNERS: Mapping[str, Mapping[str, Any]] = {
    "untreated": {"course": {"sessions": 0}},
    "sparse": {"course": {**_PEN, "sessions": 1, "density": "5 per cm2"}},
    "dense-deep": {"course": {**_PEN, "density": "2000 per cm2", "depth": "3 mm"}},
    "keloid-prone": {"course": _PEN, "skin": {"phenotype": "keloid_prone"}},
    "melasma-vi": {"course": _PEN, "skin": {"phototype": "VI", "concern": {"kind": "melasma"}}},
    "everything-unreported": {"course": {"sessions": 3, "interval": "30 days"}, "skin": None},
}
_SKIN = {"site": "cheek", "age": "32 years", "phototype": "IV", "concern": {"kind": "atrophic_scar"}}


def studies() -> dict[str, Study]:
    """Return the golden studies by name, at their small size."""
    found = {path.stem: load_study(path) for path in _examples()}
    for name, corner in _CORNERS.items():
        skin = {} if corner.get("skin", 0) is None else {**_SKIN, **corner.get("skin", {})}
        plain = {"schema": "needlework/study/1", "horizon": "140 days", **corner, "skin": skin}
        found[name] = load_study(plain)
    return {name: study.replace(_SIZE) for name, study in found.items()}


def _examples() -> list[Path]:
    paths = sorted((ROOT / "examples").glob("*.yaml"))
    return [p for p in paths if "schema: needlework/study/1" in p.read_text(encoding="utf-8")]


def numbers(study: Study) -> dict[str, float]:
    """Return every number that a study prints at the golden days, by a name for it."""
    found = document(run(study))
    last = max(row["time_days"] for row in found["outcomes"])
    named = {}
    for row in found["outcomes"]:
        if row["time_days"] == last or outcomes()[row["id"]].rows == "once":
            key = "/".join(str(row.get(k)) for k in ("zone", "id", "definition", "time_days"))
            named |= {f"{key}/{path}": value for path, value in _leaves(row)}
    return named | {f"penetration/{path}": value for path, value in _leaves(found["penetration"])}


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield the numbers in a document with their paths."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _APART:
                yield from _leaves(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{i}]")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, float(value)


def held(name: str) -> dict[str, float]:
    """Return the golden numbers of a study; none where there are none yet."""
    path = FOLDER / f"{name}.tsv"
    if not path.exists():
        return {}
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {key: float(value) for key, value in lines}


def moved(old: Mapping[str, float], new: Mapping[str, float]) -> list[str]:
    """Return one line for each number that is new, gone, or moved by more than the tolerance."""
    lines = [f"{key}: gone, was {old[key]:.6g}" for key in old if key not in new]
    lines += [f"{key}: new, {new[key]:.6g}" for key in new if key not in old]
    for key in old.keys() & new.keys():
        if not math.isclose(old[key], new[key], rel_tol=TOLERANCE, abs_tol=_TINY):
            lines.append(f"{key}: {old[key]:.6g} -> {new[key]:.6g}")
    return sorted(lines)


def main(arguments: list[str] | None = None) -> int:
    """Compare or update; the exit code is 1 where something moved and nothing was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--update", action="store_true")
    update = parser.parse_args(arguments).update
    changed = 0
    for name, study in studies().items():
        new = numbers(study)
        lines = moved(held(name), new)
        changed += len(lines)
        print(f"{name}: {len(new)} numbers, {len(lines)} moved", *lines[:40], sep="\n  ")
        if update and lines:
            FOLDER.mkdir(parents=True, exist_ok=True)
            text = "".join(f"{key}\t{value:.9g}\n" for key, value in new.items())
            (FOLDER / f"{name}.tsv").write_text(text, encoding="utf-8")
    return 0 if update else int(changed > 0)


if __name__ == "__main__":
    sys.exit(main())
