"""How a score is told: shares with their counts and intervals."""

from __future__ import annotations

import pytest
from claim_scores import Score, share, wilson


# The score method in Newcombe, Stat Med 17:857-872 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_interval_as_published(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_interval_is_symmetric_in_found_and_missed() -> None:
    low, high = wilson(7, 30)
    assert wilson(23, 30) == pytest.approx((1 - high, 1 - low))


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert share(0, 0) == "0/0 = 0.000 (0.000 to 1.000)"


def test_a_score_gives_both_shares_with_intervals() -> None:
    score = Score(found=[("a", "C1")] * 8, missed=[("a", "C2")] * 2, false=[("a", "C3")], hits=10)
    assert str(score) == (
        "recall 8/10 = 0.800 (0.490 to 0.943), "
        "false alarms 1 of 10 hits, precision 9/10 = 0.900 (0.596 to 0.982)"
    )
