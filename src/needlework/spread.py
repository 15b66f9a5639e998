"""Three kinds of spread, never mixed: what we do not know, how people differ, how studies differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.normal import upper_tail
from needlework.numerics.quantiles import normal_ppf
from needlework.numerics.sampling import stream
from needlework.observation.shapes import logistic, logit
from needlework.outcomes import Outcome

Array = NDArray[np.float64]

LEVEL = 0.9
_TAILS = (50 * (1 - LEVEL), 50.0, 50 * (1 + LEVEL))
_STUDIES = 25  # simulated studies per draw
_MOST = 20.0  # ln of a ratio; beyond it a number means nothing
_LEAST = 1e-6  # ratios and shares stay above it


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and intervals of one outcome, each of shape (times,) or () for a single figure.

    Attributes
    ----------
    mean, median
        Over draws, of the mean over persons.
    unknown
        90 % interval of that mean over draws: what we do not know.
    persons
        90 % interval over draws and persons: how people differ, and what we do not know.
    studies
        90 % interval of the mean that a new open-label study of that size would report.
    """

    mean: Array
    median: Array
    unknown: tuple[Array, Array]
    persons: tuple[Array, Array]
    studies: tuple[Array, Array]


def spread_of(
    outcome: Outcome,
    values: Array,
    parameters: Mapping[str, Array],
    size: int,
    seed: int,
    *,
    open_label: bool = True,
    means: Array | None = None,
) -> Spread:
    """Return mean and intervals of one outcome.

    Parameters
    ----------
    outcome
        Its table entry.
    values
        Shape (draws, persons, times) or (draws, persons); NaN where a lane failed.
    parameters
        Draws of the records that describe how studies differ.
    size
        Persons in a new study.
    seed
        Seed of the study.
    open_label
        Whether raters in the new study know the treatment.
    means
        Over all persons, shape (draws, ...), where ``values`` holds only some of them.
    """
    over = np.nanmean(values, axis=1) if means is None else means
    quantiles = np.nanpercentile if np.isnan(values).any() else np.percentile  # the plain one is far faster
    low, median, high = quantiles(over, _TAILS, axis=0)
    least, _, most = quantiles(values.reshape(-1, *values.shape[2:]), _TAILS, axis=0)
    reported = new_studies(outcome, values, parameters, size, seed, open_label=open_label)
    below, _, above = quantiles(reported, _TAILS, axis=0)
    return Spread(np.nanmean(over, axis=0), median, (low, high), (least, most), (below, above))


def new_studies(
    outcome: Outcome,
    values: Array,
    parameters: Mapping[str, Array],
    size: int,
    seed: int,
    *,
    open_label: bool = True,
) -> Array:
    """Return the means that new studies of a size would report, shape (studies, times) or (studies,)."""
    rng = stream(seed, f"studies/{outcome.id}")
    draws, persons = values.shape[:2]
    weights = rng.multinomial(size, np.full(persons, 1.0 / persons), size=(draws, _STUDIES)) / size
    known = np.where(np.isfinite(values), values, np.nanmean(values, axis=1, keepdims=True))
    means = np.einsum("dsp,dp...->ds...", weights, known)
    luck, noise = rng.standard_normal((2, draws, _STUDIES, *(1,) * (values.ndim - 2)))
    column = lambda name: parameters[name].reshape(-1, 1, *(1,) * (values.ndim - 2))  # noqa: E731
    report = _REPORTS[outcome.spread]
    reported = report(Studies(outcome, means, luck, noise / np.sqrt(size), column, open_label))
    if outcome.spread in ("dark", "share"):
        chance = np.clip(np.nan_to_num(reported), 0.0, 1.0)
        reported = np.where(np.isfinite(reported), rng.binomial(size, chance) / size, np.nan)
    return reported.reshape(-1, *values.shape[2:])


@dataclass(frozen=True, slots=True)
class Studies:
    """New studies before they are printed.

    Attributes
    ----------
    means
        True means of their people, shape (draws, studies, ...).
    luck, noise
        Standard normal score of each study's own effect; that of its scatter over the root of its size.
    column
        A record's draws, shaped to go with the means.
    open_label
        Whether raters know the treatment.
    """

    outcome: Outcome
    means: Array
    luck: Array
    noise: Array
    column: Callable[[str], Array]
    open_label: bool

    def factor(self, tau: str) -> Array:
        """Return what a study and its raters make of a true effect."""
        raters = 1.0 + self.column("scale.open_label") if self.open_label else 1.0
        return raters * np.exp(self.column(tau) * self.luck)


def _instrument(s: Studies) -> Array:
    tau, scatter = s.column("study.instrument_spread"), s.column("study.measurement_sd")
    if s.outcome.form == "change":
        log_ratio = np.log(np.maximum(1.0 + s.means / 100.0, _LEAST)) * np.exp(tau * s.luck)
        return 100.0 * np.expm1(np.minimum(log_ratio + scatter * s.noise, _MOST))
    return s.means * np.exp(tau * s.luck) * (1.0 + scatter * s.noise)


def _score(s: Studies) -> Array:
    """Return scores or grades as studies print them: the start kept, the effect rated and scattered."""
    factor = s.factor(f"scale.study_spread_{s.outcome.spread}")
    scatter = s.column("scale.measurement_cv") * s.noise
    if s.outcome.form == "change":
        effect = -np.log(np.maximum(1.0 + s.means / 100.0, _LEAST))
        return 100.0 * np.expm1(np.minimum(-effect * factor + scatter, _MOST))
    start = s.means[:, :, :1]
    left = np.divide(s.means, start, out=np.ones_like(s.means), where=start > 0)
    return start * np.exp(np.minimum(np.log(np.maximum(left, _LEAST)) * factor + scatter, _MOST))


def _share(s: Studies) -> Array:
    """Return shares of people: their normal score moves by ln of the factor over the spread of ratings."""
    width = np.hypot(s.column("scale.person_spread"), s.column("scale.rating_scatter"))
    inside = np.clip(s.means, _LEAST, 1.0 - _LEAST)
    return upper_tail(-(normal_ppf(inside) + np.log(s.factor("scale.study_spread_share")) / width))


def _dark(s: Studies) -> Array:
    return logistic(logit(np.clip(s.means, 1e-9, 1 - 1e-9)) + s.column("pih.study_spread") * s.luck)


def _pain(s: Studies) -> Array:
    """Return pain, bounded by 0 and 10: studies differ, and readings scatter, in log-odds."""
    inside = np.clip(s.means / 10.0, _LEAST, 1.0 - _LEAST)
    scatter = s.noise * s.column("study.measurement_sd") / (inside * (1.0 - inside))
    return 10.0 * logistic(logit(inside) + s.column("study.pain_spread") * s.luck + scatter)


_REPORTS: Mapping[str, Callable[[Studies], Array]] = {
    "instrument": _instrument,
    "score": _score,
    "grade": _score,
    "share": _share,
    "dark": _dark,
    "pain": _pain,
}
