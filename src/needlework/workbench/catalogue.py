"""What the workbench shows before anything is asked: choices, a study to start from, records, past runs."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

if TYPE_CHECKING:
    from needlework.evidence.parameters import Parameter
    from needlework.result import Result
    from needlework.spec import Study

_PARTS = ("result.json", "study.yaml")


def start() -> dict[str, Any]:
    """Return the choices of every field, and the study that a new browser starts from."""
    from needlework.care.session import anaesthetics
    from needlework.pages.disclaimer import BRIEF
    from needlework.scaffold import new_study
    from needlework.spec import load_study
    from needlework.spec.document import MOST_BYTES, STUDY, too_large
    from needlework.spec.fields import catalogue
    from needlework.spec.people import ConcernSpec, SkinSpec
    from needlework.spec.treatment import AftercareSpec, DeviceSpec, TopicalSpec
    from needlework.subject import Device
    from needlework.subject.catalogue import read
    from needlework.trial.browse import choices

    rows: Any = read("care/topicals.yaml")  # a list, where most tables are mappings
    sites = {key: read(f"sites/{key}.yaml")["title"] for key in catalogue("sites")}
    taken = {
        "phototype": (SkinSpec, "phototype"),
        "kind": (ConcernSpec, "kind"),
        "morphology": (ConcernSpec, "morphology"),
        "device_kind": (DeviceSpec, "kind"),
        "surface": (DeviceSpec, "surface"),
        "means": (DeviceSpec, "means"),
        "when": (TopicalSpec, "when"),
        "occlusion": (AftercareSpec, "occlusion"),
        "sun": (AftercareSpec, "sun"),
    }
    return {
        "sites": sites,
        "choices": {name: list(_words_of(block, field)) for name, (block, field) in taken.items()},
        "examples": {
            key: field.examples[0] for key, field in DeviceSpec.model_fields.items() if field.examples
        },
        "devices": {key: Device.resolve(key).title for key in catalogue("devices")},
        "study": form_of(load_study(new_study("atrophic_scar", "cheek"))),
        "most_bytes": MOST_BYTES,
        "too_large": str(too_large("study", STUDY, "a larger one")),
        "disclaimer": BRIEF,
        "trials": {key: found for key, found in choices().items() if key != "schema"},
        "numbing": sorted(numbing.id for numbing in anaesthetics()),
        "actives": sorted(term for entry in rows for term in entry["terms"]),
    }


def _words_of(block: Any, field: str) -> tuple[str, ...]:
    """Return the words that a key of a study file takes."""
    return _literal(block.model_fields[field].annotation)


def _literal(taken: Any) -> tuple[str, ...]:
    if get_origin(taken) is Literal:
        return get_args(taken)
    return next((words for inner in get_args(taken) if (words := _literal(inner))), ())


def form_of(study: Study) -> dict[str, Any]:
    """Return a study as a form holds it: its values, sessions one by one, horizon (day) and depth (mm)."""
    values, course = study.to_dict(), study.course
    own = values["course"]["sessions"] if course.plan else [{}] * len(course.session_days)
    days = [session.day for session in course.plan] or course.session_days
    sessions = [{**more, "day": day} for more, day in zip(own, days, strict=True)]
    depth = None if course.depth is None else course.depth / 1000.0
    return {"values": values, "sessions": sessions, "horizon_days": study.horizon, "depth_mm": depth}


def told(record: Parameter) -> dict[str, Any]:
    """Return what a record is, its value, how it is known and where it comes from, in words."""
    from needlework.evidence.sources import load_sources

    source = load_sources().get(record.source) if record.source else None
    return {
        "meaning": record.meaning,
        "value": f"{record.value:.4g} {'' if record.unit == '1' else record.unit}".strip(),
        "basis": record.basis.replace("_", " "),
        "source": source.citation if source else "no source: assumed",
    }


def record(id: str) -> dict[str, Any] | None:
    """Return a record in words, with its source, or None where there is none."""
    from needlework.evidence.parameters import load_parameters

    if id not in load_parameters():
        return None
    p = load_parameters()[id]
    family = p.distribution
    spread = ", ".join(f"{f.name} {getattr(family, f.name):.3g}" for f in fields(family))  # pyright: ignore[reportArgumentType]
    return {
        **told(p),
        "spread": f"{type(family).__name__.lower()}: {spread}",
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
