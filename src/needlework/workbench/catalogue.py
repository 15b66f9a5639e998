"""What the workbench shows before anything is asked: choices, a study to start from, records, past runs."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from needlework.result import Result

_PARTS = ("result.json", "study.yaml")


def start() -> dict[str, Any]:
    """Return the choices of every field, and the study that a new browser starts from."""
    from needlework.care.session import anaesthetics
    from needlework.pages.disclaimer import BRIEF
    from needlework.scaffold import new_study
    from needlework.spec import load_study
    from needlework.spec.blocks import Kind, Phototype
    from needlework.spec.fields import catalogue
    from needlework.subject import Device
    from needlework.subject.catalogue import read
    from needlework.trial.browse import choices

    rows: Any = read("care/topicals.yaml")  # a list, where most tables are mappings
    sites = {key: read(f"sites/{key}.yaml")["title"] for key in catalogue("sites")}
    devices = {key: Device.resolve(key) for key in catalogue("devices")}
    return {
        "sites": sites,
        "phototypes": list(get_args(Phototype)),
        "concerns": list(get_args(Kind)),
        "devices": {
            k: {"title": d.title, "kind": d.kind, "label_um": d.labelled_depth} for k, d in devices.items()
        },
        "study": load_study(new_study("atrophic_scar", "cheek")).to_dict(),
        "disclaimer": BRIEF,
        "trials": {key: found for key, found in choices().items() if key != "schema"},
        "numbing": sorted(numbing.id for numbing in anaesthetics()),
        "actives": sorted(term for entry in rows for term in entry["terms"]),
    }


def record(id: str) -> dict[str, Any] | None:
    """Return a record in words, with its source, or None where there is none."""
    from needlework.evidence.parameters import load_parameters
    from needlework.evidence.sources import load_sources

    if id not in load_parameters():
        return None
    p = load_parameters()[id]
    source = load_sources().get(p.source) if p.source else None
    family = p.distribution
    spread = ", ".join(f"{f.name} {getattr(family, f.name):.3g}" for f in fields(family))  # pyright: ignore[reportArgumentType]
    return {
        "meaning": p.meaning,
        "value": f"{p.value:.4g} {'' if p.unit == '1' else p.unit}".strip(),
        "spread": f"{type(family).__name__.lower()}: {spread}",
        "basis": p.basis.replace("_", " "),
        "source": source.citation if source else "none: assumed",
        "locator": p.locator,
        "as reported": p.as_reported,
        "conversion": p.conversion,
        "why": p.rationale,
        "note": p.note,
    }


def saved_runs(runs: Path) -> list[dict[str, Any]]:
    """Return the run folders below a folder, newest first."""
    if not runs.is_dir():
        return []
    found = [
        f for f in runs.iterdir() if not f.name.startswith(".") and all((f / p).is_file() for p in _PARTS)
    ]
    newest = sorted(found, key=lambda f: (f / "result.json").stat().st_mtime, reverse=True)
    return [
        {"name": f.name, "title": _title(f / "study.yaml"), "when": _when(f / "result.json")} for f in newest
    ]


def run_folder(runs: Path, name: str) -> Path | None:
    """Return the folder of a kept run by its name, or None; no other name reaches the disk."""
    return runs / name if name in {run["name"] for run in saved_runs(runs)} else None


def _when(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime).isoformat(" ", "minutes")


def _title(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("title:"):
            return line.removeprefix("title:").strip()
    return "untitled study"


def keep(result: Result, document: dict[str, Any], runs: Path) -> str:
    """Write a run into the folder of runs and return its name."""
    from needlework.folder import write_run  # loads the engine, for which a server that starts does not wait

    return write_run(result, document, None, runs).name
