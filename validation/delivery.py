"""Delivery against what was measured: enhancement, a rat table, people, dyes. Misses included.

python validation/delivery.py            prints every comparison and the fitted open fraction
python validation/delivery.py --write    also writes docs/data/delivery.json
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from franz import cell
from testosterone import THERE, testosterone

from needlework.delivery.run import deliver
from needlework.spec import load_study
from needlework.uptake.closing import window_hours
from needlework.uptake.permeability import coefficients

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src/needlework/data/delivery"
RAT = ROOT.parent / "shared/data/permeability/microneedle_permeation_rat.csv"
NOTE = ROOT / "docs/data/delivery.json"

_LEVEL = (5.0, 50.0, 95.0)
_LATE = (72.0, 96.0)  # h; by then flows are steady
_LINEAR = 0.02  # open fraction at which the gain per channel is read off
_MEASURED = 0.25  # sd of the natural log of a printed ratio
_MEDIAN = (0.08, 3.0)  # prior of the open fraction, and of its spread between sources (half-normal)
_SPREAD = 1.0


def load(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def gains(record: dict[str, Any]) -> np.ndarray:
    """Return how much the ratio rises per open fraction, in every draw."""
    setup, hours = cell(record["substance"], record["needles"]), np.array([float(record["hours"])])
    intact = setup.permeated(hours, None)[:, 0]
    through = setup.permeated(hours, _LINEAR)[:, 0]
    return (through / intact - 1.0) / _LINEAR


def steady(record: dict[str, Any], share: float) -> float:
    """Return the middle of the ratio of flows once they are steady, where no lag of intact skin counts."""
    setup, hours = cell(record["substance"], record["needles"]), np.array(_LATE)
    through, intact = (np.diff(setup.permeated(hours, given))[:, 0] for given in (share, None))
    return round(float(np.median(through / intact)), 2)


def fit_open_fraction(records: list[dict[str, Any]], gain: dict[str, np.ndarray]) -> tuple[float, float]:
    """Return median and geometric standard deviation of the open fraction of a new source.

    The open fraction of a source is lognormal about a common median; of ratios of one source the geometric
    mean counts once. Posterior on a grid, marginal over draws.
    """
    medians, spreads = np.exp(np.linspace(-7.0, 0.0, 71)), np.linspace(0.05, 3.0, 30)
    z = np.linspace(-3.0, 3.0, 31)
    weight = np.exp(-0.5 * z**2) / np.exp(-0.5 * z**2).sum()
    sources = sorted({r["source"] for r in records})
    total = np.zeros((len(medians), len(spreads)))
    for source in sources:
        mine = [r for r in records if r["source"] == source]
        observed = np.mean([np.log(r["ratio"]) for r in mine])
        for i, median in enumerate(medians):
            for j, spread in enumerate(spreads):
                share = np.minimum(median * np.exp(spread * z), 1.0)[:, None]
                expected = np.mean([np.log1p(share * gain[r["id"]]) for r in mine], axis=0)
                density = np.exp(-0.5 * ((observed - expected) / _MEASURED) ** 2).mean(axis=1)
                total[i, j] += np.log(np.sum(weight * density) + 1e-300)
    total += -0.5 * (np.log(medians / _MEDIAN[0]) / np.log(_MEDIAN[1]))[:, None] ** 2
    total += -0.5 * (spreads / _SPREAD)[None, :] ** 2
    posterior = np.exp(total - total.max())
    posterior /= posterior.sum()
    mean = float(np.sum(posterior * np.log(medians)[:, None]))
    within = float(np.sum(posterior * spreads[None, :] ** 2))
    between = float(np.sum(posterior * (np.log(medians)[:, None] - mean) ** 2))
    return float(np.exp(mean)), float(np.exp(np.sqrt(within + between)))


def predicted(gain: np.ndarray, median: float, gsd: float, seed: int = 3) -> list[float]:
    """Return the 90 % interval of a ratio and its middle."""
    rng = np.random.default_rng(seed)
    many = np.repeat(gain, 20)
    share = np.minimum(median * gsd ** rng.standard_normal(len(many)), 1.0)
    ratio = (1.0 + share * many) * np.exp(_MEASURED * rng.standard_normal(len(many)))
    return [round(float(x), 3) for x in np.percentile(ratio, _LEVEL)]


def enhancement() -> dict[str, Any]:
    """Fit the open fraction on half the sources and predict the others."""
    records = load("enhancement")
    gain = {r["id"]: gains(r) for r in records}
    median, gsd = fit_open_fraction([r for r in records if r["half"] == "fit"], gain)
    rows = []
    for r in records:
        low, middle, high = predicted(gain[r["id"]], median, gsd)
        rows.append(
            {k: r[k] for k in ("id", "source", "half", "ratio", "what")}
            | {"middle": middle, "interval": [low, high], "inside": low <= r["ratio"] <= high}
            | {"steady": steady(r, median)}
        )
    for row, r in zip(rows, records, strict=True):
        if "passive" in r:
            row["given_passive"] = _given_passive(r["passive"], rows)
    tested = [row for row in rows if row["half"] == "test"]
    return {
        "fitted": {"median": round(median, 4), "gsd": round(gsd, 2)},
        "shipped": coefficients()["open_fraction"],
        "rows": rows,
        "covered_of_test": f"{sum(row['inside'] for row in tested)} of {len(tested)}",
        "order": _order(rows),
    }


def _given_passive(passive: dict[str, Any], rows: list[dict[str, Any]]) -> float:
    """Return the ratio with the measured passive flux, if channels add what they add to another drug.

    Both drugs are about one size, from one laboratory; their strengths are taken to be alike.
    """
    beside = next(row for row in rows if row["id"] == passive["beside"])
    return round(1.0 + (beside["middle"] - 1.0) * passive["there"] / passive["here"], 2)


def _order(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the rank correlation of predicted with measured ratios, over all records."""
    from scipy.stats import spearmanr

    found = spearmanr([row["middle"] for row in rows], [row["ratio"] for row in rows])
    return {"spearman": round(float(found.statistic), 2), "records": len(rows)}


