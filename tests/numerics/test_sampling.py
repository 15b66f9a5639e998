"""Designs: strata within groups, and subsets that stand for their sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.numerics.quantiles import normal_ppf
from needlework.numerics.sampling import balanced_rows, stratified, stream


@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_every_stratum_has_one_point(n: int, seed: int) -> None:
    assert np.array_equal(np.sort((stratified(n, seed, "a trait") * n).astype(int)), np.arange(n))


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 40), st.integers(0, 1000))
def test_a_balanced_subset_takes_each_row_once(n: int, seed: int) -> None:
    columns = np.random.default_rng(seed).standard_normal((40, 3))
    rows = balanced_rows(columns, n, stream(seed, "fit"))
    assert len(rows) == n
    assert len(np.unique(rows)) == n


def test_more_rows_than_there_are_take_them_all_over_again() -> None:
    rows = balanced_rows(np.arange(6.0)[:, None], 15, stream(1, "fit"))
    assert np.array_equal(np.sort(np.bincount(rows)), [2, 2, 2, 3, 3, 3])


@pytest.mark.parametrize("power", [1, 2])
def test_means_and_squares_lie_far_nearer_than_by_chance(power: int) -> None:
    columns = np.exp(np.random.default_rng(3).standard_normal((1000, 30)))
    scores = normal_ppf((np.argsort(np.argsort(columns, axis=0), axis=0) + 0.5) / 1000) ** power
    off = lambda rows: np.abs(scores[rows].mean(axis=0) - scores.mean(axis=0)).mean()  # noqa: E731
    balanced = np.mean([off(balanced_rows(columns, 160, stream(s, "fit"))) for s in range(5)])
    random = np.mean([off(stream(s, "fit").permutation(1000)[:160]) for s in range(5)])
    assert balanced < 0.3 * random


def test_the_order_of_a_column_counts_and_not_its_shape() -> None:
    columns = np.random.default_rng(5).standard_normal((200, 4))
    plain = balanced_rows(columns, 20, stream(1, "fit"))
    assert np.array_equal(plain, balanced_rows(np.exp(columns), 20, stream(1, "fit")))
