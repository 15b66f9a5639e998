"""What raters, instruments and the conduct of a trial make of what is true: the data of many trials at once.

Every number is keyed by what it is for, the trial and the person, so that neither the number of trials at
once nor the size of a trial changes it. The equations are those of the observation room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.inference.counter import normals, uniforms
from needlework.observation.grades import latent_of
from needlework.observation.printing import printed_chance, printed_grade, printed_log, rater_factor
from needlework.observation.shapes import logistic, logit
from needlework.trial.schema import Design, RatersSpec
from needlework.trial.tables import Measure
from needlework.trial.truth import Side, Truth

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_FAMILIES = ("score", "grade", "instrument", "dark")  # of a study's own effect
_SPREADS = {
    "score": "scale.study_spread_score",
    "grade": "scale.study_spread_grade",
    "instrument": "study.instrument_spread",
    "dark": "pih.study_spread",
}


@dataclass(frozen=True)
class Block:
    """Some trials: their numbers, their draws, and which virtual person each participant is.

    Attributes
    ----------
    name
        What kind of trials: other names have other luck.
    trials
        Numbers, shape (trials,).
    draw
        Position of each trial's draw, shape (trials,).
    person
        Shape (trials, participants).
    kept
        Scatter by what it is of: trials whose arms differ in nothing but what is true have the same.
    """

    name: str
    trials: Index
    draw: Index
    person: Index
    kept: dict[str, Array] = field(default_factory=dict, compare=False)

    def normals(self, seed: int, what: str, items: int, persons: int | None = None) -> Array:
        """Return standard normal numbers, shape (trials, participants, items)."""
        count = self.person.shape[1] if persons is None else persons
        return normals(seed, f"{self.name}/{what}", self.trials, count, items)

    def uniforms(self, seed: int, what: str, items: int) -> Array:
        """Return uniform numbers, shape (trials, participants, items)."""
        return uniforms(seed, f"{self.name}/{what}", self.trials, self.person.shape[1], items)


def enrolled(design: Design, name: str, trials: Index, draw: Index, participants: int) -> Block:
    """Return trials whose participants are drawn from the virtual persons of each trial's draw."""
    u = uniforms(design.seed, f"{name}/enrolment", trials, participants, 1)[..., 0]
    return Block(name, trials, draw, (u * design.cohort.persons).astype(np.int64))


@dataclass(frozen=True)
class Rated:
    """What a trial records of one side: before, and after at each visit.

    Shapes (trials, participants) and (trials, participants, visits); changes are percent of the level.
    """

    before: Array
    after: Array

    def at(self, visit: int) -> Rated:
        """Return the same side at one visit only, shape (trials, participants, 1) after."""
        return Rated(self.before, self.after[..., visit : visit + 1])


