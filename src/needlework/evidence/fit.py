"""The shipped fit: joint draws of the records that data informed, and what they were fitted to."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import load_parameters
from needlework.evidence.records import data_root

TISSUE = (  # records that clocks and instruments inform
    "healing.",
    "transport.",
    "penetration.",
    "model.",
    "ageing.",
    "concern.",
    "observe.alpha_",
    "observe.masson_base",
    "observe.erythema_",
    "observe.vessel_weight",
)
PREFIXES = (*TISSUE, "scale.", "pih.", "study.")  # every record that the fit or its likelihood holds


@dataclass(frozen=True, slots=True)
class Fit:
    """Joint draws and their record.

    Attributes
    ----------
    draws
        Record id -> shape (draws,).
    record
        Hashes of network, records and split, observations used, how the samplers did, seed.
    """

    draws: Mapping[str, NDArray[np.float64]]
    record: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Return the number of draws."""
        return len(next(iter(self.draws.values())))


def records_hash() -> str:
    """Return a hash of the value and distribution of every record in the fit; a change voids it."""
    rows = [
        (p.id, p.value, repr(p.distribution))
        for p in sorted(load_parameters().values(), key=lambda p: p.id)
        if p.id.startswith(PREFIXES)
    ]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def informed(left: float) -> bool:
    """Return whether data informed a record, by the share of its prior's spread that is left."""
    return left <= load_parameters()["limits.informed"].value


@cache
def load_fit() -> Fit | None:
    """Return the shipped fit, or None where none is shipped."""
    folder = data_root() / "fit"
    if not (folder / "draws.npz").is_file():
        return None
    with np.load(io.BytesIO((folder / "draws.npz").read_bytes())) as file:
        names, values = [str(n) for n in file["names"]], file["values"].astype(np.float64)
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    return Fit({name: values[:, i] for i, name in enumerate(names)}, record)


def shipped_with_fit(path: str, key: str, fit: str) -> Any:
    """Return what a packaged JSON file (path below ``data``) holds; None where it was made by another fit."""
    held = json.loads((data_root() / path).read_text(encoding="utf-8"))
    return held[key] if held["fit"] == fit else None


def shortened(value: Any) -> Any:
    """Return a number, or each of a list of numbers, with four digits; None stays."""
    if isinstance(value, list):
        return [shortened(item) for item in value]
    return None if value is None else float(f"{value:.4g}")


def fit_hash() -> str:
    """Return the hash of the shipped draws: what is computed with them and shipped beside them names it."""
    return hashlib.sha256((data_root() / "fit" / "draws.npz").read_bytes()).hexdigest()[:16]
