"""Fitting the tissue response to published means by tempered particles.

Particles start as prior draws and are led to the posterior in steps of the likelihood's power: reweigh,
resample, move (sequential Monte Carlo; Del Moral, Doucet & Jasra, J R Stat Soc B 2006;68:411). Moves are
preconditioned Crank-Nicolson steps in the normal scores of the priors, whose acceptance does not fall with
the number of parameters (Cotter, Roberts, Stuart & White, Stat Sci 2013;28:424). Each particle simulates
every course of the fit with the typical person. Rating scales are not in this likelihood: they must not bend
the biology.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError
from needlework.evidence.distributions import Fixed
from needlework.evidence.fit import PREFIXES, records_hash
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.model import Draws, Model, Population, admissible, network_hash, study_records
from needlework.numerics.normal import upper_tail
from needlework.numerics.sampling import stream
from needlework.outcomes import FUNCTIONS
from needlework.scaffold import example_text
from needlework.simulation import simulate
from needlework.spec import Study, load_study
from needlework.subject import Course, Skin
from needlework.view import View

Array = NDArray[np.float64]

# Which published figures are fitted, by the shipped study that describes their course.
TARGETS: dict[str, tuple[str, ...]] = {
    "lotfi-2013": ("lotfi2013.masson_56d", "lotfi2013.epidermis_56d"),
    "kenkel-2021": (
        "kenkel2021.echo_density_90d",
        "kenkel2021.elasticity_90d",
        "kenkel2021.oct_30d",
        "kenkel2021.oct_90d",
    ),
}
# Clocks of the first session, read from the first study: outcome, and whether its peak or value is the clock.
CLOCKS: dict[str, tuple[str, bool]] = {
    "engelhardt1998.neutrophils": ("neutrophils", True),
    "engelhardt1998.macrophages": ("macrophages", True),
    "betz1992.many": ("myofibroblasts", True),
    "bhargava2019.erythema": ("erythema_duration", False),
}
_FIRST_SESSION = (
    *(0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0),
    *(7.0, 9.0, 11.0, 14.0, 17.0, 20.0, 24.0, 28.0),
)
_FREEDOM = 4.0  # of Student's t for the scatter of a published figure
_NODES = 21  # quadrature of the effect of one study
_FAR = -9.0  # ln of a ratio that no figure is near
_SCORED = (*PREFIXES, "study.instrument_spread")
_KEEP_HALF = 0.5  # effective share of particles after each step of the likelihood's power


@dataclass(frozen=True, slots=True)
class Figures:
    """Published figures beside predictions, as logarithms of ratios to baseline or of days.

    ``predicted`` has shape (particles, figures), ``published`` and ``scatter`` (figures,); ``tau`` is the
    spread of the study's own effect, shape (particles,).
    """

    ids: tuple[str, ...]
    predicted: Array
    published: Array
    scatter: Array
    tau: Array


def log_likelihood(figures: Figures) -> Array:
    """Return the log-likelihood of one cohort's figures, shape (particles,).

    A cohort's own effect multiplies all its log-ratios by exp(tau e), e standard normal, integrated by
    Gauss-Hermite quadrature; each figure scatters around that as Student's t with 4 degrees of freedom.
    """
    nodes, mass = np.polynomial.hermite_e.hermegauss(_NODES)
    effect = np.exp(figures.tau[:, None] * nodes)
    residual = (figures.published - figures.predicted[:, None, :] * effect[:, :, None]) / figures.scatter
    each = -0.5 * (_FREEDOM + 1.0) * np.log1p(residual**2 / _FREEDOM)
    return _log_mean_exp(each.sum(axis=2) + np.log(mass / mass.sum()))


def _log_mean_exp(terms: Array) -> Array:
    top = terms.max(axis=1)
    return top + np.log(np.exp(terms - top[:, None]).sum(axis=1))


class Problem:
    """The records that are fitted, and what a set of particles predicts.

    A particle is a row of normal scores, one per record with a spread; a course's unreported figures are
    scores of their own for each study.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.studies = {name: load_study(example_text(name)) for name in TARGETS}

    @cached_property
    def records(self) -> dict[str, dict[str, Parameter]]:
        """Records of each study by the name they have in its draws."""
        return {
            name: study_records(Skin.resolve(s.skin), Course.from_spec(s.course))
            for name, s in self.studies.items()
        }

    @staticmethod
    def key(study: str, name: str, p: Parameter) -> str:
        """Return the name of a record's score: its id; a course's latent figures are the study's own."""
        return f"{study}/{name}" if name.startswith("course/") else p.id

    @cached_property
    def scored(self) -> dict[str, Parameter]:
        """Records that have a score, by its name."""
        return {
            self.key(study, name, p): p
            for study, records in self.records.items()
            for name, p in records.items()
            if not isinstance(p.distribution, Fixed)
            and (name.startswith("course/") or p.id.startswith(_SCORED))
        }

    def values(self, z: Array) -> dict[str, Array]:
        """Return the records' values for particles, z of shape (particles, records)."""
        u = upper_tail(-z)
        return {key: p.ppf(u[:, i]) for i, (key, p) in enumerate(self.scored.items())}

    def admissible(self, z: Array) -> NDArray[np.bool_]:
        """Return which particles describe healthy skin."""
        n, values = len(z), self.values(z)
        first = next(iter(self.records.values()))
        part = {k: values.get(k, np.full(n, p.value)) for k, p in first.items() if k.startswith("healing.")}
        return admissible({k.removeprefix("healing."): v for k, v in part.items()})

    def figures(self, z: Array) -> list[Figures]:
        """Return what particles predict for every cohort and for the clocks."""
        values = self.values(z)
        found: list[Figures] = []
        for study, records in self.records.items():
            own = {
                name: values.get(self.key(study, name, p), np.full(len(z), p.value))
                for name, p in records.items()
            }
            found += self._study(study, Draws(len(z), self.seed, records, own, len(z)))
        return found

    def _study(self, name: str, draws: Draws) -> list[Figures]:
        study: Study = self.studies[name]
        course = Course.from_spec(study.course)
        observed = [_observation(i) for i in TARGETS[name]]
        days = [_day(o, course.days[-1]) for o in observed]
        times = np.unique([0.0, *_FIRST_SESSION, *days])
        population = Population(Skin.resolve(study.skin), course, draws, 1)
        tissue, clocks = [], []
        for trace in simulate(population, Model(), times, float(times[-1])):
            view = View(trace, {})
            tissue.append([_at(view, o.outcome or "", d) for o, d in zip(observed, days, strict=True)])
            clocks.append([_clock(view, *clock) for clock in CLOCKS.values()])
        found = [_tissue(TARGETS[name], observed, np.concatenate(tissue, axis=1).T, draws)]
        if name == next(iter(TARGETS)):
            found.append(_clocks(np.concatenate(clocks, axis=1).T, draws.n))
        return found


