"""What the verbs of this room print: JSON documents for programs, lines for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from needlework.uptake.permeability import Prediction

PERMEABILITY_SCHEMA = "needlework/permeability/1"
_DIGITS = 4


def permeability_document(predictions: Iterable[Prediction]) -> dict[str, Any]:
    """Return the document ``needlework/permeability/1``."""
    rows = [
        {
            "name": p.name,
            "log10_kp_cm_per_h": round(p.log10_kp, _DIGITS),
            "interval": [round(end, _DIGITS) for end in p.interval],
            "in_domain": p.in_domain,
        }
        for p in predictions
    ]
    return {"schema": PERMEABILITY_SCHEMA, "rows": rows}


def permeability_lines(predictions: Iterable[Prediction]) -> list[str]:
    """Return the table that people read."""
    found = list(predictions)
    width = min(max(len(p.name) for p in found), 40)
    head = f"{'substance':{width}s}  log10 kp (cm/h)   9 in 10 figures of one laboratory"
    lines = [
        f"{p.name[:width]:{width}s}  {p.log10_kp:15.2f}   {p.interval[0]:.2f} to {p.interval[1]:.2f}"
        + ("" if p.in_domain else "   extrapolated")
        for p in found
    ]
    return [head, *lines]
