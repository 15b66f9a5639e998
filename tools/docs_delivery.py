"""Generated parts of the pages about what passes the skin."""

from __future__ import annotations

import json
from pathlib import Path

from docs_text import table

ROOT = Path(__file__).resolve().parents[1]


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
        f"0.5 would be fitted to noise. Intervals of 90 % from fits that had not seen a source hold "
        f"{found['covered_source_held_out']:.0%} of its figures."
    )
    return f"{table(head, rows)}\n\n{words}"
