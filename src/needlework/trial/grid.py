"""The operating characteristics of a design over sizes and visits, and the least size that suffices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.ode import StopFlag
from needlework.trial.operating import MOST_FAILED, Decisions, Rate, decide, ran_sizes, rate_of
from needlework.trial.runner import Tell
from needlework.trial.schema import ContrastSpec, Design
from needlework.trial.trials import (
    Field,
    StandIn,
    Verdicts,
    itself,
    rests_on_mechanism,
    without_effect,
    without_mechanism,
)
from needlework.trial.truth import Truth

Array = NDArray[np.float64]
Keys = tuple[tuple[int, int], ...]
Swap = Callable[[Design, ContrastSpec], StandIn]

_CENTRAL = 0.05  # share of the draws that stand for the median
_LEAST_CENTRAL = 5


def _as_planned(design: Design, contrast: ContrastSpec) -> StandIn:
    del design, contrast
    return itself


@dataclass(frozen=True)
class Cell:
    """One contrast, endpoint, visit and size, and what trials of it would conclude.

    Attributes
    ----------
    assurance
        Chance of success, averaged over what we do not know and the lump at no effect.
    power_at_median
        At the draws whose effect lies in the middle.
    type_one
        Chance of a difference in either direction where there is none.
    rival
        Assurance if every needled course did what the usual one does.
    """

    contrast: int
    endpoint: int
    visit_days: float
    n: int
    assurance: Rate
    power_at_median: Rate
    p_effect_le_0: Rate
    type_one: Rate
    chance: float
    rival: float
    failed_fits: int

    def believing(self, belief: float, stated: float) -> float:
        """Return the assurance under another belief in no effect than the design's ``stated`` one."""
        effective = (self.assurance.value - stated * self.chance) / (1.0 - stated)
        return (1.0 - belief) * effective + belief * self.chance

    @property
    def mechanism_only_share(self) -> float | None:
        """Share of the assurance above chance that nothing but the mechanism supports.

        None where assurance is not above what no effect would give.
        """
        if not self.assurance.known:
            return None
        above = self.assurance.value - self.chance
        if above <= 2.0 * self.assurance.mc_error:
            return None
        return float(np.clip(1.0 - max(self.rival - self.chance, 0.0) / above, 0.0, 1.0))


