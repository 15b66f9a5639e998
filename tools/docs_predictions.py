"""What the shipped studies predict, kept in a file so that the docs can be checked without simulating.

`predict` runs the studies (about a minute) and is called by ``build_docs.py --predict``; everything else
reads ``docs/data/predictions.json``, which names the fit it was made with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docs_text import block, cell, code, number, source_link, span, table

from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.records import data_root
from needlework.evidence.sources import load_sources
from needlework.outcomes import outcomes

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "data" / "predictions.json"
TRIALS = {
    "lotfi-2013": ("lotfi2013",),
    "kenkel-2021": ("kenkel2021", "alqam2022"),
    "dogra-2014": ("dogra2014",),
}
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
)
_MORE = ("level", "label", "evidence", "applicability", "sources", "baseline_prediction", "observed")
_HOURS = 24.0
# Outcomes of a session that protocols share well enough to be set beside each other.
ELSEWHERE = (
    "erythema_duration",
    "downtime",
    "barrier_recovery_time",
    "pore_closure_time",
    "pain_vas",
    "pih_probability",
)


def fit_fingerprint() -> str:
    """Return a hash of the shipped fit, which the predictions belong to."""
    return hashlib.sha256((data_root() / "fit" / "draws.npz").read_bytes()).hexdigest()[:16]


def predict() -> None:
    """Run the studies and write the file."""
    from needlework.runner import run
    from needlework.spec import load_study
    from needlework.summary import document

    runs = {}
    for name in (*TRIALS, SCENARIO):
        print(f"simulating {name}")
        found = document(run(load_study(ROOT / "examples" / f"{name}.yaml")))
        end = max(row["time_days"] for row in found["outcomes"])
        runs[name] = [_short(row) for row in found["outcomes"] if _is_used(row, end)]
    FILE.parent.mkdir(parents=True, exist_ok=True)
    print("simulating two depths")
    head = {"fit": fit_fingerprint(), "version": found["version"], "two_depths": _two_depths(), "runs": runs}
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
    """Return whether the docs may speak of a row: single, last, or beside published figures."""
    return bool(row["observed"]) or row["time_days"] == end or outcomes()[row["id"]].rows == "once"


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _rounded(row[key]) for key in (*_FIELDS, *_MORE)}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return {k: _rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


def rows(run: str) -> list[dict[str, Any]]:
    """Return the stored rows of a run."""
    return json.loads(FILE.read_text(encoding="utf-8"))["runs"][run]


def is_current() -> bool:
    """Return whether the stored predictions belong to the shipped fit."""
    return FILE.exists() and json.loads(FILE.read_text(encoding="utf-8"))["fit"] == fit_fingerprint()


# ---- comparison with what was not fitted ------------------------------------------------------------------


def same_trial() -> str:
    """Return predictions beside figures of the same trial that the fit did not use, misses first."""
    found = [
        (code(o.id), source_link(o.source), *judged)
        for trial, studies in TRIALS.items()
        for o in load_observations().values()
        if o.study in studies and not o.used_in_fit and (judged := _judge(o, rows(trial)))
    ]
    head = (
        "figure",
        "source",
        "outcome",
        "published",
        "predicted",
        "a new study would report (9 in 10)",
        "inside",
    )
    return table(head, sorted(found, key=lambda row: row[-1] == "yes"))


def _judge(o: Observation, stored: list[dict[str, Any]]) -> Sequence[str] | None:
    """Return the cells of a comparison; None where a figure has no like among the predictions."""
    same = [row for row in stored if row["id"] == o.outcome]
    if not same or not _like(o):
        return None
    for row in same:
        for entry in row["observed"]:
            if entry["source"] == o.source and not entry["used_in_fit"] and _is_entry(o, entry):
                return _compared(row, entry)
    return None


def _is_entry(o: Observation, entry: dict[str, Any]) -> bool:
    if entry["kind"] != o.kind or entry["definition"] != o.definition:
        return False
    return o.n_of is None or abs(entry["value"] - o.n_of[0] / o.n_of[1]) < 1e-3


def _like(o: Observation) -> bool:
    """Return whether a figure means the same whatever the people's scores at the start."""
    outcome = outcomes().get(o.outcome or "")
    if outcome is None or outcome.definition:
        return False
    return outcome.form == "change" or not outcome.concerns


def _compared(row: dict[str, Any], entry: dict[str, Any]) -> Sequence[str]:
    inside = _inside(entry, row["study_interval"])
    sign = {"at_most": "at most ", "at_least": "at least "}.get(entry["bound"] or "", "")
    return (
        code(row["id"]),
        f"{sign}{_with_unit(entry['value'], row['unit'])}" + (f" (n {entry['n']})" if entry["n"] else ""),
        _with_unit(row["mean"], row["unit"]),
        _span(row["study_interval"], row["unit"]),
        "yes" if inside else "**no**",
    )


def _inside(entry: dict[str, Any], interval: list[float] | None) -> bool:
    if interval is None:
        return False
    low, high = interval
    value = entry["value"]
    if entry["bound"] == "at_most":
        return low <= value
    return high >= value if entry["bound"] == "at_least" else low <= value <= high


def other_protocols() -> str:
    """Return the cheek-scar scenario beside figures of other protocols that were not fitted."""
    found = [
        (source_link(entry["source"]), *_compared(row, entry))
        for row in rows(SCENARIO)
        if row["id"] in ELSEWHERE
        for entry in row["observed"]
        if not entry["used_in_fit"] and (row["id"] != "pore_closure_time" or _is_open(entry))
    ]
    head = ("source", "outcome", "published", "predicted", "a new study would report (9 in 10)", "inside")
    outside = sum(row[-1] != "yes" for row in found)
    return f"{outside} of {len(found)} lie outside.\n\n" + table(
        head, sorted(found, key=lambda row: row[-1] == "yes")
    )


def _is_open(entry: dict[str, Any]) -> bool:
    """Return whether closure was measured under open air; a film keeps channels open much longer."""
    return any(
        o.source == entry["source"] and o.value is not None and abs(entry["value"] * _HOURS - o.value) < 0.1
        for o in load_observations().values()
        if o.outcome == "pore_closure_time" and o.arm == "not occluded"
    )


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
    return max((r for r in rows(SCENARIO) if r["id"] == outcome), key=lambda r: r["time_days"])


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
    row = _last(outcome)
    values, unit = [row["mean"], *row["mean_interval"]], row["unit"]
    if row["id"].endswith("_probability"):
        values, unit = [100 * v for v in values], "of 100 people"
    elif unit == "day":
        figure = f"{_with_unit(values[0], unit)} ({_span(row['mean_interval'], unit)})"
        return ", ".join(part for part in (figure, note) if part)
    elif unit == "1":
        unit = "of 10"
    sign = "+" if row["relative_to"] and values[0] > 0 else ""
    figure = f"{sign}{number(values[0], 2)} {cell(unit)} ({span(values[1:])})"
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