def _tissue(ids: tuple[str, ...], observed: list[Observation], predicted: Array, draws: Draws) -> Figures:
    sd, own = (draws.records[k].value for k in ("study.measurement_sd", "study.instrument_spread"))
    size = np.array([o.n or 1 for o in observed])
    published = np.array([np.log1p((o.value or 0.0) / 100.0) for o in observed])
    scatter = np.hypot(sd / np.sqrt(size), own * published)  # readers and probes differ within a study, too
    return Figures(ids, predicted, published, scatter, draws["study.instrument_spread"])


def _clocks(predicted: Array, n: int) -> Figures:
    days = [_clock_day(load_observations()[i]) for i in CLOCKS]
    return Figures(
        tuple(CLOCKS),
        predicted,
        np.log(days),
        np.full(len(days), load_parameters()["study.clock_scatter"].value),
        np.zeros(n),
    )


def _at(view: View, outcome: str, day: float) -> Array:
    """Return ln of an outcome's ratio to baseline at a day; far off where a lane failed."""
    values = np.asarray(FUNCTIONS[outcome](view))[:, np.searchsorted(view.times, day)]
    return np.nan_to_num(np.log1p(np.maximum(values, -99.0) / 100.0), nan=_FAR)


def _clock(view: View, outcome: str, peak: bool) -> Array:
    """Return ln of the day of a peak after the first session, or of a duration."""
    values = np.nan_to_num(np.asarray(FUNCTIONS[outcome](view)), nan=0.0)
    if peak:
        inside = view.first_span
        values = view.times[inside][np.argmax(values[:, inside], axis=1)]
    return np.log(np.maximum(values, 0.01))


def _clock_day(o: Observation) -> float:
    return float(np.sqrt(o.range[0] * o.range[1])) if o.range else float(o.value or 1.0)


def _observation(key: str) -> Observation:
    try:
        found = load_observations()[key]
    except KeyError:
        raise InputError([Fault("calibration", "an observation on file", key, "correct TARGETS")]) from None
    if not (found.used_in_fit and found.kind == "change_percent" and found.outcome and found.n):
        expected = "a change_percent of an outcome with its n, marked used_in_fit"
        raise InputError([Fault(found.where, expected, key, "correct the record or TARGETS")])
    return found


def _day(o: Observation, last: float) -> float:
    return (o.time_days or 0.0) + (last if o.time_anchor == "last_session" else 0.0)