class Grid:
    """A design on a simulated cohort, over some visits and sizes.

    Parameters
    ----------
    design, truth
        What is planned, and what is true.
    visits
        Days after the anchor.
    sizes
        Numbers of participants, increasing.
    null_trials
        Trials without any difference, from which type I errors come.
    tell
        Called with what is being done, how much of it is done, and of how much.
    stop
        Ends the trials that run from another thread.
    """

    def __init__(
        self,
        design: Design,
        truth: Truth,
        visits: Sequence[float],
        sizes: Sequence[int],
        null_trials: int,
        tell: Tell = lambda what, done, total: None,
        stop: StopFlag | None = None,
    ) -> None:
        self.design, self.truth, self.tell = design, truth, tell
        self.visits, self.sizes = tuple(visits), tuple(sizes)
        self.ran = ran_sizes(design, sizes)
        self.field = Field(design, truth, self.visits, self.ran, stop)
        self.keys: Keys = tuple(
            (c, e) for c in range(len(design.contrasts)) for e in range(len(design.endpoints))
        )
        self.null_trials = null_trials
        self.rests = [rests_on_mechanism(design, contrast) for contrast in design.contrasts]

    def cells(self) -> list[Cell]:
        """Return every cell, by contrast, endpoint, visit and size."""
        truths = (_as_planned,) if all(self.rests) else (_as_planned, without_mechanism)
        main, *rival = self._all("trials", "main", self.design.trials, truths)
        (null,) = self._all("trials without an effect", "null", self.null_trials, (without_effect,))
        kinds = {"main": main, "null": null, "rival": rival[0] if rival else main, "median": self._median()}
        return list(self._cells(kinds))

    def _all(self, what: str, kind: str, count: int, truths: Sequence[Swap]) -> list[Decisions]:
        """Return what the same trials conclude under each of some truths."""
        trials = np.arange(count)
        draw = trials % self.truth.shape[0]
        found: list[dict[tuple[int, int], Verdicts]] = [{} for _ in truths]
        for done, (c, e) in enumerate(self.keys, start=1):
            swaps = [swap(self.design, self.design.contrasts[c]) for swap in truths]
            for place, verdicts in zip(
                found, self.field.run_each(c, e, trials, draw, swaps, kind=kind), strict=True
            ):
                place[c, e] = verdicts
            self.tell(f"{what}, contrasts and endpoints", done, len(self.keys))
        return [decide(self.design, place, self.ran, self.sizes) for place in found]

    def _median(self) -> Decisions:
        trials, found = np.arange(self.design.trials), {}
        for c, e in self.keys:
            middle = self._central(c, e)
            found[c, e] = self.field.run(c, e, trials, middle[trials % len(middle)], kind="median")
        return decide(self.design, found, self.ran, self.sizes)

    def _central(self, contrast: int, endpoint: int) -> NDArray[np.int64]:
        """Return the draws whose effect, meant over the visits, lies nearest to the median."""
        effect = np.nanmean(self.effects[contrast, endpoint], axis=1)
        count = max(_LEAST_CENTRAL, int(_CENTRAL * len(effect)))
        return np.sort(np.argsort(np.abs(effect - np.nanmedian(effect)), kind="stable")[:count])

    @cached_property
    def effects(self) -> Mapping[tuple[int, int], Array]:
        """True effects by contrast and endpoint, shape (draws, visits) each."""
        return {(c, e): self.field.effect(c, e) for c, e in self.keys}

    def _cells(self, kinds: Mapping[str, Decisions]) -> Iterator[Cell]:
        draws = self.truth.shape[0]
        main_draw = np.arange(self.design.trials) % draws
        null_draw = np.arange(self.null_trials) % draws
        lump = self.design.prior.no_effect
        for h, (c, e) in enumerate(self.keys):
            middle = self._central(c, e)
            median_draw = middle[np.arange(self.design.trials) % len(middle)]
            for v, day in enumerate(self.visits):
                below = rate_of(self.effects[c, e][:, v] <= 0.0, np.arange(draws))
                for s, n in enumerate(self.sizes):
                    at = (h, slice(None), v, s)
                    failed = kinds["main"].failed[at]
                    chance = rate_of(kinds["null"].success[at], null_draw)
                    refused = failed.mean() > MOST_FAILED
                    rates = [
                        Rate(np.nan, np.nan) if refused else rate
                        for rate in (
                            mixed(rate_of(kinds["main"].success[at], main_draw), chance, lump),
                            rate_of(kinds["median"].success[at], median_draw),
                            rate_of(kinds["null"].found[at], null_draw),
                        )
                    ]
                    rival = mixed(rate_of(kinds["rival"].success[at], main_draw), chance, lump).value
                    rival = chance.value if self.rests[c] else rival  # it expects no difference at all
                    yield Cell(
                        c, e, day, n, rates[0], rates[1], _lumped(below, lump), rates[2],
                        chance.value, rival, int(failed.sum()),
                    )  # fmt: skip


def mixed(rate: Rate, chance: Rate, lump: float) -> Rate:
    """Return a success rate averaged with that of no effect, by the prior mass of no effect."""
    value = (1.0 - lump) * rate.value + lump * chance.value
    return Rate(value, float(np.hypot((1.0 - lump) * rate.mc_error, lump * chance.mc_error)))


def _lumped(rate: Rate, lump: float) -> Rate:
    return Rate(lump + (1.0 - lump) * rate.value, (1.0 - lump) * rate.mc_error)
