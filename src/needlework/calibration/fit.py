"""The whole fit: tissue and instruments, then people and scales given them, and what is written of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.particles import sample
from needlework.calibration.people import DOSE, People, fit_people
from needlework.calibration.predictive import Prediction, predicted
from needlework.calibration.responses import responses
from needlework.calibration.scale_layer import Layout, fitted_records
from needlework.calibration.scales import figures, smallest_course
from needlework.calibration.tissue import Figures, Problem
from needlework.evidence.distributions import Distribution, Lognormal
from needlework.evidence.fit import TISSUE, Fit, informed, records_hash
from needlework.evidence.observations import load_observations
from needlework.evidence.split import load_split
from needlework.model import network_hash
from needlework.numerics.sampling import stream

Array = NDArray[np.float64]
Progress = Callable[[str], None]

RUNS = 2  # independent runs of particles, whose difference shows whether they have settled
RESPONSES = 16  # draws of the biology that each published course is simulated with
SETTLE = 40  # moves at full power


@dataclass(frozen=True)
class Tissue:
    """Particles of blocks A and B, of all runs.

    Attributes
    ----------
    values
        Record id -> shape (particles,).
    z
        Normal scores, shape (runs, particles of a run, records).
    """

    problem: Problem
    values: Mapping[str, Array]
    z: Array
    distinct: int
    acceptance: float

    @property
    def fit(self) -> Fit:
        """Return the particles as joint draws of the biology."""
        return Fit({k: v for k, v in self.values.items() if k.startswith(TISSUE)}, {})


def fit_tissue(
    particles: int, moves: int, seed: int, progress: Progress, without: Collection[str] = (), settle: int = 0
) -> Tissue:
    """Fit the tissue, some observations left out; see `calibrate` and `sample`."""
    problem = Problem(seed, without)
    states = []
    for i in range(RUNS):
        progress(f"tissue, run {i + 1} of {RUNS}")
        rng = stream(seed, f"calibration/{i}")
        states.append(sample(problem, particles // RUNS, moves, rng, progress, settle))
    z = np.stack([state.z for state, _ in states])
    distinct = sum(len(np.unique(state.score)) for state, _ in states)
    acceptance = float(np.mean([share for _, share in states]))
    return Tissue(problem, problem.values(z.reshape(-1, z.shape[2])), z, distinct, acceptance)


def calibrate(
    folder: Path,
    particles: int = 1000,
    moves: int = 4,
    seed: int = 1,
    progress: Progress = print,
) -> dict[str, Any]:
    """Fit, and write ``draws.npz`` and ``record.json`` into a folder.

    Parameters
    ----------
    folder
        Where the fit goes.
    particles
        Particles, and so joint draws written.
    moves
        Moves of every particle after each step of the likelihood's power.
    seed
        Seed of the whole fit.
    progress
        Called with a line of text per stage.

    Returns
    -------
    dict
        The record of the fit.
    """
    import_module("numpyro")  # which the last block needs: said before the minutes that the first ones take
    tissue = fit_tissue(particles, moves, seed, progress, settle=SETTLE)
    record = _identity(seed) | _tissue_record(tissue)
    biology = tissue.fit
    progress("people and scales")
    observed = [load_observations()[i] for i in load_split().scales]
    found = figures(observed, responses(observed, biology, RESPONSES, seed))
    layout = Layout.of(found)
    people = fit_people(layout, smallest_course(found), seed)
    rows = np.linspace(0, people.size - 1, biology.size).round().astype(int)
    draws = {**biology.draws, **{k: v[rows] for k, v in people.draws.items()}}
    record |= _people_record(people, predicted(layout, people, stream(seed, "predictive")))
    progress(ordering_said(record["dose_exponent"]))
    record["informed"] = dict(sorted((record["informed"] | _narrowed(people)).items(), key=lambda i: i[1]))
    record["observations"] = [row["id"] for row in record["figures"] + record["scale_figures"]]
    _write(folder, draws, record)
    told = "{id}: published {published:.3g}, fitted {median:.3g} ({low:.3g} to {high:.3g})"
    for row in record["figures"] + record["scale_figures"]:
        progress(told.format(**row))
    return record


def ordering_said(dose: Mapping[str, float]) -> str:
    """Return in one line what the order of courses is worth on scales."""
    low, high = dose["low"], dose["high"]
    return (
        f"dose exponent of scales: 0 (the course does not matter between those fitted) with probability "
        f"{dose['at_zero']:.2f} (prior 0.50); median {dose['median']:.2f} (9 in 10: {low:.2f} to {high:.2f})"
    )


def _dose_record(people: People) -> dict[str, float]:
    k = people.draws[DOSE]
    low, middle, high = np.percentile(k, (5, 50, 95))
    least = float(people.draws["scale.dose_least"][0])
    found = {"at_zero": np.mean(k == 0.0), "median": middle, "low": low, "high": high, "least": least}
    return {name: round(float(value), 3) for name, value in found.items()}


def _identity(seed: int) -> dict[str, Any]:
    return {"network": network_hash(), "records": records_hash(), "split": load_split().hash, "seed": seed}


def _tissue_record(tissue: Tissue) -> dict[str, Any]:
    """Return how the particles did, what they were informed of, and how they meet the figures."""
    z = tissue.z.reshape(-1, tissue.z.shape[2])
    spread = dict(zip(tissue.problem.scored, z.std(axis=0), strict=True))
    found = tissue.problem.figures(z)
    return {
        "particles": len(z),
        "distinct": tissue.distinct,
        "acceptance": round(tissue.acceptance, 3),
        "runs": RUNS,
        "effective_draws": round(independent_draws(tissue.z)),
        "run_difference": _difference([tissue.problem.figures(run) for run in tissue.z]),
        "informed": {k: round(float(s), 3) for k, s in spread.items() if informed(float(s))},
        "figures": [r for f in found for r in _rows(f.ids, np.exp(f.published), np.exp(f.predicted))],
    }


def independent_draws(z: Array) -> float:
    """Return how many independent draws particles are worth, judged by how far their runs differ.

    The means of two runs of m independent draws each lie apart by sqrt(2 / m) standard deviations, in the
    root of the mean square over records; there are no more than particles.

    Parameters
    ----------
    z
        Normal scores, shape (runs, particles of a run, records).
    """
    between, within = z.mean(axis=1).var(axis=0, ddof=1), z.var(axis=1).mean(axis=0)
    return float(min(len(z) / np.mean(between / within), z.shape[0] * z.shape[1]))


def _difference(runs: list[list[Figures]]) -> dict[str, float]:
    """Return, for each figure, how far the runs' means lie apart, in standard deviations of one run."""
    apart: dict[str, float] = {}
    for parts in zip(*runs, strict=True):
        means = np.stack([p.predicted.mean(axis=0) for p in parts])
        far = np.ptp(means, axis=0) / np.mean([p.predicted.std(axis=0) for p in parts], axis=0)
        apart |= {key: round(float(d), 3) for key, d in zip(parts[0].ids, far, strict=True)}
    return apart


