"""What the network must and must not connect, because a claim turns on it."""

from __future__ import annotations

import numpy as np

from needlework._generated import dermis
from needlework.evidence.parameters import load_parameters
from needlework.numerics import codegen
from needlework.numerics.dense import System

BLOCK = codegen.block_of(dermis)
INDEX = {name: number for number, name in enumerate(BLOCK.species)}
COLLAGEN = ("c3o", "c3", "c1n", "c1m")
MELANIN = ("Ma", "Mel", "Md")


def healthy() -> tuple[System, np.ndarray]:
    records = load_parameters()
    values = {name: float(records[f"healing.{name}"].value) for name in BLOCK.parameters}
    return System(BLOCK, BLOCK.constant_array(values, 1)[0]), BLOCK.initial_array(values, 1)[0]


def reached(sources: tuple[str, ...]) -> set[str]:
    """Return every species that a change of the sources can reach, however far."""
    drives: dict[int, set[int]] = {}
    for target, source in dermis.JACOBIAN:
        drives.setdefault(source, set()).add(target)
    found, todo = set(), [INDEX[name] for name in sources]
    while todo:
        for target in drives.get(todo.pop(), set()) - found:
            found.add(target)
            todo.append(target)
    return {BLOCK.species[number] for number in found}


def test_only_a_wound_starts_the_cascade() -> None:
    system, rest = healthy()
    assert np.abs(system.rates(rest)).max() < 1e-12
    wounded = rest.copy()
    wounded[INDEX["W"]] = 1.0
    rates = dict(zip(BLOCK.species, system.rates(wounded), strict=True))
    assert all(rates[name] > 0 for name in ("G", "C", "M1", "T"))
    inflamed = np.full_like(rest, 0.7)
    inflamed[INDEX["W"]] = 0.0
    assert system.rates(inflamed)[INDEX["W"]] == 0.0  # nothing but a session makes the signal of a wound


def test_collagen_does_not_reach_melanin() -> None:
    assert not reached(COLLAGEN) & set(MELANIN)
    assert set(MELANIN) <= reached(("C",))  # inflammation does


def test_provisional_matrix_is_a_state_that_goes() -> None:
    system, rest = healthy()
    filled = rest.copy()
    filled[INDEX["W"]] = 1.0
    assert rest[INDEX["W"]] == 0.0
    rate = system.rates(filled)[INDEX["W"]]
    assert rate < 0
    assert -1 / rate < 14  # days to clear most of it
