"""Three kinds of spread, never mixed: what we do not know, how people differ, how studies differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.observe import logistic, logit
from needlework.numerics.sampling import stream
from needlework.outcomes import Outcome

Array = NDArray[np.float64]

LEVEL = 0.9
_TAILS = (50 * (1 - LEVEL), 50.0, 50 * (1 + LEVEL))
_STUDIES = 25  # simulated studies per draw


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
    outcome: Outcome, values: Array, parameters: Mapping[str, Array], size: int, seed: int
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
    """
    means = np.nanmean(values, axis=1)
    quantiles = np.nanpercentile if np.isnan(values).any() else np.percentile  # the plain one is far faster
    low, median, high = quantiles(means, _TAILS, axis=0)
    least, _, most = quantiles(values.reshape(-1, *values.shape[2:]), _TAILS, axis=0)
    below, _, above = quantiles(new_studies(outcome, values, parameters, size, seed), _TAILS, axis=0)
    return Spread(np.nanmean(means, axis=0), median, (low, high), (least, most), (below, above))


def new_studies(
    outcome: Outcome, values: Array, parameters: Mapping[str, Array], size: int, seed: int
) -> Array:
    """Return the means that new studies of a size would report, shape (studies, times) or (studies,)."""
    rng = stream(seed, f"studies/{outcome.id}")
    draws, persons = values.shape[:2]
    weights = rng.multinomial(size, np.full(persons, 1.0 / persons), size=(draws, _STUDIES)) / size
    known = np.where(np.isfinite(values), values, np.nanmean(values, axis=1, keepdims=True))
    means = np.einsum("dsp,dp...->ds...", weights, known)
    luck, noise = rng.standard_normal((2, draws, _STUDIES, *(1,) * (values.ndim - 2)))
    column = lambda name: parameters[name].reshape(-1, 1, *(1,) * (values.ndim - 2))  # noqa: E731
    reported = _report(outcome, means, luck, noise / np.sqrt(size), column)
    if outcome.id in ("pih_probability", "responder_fraction"):
        chance = np.clip(np.nan_to_num(reported), 0.0, 1.0)
        reported = np.where(np.isfinite(reported), rng.binomial(size, chance) / size, np.nan)
    return reported.reshape(-1, *values.shape[2:])


def _report(outcome: Outcome, means: Array, luck: Array, noise: Array, column) -> Array:  # noqa: ANN001
    """Return what studies print: the true mean with the study's own effect and scatter."""
    if outcome.id == "pih_probability":
        return logistic(logit(np.clip(means, 1e-9, 1 - 1e-9)) + column("pih.study_spread") * luck)
    if outcome.id == "responder_fraction":
        return logistic(logit(np.clip(means, 1e-6, 1 - 1e-6)) + 2.0 * column("scale.study_spread") * luck)
    if outcome.id == "pain_vas":  # bounded by 0 and 10
        inside = np.clip(means / 10.0, 1e-6, 1 - 1e-6)
        return 10.0 * logistic(
            logit(inside)
            + column("study.instrument_spread") * luck
            + noise * column("study.measurement_sd") / (inside * (1.0 - inside))  # the scatter, in log-odds
        )
    if outcome.concerns and outcome.id != "melanin_contrast":
        return _scale_report(outcome, means, luck, noise, column)
    tau, scatter = column("study.instrument_spread"), column("study.measurement_sd")
    if outcome.form == "change":
        log_ratio = np.log(np.maximum(1.0 + means / 100.0, 1e-6)) * np.exp(tau * luck) + scatter * noise
        return 100.0 * np.expm1(log_ratio)
    return means * np.exp(tau * luck) * (1.0 + scatter * noise)


def _scale_report(outcome: Outcome, means: Array, luck: Array, noise: Array, column) -> Array:  # noqa: ANN001
    """Return scores as an open-label study prints them: the effect exaggerated and varied, the start kept."""
    factor = (1.0 + column("scale.open_label")) * np.exp(column("scale.study_spread") * luck)
    scatter = column("scale.measurement_cv") * noise
    if outcome.form == "change":
        effect = -np.log(np.maximum(1.0 + means / 100.0, 1e-6))
        return 100.0 * np.expm1(-effect * factor + scatter)
    start = means[:, :, :1]
    left = np.divide(means, start, out=np.ones_like(means), where=start > 0)
    effect = -np.log(np.maximum(left, 1e-6))
    return start * np.exp(-effect * factor + scatter)
