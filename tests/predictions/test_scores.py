"""Scores of predictive samples, judgement, rivals and scorecards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.predictions import picture, scorecards
from needlework.predictions.judged import MODEL, Judged, judge
from needlework.predictions.leave_out import LeftOut
from needlework.predictions.scores import crps, interval, interval_score

RNG = np.random.default_rng(5)
NORMAL = RNG.standard_normal(200_000)


def test_the_ranked_score_of_a_normal_is_the_closed_form() -> None:
    """Gneiting & Raftery 2007, eq. 21, at x = 0.7: x (2 Phi - 1) + 2 phi - 1 / sqrt(pi)."""
    phi, below = 0.31225393, 0.75803635
    assert crps(NORMAL, 0.7) == pytest.approx(0.7 * (2 * below - 1) + 2 * phi - 1 / np.sqrt(np.pi), abs=0.003)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=30), st.floats(-60, 60))
def test_the_ranked_score_is_that_of_all_pairs(samples, value) -> None:
    x = np.array(samples)
    pairs = np.mean(np.abs(x - value)) - 0.5 * np.mean(np.abs(x[:, None] - x[None, :]))
    assert crps(x, value) == pytest.approx(pairs, abs=1e-9)


def test_a_wide_interval_does_not_win() -> None:
    assert interval_score(10 * NORMAL, 0.0) > interval_score(NORMAL, 0.0)
    assert crps(10 * NORMAL, 0.0) > crps(NORMAL, 0.0)


def test_a_miss_costs_twenty_times_its_distance() -> None:
    low, high = interval(NORMAL)
    assert interval_score(NORMAL, high + 0.5) == pytest.approx(high - low + 0.5 * 20.0)


def judged(value: float, **changes) -> Judged:
    samples = changes.pop("samples", NORMAL[:4000])
    return judge("a.x", "a", "scores", "left out", "%", value, samples, **changes)


def test_bounds_are_met_from_their_side_and_not_scored() -> None:
    assert judged(-5.0, bound="at_least").inside
    assert not judged(-5.0, bound="at_most").inside
    assert judged(5.0, bound="at_most").inside
    assert judged(5.0, bound="at_most").crps == (None,) * 4
    assert not judged(5.0).inside


def test_a_direction_without_a_figure_is_not_covered() -> None:
    found = judge("a.x", "a", "scores", "held out", "%", None, NORMAL[:100], right_way=True)
    assert found.inside is None
    assert found.right_way


def test_scorecards_put_misses_and_winning_rivals_first() -> None:
    sharp, wide = NORMAL[:4000] * 0.5, NORMAL[:4000] * 3
    rows = [
        judged(v, samples=wide, rivals=(sharp, wide + 0.1, wide), right_way=True)
        for v in (0.1, -0.2, 0.3, 8.0)
    ]
    part = scorecards.part(rows, {MODEL: [LeftOut("b", {}, 0.1, 400.0), LeftOut("a", {}, 0.9, 300.0)]})
    assert [f.kind for f in part.findings[:2]] == ["miss", "rival"]
    assert "no mechanism" in part.findings[1].text
    assert part.passed is False
    row, same = part.tables[0].rows
    assert row == {**same, "family": "all scales together"}
    assert row["coverage"] == 75.0
    assert row["crps"] > row["crps_none"]
    assert part.tables[1].rows[0]["published"] == 8.0
    assert abs(part.tables[1].rows[0]["literature"] - 0.1) < 0.2
    (drawn,) = part.figures.values()
    assert ">a<" in drawn
    assert drawn.count("datum hollow") == 1, "the miss is hollow"
    first = {"by": MODEL, "cohort": "a", "k": 0.9, "effective": 300.0, "sound": False}
    assert part.tables[2].rows[0] == first


@pytest.mark.parametrize(
    ("value", "place"),
    [(5.0, 0.0), (9.0, 1.0), (4.0, -1.0), (7.0, 0.5), (4.5, -0.5), (99.0, 4.0), (None, None)],
)
def test_a_figure_is_placed_in_its_interval(value: float | None, place: float | None) -> None:
    assert picture.scaled({"median": 5.0, "interval": (4.0, 9.0)}, value) == place


def test_an_interval_without_width_has_no_inside() -> None:
    flat = {"median": 5.0, "interval": (5.0, 5.0)}
    assert picture.scaled(flat, 5.0) == 0.0
    assert picture.scaled(flat, 6.0) == 4.0


def test_scorecards_pass_when_all_targets_are_met() -> None:
    sharp, wide = NORMAL[:4000], NORMAL[:4000] * 5
    values = [*np.linspace(-1.2, 1.2, 9), 4.0]
    rows = [judged(float(v), samples=sharp, rivals=(wide, wide, wide), right_way=True) for v in values]
    part = scorecards.part(rows, {})
    assert part.passed
    assert [f.kind for f in part.findings] == ["miss"]
    wrong = [judged(float(v), samples=sharp, rivals=(wide, wide, wide), right_way=False) for v in values]
    assert any("directions" in f.text for f in scorecards.part(wrong, {}).findings)
