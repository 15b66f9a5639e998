"""Permeability equations against measured human epidermis: how far off, and how far apart laboratories are.

    python validation/permeability.py            prints the comparison and the fitted coefficients
    python validation/permeability.py --write    also writes docs/data/permeability.json

Reads ``../shared/data/permeability/cheruvu2022_skin_permeation.csv`` (log kp in cm/h). Every equation is
scored on medians by compound; the one that is fitted here also on sources, and on structures, that it did
not see.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import least_squares

from needlework.mechanism.permeability import Molecule, parallel, potts_guy, robinson
from needlework.uptake.permeability import coefficients

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT.parent / "shared/data/permeability/cheruvu2022_skin_permeation.csv"
NOTE = ROOT / "docs/data/permeability.json"
# name, prior mean and sd: what published equations and activation energies suggest, wide
FITTED = {
    "lipid_intercept": (-2.74, 0.5),
    "lipid_partition": (0.71, 0.2),
    "lipid_size": (0.0061, 0.003),
    "polar_intercept": (-3.3, 0.7),
    "polar_size": (0.9, 0.4),
    "water_intercept": (0.4, 0.5),
    "kp_warming": (0.215, 0.16),
}
_ROBUST = 0.7  # residual (log10) from which a point counts less
_FOLDS = 10


class Data(NamedTuple):
    """One entry a row of the table."""

    mw: np.ndarray
    log_kow: np.ndarray
    kelvin: np.ndarray
    log_kp: np.ndarray
    compound: np.ndarray
    structure: np.ndarray
    source: np.ndarray

    def part(self, keep: np.ndarray) -> Data:
        return Data(*(column[keep] for column in self))

    def molecule(self) -> Molecule:
        return Molecule(self.mw, self.log_kow, kelvin=self.kelvin)


def read() -> Data:
    with TABLE.open(encoding="latin-1", newline="") as file:
        rows = list(csv.DictReader(file))
    number = lambda key: np.array([float(row[key]) for row in rows])  # noqa: E731
    text = lambda key: np.array([row[key].strip().casefold() for row in rows])  # noqa: E731
    return Data(
        number("MWa"), number("logKowb"), number("Texpi"), number("logkpl"),
        text("Compound"), np.array([row["SMILES"] for row in rows]), text("Reference"),
    )  # fmt: skip


def by(keys: list[tuple[str, ...]]) -> list[np.ndarray]:
    found: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return [np.array(rows) for rows in found.values()]


def by_source(data: Data) -> list[np.ndarray]:
    """Return the rows of each compound in each source."""
    return by(list(zip(data.compound, data.source, strict=True)))


def fit(data: Data) -> dict[str, float]:
    """Fit the default to medians by compound and source, each compound with the same weight.

    Residuals count robustly, and wide priors hold what the data leave open.
    """
    groups = by_source(data)
    middle = [np.array([np.median(column[rows]) for rows in groups]) for column in data[:4]]
    names = [data.compound[rows[0]] for rows in groups]
    weight = np.array([names.count(name) ** -0.5 for name in names])
    mean, sd = (np.array(column) for column in zip(*FITTED.values(), strict=True))
    fixed = dict(coefficients())

    def residual(values: np.ndarray) -> np.ndarray:
        k = {**fixed, **dict(zip(FITTED, values, strict=True))}
        error = parallel(Molecule(middle[0], middle[1], kelvin=middle[2]), k) - middle[3]
        return np.concatenate([weight * error / _ROBUST, (values - mean) / sd])

    found = least_squares(residual, mean, loss="soft_l1", x_scale=sd).x
    return {**fixed, **dict(zip(FITTED, map(float, found), strict=True))}


def held_out(data: Data, folds: np.ndarray) -> np.ndarray:
    """Return predictions for each fold by a fit to the others."""
    predicted = np.empty(len(folds))
    for fold in np.unique(folds):
        out = folds == fold
        predicted[out] = parallel(data.part(out).molecule(), fit(data.part(~out)))
    return predicted


def neither(data: Data, structures: np.ndarray, origins: np.ndarray) -> np.ndarray:
    """Return predictions by fits that saw neither the molecule nor the laboratory."""
    predicted = np.empty(len(structures))
    for one in np.unique(structures):
        for other in np.unique(origins[structures == one]):
            out = (structures == one) & (origins == other)
            seen = (structures != one) & (origins != other)
            predicted[out] = parallel(data.part(out).molecule(), fit(data.part(seen)))
    return predicted


def polynomial(data: Data, folds: np.ndarray) -> np.ndarray:
    """Return predictions by ten terms of weight, log Kow and temperature: what a free form could gain."""
    size, fat, warm = np.log10(data.mw) - 2.4, data.log_kow / 3.0, (data.kelvin - 305.0) / 10.0
    terms = [size**0, size, fat, warm, size**2, fat**2, size * fat, size**3, fat**3, size * fat**2]
    matrix = np.stack(terms, axis=1)
    predicted = np.empty(len(folds))
    for fold in np.unique(folds):
        seen = folds != fold
        predicted[~seen] = matrix[~seen] @ np.linalg.lstsq(matrix[seen], data.log_kp[seen], rcond=None)[0]
    return predicted


def covered(error: np.ndarray, source: np.ndarray) -> float:
    """Return the share of figures within 90 % intervals whose width comes from the other sources."""
    inside = [np.abs(error[source == s]) <= 1.645 * np.std(error[source != s]) for s in np.unique(source)]
    return round(float(np.mean(np.concatenate(inside))), 3)


def errors(predicted: np.ndarray, data: Data, groups: list[np.ndarray]) -> np.ndarray:
    return np.array([np.median(predicted[rows]) - np.median(data.log_kp[rows]) for rows in groups])


def score(predicted: np.ndarray, data: Data) -> dict[str, float]:
    """Score predictions on medians by compound, by compound and source, and on all rows."""
    compounds = by([(c,) for c in data.compound])
    middle = errors(predicted, data, compounds)
    thirst = np.array([np.median(data.log_kow[rows]) < 0 for rows in compounds])
    rms = lambda e: round(float(np.sqrt(np.mean(np.square(e)))), 3)  # noqa: E731
    return {
        "compounds": len(middle),
        "rmse": rms(middle),
        "bias": round(float(np.mean(middle)), 3),
        "within_tenfold": round(float(np.mean(np.abs(middle) <= 1.0)), 3),
        "rmse_hydrophilic": rms(middle[thirst]),
        "rmse_by_source": rms(errors(predicted, data, by_source(data))),
        "rmse_rows": rms(predicted - data.log_kp),
    }


def noise(data: Data) -> dict[str, float]:
    """Return how far apart figures of one compound are, for compounds with four or more."""
    spread = [np.std(data.log_kp[r], ddof=1) for r in by([(c,) for c in data.compound]) if len(r) >= 4]
    return {
        "compounds": len(spread),
        "median_sd": round(float(np.median(spread)), 3),
        "root_mean_square_sd": round(float(np.sqrt(np.mean(np.square(spread)))), 3),
    }


def compare(data: Data) -> dict[str, Any]:
    """Return every figure of the comparison."""
    k, refitted = coefficients(), fit(data)
    structures = np.unique(data.structure, return_inverse=True)[1] % _FOLDS
    sources = held_out(data, data.source)
    origins = np.unique(data.source, return_inverse=True)[1] % _FOLDS
    groups = by_source(data)
    unseen = neither(data, structures, origins)
    error = errors(unseen, data, groups)
    return {
        "noise": noise(data),
        "shipped": {name: k[name] for name in FITTED},
        "refitted": {name: round(refitted[name], 4) for name in FITTED},
        "error_sd_neither_seen": round(float(np.std(error)), 3),
        "covered_neither_seen": covered(error, np.array([data.source[rows[0]] for rows in groups])),
        "scores": {
            "default": score(parallel(data.molecule(), k), data),
            "default, source held out": score(sources, data),
            "default, structure held out": score(held_out(data, structures), data),
            "default, neither seen": score(unseen, data),
            "polynomial, structure held out": score(polynomial(data, structures), data),
            "Robinson-Wilschut": score(robinson(data.molecule(), k), data),
            "Potts-Guy": score(potts_guy(data.molecule(), k), data),
        },
    }


def main() -> int:
    if not TABLE.is_file():
        print(f"skipped: {TABLE.name} is not beside the project", file=sys.stderr)
        return 0
    found = compare(read())
    text = json.dumps(found, indent=1)
    print(text)
    if "--write" in sys.argv[1:]:
        NOTE.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
