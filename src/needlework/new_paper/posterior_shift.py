"""What a new paper would move: records of the fit, and outcomes of the usual course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.scale_layer import PREFIXES as PEOPLE
from needlework.draws import Draws
from needlework.ensemble import gathered, usual_study, views
from needlework.evidence.distributions import Lognormal
from needlework.evidence.fit import TISSUE, Fit
from needlework.evidence.observations import Observation
from needlework.model import Model
from needlework.new_paper.reading import informs
from needlework.new_paper.weights import Weights, people_weights, tissue_weights, together
from needlework.outcomes import Outcome, outcomes
from needlework.outcomes.compute import evaluate
from needlework.population import Population, design
from needlework.simulation import fine_times, row_times
from needlework.spec import Study
from needlework.subject import Course, Skin
from needlework.view import View

Array = NDArray[np.float64]

BLOCKS = {"people": PEOPLE, "tissue": TISSUE}
_CLEAR = 3.0  # standard errors from which a shift is more than chance
_MEDIAN_OF_NORMAL = 0.6745  # median of |z|, z standard normal
_TAILS = (0.05, 0.5, 0.95)
_ALWAYS = ("collagen_total", "epidermal_thickness", "erythema_duration", "pih_probability")


@dataclass(frozen=True, slots=True)
class Shift:
    """One quantity before and after.

    Attributes
    ----------
    name
        Id of the record or outcome.
    before, after
        5 %, median and 95 % over draws.
    moved
        Shift of the mean, in standard deviations before.
    width
        Standard deviation after over before.
    clear
        Whether the shift is more than chance.
    """

    name: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    moved: float
    width: float
    clear: bool = False


@dataclass(frozen=True)
class PosteriorShift:
    """What a paper would move.

    Attributes
    ----------
    concern
        Concern of the usual course.
    used
        Ids of the figures that weigh, by part of the fit.
    weights
        Their weights.
    draws
        Number of draws.
    records, results
        Records that the weighted parts hold and outcomes of the usual course, largest shift first.
    """

    concern: str | None
    used: dict[str, list[str]]
    weights: dict[str, Weights]
    draws: int
    records: list[Shift]
    results: list[Shift]

    @property
    def joint(self) -> Weights:
        """Weights of whole draws."""
        return together(list(self.weights.values()))


def posterior_shift(
    observations: Sequence[Observation], fit: Fit, seed: int, size: int | None = None
) -> PosteriorShift | None:
    """Return what the figures of a paper would move, None where none of them can inform the fit.

    Parameters
    ----------
    observations
        Figures of one paper.
    fit
        The fit whose draws are weighted.
    seed
        Seed of whatever the fit does not hold.
    size
        Number of draws; all of the fit if not given.
    """
    used = {block: [o for o in observations if informs(o) == block] for block in BLOCKS}
    used = {block: found for block, found in used.items() if found}
    if not used:
        return None
    concern = next((o.population.concern for found in used.values() for o in found), None)
    usual = usual_study(concern)
    n = size or fit.size
    population = design(Skin.resolve(usual.skin), Course.from_spec(usual.course), n, 1, seed, fit)
    weights: dict[str, Weights] = {}
    if "people" in used:
        weights["people"] = people_weights(used["people"], population.draws, fit, seed)
    if "tissue" in used:
        weights["tissue"] = tissue_weights(used["tissue"], n, fit, seed)
    records, chance = _records(population.draws, fit, weights)
    joint = together(list(weights.values()))
    results = _results(population, usual, joint, observations)
    return PosteriorShift(
        concern,
        {block: [o.id for o in found] for block, found in used.items()},
        weights,
        n,
        _largest_first(records),
        _largest_first(_marked(results, max(chance, joint.chance))),
    )


def _records(draws: Draws, fit: Fit, weights: dict[str, Weights]) -> tuple[list[Shift], float]:
    """Return the shifts of the records that weighted parts hold, and the largest chance among these parts.

    Particles of the fit are related to one another, which the error of the weights does not know. Most
    records of a part have nothing to do with a paper, so the usual size of their shifts is chance, too
    (Efron, J Am Stat Assoc 2004;99:96).
    """
    found, most = [], 0.0
    for block, w in weights.items():
        shifts = []
        for name, record in draws.records.items():
            if name in fit.draws and name.startswith(BLOCKS[block]) and np.ptp(draws[name]) > 0.0:
                scale = np.log if isinstance(record.distribution, Lognormal) else np.asarray
                shifts.append(_shift(name, draws[name], scale(draws[name]), w))
        usual = float(np.median([abs(s.moved) for s in shifts])) / _MEDIAN_OF_NORMAL
        chance = max(w.chance, usual)
        found += _marked(shifts, chance)
        most = max(most, chance)
    return found, most


def _marked(shifts: list[Shift], chance: float) -> list[Shift]:
    return [replace(s, clear=abs(s.moved) > _CLEAR * chance) for s in shifts]


def _results(
    population: Population, usual: Study, w: Weights, observations: Sequence[Observation]
) -> list[Shift]:
    """Return the shifts of outcomes of the usual course at its end, for the typical person."""
    model, course = Model(), population.course
    times = fine_times(course, usual.horizon, row_times(course, usual.horizon))
    found = gathered(_at_end(view) for view in views(population, model, times, usual.horizon))
    named = {o.outcome for o in observations}
    table = outcomes()
    values = {k: v for k, v in found.items() if _headline(table[k], named)}
    return [_shift(k, v, v, w) for k, v in values.items() if np.nanmax(v) > np.nanmin(v)]


def _at_end(view: View) -> dict[str, Array]:
    return {name: v if v.ndim == 1 else v[:, -1] for name, v in evaluate(view).items()}


def _headline(outcome: Outcome, named: set[str | None]) -> bool:
    return bool(outcome.concerns) or outcome.id in _ALWAYS or bool(named & {outcome.id, outcome.known_as})


def _shift(name: str, values: Array, scaled: Array, w: Weights) -> Shift:
    """Return a quantity before and after; ``scaled`` is where its mean and spread are taken."""
    good = np.isfinite(values)
    values, scaled, each = values[good], scaled[good], w.each[good] / w.each[good].sum()
    mean, sd = float(scaled.mean()), float(scaled.std())
    now = float(each @ scaled)
    spread = float(np.sqrt(each @ (scaled - now) ** 2))
    shift = (now - mean) / sd
    even = np.full(len(values), 1.0 / len(values))
    before, after = (weighted_quantiles(values, p) for p in (even, each))
    return Shift(name, before, after, shift, spread / sd)


def weighted_quantiles(values: Array, each: Array) -> tuple[float, float, float]:
    """Return 5 %, median and 95 % of weighted values, between the middles of their steps."""
    order = np.argsort(values)
    middle = np.cumsum(each[order]) - 0.5 * each[order]
    low, median, high = np.interp(_TAILS, middle, values[order])
    return float(low), float(median), float(high)


def _largest_first(shifts: list[Shift]) -> list[Shift]:
    return sorted(shifts, key=lambda s: -abs(s.moved))
