"""Three kinds of spread, never mixed: what we do not know, how people differ, how studies differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.sampling import stream
from needlework.observation import printing
from needlework.observation.counts import drawn_shares
from needlework.observation.shapes import logistic, logit
from needlework.outcomes import Outcome
from needlework.outcomes.scales import least_effect

Array = NDArray[np.float64]
Pair = tuple[Array, Array]

LEVEL = 0.9
_TAILS = (50 * (1 - LEVEL), 50.0, 50 * (1 + LEVEL))
_STUDIES = 25  # simulated studies per draw
_LEAST = 1e-6  # ratios and shares stay above it


@dataclass(frozen=True, slots=True)
class Figures:
    """One quantity over draws and persons, each of shape (times,) or ().

    Attributes
    ----------
    median
        Over draws, of the mean over persons.
    unknown
        90 % interval of that mean over draws: what we do not know.
    persons
        90 % interval over draws and persons: how people differ, and what we do not know.
    """

    median: Array
    unknown: Pair
    persons: Pair


@dataclass(frozen=True, slots=True)
class Printed:
    """What new studies of one design would print: median, and the 90 % interval over studies."""

    median: Array
    interval: Pair


@dataclass(frozen=True)
class Spread:
    """Mean and intervals of one outcome, each of shape (times,) or () for a single figure.

    A part is computed when it is first read: most readers want one or two of them.

    Attributes
    ----------
    drawn
        The outcome's true values, and new studies of them.
    means, untreated_means
        Over all persons, shape (draws, ...), where ``drawn`` holds only some of them.
    """

    drawn: Studies
    means: Array | None = None
    untreated_means: Array | None = None

    @cached_property
    def mean(self) -> Array:
        """Over draws, of the mean over persons who are needled."""
        over = np.nanmean(self.drawn.needled, axis=1) if self.means is None else self.means
        return np.nanmean(over, axis=0)

    @cached_property
    def needled(self) -> Figures:
        """People who are needled."""
        return _figures(self.drawn.needled, self.means)

    @property
    def median(self) -> Array:
        """Over draws, of the mean over persons who are needled."""
        return self.needled.median

    @property
    def unknown(self) -> Pair:
        """90 % interval of that mean over draws: what we do not know."""
        return self.needled.unknown

    @property
    def persons(self) -> Pair:
        """90 % interval over draws and persons who are needled."""
        return self.needled.persons

    @cached_property
    def untreated(self) -> Figures:
        """The same people without a session."""
        return _figures(self.drawn.untreated, self.untreated_means)

    @cached_property
    def difference(self) -> Figures:
        """Needled minus untreated, person by person."""
        over, plain = self.means, self.untreated_means
        gone = None if over is None or plain is None else over - plain
        return _figures(self.drawn.needled - self.drawn.untreated, gone)

    @cached_property
    def open(self) -> Printed:
        """What a new study would print of needled people whose raters know the treatment."""
        return _printed(self.drawn.printed(unblinded=True))

    @cached_property
    def blinded(self) -> Printed:
        """What a new study would print of needled people whose raters do not know the treatment."""
        return _printed(self.drawn.blinded)

    @cached_property
    def trial(self) -> Printed:
        """What a controlled trial with blinded raters and two arms would print as their difference."""
        return _printed(self.drawn.difference())

    @property
    def studies(self) -> Pair:
        """Return the 90 % interval of the mean that a new open-label study of that size would report."""
        return self.open.interval


def spread_of(
    outcome: Outcome,
    values: Array,
    parameters: Mapping[str, Array],
    size: int,
    seed: int,
    *,
    untreated: Array | None = None,
    means: Array | None = None,
    untreated_means: Array | None = None,
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
    untreated
        Values of the same people without a session; what they were before the course if not given.
    means, untreated_means
        Over all persons, shape (draws, ...), where ``values`` holds only some of them.
    """
    plain = _before(values) if untreated is None else untreated
    return Spread(Studies(outcome, values, plain, parameters, size, seed), means, untreated_means)


def new_studies(
    outcome: Outcome,
    values: Array,
    parameters: Mapping[str, Array],
    size: int,
    seed: int,
    *,
    open_label: bool = True,
    untreated: Array | None = None,
) -> Array:
    """Return the means that new studies of a size would report, shape (studies, times) or (studies,)."""
    plain = _before(values) if untreated is None else untreated
    found = Studies(outcome, values, plain, parameters, size, seed).printed(unblinded=open_label)
    return found.reshape(-1, *values.shape[2:])


