"""The two feedback loops: what their gains say must be what the network does when it is integrated."""

from dataclasses import replace

import numpy as np
import pytest

from needlework.draws import admissible, prior_draws
from needlework.errors import NumericalError
from needlework.evidence.distributions import Lognormal
from needlework.evidence.parameters import load_parameters
from needlework.mechanism.loops import fibrosis_gain, inflammation_gain
from needlework.model import network
from needlework.numerics.field import Layout, cylinder
from needlework.numerics.ode import DONE, Engine

BLOCK = network()
ENGINE = Engine(BLOCK, Layout(1, 1))
INFLAMED = ({"C": 10.0, "N": 2.0, "M1": 2.0, "M2": 2.0}, {"C": 1.0, "M1": 1.0, "V": 1.5}, {"W": 1.0})
NEARLY = 0.97  # a loop this close to 1 takes longer to die than the test runs
SURELY = 1.03  # a loop this far above 1 sustains itself
PULSE = {"Y": 5.0, "F": 3.0, "T": 3.0}
FAST = """W G L T C N M1 M2 A V F Y Q I R O Kb Ma Mel"""  # states that rest within a few years


def central(n: int, **factors) -> dict[str, np.ndarray]:
    """Return the central parameters, n times, some scaled."""
    p = {name: np.full(n, load_parameters()[f"healing.{name}"].value) for name in BLOCK.parameters}
    return p | {name: p[name] * factor for name, factor in factors.items()}


def healing_priors() -> dict:
    return load_parameters().select("healing.")


def integrate(p: dict[str, np.ndarray], start: dict[str, float], days: float) -> tuple[dict, dict]:
    """Return the states of one well-mixed cell before and after, by species."""
    n = len(p["dC"])
    healthy = BLOCK.initial_array(p, n)
    state = healthy.copy()
    for species, value in start.items():
        state[:, BLOCK.species.index(species)] = value
    cell = cylinder(Layout(1, 1), np.tile([0.0, 100.0], (n, 1)), np.full((n, 1), 1000.0))
    end = ENGINE.run(state, BLOCK.constant_array(p, n), cell, {}, 0.0, days, np.array([days]))
    assert np.all(end.status == DONE)
    named = lambda a: {s: a[:, i] for i, s in enumerate(BLOCK.species)}  # noqa: E731
    return named(healthy), named(end.state)


def stays_inflamed(p: dict[str, np.ndarray]) -> np.ndarray:
    return np.any([integrate(p, start, 1500.0)[1]["C"] > 1e-3 for start in INFLAMED], axis=0)


def candidates(n: int) -> dict[str, np.ndarray]:
    """Return draws of the network's priors, admissible or not."""
    u = np.random.default_rng(5).random((len(BLOCK.parameters), n))
    return {name: load_parameters()[f"healing.{name}"].ppf(u[i]) for i, name in enumerate(BLOCK.parameters)}


@pytest.mark.parametrize("scaled", [("aCM",), ("rM",), ("aCM", "rM")])
def test_draws_that_stay_inflamed_are_flagged_and_no_others(scaled) -> None:
    factor = np.linspace(1.0, 8.0, 57)
    p = central(len(factor), **dict.fromkeys(scaled, factor))
    stays, gain = stays_inflamed(p), inflammation_gain(p)
    assert stays.any()
    assert not stays[0]
    assert np.all(gain[stays] >= NEARLY)
    assert stays[gain > SURELY].all()
    assert np.all(np.diff(gain) > 0)


def test_every_prior_candidate_that_stays_inflamed_is_flagged() -> None:
    p = candidates(1500)
    stays = stays_inflamed(p)
    assert 0.02 < stays.mean() < 0.5
    assert np.all(inflammation_gain(p)[stays] >= NEARLY)
    assert not stays[admissible(p)].any()


def test_vessels_are_part_of_the_loop() -> None:
    p = central(1, rM=1.75, kV=3.0, Vmax=2.0)
    assert stays_inflamed(p).all()
    assert inflammation_gain(p) >= 1.0
    assert inflammation_gain(p | {"kV": np.zeros(1)}) < 1.0


def test_the_central_person_is_far_from_both_branches() -> None:
    assert inflammation_gain(central(1)) < 0.8
    assert fibrosis_gain(central(1)) < 0.8
    assert admissible(central(1)).all()


def test_a_seeded_chronic_draw_is_rejected_and_a_fibrotic_one_too() -> None:
    p = central(3, aCM=np.array([1.0, 4.0, 1.0]), kFY=np.array([1.0, 1.0, 10.0]))
    assert admissible(p).tolist() == [True, False, False]


def test_admissible_draws_come_to_rest_after_a_wound() -> None:
    draws = prior_draws(healing_priors(), 1000, seed=11)
    assert 0.1 < draws.rejected < 0.9
    healthy, rest = integrate(draws.network(), {"W": 1.0, "F": 0.5, "V": 0.7, "Kb": 0.5, "R": 1.0}, 5000.0)
    for species in FAST.split():
        assert np.max(np.abs(rest[species] - healthy[species])) < 0.02, species


def test_healthy_skin_stays_healthy() -> None:
    healthy, rest = integrate(prior_draws(healing_priors(), 50, seed=2).network(), {}, 5000.0)
    for species in BLOCK.species:
        assert rest[species] == pytest.approx(healthy[species], abs=1e-5), species


def test_priors_without_an_admissible_draw_are_refused() -> None:
    records = healing_priors()
    loud = replace(records["healing.aCM"], distribution=Lognormal(50 * records["healing.aCM"].value, 1.01))
    with pytest.raises(NumericalError, match="expected 3 draws in which healthy .* received 0 in "):
        prior_draws(records | {"healing.aCM": loud}, 3, seed=1)


@pytest.mark.parametrize("scaled", ["kFY", "pLY"])
def test_fibrosis_locks_in_above_one_and_returns_below(scaled) -> None:
    factor = np.geomspace(0.3, 12.0, 30)
    p = central(len(factor), **{scaled: factor})
    gain, (_, end) = fibrosis_gain(p), integrate(p, PULSE, 4000.0)
    clear = np.abs(gain - 1.0) > 0.05
    assert (gain > 1.05).any()
    assert np.array_equal((end["Y"] > 0.1)[clear], (gain > 1.0)[clear])


def test_gains_are_per_draw() -> None:
    p = candidates(20)
    one = {k: v[[7]] for k, v in p.items()}
    assert inflammation_gain(one) == pytest.approx(inflammation_gain(p)[[7]], rel=1e-12)
    assert fibrosis_gain(one) == pytest.approx(fibrosis_gain(p)[[7]], rel=1e-12)