_RAT_SUBSTANCE = {
    "BSA": {"mw": 66000, "log_kow": -5.0},
    "lidocaine": {"mw": 234.34, "log_kow": 2.44, "pka": 7.9, "charge": 1, "ph": 6.0},
    "Rhodamine B": {"mw": 479.02, "log_kow": 2.0, "charge": 1},
    "GHK peptide": {"mw": 340.38, "log_kow": -3.0},
    "copper ions": {"mw": 63.5, "log_kow": -4.0, "charge": 2, "free": 0.05},  # held by proteins, recalled
}
_RAT_DENSITY = 100.0  # needles per cm2; the table does not say
_IN_NEEDLES = ("BSA",)  # held by the needles themselves, which stay in; all else enters from on top


def rat() -> dict[str, Any] | None:
    """Compare rise over time and order by weight with the table of needled rat skin."""
    if not RAT.is_file():
        return None
    with RAT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    series: dict[str, dict[float, list[float]]] = {}
    length: dict[str, float] = {}
    for row in rows:
        series.setdefault(row[0], {}).setdefault(float(row[7]), []).append(float(row[8]))
        length[row[0]] = 1000.0 * float(row[3])
    return {"rows": [_rat_row(name, points, length[name]) for name, points in series.items()]}


def _rat_row(name: str, points: dict[float, list[float]], length: float) -> dict[str, Any]:
    hours = np.array(sorted(points))
    measured = np.array([np.median(points[hour]) for hour in hours])
    setup = cell(
        _RAT_SUBSTANCE[name], {"length_um": length, "per_cm2": _RAT_DENSITY, "gsd": 2.0, "kind": "stamp"}
    )
    held = name in _IN_NEEDLES
    each = setup.released(hours) if held else setup.permeated(hours, setup.lanes["delivery.open_fraction"])
    rise = np.median(each, axis=0)
    last = int(np.argmin(np.abs(hours - 6.0)))
    return {
        "from": "needles" if held else "on top",
        "name": name,
        "mw": _RAT_SUBSTANCE[name]["mw"],
        "hours": [round(float(hour), 2) for hour in (hours[0], hours[-1])],
        "measured_rises": f"{int(np.sum(np.diff(measured) > 0))} of {len(hours) - 1} steps",
        "predicted_rises": f"{int(np.sum(np.diff(rise) > 0))} of {len(hours) - 1} steps",
        "measured_percent_6h": round(float(measured[last]), 2),
        "predicted_um_6h": None if held else round(float(rise[last]), 3),
        "predicted_percent_6h": round(float(100.0 * rise[last]), 2) if held else None,
    }


def orders() -> list[dict[str, Any]]:
    """Predict series whose order a source reports: what passes needled skin, from most to least."""
    return [_ordered(record) for record in load("orders")]


def _ordered(record: dict[str, Any]) -> dict[str, Any]:
    amounts = [_passed(record, member) for member in record["series"]]
    right = sum(a > b for a, b in zip(amounts, amounts[1:], strict=False))
    return {
        "id": record["id"],
        "source": record["source"],
        "what": record["what"],
        "missing": record["missing"],
        "compared": record.get("compared", True),
        "series": {m["name"]: round(a, 1) for m, a in zip(record["series"], amounts, strict=True)},
        "right": f"{right} of {len(amounts) - 1} steps",
    }


def _passed(record: dict[str, Any], member: dict[str, Any]) -> float:
    """Return what passes (um of donor), in the middle of the draws."""
    needles = {**record["needles"], **{k: member[k] for k in ("length_um", "per_cm2") if k in member}}
    setup = cell({k: member[k] for k in ("mw", "log_kow", "pka", "charge", "ph") if k in member}, needles)
    hours = np.array([float(record["hours"])])
    return float(np.median(setup.permeated(hours, setup.lanes["delivery.open_fraction"])))


_CLEARED, _VOLUME = 55.0, 90.0  # L/h and L of lidocaine in an adult, recalled


def people() -> list[dict[str, Any]]:
    """Predict plasma lidocaine of creams on intact skin, and how long naltrexone passes."""
    return [_plasma(r) if "ug_per_ml" in r else _lifetime(r) for r in load("people")]


