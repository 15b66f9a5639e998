"""Tempered particles: from prior draws to the posterior in steps of the likelihood's power.

Reweigh, resample, move (sequential Monte Carlo; Del Moral, Doucet & Jasra, J R Stat Soc B 2006;68:411).
Moves are preconditioned Crank-Nicolson steps in the normal scores of the priors, whose acceptance does not
fall with the number of parameters (Cotter, Roberts, Stuart & White, Stat Sci 2013;28:424).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.surrogate import Score, walk

Array = NDArray[np.float64]

_KEEP_HALF = 0.5  # effective share of particles after each step of the likelihood's power
_ACCEPT = 0.25  # share of moves that the step is steered to
_LEARNT_AT = (0.3, 0.6)  # steps away from the particles at which the stand-in is learnt, too


class Target(Protocol):
    """A posterior over standard normal scores."""

    @property
    def size(self) -> int:
        """Number of scores."""
        ...

    def admissible(self, z: Array) -> NDArray[np.bool_]:
        """Return which rows of scores are allowed at all."""
        ...

    def score(self, z: Array) -> Array:
        """Return the log-likelihood of each row."""
        ...

    def rough(self, z: Array) -> Score:
        """Return a cheap stand-in for `score`, learnt from these rows."""
        ...


@dataclass
class Particles:
    """Particles on their way from prior to posterior.

    Attributes
    ----------
    z, score
        Normal scores, shape (particles, scores), and log-likelihoods, shape (particles,).
    power
        Of the likelihood, 0 for the prior.
    step
        Size of a step of all scores.
    """

    z: Array
    score: Array
    power: float = 0.0
    step: float = 0.4


def sample(
    target: Target,
    particles: int,
    moves: int,
    rng: np.random.Generator,
    progress: Callable[[str], None] = lambda line: None,
    settle: int = 0,
) -> tuple[Particles, float]:
    """Return particles from the posterior, and the share accepted in the last move.

    Parameters
    ----------
    target
        The posterior.
    particles
        Their number.
    moves
        Moves of every particle after each step of the likelihood's power.
    rng
        Random numbers.
    progress
        Called with a line of text per step.
    settle
        Moves at full power, after which resampled twins have parted: each is a long walk on a cheap
        stand-in for the likelihood, whose end the likelihood itself accepts or refuses.
    """
    state, acceptance = _start(target, particles, rng), 0.0
    while state.power < 1.0:
        power = _next_power(state)
        keep = _resample((power - state.power) * state.score, rng)
        state = Particles(state.z[keep], state.score[keep], power, state.step)
        for _ in range(moves):
            acceptance = _move(target, state, rng)
        progress(f"power {power:.3g}: acceptance {acceptance:.2f}, step {state.step:.2f}")
    if settle:
        acceptance = _settle(target, state, settle, rng)
        progress(f"settled: acceptance {acceptance:.2f}")
    return state, acceptance


def _start(target: Target, n: int, rng: np.random.Generator) -> Particles:
    kept = np.empty((0, target.size))
    while len(kept) < n:
        z = rng.standard_normal((n, kept.shape[1]))
        kept = np.concatenate([kept, z[target.admissible(z)]])
    return Particles(kept[:n], target.score(kept[:n]))


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


def _move(target: Target, state: Particles, rng: np.random.Generator) -> float:
    """Move every particle once, all scores a step; return the accepted share, steer the step to a quarter."""
    proposal = np.sqrt(1.0 - state.step**2) * state.z + state.step * rng.standard_normal(state.z.shape)
    taken = _accept(target, state, proposal, rng)
    state.step = float(np.clip(state.step * np.exp(taken - _ACCEPT), 0.05, 0.9))
    return taken


def _settle(target: Target, state: Particles, moves: int, rng: np.random.Generator) -> float:
    """Walk on a stand-in of the likelihood between exact questions; return the share accepted on average.

    The stand-in is learnt twice, the second time from where the first has brought the particles.
    """
    taken = []
    for part in (moves // 4, moves - moves // 4):
        rough = target.rough(_around(state.z, rng))
        for _ in range(part):
            proposal = walk(state.z, rough, rng)
            taken.append(_accept(target, state, proposal, rng, rough(state.z) - rough(proposal)))
    return float(np.mean(taken))


def _around(z: Array, rng: np.random.Generator) -> Array:
    """Return particles and rows about them."""
    away = [np.sqrt(1.0 - a**2) * z + a * rng.standard_normal(z.shape) for a in _LEARNT_AT]
    return np.concatenate([z, *away])


def _accept(
    target: Target, state: Particles, proposal: Array, rng: np.random.Generator, tilt: Array | float = 0.0
) -> float:
    """Put proposals that are reversible under the prior to the likelihood, in place.

    ``tilt`` corrects for what else proposals are reversible under: its log-density here minus there.
    """
    allowed = np.flatnonzero(target.admissible(proposal))
    score = np.full(len(proposal), -np.inf)
    score[allowed] = target.score(proposal[allowed])
    taken = np.log(rng.random(len(score))) < state.power * (score - state.score) + tilt
    state.z[taken], state.score[taken] = proposal[taken], score[taken]
    return float(taken.mean())
