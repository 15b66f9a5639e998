"""Which courses no other beats, and which of them draws tell apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from needlework.plan.front import levels, told_apart, told_share, unbeaten

_COSTS = arrays(np.float64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.integers(0, 4).map(float))


def _beats(a: np.ndarray, b: np.ndarray) -> bool:
    return bool((a <= b).all() and (a < b).any())


@given(_COSTS)
def test_the_front_is_what_the_definition_says(costs: np.ndarray) -> None:
    expected = [not any(_beats(other, one) for other in costs) for one in costs]
    assert unbeaten(costs).tolist() == expected


@given(_COSTS)
def test_whatever_is_beaten_is_beaten_by_somebody_on_the_front(costs: np.ndarray) -> None:
    front = costs[unbeaten(costs)]
    assert len(front)
    for one in costs[~unbeaten(costs)]:
        assert any(_beats(other, one) for other in front)


def test_draws_are_judged_one_by_one() -> None:
    costs = np.array([[[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]]])
    assert unbeaten(costs).tolist() == [[True, True], [True, False]]


def test_equal_courses_beat_each_other_in_nothing() -> None:
    assert unbeaten(np.zeros((3, 3))).all()


def test_a_difference_is_told_by_its_sign_over_the_middle_of_draws() -> None:
    steady, unsure = np.linspace(0.1, 2.0, 41), np.linspace(-0.5, 2.0, 41)
    assert told_apart(steady, 0.9)
    assert told_apart(-steady, 0.9)
    assert not told_apart(unsure, 0.9)
    assert not told_apart(np.zeros(5), 0.9)


def test_levels_skip_what_cannot_be_told_from_the_level_below() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0.0, 1.0, (400, 4))
    benefit = np.array([0.0, 0.1, 10.0, 10.1]) + noise
    found = levels(benefit, 0.9)
    assert len(found) == 2
    assert found[0] in (0, 1)
    assert found[1] in (2, 3)
    assert 0.95 < told_share(benefit, found) <= 1.0


def test_a_flat_front_has_one_level_and_no_share() -> None:
    flat = np.tile(np.arange(10.0)[:, None], (1, 3))
    assert len(levels(flat, 0.9)) == 1
    assert told_share(flat, levels(flat, 0.9)) == 0.0
