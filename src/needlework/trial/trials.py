"""Running many trials on a simulated cohort: the p-values of every contrast, endpoint, visit and size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Stopped
from needlework.numerics.ode import StopFlag, cores
from needlework.trial.analyses import Recorded, analyse, improvement
from needlework.trial.rating import Block, Rated, Rater, arm_order, enrolled, lost, places
from needlework.trial.schema import ContrastSpec, Design
from needlework.trial.tables import Measure, measures
from needlework.trial.treatments import USUAL
from needlework.trial.truth import Side, Truth, period_of, reading_of, side_of, stacked, true_benefit

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_VALUES = 200_000  # recorded at once by one worker: they stay in its cache

StandIn = Callable[[str], str]


def itself(arm: str) -> str:
    """Return an arm's own name: nothing stands in for it."""
    return arm


@dataclass(frozen=True)
class Verdicts:
    """What the analyses of some trials of one contrast and endpoint gave, shape (trials, visits, sizes) each.

    Attributes
    ----------
    p
        Two-sided p-values, NaN where the analysis failed.
    favours
        Whether the estimate favours what should be better.
    draw
        Position of each trial's draw, shape (trials,).
    """

    p: NDArray[np.float32]
    favours: NDArray[np.bool_]
    draw: Index


class Field:
    """A design on a cohort, ready to run trials.

    Parameters
    ----------
    design, truth
        What is planned, and what is true.
    visits
        Days after the anchor, shape (visits,).
    sizes
        Numbers of participants, increasing.
    stop
        Ends the trials that run from another thread.
    """

    def __init__(
        self,
        design: Design,
        truth: Truth,
        visits: Sequence[float],
        sizes: Sequence[int],
        stop: StopFlag | None = None,
    ) -> None:
        self.design, self.truth, self.stop = design, truth, stop
        self.visits, self.sizes = tuple(visits), np.array(sizes, dtype=np.int64)
        self.measures: tuple[Measure, ...] = tuple(measures()[e.outcome] for e in design.endpoints)

    def run(
        self,
        contrast: int,
        endpoint: int,
        trials: Index,
        draw: Index,
        *,
        kind: str = "main",
        stand_in: StandIn = itself,
    ) -> Verdicts:
        """Run trials of one contrast and endpoint.

        Parameters
        ----------
        contrast, endpoint
            Positions in the design.
        trials, draw
            Numbers of the trials and the draw of each.
        kind
            Name of their luck: other names are other trials.
        stand_in
            Which arm's truth stands in for an arm's; itself in an ordinary trial.
        """
        return self.run_each(contrast, endpoint, trials, draw, (stand_in,), kind=kind)[0]

    def run_each(
        self,
        contrast: int,
        endpoint: int,
        trials: Index,
        draw: Index,
        stand_ins: Sequence[StandIn],
        *,
        kind: str = "main",
    ) -> list[Verdicts]:
        """Run the same trials, with the same luck, once for each of several truths; see `run`."""
        most = int(self.sizes[-1])
        plans = [self._sides(contrast, endpoint, most, stand_in) for stand_in in stand_ins]
        step = max(1, _VALUES // (most * (1 + len(self.visits)) * len(plans[0][1])))
        starts = range(0, len(trials), step)

        def work(first: int) -> list[tuple[Array, NDArray[np.bool_]]]:
            if self.stop:
                raise Stopped("the trials were stopped")
            rows = slice(first, first + step)
            block = enrolled(self.design, kind, trials[rows], draw[rows], most)
            return [self._block(contrast, endpoint, sides, which, block) for sides, which in plans]

        with ThreadPoolExecutor(cores()) as pool:
            parts = list(pool.map(work, starts))
        join = lambda i, j: np.concatenate([part[i][j] for part in parts])  # noqa: E731
        return [Verdicts(join(i, 0).astype(np.float32), join(i, 1), draw) for i in range(len(plans))]

    def _block(
        self, contrast: int, endpoint: int, sides: Side, which: list[Index], block: Block
    ) -> tuple[Array, NDArray[np.bool_]]:
        data = self.recorded(contrast, endpoint, sides, which, block)
        spec, measure = self.design.endpoints[endpoint], self.measures[endpoint]
        shape = (len(block.trials), len(self.visits), len(self.sizes))
        p, favours = np.full(shape, np.nan), np.zeros(shape, bool)
        for v in range(len(self.visits)):
            found = analyse(spec, measure, data, v, self.sizes)
            p[:, v], favours[:, v] = found.p, found.statistic > 0.0
        return p, favours

    def recorded(
        self, contrast: int, endpoint: int, sides: Side, which: list[Index], block: Block
    ) -> Recorded:
        """Return what some trials record, with what is missing missing."""
        spec, measure, design = self.design.endpoints[endpoint], self.measures[endpoint], self.design
        rater = Rater(design, self.truth, measure, spec.raters, f"endpoint {endpoint}")
        rated = [rater.rate(sides, w, block, f"side {i}") for i, w in enumerate(which)]
        gained = np.mean([improvement(measure, r)[..., -1] for r in rated], axis=0)
        gone = lost(design, block, gained, np.array(self.visits))
        missed = np.zeros(block.person.shape, bool)
        for w in which:
            missed |= sides.missed[w[None, :], block.draw[:, None], block.person]
        kept = [self._intercurrent(measure, r, gone, missed) for r in rated]
        gains = tuple(improvement(measure, r) for r in kept)
        centre = places(design, block.person.shape[1], "centre")
        return Recorded(tuple(kept), gains, self._dose(contrast), centre)

    def _intercurrent(
        self, measure: Measure, rated: Rated, gone: NDArray[np.bool_], missed: NDArray[np.bool_]
    ) -> Rated:
        """Return a side as the estimand sees it: as observed, missing, or without success.

        Without success is no improvement of a score, and the worse of yes and no.
        """
        estimand, after = self.design.estimand, rated.after
        worse = 0.5 - 0.5 * measure.sign if measure.kind == "chance" else rated.before[..., None]
        for strategy, happened in ((estimand.missed_session, missed[..., None]), (estimand.dropout, gone)):
            if strategy == "hypothetical":
                after = np.where(happened, np.nan, after)
            elif strategy == "composite":
                after = np.where(happened, worse, after)
        return replace(rated, after=after)

    def _sides(self, contrast: int, endpoint: int, most: int, stand_in: StandIn) -> tuple[Side, list[Index]]:
        """Return the sides there are, and for each side of a participant which of them it is."""
        spec, measure = self.design.contrasts[contrast], self.measures[endpoint]
        if self.design.layout.kind == "parallel":
            order = arm_order(self.design)
            names = list(dict.fromkeys(order))
            sides = [self.side(measure, stand_in(name)) for name in names]
            return stacked(sides), [np.array([names.index(order[i % len(order)]) for i in range(most)])]
        better, than = (spec.better or ("",))[0], (spec.than or ("",))[0]
        if self.design.layout.kind == "crossover":
            return self._periods(measure, better, than, most, stand_in)
        sides = [self.side(measure, stand_in(name)) for name in (better, than)]
        return stacked(sides), [np.zeros(most, np.int64), np.ones(most, np.int64)]

    def _periods(
        self, measure: Measure, better: str, than: str, most: int, stand_in: StandIn
    ) -> tuple[Side, list[Index]]:
        """Return both periods of both orders: even participants begin with what should be better."""
        one, two = stand_in(better), stand_in(than)
        if one == two:
            same = self.side(measure, one)
            return stacked([same]), [np.zeros(most, np.int64)] * 2
        plan = ((one, two, 0), (two, one, 1), (one, two, 1), (two, one, 0))
        sides = [
            side_of(self.truth, measure, period_of(self.design, self.truth, a, b, which, self.visits))
            for a, b, which in plan
        ]
        odd = np.arange(most) % 2
        return stacked(sides), [odd, 2 + odd]

    def side(self, measure: Measure, arm: str) -> Side:
        """Return what is true of every person under an arm."""
        return side_of(self.truth, measure, reading_of(self.design, self.truth, arm, self.visits))

    def _dose(self, contrast: int) -> Array | None:
        """Return what a contrast between persons is the slope on, for every participant."""
        if self.design.layout.kind != "parallel":
            return None
        spec, order, most = self.design.contrasts[contrast], arm_order(self.design), int(self.sizes[-1])
        value = dict.fromkeys(order, np.nan)
        if spec.trend:
            value |= {name: float(self.design.arms[name].dose or 0.0) for name in spec.trend}
        else:
            value |= dict.fromkeys(spec.than or (), 0.0) | dict.fromkeys(spec.better or (), 1.0)
        return np.array([value[order[i % len(order)]] for i in range(most)])

    def effect(self, contrast: int, endpoint: int) -> Array:
        """Return the true effect of each draw at each visit, in the outcome's unit, shape (draws, visits)."""
        spec, measure = self.design.contrasts[contrast], self.measures[endpoint]
        mean = lambda names: np.mean(  # noqa: E731
            [true_benefit(measure, self.side(measure, name)) for name in names], axis=0
        )
        if spec.trend is None:
            return mean(spec.better or ()) - mean(spec.than or ())
        dose = np.array([float(self.design.arms[name].dose or 0.0) for name in spec.trend])
        weight = (dose - dose.mean()) / np.square(dose - dose.mean()).sum()
        gains = [true_benefit(measure, self.side(measure, name)) for name in spec.trend]
        return np.einsum("a,adv->dv", weight, np.array(gains))


def is_untreated(design: Design, arm: str) -> bool:
    """Return whether an arm has no session."""
    return not design.arms[arm].course.session_days


def rests_on_mechanism(design: Design, contrast: ContrastSpec) -> bool:
    """Return whether a contrast is between needled courses, which nothing but the mechanism tells apart."""
    names = {*(contrast.better or ()), *(contrast.than or ()), *(contrast.trend or ())}
    return not any(is_untreated(design, name) for name in names)


def without_mechanism(design: Design, contrast: ContrastSpec) -> StandIn:
    """Return what stands in for each arm when every needled course does what the usual one does."""
    if rests_on_mechanism(design, contrast):
        return without_effect(design, contrast)
    return lambda arm: arm if is_untreated(design, arm) else USUAL


def without_effect(design: Design, contrast: ContrastSpec) -> StandIn:
    """Return what stands in for each arm when no arm differs: the arm it is compared with."""
    reference = (contrast.than or contrast.trend or ("",))[0]
    return lambda arm: reference