@dataclass
class Particles:
    """Particles on their way from prior to posterior."""

    z: Array
    score: Array
    power: float = 0.0
    step: float = 0.4


def calibrate(
    folder: Path,
    particles: int = 1024,
    moves: int = 3,
    seed: int = 1,
    progress: Callable[[str], None] = print,
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
    problem, rng = Problem(seed), stream(seed, "calibration")
    state = _start(problem, particles, rng)
    acceptance = 0.0
    while state.power < 1.0:
        power = _next_power(state)
        keep = _resample((power - state.power) * state.score, rng)
        state = Particles(state.z[keep], state.score[keep], power, state.step)
        for _ in range(moves):
            acceptance = _move(problem, state, rng)
        progress(f"power {power:.3g}: acceptance {acceptance:.2f}, step {state.step:.2f}")
    figures = problem.figures(state.z)
    record = _record(problem, state, figures, seed, acceptance)
    _write(folder, problem.values(state.z), record)
    for row in record["figures"]:
        progress(
            "{id}: published {published:.3g}, fitted {median:.3g} ({low:.3g} to {high:.3g})".format(**row)
        )
    return record


def _start(problem: Problem, n: int, rng: np.random.Generator) -> Particles:
    kept = np.empty((0, len(problem.scored)))
    while len(kept) < n:
        z = rng.standard_normal((n, kept.shape[1]))
        kept = np.concatenate([kept, z[problem.admissible(z)]])
    return Particles(kept[:n], _score(problem, kept[:n]))


def _score(problem: Problem, z: Array) -> Array:
    return np.sum([log_likelihood(f) for f in problem.figures(z)], axis=0)


def _next_power(state: Particles) -> float:
    """Return the largest power that keeps half of the particles effective."""
    low, high = state.power, 1.0
    if _effective((1.0 - state.power) * state.score) >= _KEEP_HALF:
        return 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (
            (middle, high) if _effective((middle - state.power) * state.score) > _KEEP_HALF else (low, middle)
        )
    return low


def _effective(log_weight: Array) -> float:
    """Return the effective share of weighted particles."""
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / np.sum(weight**2) / len(weight))


def _resample(log_weight: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return particles in proportion to their weights (systematic resampling)."""
    weight = np.exp(log_weight - log_weight.max())
    points = (rng.random() + np.arange(len(weight))) / len(weight)
    return np.minimum(np.searchsorted(np.cumsum(weight) / weight.sum(), points), len(weight) - 1)


def _move(problem: Problem, state: Particles, rng: np.random.Generator) -> float:
    """Move every particle once, in place; return the accepted share and adapt the step towards a quarter."""
    proposal = np.sqrt(1.0 - state.step**2) * state.z + state.step * rng.standard_normal(state.z.shape)
    allowed = np.flatnonzero(problem.admissible(proposal))
    score = np.full(len(proposal), -np.inf)
    score[allowed] = _score(problem, proposal[allowed])
    taken = np.log(rng.random(len(score))) < state.power * (score - state.score)
    state.z[taken], state.score[taken] = proposal[taken], score[taken]
    state.step = float(np.clip(state.step * np.exp(taken.mean() - 0.25), 0.05, 0.9))
    return float(taken.mean())


def _record(
    problem: Problem, state: Particles, figures: list[Figures], seed: int, acceptance: float
) -> dict[str, Any]:
    """Return what the fit is, what it used, what it informed and how it meets the figures."""
    rows = []
    for f in figures:
        low, middle, high = np.exp(np.percentile(f.predicted, (5, 50, 95), axis=0))
        for i, key in enumerate(f.ids):
            ends = {"published": np.exp(f.published[i]), "median": middle[i], "low": low[i], "high": high[i]}
            rows.append({"id": key, **{k: round(float(v), 4) for k, v in ends.items()}})
    spread = {key: round(float(state.z[:, i].std()), 3) for i, key in enumerate(problem.scored)}
    informed = {k: v for k, v in sorted(spread.items(), key=lambda item: item[1]) if v < 0.9}
    return {
        "network": network_hash(),
        "records": records_hash(),
        "observations": [row["id"] for row in rows],
        "particles": len(state.z),
        "distinct": len(np.unique(state.score)),
        "acceptance": round(acceptance, 3),
        "seed": seed,
        "figures": rows,
        "informed": informed,
    }


def _write(folder: Path, values: Mapping[str, Array], record: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(k for k in values if k.startswith(PREFIXES))
    table = np.stack([values[n] for n in names], axis=1).astype(np.float32)
    temporary = folder / ".draws.npz"
    with temporary.open("wb") as file:
        np.savez_compressed(file, names=np.array(names), values=table)
    temporary.replace(folder / "draws.npz")
    (folder / "record.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
