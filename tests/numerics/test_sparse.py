"""The LU tables against a dense solve, on random patterns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from needlework.numerics.sparse import Factorisation, factorise_pattern, strong_components


def solve(lu: Factorisation, matrix: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Run the programs as the kernel does, one lane, in plain Python."""
    n = len(b)
    m = np.zeros(len(lu.column))
    for (i, j), p in lu.position.items():
        m[p] = matrix[i, j]
    inverse, q = np.ones(n + 1), 0
    for i in lu.order:
        for p in range(lu.lower[i], lu.diagonal[i]):
            k = lu.column[p]
            m[p] *= inverse[k]
            for u in range(lu.diagonal[k] + 1, lu.end[k]):
                m[lu.target[q]] -= m[p] * m[u]
                q += 1
        inverse[i] = 1 / m[lu.diagonal[i]]
    assert q == len(lu.target)
    x = b.copy()
    for i, first, last, scale in lu.program.reshape(-1, 4):
        x[i] = (x[i] - m[first:last] @ x[lu.column[first:last]]) * inverse[scale]
    return x


PATTERNS = st.integers(1, 14).flatmap(
    lambda n: st.tuples(
        st.just(n), st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=4 * n)
    )
)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.integers(0, 2**31))
def test_solves_any_pattern(pattern: tuple[int, set[tuple[int, int]]], seed: int) -> None:
    n, entries = pattern
    rng = np.random.default_rng(seed)
    matrix = np.zeros((n, n))
    for i, j in entries:
        matrix[i, j] = rng.standard_normal()
    matrix += np.diag(1.0 + np.abs(matrix).sum(axis=1))
    b = rng.standard_normal(n)
    assert solve(factorise_pattern(n, entries), matrix, b) == pytest.approx(
        np.linalg.solve(matrix, b), rel=1e-9, abs=1e-12
    )


@settings(max_examples=150, deadline=None)
@given(PATTERNS)
def test_components_come_sources_first(pattern: tuple[int, set[tuple[int, int]]]) -> None:
    n, entries = pattern
    rows: list[set[int]] = [{j for i, j in entries if i == k} for k in range(n)]
    blocks = strong_components(rows)
    place = {i: b for b, block in enumerate(blocks) for i in block}
    assert sorted(place) == list(range(n))
    assert all(place[j] <= place[i] for i, j in entries)
    pairs = np.array(sorted(entries), int).reshape(-1, 2)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    assert len(blocks) == connected_components(graph, directed=True, connection="strong")[0]


def test_a_cascade_needs_no_factorisation() -> None:
    chain = factorise_pattern(6, [(i, j) for i in range(6) for j in range(i)])
    assert len(chain.target) == len(chain.fill) == 0
