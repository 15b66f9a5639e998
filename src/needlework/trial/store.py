"""Parts of a cohort on disk: written whole or not at all, checked when read, made again when damaged.

A folder holds ``cohort.json`` (what the parts are of) and ``parts/part-00000.npz``. A part's file is in place
only after its content is on the disk; its hash stands in a small file beside it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from needlework.draws import current_fit
from needlework.errors import Fault, InputError
from needlework.files import cannot_write, file_hash, write_whole
from needlework.model import network_hash
from needlework.trial.baselines import Baselines
from needlework.trial.schema import Design
from needlework.trial.simulate import Part
from needlework.trial.treatments import divided, treatments, visit_grid

SCHEMA = "needlework/cohort/1"
_RESUME = "make room, then run again with --resume"
_UNREADABLE = (OSError, LookupError, ValueError, TypeError, EOFError, BadZipFile, zlib.error)


def cohort_key(design: Design, baselines: Baselines | None) -> dict[str, Any]:
    """Return everything that decides what is true of a cohort, as plain values.

    Endpoints, contrasts, sizes and analysis are not among it, so that changing them simulates nothing anew.
    """
    tree = design.to_dict()
    cohort = {k: v for k, v in tree["cohort"].items() if k not in ("csv", "preset")}
    crossed = design.layout.kind == "crossover"
    fit, _ = current_fit()
    attendance = ("missed", "missed_spread", "late", "late_by")
    return {
        "schema": SCHEMA,
        "cohort": cohort,
        "baselines": baselines.fingerprint if baselines else None,
        "courses": {name: arm["course"] for name, arm in tree["arms"].items()},
        "treatments": [[t.name, t.times.tolist()] for t in treatments(design)],
        "anchor": design.visits.after,
        "grid": visit_grid(design).tolist(),
        "washout": tree["layout"].get("washout") if crossed else None,
        "attendance": {k: tree["conduct"][k] for k in attendance if k in tree["conduct"]},
        "inclusion": tree["inclusion"],
        "seed": design.seed,
        "model": tree["model"],
        "network": network_hash(),
        "fit": fit.record.get("hash", fit.record["records"]) if fit else None,
    }


def cohort_hash(key: Mapping[str, Any]) -> str:
    """Return the name of a cohort: a hash of what decides it."""
    return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:16]


def cohort_folder(place: Path, design: Design, baselines: Baselines | None) -> Path:
    """Return where a design's cohort is kept and looked for below a folder of runs."""
    return place / "cohorts" / cohort_hash(cohort_key(design, baselines))


class Store:
    """The parts of one cohort in a folder.

    Parameters
    ----------
    folder
        Of the run.
    key
        As `cohort_key` returns it.
    parts
        Number of parts of the whole cohort.
    """

    def __init__(self, folder: Path, key: Mapping[str, Any], parts: int) -> None:
        self.folder, self.parts = folder, parts
        self.hash = cohort_hash(key)
        self.manifest = {"hash": self.hash, "parts": parts, **key}

    def open(self) -> None:
        """Make the folder, or check that what stands there is of the same cohort.

        Raises
        ------
        InputError
            The folder holds another cohort, or cannot be written.
        """
        path = self.folder / "cohort.json"
        try:
            (self.folder / "parts").mkdir(parents=True, exist_ok=True)
            if path.exists():
                self._check(path)
            else:
                write_whole(path, json.dumps(self.manifest, indent=1).encode())
        except OSError as error:
            raise cannot_write(path, error, _RESUME) from None

    def _check(self, path: Path) -> None:
        try:
            found = json.loads(path.read_bytes()).get("hash")
        except (ValueError, AttributeError):
            found = "an unreadable file"
        if found != self.hash:
            raise InputError(
                [
                    Fault(
                        str(path),
                        f"the cohort {self.hash} of this design",
                        str(found),
                        "choose another --out",
                    )
                ]
            )

    def path(self, number: int) -> Path:
        """Return where a part stands."""
        return self.folder / "parts" / f"part-{number:05d}.npz"

    def write(self, part: Part) -> None:
        """Store a part, whole or not at all.

        Raises
        ------
        InputError
            The disk is full or cannot be written.
        """
        path, data = self.path(part.number), packed(part, self.hash)
        try:
            write_whole(path, data)
            write_whole(path.with_suffix(".sha256"), hashlib.sha256(data).hexdigest().encode())
        except OSError as error:
            raise cannot_write(path, error, _RESUME) from None

    def state(self, number: int) -> str:
        """Return ``whole``, ``missing`` or ``damaged``."""
        path = self.path(number)
        if not path.exists():
            return "missing"
        try:
            digest = path.with_suffix(".sha256").read_text(encoding="ascii")
            return "whole" if file_hash(path) == digest else "damaged"
        except (OSError, UnicodeDecodeError):
            return "damaged"

    def read(self, number: int, wanted: Iterable[str] | None = None) -> Part:
        """Read a part, of its values only those that are wanted.

        Raises
        ------
        InputError
            The part is damaged.
        """
        path = self.path(number)
        try:
            return unpacked(path, None if wanted is None else set(wanted))
        except _UNREADABLE as error:
            advice = "run again with --resume"
            raise InputError([Fault(str(path), "a whole part", str(error), advice)]) from None


def packed(part: Part, cohort: str) -> bytes:
    """Return a part as the content of its file."""
    import io

    about = {"number": part.number, "cohort": cohort, "screened": part.screened, "failed": part.failed}
    arrays: dict[str, Any] = {f"value/{k}": v for k, v in part.values.items()}
    arrays |= {f"draw/{k}": v for k, v in part.draws.items()}
    arrays |= {f"person/{k}": v for k, v in part.persons.items()}
    buffer = io.BytesIO()
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    np.savez(buffer, about=text, **arrays)
    return buffer.getvalue()


def unpacked(path: Path, wanted: set[str] | None) -> Part:
    """Return the part that stands in a file; ``wanted`` names outcomes."""
    with np.load(path, allow_pickle=False) as file:
        about = json.loads(file["about"].tobytes().decode())
        take = lambda head: {k[len(head) :]: file[k] for k in file.files if k.startswith(head)}  # noqa: E731
        names = [k for k in file.files if k.startswith("value/")]
        kept = [n for n in names if wanted is None or n.rsplit("/", 1)[0].rsplit("/", 1)[-1] in wanted]
        values = {n.removeprefix("value/"): file[n] for n in kept}
        return Part(
            about["number"], values, take("draw/"), take("person/"), about["screened"], tuple(about["failed"])
        )


def shard_parts(parts: int, shard: tuple[int, int] | None) -> list[int]:
    """Return the parts of a shard ``(i, of)``, i from 1; all of them without one."""
    return [n for n in range(parts) if shard is None or n % shard[1] == shard[0] - 1]


def check_unfinished(folder: Path, key: Mapping[str, Any], design: Design, *, resume: bool) -> None:
    """Check that a cohort on disk is whole, or may be gone on with.

    Raises
    ------
    InputError
        It is unfinished or damaged, and nobody said --resume.
    """
    if not (folder / "cohort.json").exists() or resume:
        return
    parts = divided(design)[1]
    store = Store(folder, key, parts)
    store.open()
    states = [store.state(n) for n in range(parts)]
    if all(state == "whole" for state in states):
        return
    damaged = [n for n, state in enumerate(states) if state == "damaged"]
    whole = states.count("whole")
    received = f"{whole} of {parts} parts whole" + (f", part {damaged[0]} damaged" if damaged else "")
    advice = "add --resume to go on, or choose another folder"
    raise InputError([Fault(str(folder), "a whole cohort", received, advice)])
