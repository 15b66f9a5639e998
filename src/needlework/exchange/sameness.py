"""Whether a network is the built-in one, however it was written: by its equations, not by its text."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import load_parameters
from needlework.model import network
from needlework.numerics.codegen import Block
from needlework.numerics.dense import System

Array = NDArray[np.float64]

_SEED, _POINTS = 20260, 24  # of the states and parameters at which two networks are compared
_CLOSE = 1e-9  # relative, and absolute for rates below one


def same_equations(block: Block, given: Mapping[str, float | None]) -> bool:
    """Tell whether a network is the built-in one, however it was written: by what it computes.

    The states and parameters of the built-in network must be there, and starts and rates must agree at states
    and parameters drawn at random, far apart. Starts that a file gives as numbers, as SBML before Level 2
    Version 2 must, need agree at the values of the records only. Where rates do not agree, they may still do
    so with every parameter that is 1 in the file left at 1: COPASI writes such a one for its factor from
    amounts to counts.

    Parameters
    ----------
    block
        The code of the network.
    given
        Its parameters with the file's values; those that the built-in network lacks keep these.
    """
    ours = network()
    extra = {k: v for k, v in given.items() if k not in ours.parameters}
    shared = set(ours.parameters) <= set(block.parameters) and set(ours.species) == set(block.species)
    if not shared or any(v is None for v in extra.values()):
        return False
    ones = frozenset(name for name, value in given.items() if value == 1.0)
    return any(_agree_everywhere(block, extra, held) for held in (frozenset(), ones))


def renamed(block: Block, given: Mapping[str, float | None]) -> dict[str, str]:
    """Return which parameters of a network are the built-in one's by another name: theirs to ours.

    A parameter is known by what it does: made larger, it moves the rates of one random state as ours does.
    Parameters that do the same in both, and those of another value, are not told.
    """
    ours, known = network(), load_parameters()
    if set(ours.species) != set(block.species):
        return {}
    order = [block.species.index(s) for s in ours.species]
    state = np.random.default_rng(_SEED).lognormal(0.0, 1.5, len(order))
    reordered = np.empty_like(state)
    reordered[order] = state
    own = {n: known[f"healing.{n}"].value for n in ours.parameters}
    theirs = {k: v for k, v in given.items() if v is not None and k in block.parameters}
    if len(theirs) < len(block.parameters):
        return {}
    missing = {n: _moved(ours, own, n, state) for n in ours.parameters if n not in theirs}
    new = {n: _moved(block, theirs, n, reordered)[order] for n in theirs if n not in own}
    met = {n: [m for m, moves in missing.items() if _agree(moves, does)] for n, does in new.items()}
    sure = {n: found[0] for n, found in met.items() if len(found) == 1}
    return {n: m for n, m in sure.items() if list(sure.values()).count(m) == 1}


def _moved(block: Block, values: Mapping[str, float], name: str, state: Array) -> Array:
    """Return the rates of a state with one parameter made larger."""
    changed = {**values, name: 1.3 * values[name] + 0.1}
    return _computed(block, {k: np.array([v]) for k, v in changed.items()}, state)[1]


def _agree_everywhere(block: Block, extra: Mapping[str, float | None], held: frozenset[str]) -> bool:
    """Tell whether starts and rates agree at random states and parameters; those held stay at 1."""
    ours = network()
    known, chance = load_parameters(), np.random.default_rng(_SEED)
    order = [block.species.index(s) for s in ours.species]
    values = {n: np.array([known[f"healing.{n}"].value]) for n in ours.parameters}
    kept = {k: np.array([v]) for k, v in extra.items()}
    rest, number = (b.initial_array(values | kept, 1)[0] for b in (ours, block))
    numbers = bool(_agree(rest, number[order]))  # until a start is seen to move
    for _ in range(_POINTS):
        drawn = {n: known[f"healing.{n}"].value * chance.lognormal(0.0, 0.3, 1) for n in ours.parameters}
        drawn |= dict.fromkeys(held & drawn.keys(), np.ones(1))
        theirs = {**drawn, **kept}
        state = chance.lognormal(0.0, 1.5, len(order))
        reordered = np.empty_like(state)
        reordered[order] = state
        start, rates = _computed(ours, drawn, state)
        other_start, other_rates = _computed(block, theirs, reordered)
        numbers = numbers and _agree(number, other_start)
        if not ((numbers or _agree(start, other_start[order])) and _agree(rates, other_rates[order])):
            return False
    return True


def _computed(block: Block, values: dict[str, Array], state: Array) -> tuple[Array, Array]:
    """Return the initial state and the rates of one lane of a network."""
    rates = System(block, block.constant_array(values, 1)[0]).rates(state)
    return block.initial_array(values, 1)[0], np.asarray(rates)


def _agree(one: Array, other: Array) -> bool:
    return bool(np.all(np.abs(one - other) <= _CLOSE * (1.0 + np.abs(one))))
