"""The dossier: what was claimed, tested, missed and left open, in the order a reviewer of models asks for it.

The order is that of the FDA guidance of 17 November 2023 on the credibility of computational modelling and
simulation, with the credibility factors of ASME V&V 40-2018; the misses stand before both.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from needlework import __version__
from needlework.dossier.appendix import Cited, appendix
from needlework.draws import current_fit
from needlework.errors import InputError
from needlework.evidence.fit import load_fit
from needlework.evidence.parameters import load_parameters
from needlework.model import network_hash
from needlework.pages.disclaimer import DISCLAIMER, DISCLAIMER_LONG
from needlework.parts import CheckTable, Column, Part
from needlework.spec import load_study
from needlework.subject import Course, Skin, study_warnings
from needlework.subject.catalogue import read

SCHEMA = "needlework/dossier/1"
FIRST = ("fail", "miss", "rival")  # kinds of finding that stand on page one
_STATUS = {"met": 2, "partly": 1, "not_met": 0}
_HORIZON = "364 days"  # of the studies that probe the domain


_FITTED = {
    "id": Column("figure", "observation"),
    "published": Column("published", "number"),
    "median": Column("fitted", "number"),
    "interval": Column("9 in 10 fitted means", "interval"),
    "inside": Column("inside", "ok"),
    "kind": Column("in"),
}
_FITTED_IN = {None: "times baseline, or days", "dark": "share of people who darken"}
_FITTED_NOTE = (
    "Published means against the fitted mean, before the effect of the study, so a figure outside is a miss "
    "of the mean. Being inside is what fitting is for, and no evidence."
)


def dossier(parts: Sequence[Part], provenance: Mapping[str, Any]) -> str:
    """Return the dossier as one HTML page that loads nothing from elsewhere.

    Parameters
    ----------
    parts
        Parts of the evidence, any of them; those that the checklist refers to and that are not here are said
        to be missing.
    provenance
        What made them (seeds, run times and the like), added to what the program knows of itself.
    """
    from needlework.dossier.page import render

    return render(dossier_json(parts, provenance), parts)


def dossier_json(parts: Sequence[Part], provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dossier as plain values, schema ``needlework/dossier/1``; see `dossier`."""
    contexts, categories = read("validation/contexts.yaml"), read("validation/categories.yaml")
    present = {part.id: part for part in parts}
    document = {
        "schema": SCHEMA,
        "version": __version__,
        "disclaimer": DISCLAIMER,
        "misses": misses(parts),
        "fitted": fitted(),
        "missing_parts": missing(present),
        "reviewed_by_clinicians": False,
        "question": contexts["question"],
        "quantities": contexts["quantities"],
        "contexts": contexts["contexts"],
        "categories": [_category(c, present) for c in categories["categories"]],
        "factors": [judged(f, present) for f in read("validation/factors.yaml")["factors"]],
        "checklist": [judged(row, present) for row in checklist()],
        "domain": {"limits": _limits(), "probes": list(_probes(contexts))},
        "limitations": contexts["limitations"],
        "notes": [_finding(part, f) for part in parts for f in part.findings if f.kind == "note"],
        "parts": [part.plain() for part in parts],
        "provenance": {**software(), **provenance},
        "disclaimer_long": DISCLAIMER_LONG,
    }
    document["appendix"] = appendix(Cited.of(document))
    return _plain(document)


def misses(parts: Sequence[Part]) -> list[dict[str, str]]:
    """Return the findings of page one: failed checks, missed data, rivals that do as well."""
    found = [_finding(part, f) for part in parts for f in part.findings if f.kind in FIRST]
    return sorted(found, key=lambda f: FIRST.index(f["kind"]))


def _finding(part: Part, finding: Any) -> dict[str, str]:
    return {"part": part.id, "title": part.title, "kind": finding.kind, "text": finding.text}


def fitted() -> dict[str, Any]:
    """Return what the shipped fit used; none of it can validate anything."""
    fit, void = current_fit()
    record = fit.record if fit else {}
    figures = [_fitted_row(row) for row in (*record.get("figures", ()), *record.get("scale_figures", ()))]
    return {
        "void": void,
        "observations": list(record.get("observations", ())),
        "network": record.get("network"),
        "records": record.get("records"),
        "table": asdict(CheckTable("fitted", "Figures of the fit", _FITTED, figures, _FITTED_NOTE)),
        "outside": [row["id"] for row in figures if not row["inside"]],
        "says": (
            "The published figures below were used to fit the draws. Agreement with them is calibration and "
            "is no validation, here and wherever they appear. Other figures on file were known to those who "
            "built the program, so agreement with those is hindsight and no prediction."
        ),
    }


