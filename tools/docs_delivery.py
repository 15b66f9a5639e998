"""Generated parts of the pages about what passes the skin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docs_text import source_link, table

ROOT = Path(__file__).resolve().parents[1]
_YES = {True: "yes", False: "**no**"}


def permeability_scores() -> str:
    """Return how far each equation is off on measured skin."""
    found = json.loads((ROOT / "docs" / "data" / "permeability.json").read_text(encoding="utf-8"))
    head = ["equation", "RMSE", "bias", "within tenfold", "RMSE, log Kow below 0", "RMSE by source"]
    keys = ("rmse", "bias", "within_tenfold", "rmse_hydrophilic", "rmse_by_source")
    rows = [
        [name, *(f"{score[key]:.0%}" if key == "within_tenfold" else f"{score[key]:.2f}" for key in keys)]
        for name, score in found["scores"].items()
    ]
    noise, compounds = found["noise"], found["scores"]["default"]["compounds"]
    words = (
        f"Errors in log10 over medians of {compounds} compounds. Laboratories differ by "
        f"{noise['median_sd']:.2f} (median standard deviation of {noise['compounds']} compounds with four or "
        f"more figures; {noise['root_mean_square_sd']:.2f} in the root mean square): an error below about "
        f"0.5 would be fitted to noise. Intervals of 90 % from fits that had seen neither a molecule "
        f"nor its source, as wide as the other sources say, hold {found['covered_neither_seen']:.0%} of them."
    )
    return f"{table(head, rows)}\n\n{words}"


def _found() -> Any:
    return json.loads((ROOT / "docs" / "data" / "delivery.json").read_text(encoding="utf-8"))


def delivery_enhancement() -> str:
    """Return measured and predicted enhancement, fitted sources and tested ones."""
    found = _found()["enhancement"]
    head = ["what", "source", "half", "measured", "predicted", "9 in 10", "inside", "once steady"]
    rows = [
        [
            row["what"], source_link(row["source"]), row["half"], f"{row['ratio']:g}", _plain(row["middle"]),
            f"{row['interval'][0]:.2g} to {_plain(row['interval'][1])}", _YES[row["inside"]],
            _plain(row["steady"]),
        ]
        for row in found["rows"]
    ]  # fmt: skip
    fitted = found["fitted"]
    words = (
        f"Open fraction of a new source: {fitted['median']:.2g}, geometric standard deviation "
        f"{fitted['gsd']:.2g}. Of the ratios that the fit had not seen, {found['covered_of_test']} lie "
        f"within their interval; the rank correlation over all is {found['order']['spearman']:.2f}."
    )
    return f"{table(head, rows)}\n\n{words}"


def delivery_people() -> str:
    """Return what was measured in people beside what is predicted."""
    head = ["what", "source", "measured", "predicted", "9 in 10", "inside", "off by"]
    rows = [
        [
            row["what"], source_link(row["source"]), f"{row['measured']:g} {row['unit']}",
            _plain(row["middle"]), f"{row['interval'][0]:.2g} to {row['interval'][1]:.3g}",
            _YES[row["inside"]], f"{_factor(row['middle'], row['measured']):.1f} times",
        ]
        for row in _found()["people"]
    ]  # fmt: skip
    return table(head, rows)


def delivery_orders() -> str:
    """Return series whose order a source reports."""
    head = ["what the source found", "source", "predicted (um of donor)", "steps in that order", "missing"]
    rows = [
        [
            row["what"], source_link(row["source"]),
            "; ".join(f"{name} {amount:.0f}" for name, amount in row["series"].items()),
            row["right"] if row["compared"] else "not known", row["missing"],
        ]
        for row in _found()["orders"]
    ]  # fmt: skip
    return table(head, rows)


def delivery_rat() -> str:
    """Return the table of needled rat skin beside what is predicted."""
    found = _found()["rat"]
    head = [
        "substance",
        "g/mol",
        "hours",
        "measured rises",
        "predicted rises",
        "held by",
        "% at 6 h",
        "predicted at 6 h",
    ]
    rows = [
        [
            row["name"], f"{row['mw']:g}", f"{row['hours'][0]:g} to {row['hours'][1]:g}",
            row["measured_rises"], row["predicted_rises"],
            "the needles" if row["from"] == "needles" else "a layer on top",
            f"{row['measured_percent_6h']:.3g}", _of_rat(row),
        ]
        for row in (found["rows"] if found else [])
    ]  # fmt: skip
    return table(head, rows)


def _of_rat(row: dict[str, Any]) -> str:
    if row["predicted_percent_6h"] is not None:
        return f"{row['predicted_percent_6h']:.3g} %"
    return f"{_plain(row['predicted_um_6h'])} um of donor"


def delivery_plasma() -> str:
    """Return what plasma adds to needling of scars, predicted and measured."""
    found = _found()["plasma"]
    measured, source = found["measured"], source_link(found["source"])
    (odds, low, high), (grade, best, least) = measured["odds_of_half"], measured["grade"]
    plain, added = found["collagen_percent"]
    rows = [
        ["odds of half off the score", f"{odds:g} ({low:g} to {high:g})", f"{found['odds_of_half']:.2f}"],
        ["grade on the qualitative scale", f"{grade:g} ({best:g} to {least:g})", f"{found['grade']:+.2f}"],
        ["collagen of the dermis at six months", "not measured", f"+{plain:g} % without, +{added:g} % with"],
    ]
    return table(["needling with plasma against needling", f"trials, {source}", "predicted"], rows)


def delivery_parity() -> str:
    """Return the testosterone case here and in the published calculator."""
    names = {
        "absorbed_ug": "absorbed in 24 h (ug)",
        "peak_ug_per_h": "largest flux (ug/h)",
        "peak_h": "hour of the largest flux",
        "corneum_ug": "in the stratum corneum at 24 h (ug)",
        "epidermis_ug": "in living epidermis (ug)",
        "dermis_ug": "in the dermis (ug)",
    }
    rows = [
        [names[key], f"{row['here']:.3g}", f"{row['there']:.3g}", f"{row['here'] / row['there'] - 1:+.0%}"]
        for key, row in _found()["parity"].items()
    ]
    return table(["", "here", "calculator", "difference"], rows)


def _factor(a: float, b: float) -> float:
    return max(a / b, b / a)


def _plain(number: float) -> str:
    rounded = float(f"{number:.2g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"