def _study(topical: dict[str, Any], occlusion: str = "none") -> dict[str, Any]:
    # The half-lives on file were measured under the arrays of this laboratory: its channel is the reference.
    array = {"kind": "stamp", "needles": 50, "needle_diameter": "0.25 mm"}
    course = {"device": array, "sessions": 1, "depth": "0.6 mm", "density": "50 per cm2"}
    return {
        "schema": "needlework/study/1",
        "skin": {"site": "cheek" if "area" in topical else "upper_arm", "age": "40 years"},
        "course": {**course, "topicals": [topical], "aftercare": {"occlusion": occlusion}},
        "horizon": "30 days",
        "draws": 100,
        "population": {"persons": 4},
    }


def _plasma(record: dict[str, Any]) -> dict[str, Any]:
    cream = {
        "active": "lidocaine",
        "when": "before",
        "for": record["contact"],
        "strength": record["strength"],
    }
    cream |= {"area": record["area"], "ph": 9.0, "occlusion": record.get("occlusion", "none")}
    applied = deliver(_study(cream)).applied[0]
    hours, taken = applied.intact.hours, applied.intact.layers["systemic"]
    start = applied.plan.spans[0].begin
    rate = np.diff(taken, axis=1, prepend=0.0) * applied.topical.area * 1e-3  # ug in each step
    level, peak = np.zeros(len(taken)), np.zeros(len(taken))
    for step, width in enumerate(np.diff(hours, prepend=start)):
        gone = _CLEARED / _VOLUME * width
        level = level * np.exp(-gone) - rate[:, step] / (_VOLUME * 1e3) * np.expm1(-gone) / gone
        peak = np.maximum(peak, level)
    low, middle, high = (round(float(x), 4) for x in np.percentile(peak, _LEVEL))
    measured = record["ug_per_ml"]["mean"]
    return {"id": record["id"], "source": record["source"], "what": record["what"], "unit": "ug/mL",
            "measured": measured, "middle": middle, "interval": [low, high],
            "inside": low <= measured <= high}  # fmt: skip


def _lifetime(record: dict[str, Any]) -> dict[str, Any]:
    active = "diclofenac" if record.get("delayed") else "niacinamide"
    topical = {"active": active, "when": "after", "strength": "1 %", "mw": 318.1, "log_kow": 4.5}
    lanes = deliver(_study(topical, record["occlusion"])).lanes
    low, middle, high = (round(float(x), 1) for x in np.percentile(window_hours(lanes), _LEVEL))
    return {"id": record["id"], "source": record["source"], "what": record["what"], "unit": "h",
            "measured": record["hours"], "middle": middle, "interval": [low, high],
            "inside": low <= record["hours"] <= high}  # fmt: skip


def parity() -> dict[str, Any]:
    """Set the testosterone case beside the published calculator: 0.53 ug/cm2 on skin for a day."""
    found = testosterone()
    return {name: {"here": round(found[name], 4), "there": THERE[name]} for name in THERE}


_SCARS = {
    "schema": "needlework/study/1",
    "skin": {"site": "cheek", "concern": {"kind": "atrophic_scar"}},
    "horizon": "6 months",
    "draws": 100,
    "population": {"persons": 40},
}


def plasma() -> dict[str, Any]:
    """Predict what plasma adds to needling of scars, beside a meta-analysis that nothing was fitted to."""
    course = {"device": "pen_12", "sessions": 4, "interval": "4 weeks", "depth": "1.5 mm"}
    with_it = course | {"topicals": [{"active": "prp", "when": "during"}]}
    plain, added = (_read(_SCARS | {"course": c}) for c in (course, with_it))
    odds = lambda p: p / (1.0 - p)  # noqa: E731
    return {
        "odds_of_half": round(odds(added["half"]) / odds(plain["half"]), 3),
        "grade": round(added["goodman_baron_qualitative"] - plain["goodman_baron_qualitative"], 3),
        "collagen_percent": [round(found["collagen_total"], 1) for found in (plain, added)],
        "measured": {"odds_of_half": [2.97, 1.96, 4.51], "grade": [-0.32, -0.44, -0.20]},
        "source": "kang2022",
    }


def _read(study: dict[str, Any]) -> dict[str, float]:
    from needlework.runner import run
    from needlework.summary import document

    rows = document(run(load_study(study)))["outcomes"]
    half = [r["mean"] for r in rows if "50 %" in (r.get("definition") or "")]
    wanted = ("goodman_baron_qualitative", "collagen_total")
    return {key: [r["mean"] for r in rows if r["id"] == key][-1] for key in wanted} | {"half": half[-1]}


def compare() -> dict[str, Any]:
    return {
        "plasma": plasma(),
        "enhancement": enhancement(),
        "rat": rat(),
        "orders": orders(),
        "people": people(),
        "parity": parity(),
    }


def main() -> int:
    found = compare()
    text = json.dumps(found, indent=1)
    print(text)
    if "--write" in sys.argv[1:]:
        NOTE.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