def _before(values: Array) -> Array:
    """Return what people were before the course; of a figure for the whole course, nought."""
    start = values[:, :, :1] if values.ndim == 3 else np.where(np.isfinite(values), 0.0, np.nan)
    return np.broadcast_to(start, values.shape)


def _quantiles(values: Array) -> Array:
    find = np.nanpercentile if np.isnan(values).any() else np.percentile  # the plain one is far faster
    return find(values, _TAILS, axis=0)


def _figures(values: Array, means: Array | None) -> Figures:
    low, median, high = _quantiles(np.nanmean(values, axis=1) if means is None else means)
    least, _, most = _quantiles(values.reshape(-1, *values.shape[2:]))
    return Figures(median, (low, high), (least, most))


def _printed(studies: Array) -> Printed:
    below, median, above = _quantiles(studies.reshape(-1, *studies.shape[2:]))
    return Printed(median, (below, above))


@dataclass(frozen=True)
class Studies:
    """New studies of the same outcome: their people, their luck and their scatter, drawn once.

    Attributes
    ----------
    outcome
        Table entry.
    needled, untreated
        True values, shape (draws, persons, ...).
    parameters
        Draws of the records that say how studies differ, shape (draws,) each.
    size
        People in each arm.
    seed
        Seed of the study.
    """

    outcome: Outcome
    needled: Array
    untreated: Array
    parameters: Mapping[str, Array]
    size: int
    seed: int

    def printed(self, *, unblinded: bool) -> Array:
        """Return what needled people are printed as, shape (draws, studies, ...)."""
        people = self._studied
        return self._print(people(self.needled), people(self.untreated), self.luck, self._noise, unblinded)

    @cached_property
    def blinded(self) -> Array:
        """What needled people are printed as by raters who do not know, shape (draws, studies, ...)."""
        return self.printed(unblinded=False)

    def difference(self) -> Array:
        """Return what controlled trials with blinded raters print, shape (draws, studies, ...).

        Two arms of the same size under one roof: other people and scatter, the same luck. Of levels each arm
        is compared with where its own people started.
        """
        needled, plain = self.blinded, self._people("controls")(self.untreated)
        controls = self._print(plain, plain, self.luck, self._scores("scatter of controls"), False)
        if self.outcome.form == "absolute" and self.outcome.rows == "series":
            start = self._studied(self.untreated[:, :, :1])
            needled, controls = needled - start, controls - plain[:, :, :1]
        return needled - controls

    @cached_property
    def _studied(self) -> Callable[[Array], Array]:
        return self._people("studies")

    def _people(self, what: str) -> Callable[[Array], Array]:
        """Return the mean over the people of each study.

        What is counted is drawn as a count at the end, so its people are not drawn here: of shares values
        stay as they are, of darkening the mean is that of all persons.
        """
        if self.outcome.spread == "share":
            return lambda values: values
        if self.outcome.spread == "dark":
            return lambda values: np.nanmean(values, axis=1, keepdims=True)
        draws, persons = self.needled.shape[:2]
        rng = stream(self.seed, f"{what}/{self.outcome.id}")
        weights = rng.multinomial(self.size, np.full(persons, 1.0 / persons), size=(draws, _STUDIES))

        def mean(values: Array) -> Array:
            known = np.where(np.isfinite(values), values, np.nanmean(values, axis=1, keepdims=True))
            return np.einsum("dsp,dp...->ds...", weights / self.size, known)

        return mean

    @cached_property
    def luck(self) -> Array:
        """Standard normal score of each study's own effect, shape (draws, studies, 1...)."""
        return self._scores("luck")

    @cached_property
    def _noise(self) -> Array:
        return self._scores("scatter")

    def _scores(self, what: str) -> Array:
        shape = (len(self.needled), _STUDIES, *(1,) * (self.needled.ndim - 2))
        return stream(self.seed, f"{what}/{self.outcome.id}").standard_normal(shape)

    def _print(self, needled: Array, untreated: Array, luck: Array, noise: Array, unblinded: bool) -> Array:
        axes = (1,) * (self.needled.ndim - 2)
        column = lambda name: self.parameters[name].reshape(-1, 1, *axes)  # noqa: E731
        arm = Arm(
            self.outcome, needled, untreated, luck, noise / np.sqrt(self.size), column, float(unblinded)
        )
        found = _REPORTS[self.outcome.spread](arm)
        if self.outcome.spread not in ("dark", "share"):
            return np.clip(found, *self.outcome.bounds)
        rng = stream(self.seed, f"counts/{self.outcome.id}/{unblinded}/{needled is untreated}")
        alike = column(
            "pih.count_concentration" if self.outcome.spread == "dark" else "scale.count_concentration"
        )
        known = np.isfinite(found)
        share = np.clip(np.where(known, found, 0.5), _LEAST, 1.0 - _LEAST)
        return np.where(known, drawn_shares(self.size, share, alike, rng), np.nan)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of new studies before it is printed.

    Attributes
    ----------
    needled, untreated
        True means of its people as they are and as they would be without needles, (draws, studies, ...);
        for shares the chance of each person, (draws, persons).
    luck, noise
        Standard normal score of each study's own effect; that of its scatter over the root of its size.
    column
        A record's draws, shaped to go with the means.
    unblinded
        1 where raters know the treatment, else 0.
    """

    outcome: Outcome
    needled: Array
    untreated: Array
    luck: Array
    noise: Array
    column: Callable[[str], Array]
    unblinded: float

    def factor(self, tau: str) -> Array:
        """Return what raters and the study make of a true effect."""
        return printing.rater_factor(
            self.column("scale.open_label"), self.unblinded, self.column(tau) * self.luck
        )


def _later(arm: Arm) -> Array:
    """Return 1 after the start of a course and 0 at it, along the last axis of the means."""
    return (np.arange(arm.needled.shape[-1]) > 0).astype(np.float64)


def _log(ratio: Array) -> Array:
    return np.log(np.maximum(ratio, _LEAST))


def _instrument(arm: Arm) -> Array:
    """Return readings: a study's instrument has a factor of its own, which raters do not touch."""
    factor = np.exp(arm.column("study.instrument_spread") * arm.luck)
    scatter = arm.column("study.measurement_sd") * arm.noise
    if arm.outcome.form == "change":
        needled, untreated = (_log(1.0 + v / 100.0) for v in (arm.needled, arm.untreated))
        return 100.0 * np.expm1(printing.printed_log(needled, untreated, factor) + scatter)
    return arm.needled * factor * (1.0 + scatter)


