"""Mutation check: faults put into the code on purpose, each of which a test must notice.

    python validation/mutation.py                 # all; goes on where it was stopped
    python validation/mutation.py --only care     # files whose path begins so
    python validation/mutation.py --minutes 15    # begins no further fault after that time
    python validation/mutation.py --list          # the faults in words
    python validation/mutation.py --write         # puts what was found into docs/architecture.md

The faults are in ``validation/mutants.yaml``. Each is put into a copy of the project, where its related tests
and the golden results run until one fails. A fault that none notices has survived: a test is missing. Prints
a Markdown table and the score; ``validation/out/mutation.json`` holds what was found. A result counts until
the file, the fault or its tests change. The exit code is 1 below 95 % noticed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutants import ROOT, Mutant, mutants, source_of

OUT = ROOT / "validation" / "out" / "mutation.json"
PAGE = ROOT / "docs" / "architecture.md"
GOLDEN = ("tests/test_golden.py",)
GOAL = 0.95  # share of faults that must be noticed
_COPIED = ("src", "tests", "tools", "examples", "docs", "validation", "pyproject.toml")
_SECONDS = 600  # a run longer than this is noticed: something never ends
_PART = re.compile(r"(<!-- mutation -->\n).*?(<!-- end of mutation -->)", re.DOTALL)
_FAILED = re.compile(r"^(?:FAILED|ERROR) ([^ ]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a fault: the test that noticed it (None: it survived), and how long it took (s)."""

    noticed_by: str | None
    seconds: float


def key_of(mutant: Mutant) -> str:
    """Return a key that changes with the fault, its file and its tests."""
    digest = hashlib.sha256(f"{mutant.before}\0{mutant.after}".encode())
    for place in (f"src/needlework/{mutant.file}", *mutant.tests):
        for path in _files(ROOT / place):
            digest.update(path.read_bytes())
    return f"{mutant.file}#{digest.hexdigest()[:16]}"


def _files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else sorted(p for p in place.rglob("*.*") if p.suffix != ".pyc")


@contextmanager
def copied() -> Iterator[Path]:
    """Give a copy of the project to put faults into; the project itself is never touched."""
    with tempfile.TemporaryDirectory(prefix="needlework-mutants-") as folder:
        root = Path(folder)
        for name in _COPIED:
            there = ROOT / name
            copy = shutil.copytree if there.is_dir() else shutil.copy2
            copy(there, root / name)
        yield root


def verdict(mutant: Mutant, root: Path) -> Verdict:
    """Put a fault into the copy at ``root``, run its tests, and take it out again."""
    path, started = source_of(root, mutant), time.monotonic()
    text = path.read_text(encoding="utf-8")
    _write(path, mutant.inside(text))
    try:
        noticed = first_failure(root, (*mutant.tests, *GOLDEN), own_cache=mutant.room == "numerics")
    finally:
        _write(path, text)
    return Verdict(noticed, round(time.monotonic() - started, 1))


def _write(path: Path, text: str) -> None:
    """Write a source file and drop its byte code, which is told apart by size and second only."""
    path.write_text(text, encoding="utf-8")
    Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def first_failure(root: Path, tests: Sequence[str], *, own_cache: bool = False) -> str | None:
    """Return the first test that fails in a project, None where all pass.

    Parameters
    ----------
    root
        The project.
    tests
        Files or folders in it, in the order to be run.
    own_cache
        Whether compiled code is kept apart, because the compiled sources are changed.
    """
    command = [sys.executable, "-m", "pytest", "-x", "-n", "0", "--tb=no", "-rfE", "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPATH": str(root / "src"), "CI": "1"}
        environment |= {"NEEDLEWORK_CACHE": cache} if own_cache else {}
        how: dict[str, Any] = {"cwd": root, "env": environment, "timeout": _SECONDS}
        try:
            done = subprocess.run([*command, *tests], **how, capture_output=True, text=True)
        except subprocess.TimeoutExpired:
            return f"no end after {_SECONDS} s"
    if done.returncode == 0:
        return None
    if done.returncode not in (1, 2):
        raise RuntimeError(f"pytest did not run:\n{done.stdout}{done.stderr}")
    failed = _FAILED.search(done.stdout)
    return failed.group(1) if failed else "the program no longer starts"


