"""Shares of an outcome's variance on the priors: by group (Sobol), by record (given draws, and redrawn).

Outcomes are taken as ranks among the base draws: on the priors a few draws in a thousand carry nearly all the
variance of a score, and indices of the raw figure would be theirs alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, admissible, prior_draws
from needlework.errors import needing
from needlework.numerics.sampling import stream
from needlework.verification.cases import Case, Values, changed, picked
from needlework.verification.groups import grouped

Array = NDArray[np.float64]

LEVEL = 0.95
_POOL = 4  # admissible draws per base row from which the rows of a group are taken
_RESAMPLES = 200
_TURNS = 400  # of redrawing a record until its draw is admissible
_FEW = 10  # resamples for each of hundreds of records
_HARMONICS = 10


@dataclass(frozen=True, slots=True)
class Index:
    """Shares of variance, with half-widths of their 95 % intervals; None where not computed."""

    first: float
    first_width: float
    total: float | None = None
    total_width: float | None = None


@dataclass(frozen=True)
class Design:
    """Saltelli's design, in which one input is one group.

    Attributes
    ----------
    case
        The study.
    members
        Group of each record, by its name in the draws.
    base
        Base rows n.
    draws
        A, then A with one group from B for each group, then B, row by row: n (groups + 2) draws.
    rejected
        Share of the prior that is inadmissible.
    """

    case: Case
    members: Mapping[str, str]
    base: int
    draws: Draws
    rejected: float

    @property
    def names(self) -> tuple[str, ...]:
        """Return the groups."""
        return tuple(sorted(set(self.members.values())))

    @property
    def problem(self) -> dict[str, Any]:
        """Return what SALib calls the problem."""
        count = len(self.names)
        return {"num_vars": count, "names": list(self.names), "bounds": [[0.0, 1.0]] * count}

    @property
    def ends(self) -> NDArray[np.intp]:
        """Return the rows of A and B: independent draws of the admissible prior."""
        step = len(self.names) + 2
        return np.sort(
            np.concatenate([np.arange(0, self.draws.n, step), np.arange(step - 1, self.draws.n, step)])
        )


def _salib(name: str) -> Any:
    """Return a module of SALib.

    Raises
    ------
    InputError
        SALib is not installed.
    """
    with needing("stats", "sensitivity"):
        return import_module(f"SALib.{name}")


def saltelli(case: Case, base: int, seed: int, only: Sequence[str]) -> Design:
    """Return a design of groups.

    A group's input is uniform on (0, 1) and picks a row of a pool of admissible prior draws, from which the
    whole group is taken. Groups are independent under the admissible prior (see `groups`), so any mixture of
    rows is admissible, too; how a group's draws are numbered does not matter to its index.

    Parameters
    ----------
    case
        The study.
    base
        Base rows, a power of 2.
    seed
        Seed of the pool and of the Sobol sequence.
    only
        Ids of the outcomes that will be judged; records that can act on none keep their central value.
    """
    sampler = _salib("sample.sobol")
    pool = prior_draws(case.records, _POOL * base, seed)
    plan = Design(case, grouped(case.records, only), base, pool, pool.rejected)
    u = sampler.sample(plan.problem, base, calc_second_order=False, seed=seed)
    rows = np.minimum((u * pool.n).astype(np.intp), pool.n - 1)
    column = {group: i for i, group in enumerate(plan.names)}
    values = {
        name: pool[name][rows[:, column[plan.members[name]]]]
        if name in plan.members
        else np.full(len(u), p.value)
        for name, p in case.records.items()
    }
    return replace(plan, draws=Draws(len(u), seed, case.records, values, len(u)))


def outcomes_of(case: Case, draws: Draws, only: Sequence[str]) -> Values:
    """Return outcomes of the typical person at the horizon, or the one figure, shape (draws,) each."""
    found = case.values(draws, 1, case.few_times, only=only)
    return {k: v[:, 0, -1] if v.ndim == 3 else v[:, 0] for k, v in found.items()}


def ranked(values: Array, base: Array) -> Array:
    """Return the share of base values below each value, ties counted half."""
    order = np.sort(base[np.isfinite(base)])
    below = np.searchsorted(order, values, side="left") + np.searchsorted(order, values, side="right")
    return np.where(np.isfinite(values), 0.5 * below / len(order), np.nan)


def group_indices(design: Design, values: Array, seed: int) -> dict[str, Index]:
    """Return first and total index of each group for ranked values of a design.

    Base rows of which a draw did not finish are left out whole.
    """
    analyser = _salib("analyze.sobol")
    blocks = values.reshape(design.base, -1)
    kept = blocks[np.isfinite(blocks).all(axis=1)].ravel()
    found = analyser.analyze(
        design.problem,
        kept,
        calc_second_order=False,
        num_resamples=_RESAMPLES,
        conf_level=LEVEL,
        seed=seed,
    )
    columns = (found[key] for key in ("S1", "S1_conf", "ST", "ST_conf"))
    return {n: Index(*map(float, row)) for n, *row in zip(design.names, *columns, strict=True)}


def first_indices(draws: Draws, names: Sequence[str], values: Array, seed: int) -> dict[str, Index]:
    """Return the share of variance that each record explains alone, from given draws.

    Random balance designs with the correction of their bias (Tarantola, Gatelli & Mara, Reliab Eng Syst Saf
    2006;91:717; Tissot & Prieur 2012;107:205). Records of a loop are tied to each other, so part of a share
    may be that of its fellows.
    """
    rbd_fast = _salib("analyze.rbd_fast")
    good = np.isfinite(values)
    x = np.stack([draws[name][good] for name in names], axis=1)
    problem = {"num_vars": len(names), "names": list(names)}
    found = rbd_fast.analyze(
        problem, x, values[good], M=_HARMONICS, num_resamples=_FEW, conf_level=LEVEL, seed=seed
    )
    pairs = zip(names, found["S1"], found["S1_conf"], strict=True)
    return {n: Index(float(s), float(w)) for n, s, w in pairs}


def redrawn(draws: Draws, name: str, seed: int) -> Draws:
    """Return draws with one record drawn anew from its prior, given all others: admissible again."""
    rng, p = stream(seed, f"redraw/{name}"), draws.records[name]
    value, pending = draws[name].copy(), np.arange(draws.n)
    for _ in range(_TURNS):
        value[pending] = p.ppf(rng.uniform(size=len(pending)))
        part = changed(picked(draws, pending), {name: value[pending]})
        pending = pending[~admissible(part.network())]
        if not len(pending):
            break
    value[pending] = draws[name][pending]  # hardly ever: its whole range is inadmissible but for itself
    return changed(draws, {name: value})


def total_index(base: Array, again: Array, spread: Array, seed: int) -> tuple[float, float]:
    """Return the share of variance left when everything but one record is known, with its half-width.

    Jansen's estimator on pairs that differ in one record (Saltelli et al., Comput Phys Commun 2010;181:259).
    With ties between records it is their independent total index (Mara, Tarantola & Annoni, Environ Model
    Softw 2015;72:173).

    Parameters
    ----------
    base, again
        Ranked outcome before and after redrawing the record, shape (pairs,).
    spread
        Ranked outcome of independent draws, whose variance is the whole.
    seed
        Seed of the bootstrap.
    """
    squares = 0.5 * np.square(base - again)
    squares = squares[np.isfinite(squares)] / np.nanvar(spread)
    rng = stream(seed, "total")
    again_mean = rng.choice(squares, (_RESAMPLES, len(squares))).mean(axis=1)
    low, high = np.percentile(again_mean, (50 * (1 - LEVEL), 50 * (1 + LEVEL)))
    return float(squares.mean()), float(0.5 * (high - low))


def leading(first: Mapping[str, Mapping[str, Index]], most: int) -> list[str]:
    """Return the records that lead: the largest of each outcome in turn, until there are enough."""
    orders = [sorted(found, key=lambda n: -found[n].first) for found in first.values()]
    chosen: dict[str, None] = {}
    for place in zip(*orders, strict=True):
        for name in place:
            if len(chosen) < most:
                chosen.setdefault(name)
    return list(chosen)
