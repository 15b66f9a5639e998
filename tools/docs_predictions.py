"""What the shipped scenario predicts, kept in a file so that the docs can be checked without simulating.

`predict` runs it, and two depths (half a minute), and is called by ``build_docs.py --predict``; everything
else reads ``docs/data/predictions.json``, which names the fit it was made with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docs_text import block, cell, number, source_link, span, table

from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.records import data_root
from needlework.evidence.sources import load_sources
from needlework.outcomes import outcomes
from needlework.report.benefit import contrast

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "data" / "predictions.json"
SCENARIO = "rolling-scars"
_FIELDS = (
    "id",
    "title",
    "unit",
    "relative_to",
    "time_days",
    "mean",
    "mean_interval",
    "person_interval",
    "study_interval",
    "untreated",
    "difference",
)
_MORE = ("level", "label", "evidence", "applicability", "sources", "baseline_prediction", "observed")
_HOURS = 24.0


def fit_fingerprint() -> str:
    """Return a hash of the shipped fit, which the predictions belong to."""
    return hashlib.sha256((data_root() / "fit" / "draws.npz").read_bytes()).hexdigest()[:16]


def predict() -> None:
    """Run the scenario and the two depths, and write the file."""
    from needlework.runner import run
    from needlework.spec import load_study
    from needlework.summary import document

    print(f"simulating {SCENARIO}")
    found = document(run(load_study(ROOT / "examples" / f"{SCENARIO}.yaml")))
    end = max(row["time_days"] for row in found["outcomes"])
    kept = [_short(row) for row in found["outcomes"] if _is_used(row, end)]
    print("simulating two depths")
    head = {"fit": fit_fingerprint(), "version": found["version"], "two_depths": _two_depths(), "rows": kept}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(head, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _two_depths() -> dict[str, Any]:
    """Return how the one split-face comparison of two depths looks here: same draws and people, two dials."""
    import numpy as np

    from needlework import load_study, run

    study = {
        "schema": "needlework/study/1",
        "skin": {"concern": {"kind": "atrophic_scar"}},
        "course": {"device": "pen_12", "sessions": 6, "interval": "14 days", "passes": 6},
        "horizon": "160 days",  # 90 days after the last session
        "population": {"persons": 20},
        "draws": 100,
        "seed": 7,
    }
    dials = ("1.5 mm", "2.5 mm")
    ends = [
        run(load_study({**study, "course": {**study["course"], "depth": dial}})).values["scar_depth"][
            :, :, -1
        ]
        for dial in dials
    ]
    shallow, deep = (-end.mean(axis=1) for end in ends)
    spread = lambda values: [_rounded(float(q)) for q in np.percentile(values, (5, 50, 95))]  # noqa: E731
    better = float(np.mean(deep > shallow))
    return {
        "shallow": spread(shallow),
        "deep": spread(deep),
        "difference": spread(deep - shallow),
        "better": better,
    }


def two_depths() -> str:
    """Return the prediction for the one comparison of two depths, beside what it found."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["two_depths"]
    fall, deeper, gap = (
        f"{number(middle, 2)} ({number(low, 2)} to {number(high, 2)})"
        for low, middle, high in (found["shallow"], found["deep"], found["difference"])
    )
    o = load_observations()["depth_split_face14.between"]
    better = found["better"]
    verdict = "The sign agrees." if better >= 0.9 else "**The trial saw a difference; the model does not.**"
    return (
        f"{source_link(o.source)}: {o.n} people, split face, pen, six sessions two weeks apart; scars "
        f"improved more at 2.5 mm than at 1.5 mm (p {number(o.value)}); the amounts are not in the abstract. "
        "Not fitted.\n\n"
        f"Here, 90 days after the last session, scar depth falls by {fall} % at 1.5 mm and by {deeper} % at "
        f"2.5 mm; the difference is {gap} points, and 2.5 mm is ahead in {100 * better:.0f} of 100 draws. "
        f"{'**The sign is wrong.**' if better <= 0.1 else verdict}"
    )