def checked(
    every: Sequence[Mutant], chosen: Sequence[Mutant], held: dict[str, Verdict], seconds: float
) -> None:
    """Try the chosen faults that have no verdict yet, for as long as asked, and keep each verdict at once.

    Raises
    ------
    RuntimeError
        The tests fail without any fault, so that nothing could be learned.
    """
    left = [mutant for mutant in chosen if key_of(mutant) not in held]
    if not left:
        return
    end = time.monotonic() + seconds
    with copied() as root:
        tests = dict.fromkeys(test for mutant in left for test in (*mutant.tests, *GOLDEN))
        if failed := first_failure(root, tuple(tests)):
            raise RuntimeError(f"{failed} fails without any fault: mend it first")
        for mutant in left:
            if time.monotonic() > end:
                return
            held[key_of(mutant)] = found = verdict(mutant, root)
            keep(every, held)
            print(_line(mutant, found), file=sys.stderr, flush=True)


def _line(mutant: Mutant, found: Verdict) -> str:
    said = "SURVIVED" if found.noticed_by is None else "noticed"
    return f"{said:8} {found.seconds:5.0f} s  {mutant.file}: {mutant.means}"


def held_verdicts() -> dict[str, Verdict]:
    """Return the verdicts of earlier runs by the key of their fault."""
    if not OUT.exists():
        return {}
    plain = json.loads(OUT.read_text(encoding="utf-8"))["verdicts"]
    return {key: Verdict(**found) for key, found in plain.items()}


def keep(every: Sequence[Mutant], held: Mapping[str, Verdict]) -> None:
    """Write the verdicts, and the report on all faults."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    verdicts = {k: {"noticed_by": v.noticed_by, "seconds": v.seconds} for k, v in held.items()}
    text = json.dumps({**report(every, held), "verdicts": verdicts}, indent=1)
    new = OUT.with_suffix(".part")
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(OUT)


def report(chosen: Sequence[Mutant], held: Mapping[str, Verdict]) -> dict[str, Any]:
    """Return score, survivors and the count by room, as plain values."""
    known = [(m, held[key]) for m in chosen if (key := key_of(m)) in held]
    rooms = {}
    for room in dict.fromkeys(m.room for m in chosen):
        found = [v for m, v in known if m.room == room]
        golden = sum((v.noticed_by or "").startswith(GOLDEN) for v in found)
        noticed = sum(v.noticed_by is not None for v in found)
        rooms[room] = {"tried": len(found), "noticed": noticed, "by_golden_results_only": golden}
    noticed = sum(v.noticed_by is not None for _, v in known)
    return {
        "schema": "needlework/mutation/1",
        "faults": len(chosen),
        "tried": len(known),
        "noticed": noticed,
        "score": round(noticed / len(known), 3) if known else None,
        "minutes": round(sum(v.seconds for _, v in known) / 60.0, 1),
        "survivors": [f"{m.file}: {m.means}" for m, v in known if v.noticed_by is None],
        "rooms": rooms,
    }


def table(found: Mapping[str, Any]) -> str:
    """Return a report as Markdown."""
    head = "| room | faults tried | noticed | of them by golden results only |\n|---|---|---|---|\n"
    rows = [
        f"| {room} | {n['tried']} | {n['noticed']} | {n['by_golden_results_only']} |"
        for room, n in found["rooms"].items()
    ]
    survivors = [f"- survived: {name}" for name in found["survivors"]]
    score = "nothing tried" if found["score"] is None else f"{found['noticed']} of {found['tried']} noticed"
    return head + "\n".join([*rows, "", f"{score}, in {found['minutes']:.0f} minutes.", *survivors])


def main(arguments: list[str] | None = None) -> int:
    """Try the faults; the exit code is 1 where too few are noticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="files whose path begins with this")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no fault after that time")
    parser.add_argument("--list", action="store_true", help="name the faults and try none")
    parser.add_argument("--write", action="store_true", help="put what was found into the docs")
    options = parser.parse_args(arguments)
    every = mutants()
    chosen = [m for m in every if m.file.startswith(options.only)]
    if options.list:
        print(*(f"{m.file}: {m.means}" for m in chosen), sep="\n")
        return 0
    held = held_verdicts()
    checked(every, chosen, held, 60.0 * options.minutes)
    found = report(chosen, held)
    print(table(found))
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_PART.sub(lambda p: f"{p[1]}\n{table(found)}\n\n{p[2]}", text), encoding="utf-8")
    return int(found["tried"] == 0 or found["score"] < GOAL)


if __name__ == "__main__":
    sys.exit(main())
