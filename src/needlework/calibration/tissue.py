"""Blocks A and B of the fit: the clocks of healing and what instruments measured, by tempered particles.

Each particle simulates every course of the fit with the typical person. Rating scales are not in this
likelihood: they must not bend the biology.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.surrogate import Score, regression
from needlework.draws import Draws, admissible, study_records
from needlework.ensemble import views
from needlework.errors import Fault, InputError
from needlework.evidence.distributions import Fixed
from needlework.evidence.fit import TISSUE
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.split import Clock, load_split
from needlework.figures.days import visit_day
from needlework.model import Model
from needlework.numerics.normal import upper_tail
from needlework.outcomes.compute import FUNCTIONS
from needlework.population import Population
from needlework.scaffold import example_text
from needlework.spec import Study, load_study
from needlework.subject import Course, Skin
from needlework.view import View

Array = NDArray[np.float64]

_FIRST_SESSION = (
    *(0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0),
    *(7.0, 9.0, 11.0, 14.0, 17.0, 20.0, 24.0, 28.0),
)
_FREEDOM = 4.0  # of Student's t for the scatter of a published figure
_NODES = 21  # quadrature of the effect of one study
_FAR = -9.0  # ln of a ratio that no figure is near
_OTHERS = ("concern.", "penetration.")  # of concerns and devices that no study here has; its own are aliased
_OWN = "study.instrument_spread"  # the record of a study's own effect on instruments
_SCORED = (*TISSUE, _OWN)
_NEAR = 4.0  # scatters from what was published, beyond which a stand-in need not tell clocks apart
_LEAST_GAIN, _MOST_GAIN = 0.02, 2.0  # ln of a ratio, and the logarithm of one: ends of a stand-in's scale
_ONSET = 0.1  # of the peak: when a cell counts as seen


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


@dataclass(frozen=True, slots=True)
class _Seen:
    """The scale on which predictions of some figures are nearly linear in normal scores.

    Gains are products of many records, so their logarithm; clocks are logarithms already. Neither matters
    further from what was published than a few times its scatter.
    """

    figures: Figures

    def straight(self, predicted: Array) -> Array:
        """Return predictions on that scale."""
        far, published = _NEAR * self.figures.scatter, self.figures.published
        near = np.clip(predicted, published - far, published + far)
        return np.where(self._gain, np.log(np.maximum(predicted, _LEAST_GAIN)), near)

    def back(self, values: Array) -> Array:
        """Return what predictions on that scale stand for."""
        return np.where(self._gain, np.exp(np.minimum(values, _MOST_GAIN)), values)

    @property
    def _gain(self) -> NDArray[np.bool_]:
        return (self.figures.published > 0.0) & bool(self.figures.tau.any())


class Problem:
    """The records that are fitted, and what a set of particles predicts.

    A particle is a row of normal scores, one per record with a spread; a course's unreported figures are
    scores of their own for each study. Observations in ``without`` are left out.
    """

    def __init__(self, seed: int, without: Collection[str] = ()) -> None:
        split = load_split()
        self.seed = seed
        self.studies = {name: load_study(example_text(name)) for name in split.tissue}
        self.figures_of = {n: [i for i in ids if i not in without] for n, ids in split.tissue.items()}
        self.clocks = {key: clock for key, clock in split.clocks.items() if key not in without}

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
            and not name.startswith(_OTHERS)
        }

    @property
    def size(self) -> int:
        """Number of scores of a particle."""
        return len(self.scored)

    def score(self, z: Array) -> Array:
        """Return the log-likelihood of particles."""
        return np.sum([log_likelihood(f) for f in self.figures(z)], axis=0)

    def rough(self, z: Array) -> Score:
        """Return a stand-in for `score` in which regression on these particles predicts the figures."""
        found = self.figures(z)
        seen = [_Seen(f) for f in found]
        straight = [s.straight(s.figures.predicted) for s in seen]
        predicted = regression(z, np.concatenate(straight, axis=1))
        ends = np.cumsum([len(f.ids) for f in found])[:-1]

        def score(new: Array) -> Array:
            parts = zip(seen, np.split(predicted(new), ends, axis=1), strict=True)
            return np.sum([log_likelihood(self._stood_in(s, v, new)) for s, v in parts], axis=0)

        return score

    def _stood_in(self, seen: _Seen, straight: Array, z: Array) -> Figures:
        """Return figures with other predictions; the spread of a study's own effect is a record's."""
        i = list(self.scored).index(_OWN)
        own = self.scored[_OWN].ppf(upper_tail(-z[:, i])) if seen.figures.tau.any() else np.zeros(len(z))
        return replace(seen.figures, predicted=seen.back(straight), tau=own)

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
            found += self.study_figures(study, Draws(len(z), self.seed, records, own, len(z)))
        return found

    def study_figures(self, name: str, draws: Draws) -> list[Figures]:
        """Return what draws predict for one study, and for the clocks if it is the first."""
        study: Study = self.studies[name]
        course = Course.from_spec(study.course)
        observed = [_observation(i) for i in self.figures_of[name]]
        clocks = self.clocks if name == next(iter(self.studies)) else {}
        days = [visit_day(o, course.days[-1]) for o in observed]
        times = np.unique([0.0, *_FIRST_SESSION, *days])
        population = Population(Skin.resolve(study.skin), course, draws, 1)
        tissue, read = [], []
        for view in views(population, Model(), times, float(times[-1]), usual={}):
            tissue.append([_at(view, o.outcome or "", d) for o, d in zip(observed, days, strict=True)])
            read.append([_clock(view, clock) for clock in clocks.values()])
        found = [_tissue(observed, np.concatenate(tissue, axis=1).T, draws)] if observed else []
        return found + ([_clocks(list(clocks), np.concatenate(read, axis=1).T, draws.n)] if clocks else [])


def _tissue(observed: Sequence[Observation], predicted: Array, draws: Draws) -> Figures:
    sd, own = (draws.records[k].value for k in ("study.measurement_sd", "study.instrument_spread"))
    size = np.array([o.n or 1 for o in observed])
    published = np.array([np.log1p((o.value or 0.0) / 100.0) for o in observed])
    scatter = np.hypot(sd / np.sqrt(size), own * published)  # readers and probes differ within a study, too
    ids = tuple(o.id for o in observed)
    return Figures(ids, predicted, published, scatter, draws[_OWN])


def _clocks(ids: Sequence[str], predicted: Array, n: int) -> Figures:
    """Return the clocks; those of animals run at another pace that is not known."""
    observed, parameters = [load_observations()[i] for i in ids], load_parameters()
    pace = parameters["study.animal_pace"].value
    scatter = [
        np.hypot(parameters["study.clock_scatter"].value, pace * (o.species != "human")) for o in observed
    ]
    days = np.array([_clock_day(o) for o in observed])
    return Figures(tuple(ids), predicted, np.log(days), np.array(scatter), np.zeros(n))


def _at(view: View, outcome: str, day: float) -> Array:
    """Return ln of an outcome's ratio to baseline at a day; far off where a lane failed."""
    values = np.asarray(FUNCTIONS[outcome](view))[:, np.searchsorted(view.times, day)]
    return np.nan_to_num(np.log1p(np.maximum(values, -99.0) / 100.0), nan=_FAR)


def _clock(view: View, clock: Clock) -> Array:
    """Return ln of the day of a peak or an onset after the first session, or of a duration."""
    values = np.nan_to_num(np.asarray(FUNCTIONS[clock.outcome](view)), nan=0.0)
    if clock.read != "value":
        inside = view.first_span
        level = values[:, inside].max(axis=1, keepdims=True) * (1.0 if clock.read == "peak" else _ONSET)
        values = view.times[inside][np.argmax(values[:, inside] >= level, axis=1)]
    return np.log(np.maximum(values, 0.01))


def _clock_day(o: Observation) -> float:
    days = float(np.sqrt(o.range[0] * o.range[1])) if o.range else float(o.value or 1.0)
    return days / 24.0 if o.unit == "h" else days


def _observation(key: str) -> Observation:
    try:
        found = load_observations()[key]
    except KeyError:
        fault = Fault("data/fit/split.yaml", "an observation on file", key, "correct the split")
        raise InputError([fault]) from None
    if not (found.kind == "change_percent" and found.outcome and found.n):
        expected = "a change_percent of an outcome with its n"
        raise InputError([Fault(found.where, expected, key, "correct the record or the split")])
    return found