def _is_used(row: dict[str, Any], end: float) -> bool:
    """Return whether the docs may speak of a row: single, or the last of a series."""
    return row["time_days"] == end or outcomes()[row["id"]].rows == "once"


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _rounded(row[key]) for key in (*_FIELDS, *_MORE)}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return {k: _rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


def rows() -> list[dict[str, Any]]:
    """Return the stored rows of the scenario."""
    return json.loads(FILE.read_text(encoding="utf-8"))["rows"]


def is_current() -> bool:
    """Return whether the stored predictions belong to the shipped fit."""
    return FILE.exists() and json.loads(FILE.read_text(encoding="utf-8"))["fit"] == fit_fingerprint()


def _with_unit(value: float | None, unit: str) -> str:
    if unit == "day" and value is not None:
        return f"{number(value * _HOURS, 2)} h" if value < 2 else f"{number(value, 2)} days"
    return f"{number(value, 2)} {cell(unit)}".removesuffix(" 1") if value is not None else "not reported"


def _span(pair: list[float] | None, unit: str) -> str:
    if pair is None:
        return "not given"
    if unit == "day":
        return " to ".join(_with_unit(end, unit) for end in pair)
    return f"{span(pair, 2)} {cell(unit)}".removesuffix(" 1")


def sample_row() -> str:
    """Return one row of a result document, as an example."""
    row = _last("collagen_total")
    return block("json", json.dumps({**row, "observed": row["observed"][:1]}, indent=1, ensure_ascii=False))


def _last(outcome: str) -> dict[str, Any]:
    return max((r for r in rows() if r["id"] == outcome), key=lambda r: r["time_days"])


# ---- the README's table -----------------------------------------------------------------------------------

# What guides say, the outcome that speaks to it, and the records of what trials found.
GUIDES = (
    (
        "The needles go as deep as the dial says.",
        "channel_depth",
        ("lima2013.ratio", "donnelly2014.depth"),
        "of a dial of 1500 um",
    ),
    (
        "Redness is gone within hours.",
        "erythema_duration",
        ("hkjdv2018.erythema", "bhargava2019.erythema", "chu2021.transient"),
        "",
    ),
    (
        "Open channels carry products in.",
        "pore_closure_time",
        ("gupta2011.open", "gupta2011.occluded"),
        "not covered",
    ),
    (
        "It builds collagen.",
        "collagen_papillary",
        ("lotfi2013.masson_56d", "lotfi2013.silver_56d"),
        "papillary dermis",
    ),
    (
        "It builds elastin.",
        "elastin_total",
        ("eldomyati2015acne", "kenkel2021.elastin_protein_90d", "aust2008"),
        "",
    ),
    (
        "Acne scars get better.",
        "goodman_baron_quantitative",
        ("alam2014.gbq_180d", "alam2014.control_180d"),
        "from 16 points",
    ),
    (
        "It suits dark skin and leaves no marks.",
        "pih_probability",
        ("dogra2014.pih", "lotfi2013.pih"),
        "type IV",
    ),
    ("It hardly hurts.", "pain_vas", ("alam2014.pain", "naspolini2019.pain_needling"), "with numbing"),
)


def guides() -> str:
    """Return what guides say, what the cheek-scar scenario computes, and what trials found."""
    lines = [(said, _computed(outcome, note), _trials(outcome, ids)) for said, outcome, ids, note in GUIDES]
    shown = table(("guides say", "Needlework computes (9 in 10)", "trials found"), lines)
    picture = "docs/img/filmstrip.svg"
    if (ROOT / picture).exists():
        shown = f"![A slice of skin to scale, from before the session to the horizon]({picture})\n\n{shown}"
    return shown


def _computed(outcome: str, note: str) -> str:
    """Return a figure with its range, in the words of its unit."""
    own = _last(outcome)
    row = contrast(own) or own
    values, unit = [row["mean"], *row["mean_interval"]], row["unit"]
    if row["id"].endswith("_probability"):
        values, unit = [100 * v for v in values], "of 100 people"
    elif unit == "day":
        figure = f"{_with_unit(values[0], unit)} ({_span(row['mean_interval'], unit)})"
        return ", ".join(part for part in (figure, note) if part)
    elif unit == "1":
        unit = "of 10"
    against = " against untreated" if row is not own else ""
    sign = "+" if (row["relative_to"] or against) and values[0] > 0 else ""
    figure = f"{sign}{number(values[0], 2)} {cell(unit)}{against} ({span(values[1:])})"
    return ", ".join(part for part in (figure, note) if part)


def _trials(outcome: str, keys: Sequence[str]) -> str:
    return "; ".join(_finding(o) for o in _records(outcome, keys)) or "no figure found"


def _records(outcome: str, keys: Sequence[str]) -> Iterator[Observation]:
    """Yield records by id, or the first one of a study about the outcome."""
    known = load_observations()
    for key in keys:
        if key in known:
            yield known[key]
        else:
            yield from [o for o in known.values() if o.study == key and o.outcome == outcome][:1]


def _finding(o: Observation) -> str:
    source = load_sources()[o.source]
    name = (
        f"{source.authors.split(',')[0].split(' ')[0]} {source.year or ''}".strip()
        if source.authors
        else source.key
    )
    link = f"[{name}](https://doi.org/{source.doi})" if source.doi else name
    arm = f", {o.arm}" if o.arm and o.kind != "responders" else ""
    length = (
        f" of {o.course.device or 'needle'} needles of {o.course.depth_mm:g} mm" if o.course.depth_mm else ""
    )
    arm += (
        f"{length if o.outcome == 'channel_depth' else ''}{'' if o.species == 'human' else ', ' + o.species}"
    )
    return f"{_said(o)}{arm} ({link}{', in the fit' if o.used_in_fit else ''})"


def _said(o: Observation) -> str:
    if o.n_of:
        return f"{o.n_of[0]} of {o.n_of[1]} darkened"
    if o.kind == "qualitative":
        return {"up": "rose", "down": "fell", "none": "no change"}.get(
            o.direction or "", "described in words"
        )
    unit = {"score": "points", "1": "", "day": "days"}.get(o.unit, o.unit)
    figure = span(o.range) if o.range else number(o.value, 3)
    if o.outcome == "channel_depth" and o.unit == "%":
        unit = "% of the needle"
    plus = "+" if o.kind == "change_percent" and (o.value or 0) > 0 else ""
    return f"{plus}{figure} {cell(unit)}".strip()