def _score(arm: Arm) -> Array:
    """Return scores: the start kept, the effect rated and scattered on the logarithm."""
    factor = arm.factor("scale.study_spread_score")
    scatter = arm.column("scale.measurement_cv") * arm.noise
    fall = arm.column("scale.regression") * _later(arm)
    if arm.outcome.form == "change":
        needled, untreated = (_log(1.0 + v / 100.0) for v in (arm.needled, arm.untreated))
        return 100.0 * np.expm1(printing.printed_log(needled, untreated, factor, fall) + scatter)
    start = arm.untreated[:, :, :1]
    left = lambda v: _log(np.divide(v, start, out=np.ones_like(v), where=start > 0))  # noqa: E731
    printed = printing.printed_log(left(arm.needled), left(arm.untreated), factor, fall)
    return start * np.exp(printed + scatter)


def _grade(arm: Arm) -> Array:
    """Return mean grades: the effect rated on the log-odds of the scale, the scatter in grades."""
    factor = arm.factor("scale.study_spread_grade")
    scatter = arm.column("scale.measurement_cv") * arm.noise * arm.untreated[:, :, :1]
    fall = arm.column("scale.regression") * _later(arm)
    return printing.printed_grade(arm.needled, arm.untreated, factor, *arm.outcome.bounds, fall) + scatter


def _share(arm: Arm) -> Array:
    """Return the chance that a person of a study counts as improved, shape (draws, studies)."""
    seen = printing.printed_share(
        arm.needled[:, None],
        arm.untreated[:, None],
        arm.factor("scale.study_spread_share")[..., None],
        arm.column("scale.rating_scatter")[..., None],
        (arm.column("scale.regression") / least_effect(arm.outcome.threshold or "", arm.column))[..., None],
    )
    return np.nanmean(seen, axis=-1)


def _dark(arm: Arm) -> Array:
    return printing.printed_chance(arm.needled, arm.column("pih.study_spread") * arm.luck)


def _pain(arm: Arm) -> Array:
    """Return pain, bounded by 0 and 10: studies differ, and readings scatter, in log-odds."""
    inside = np.clip(arm.needled / 10.0, _LEAST, 1.0 - _LEAST)
    scatter = arm.noise * arm.column("study.measurement_sd") / (inside * (1.0 - inside))
    felt = 10.0 * logistic(logit(inside) + arm.column("study.pain_spread") * arm.luck + scatter)
    return np.where(arm.needled > 0.0, felt, arm.needled)


_REPORTS: Mapping[str, Callable[[Arm], Array]] = {
    "instrument": _instrument,
    "score": _score,
    "grade": _grade,
    "share": _share,
    "dark": _dark,
    "pain": _pain,
}