def _fitted_row(row: Mapping[str, Any]) -> dict[str, Any]:
    low, high = row["low"], row["high"]
    return {
        "id": row["id"],
        "published": row["published"],
        "median": row["median"],
        "interval": (low, high),
        "inside": low <= row["published"] <= high,
        "kind": _FITTED_IN.get(row.get("kind"), row.get("kind")),
    }


def missing(present: Mapping[str, Part]) -> list[str]:
    """Return the parts that categories, factors or checklist refer to and that are not at hand."""
    named = [part for c in read("validation/categories.yaml")["categories"] for part in c["parts"]]
    rows = [*read("validation/factors.yaml")["factors"], *checklist()]
    named += [ref.partition(":")[2] for row in rows for ref in row["evidence"] if ref.startswith("part:")]
    return [part for part in dict.fromkeys(named) if part not in present]


def checklist() -> list[dict[str, Any]]:
    """Return the rows of the product's own checklist, as they are on file."""
    rows: Any = read("validation/checklist.yaml")  # a list, where most tables are mappings
    return rows


def judged(row: Mapping[str, Any], present: Mapping[str, Part]) -> dict[str, Any]:
    """Return a row of checklist or factors, its status lowered where a part is missing or missed targets."""
    named = [ref.partition(":")[2] for ref in row["evidence"] if ref.startswith("part:")]
    absent = [part for part in named if part not in present]
    failed = [part for part in named if part in present and present[part].passed is False]
    if absent and len(absent) == len(row["evidence"]):
        return {**row, "status": "not_met", "why": f"Not in this dossier: {', '.join(absent)}."}
    reasons = [f"Targets missed in {', '.join(failed)}."] if failed else []
    reasons += [f"Not in this dossier: {', '.join(absent)}."] if absent else []
    status = _lower(row["status"], "partly") if reasons else row["status"]
    return {**row, "status": status, "why": " ".join([row["why"], *reasons])}


def _lower(status: str, most: str) -> str:
    return min(status, most, key=_STATUS.__getitem__)


def _category(category: Mapping[str, Any], present: Mapping[str, Part]) -> dict[str, Any]:
    return {
        **category,
        "parts": [part for part in category["parts"] if part in present],
        "missing": [part for part in category["parts"] if part not in present],
    }


def _limits() -> list[dict[str, Any]]:
    return [
        {"record": p.id, "meaning": p.meaning, "value": p.value, "unit": p.unit, "rationale": p.rationale}
        for p in load_parameters().select("limits.").values()
    ]


def _probes(contexts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the program says of studies that leave the domain, one change each."""
    base = read("validation/behaviours.yaml")["base"]
    for probe in contexts["probes"]:
        study: dict[str, Any] = {**_plain(base), "horizon": _HORIZON}
        for path, value in {**contexts["probe_start"], **probe["changes"]}.items():
            *blocks, key = path.split(".")
            block = study
            for name in blocks:
                block = block[name]
            block[key] = value
        yield {"title": probe["title"], "changes": probe["changes"], **_told(study)}


def _told(study: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded = load_study(study)
        skin, course = Skin.resolve(loaded.skin), Course.from_spec(loaded.course)
        return {"refused": False, "says": list(study_warnings(loaded, skin, course.device))}
    except InputError as error:
        return {"refused": True, "says": [f"{f.expected}; {f.next_step}" for f in error.faults]}


def software() -> dict[str, Any]:
    """Return what the program knows of itself: versions, hash of the network, record of the fit."""
    import numba

    fit = load_fit()
    record = fit.record if fit else {}
    kept = ("network", "records", "split", "seed", "particles", "distinct", "acceptance", "people")
    return {
        "version": __version__,
        "network": network_hash(),
        "fit": {key: record[key] for key in kept if key in record},
        "fit_void": current_fit()[1],
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
    }


def _plain(value: Any) -> Any:
    """Return plain values that JSON knows; what is not finite becomes None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