class Rater:
    """Turns what is true of some sides into what is recorded, for one endpoint of a design."""

    def __init__(self, design: Design, truth: Truth, measure: Measure, raters: RatersSpec, name: str) -> None:
        self.design, self.truth, self.measure, self.raters, self.name = design, truth, measure, raters, name

    def rate(self, sides: Side, which: Index, block: Block, label: str) -> Rated:
        """Rate one side of every participant.

        Parameters
        ----------
        sides
            Sides there are, stacked.
        which
            Which of them each participant has, shape (participants,).
        block
            The trials.
        label
            Of the side, for its own luck.
        """
        at = (which[None, :], block.draw[:, None], block.person)
        start, needled, bare = (true[at] for true in (sides.start, sides.needled, sides.bare))
        factor = self._factor(block)[..., None]
        kind = {"score": self._log, "change": self._log, "grade": self._grade, "chance": self._chance}
        return kind[self.measure.kind](block, label, start, needled, bare, factor)

    def _record(self, block: Block, name: str) -> Array:
        return self.truth.draws[name][block.draw]

    def _factor(self, block: Block) -> Array:
        """Return what study, centre, operator and raters who know make of a true effect, per participant."""
        design, family = self.design, self._family
        luck = block.normals(design.seed, "study", len(_FAMILIES), 1)[:, 0, _FAMILIES.index(family)]
        if family == "dark":
            return np.ones(block.person.shape)
        log_study = (self._record(block, _SPREADS[family]) * luck)[:, None] + self._places(block)
        bias = self._record(block, "scale.open_label")[:, None] if self.measure.rated else 0.0
        return rater_factor(bias, self.raters.unblinded, log_study)

    @property
    def _family(self) -> Literal["score", "grade", "instrument", "dark"]:
        if self.measure.kind == "chance":
            return "dark"
        if self.measure.kind == "grade":
            return "grade"
        return "score" if self.measure.rated else "instrument"

    def _places(self, block: Block) -> Array:
        """Return ln of the factors of centre and operator, shape (trials, participants)."""
        layout, seed = self.design.layout, self.design.seed
        total = np.zeros(block.person.shape)
        for what, count, spread in (
            ("centre", layout.centres, layout.centre_spread),
            ("operator", layout.operators, layout.operator_spread),
        ):
            if spread > 0.0:
                luck = block.normals(seed, what, count, 1)[:, 0]
                total += spread * luck[:, places(self.design, block.person.shape[1], what)]
        return total

    def _noise(self, block: Block, label: str, readings: int, scale: Array) -> Array:
        """Return the scatter of each adjudicated reading, shape (trials, participants, readings)."""
        name = f"{self.name}/{label}"
        if name not in block.kept:
            raters = 3 if self.raters.adjudication == "third_when_apart" else self.raters.number
            z = block.normals(self.design.seed, name, raters * readings)
            z = z.reshape(*block.person.shape, readings, raters) * scale[:, None, None, None]
            block.kept[name] = adjudicated(z, self.raters)
        return block.kept[name]

    def _log(
        self, block: Block, label: str, start: Array, needled: Array, bare: Array, factor: Array
    ) -> Rated:
        printed = printed_log(needled, bare, factor)
        if self.measure.rated:
            scatter = self._record(block, "scale.measurement_cv")
        else:
            scatter = self._record(block, "study.measurement_sd") / np.sqrt(
                2.0
            )  # that of a change has two readings
        noise = self._noise(block, label, 1 + printed.shape[2], scatter)
        if self.measure.kind == "change":
            return Rated(100.0 * np.expm1(noise[..., 0]), 100.0 * np.expm1(printed + noise[..., 1:]))
        after = start[..., None] * np.exp(printed + noise[..., 1:])
        return Rated(start * np.exp(noise[..., 0]), after)

    def _grade(
        self, block: Block, label: str, start: Array, needled: Array, bare: Array, factor: Array
    ) -> Rated:
        low, high = self.measure.lowest, self.measure.highest
        printed = printed_grade(needled, bare, factor, low, high)
        expected = np.concatenate([start[..., None], printed], axis=2)
        own = self.raters.own_scatter
        person = block.normals(self.design.seed, f"{self.name}/person", 1)
        scale = np.full(len(block.trials), np.sqrt(own))
        latent = latent_of(expected, low, high) + np.sqrt(1.0 - own) * person
        noise = self._noise(block, label, expected.shape[2], scale)
        grade = low + np.clip(np.ceil(latent + noise), 0.0, high - low)  # cut points stand at 0, 1, ...
        grade = np.where(np.isnan(expected), np.nan, grade)
        return Rated(grade[..., 0], grade[..., 1:])

    def _chance(
        self, block: Block, label: str, start: Array, needled: Array, bare: Array, factor: Array
    ) -> Rated:
        del start, bare, factor
        luck = block.normals(self.design.seed, "study", len(_FAMILIES), 1)[:, 0, _FAMILIES.index("dark")]
        moved = (self._record(block, _SPREADS["dark"]) * luck)[:, None, None]
        chance = np.where(needled > 0.0, printed_chance(needled, moved), 0.0)
        u = block.uniforms(self.design.seed, f"{self.name}/{label}", 1)
        return Rated(np.zeros(block.person.shape), np.where(np.isnan(needled), np.nan, u < chance))


def adjudicated(ratings: Array, raters: RatersSpec) -> Array:
    """Return one reading of several ratings along the last axis."""
    if raters.adjudication == "third_when_apart":
        pair = ratings[..., :2]
        apart = np.abs(pair[..., 0] - pair[..., 1]) > raters.apart
        return np.where(apart, np.median(ratings, axis=-1), pair.mean(axis=-1))
    if ratings.shape[-1] == 1:
        return ratings[..., 0]
    return ratings.mean(axis=-1) if raters.adjudication == "mean" else np.median(ratings, axis=-1)


def places(design: Design, participants: int, what: str) -> Index:
    """Return the centre or the operator of each participant; whole blocks of the allocation stay together."""
    count = design.layout.centres if what == "centre" else design.layout.operators
    return np.arange(participants) // len(arm_order(design)) % count


def arm_order(design: Design) -> tuple[str, ...]:
    """Return the arms of one block of a parallel trial; ('',) where each person has both."""
    if design.layout.kind != "parallel":
        return ("", "") if design.layout.kind == "crossover" else ("",)
    used = dict.fromkeys(
        name for c in design.contrasts for names in (c.better, c.than, c.trend) for name in names or ()
    )
    return tuple(name for name in used for _ in range(design.layout.allocation.get(name, 1)))


def lost(design: Design, block: Block, improvement: Array, visits: Array) -> NDArray[np.bool_]:
    """Return who is lost before each visit, shape (trials, participants, visits).

    Losses are spread evenly over the time to the last visit. Not at random: the odds of being lost rise by
    the given ratio for each standard deviation by which a person improves less than others of the trial.
    """
    drop = design.conduct.dropout
    if drop.share == 0.0:
        return np.zeros((*block.person.shape, len(visits)), bool)
    chance: Array | float = drop.share
    if drop.mechanism == "not_at_random":
        z = improvement - np.nanmean(improvement, axis=1, keepdims=True)
        z = np.nan_to_num(z / np.maximum(np.nanstd(improvement, axis=1, keepdims=True), 1e-12))
        odds = logistic(logit(drop.share) - np.log(drop.odds_ratio) * z)
        chance = odds * (drop.share / np.mean(odds, axis=1, keepdims=True))
    u = block.uniforms(design.seed, "dropout", 1)[..., 0] / chance
    return u[..., None] < visits / max(visits[-1], 1e-9)