def _people_record(people: People, predictions: Mapping[str, Prediction]) -> dict[str, Any]:
    figures = [
        {**_rows((key,), np.array([p.published]), p.typical[:, None])[0], "kind": p.figure.kind}
        for key, p in predictions.items()
    ]
    sampler = {
        "draws": people.size,
        "largest_r_hat": round(max(people.r_hat.values()), 4),
        "least_effective": round(min(people.effective.values())),
        "divergences": people.divergences,
    }
    return {"people": sampler, "dose_exponent": _dose_record(people), "scale_figures": figures}


def _rows(ids: Collection[str], published: Array, predicted: Array) -> list[dict[str, Any]]:
    low, middle, high = np.percentile(predicted, (5, 50, 95), axis=0)
    ends = {"published": published, "median": middle, "low": low, "high": high}
    return [
        {"id": key, **{name: round(float(values[i]), 4) for name, values in ends.items()}}
        for i, key in enumerate(ids)
    ]


def _narrowed(people: People) -> dict[str, float]:
    """Return the spread left of each record, as a share of its prior's, where data narrowed it."""
    left = {k: _spread_left(people.draws[k], p.distribution) for k, p in fitted_records().items()}
    return {k: round(v, 3) for k, v in left.items() if informed(v)}


def _spread_left(draws: Array, prior: Distribution) -> float:
    if isinstance(prior, Lognormal):
        return float(np.log(draws).std() / np.log(prior.gsd))
    return float(draws.std() / prior.sd)


def _write(folder: Path, values: Mapping[str, Array], record: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(values)
    table = np.stack([values[n] for n in names], axis=1).astype(np.float32)
    temporary = folder / ".draws.npz"
    with temporary.open("wb") as file:
        np.savez_compressed(file, names=np.array(names), values=table)
    temporary.replace(folder / "draws.npz")
    (folder / "record.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
