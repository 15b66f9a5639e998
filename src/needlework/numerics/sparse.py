"""Sparse LU as index tables: blocks, an order on the pattern, and programs that one compiled engine runs.

The matrix is M = I/(h gamma) - J. Accepted steps keep it close to diagonally dominant, so pivots are taken
on the diagonal and the order depends on the pattern only. A kinetic network is nearly a cascade: unknowns
that do not feed back fall into separate diagonal blocks (the strong components of the pattern). Sources are
solved first, only the diagonal blocks are factorised, and what lies below them stays as it is and meets final
values (the idea of KLU: T. A. Davis, E. Palamadai Natarajan, ACM Trans. Math. Softw. 37, 36 (2010)).

Memory holds the rows one after the other, each as its part before the diagonal block, its L part (in the
order of elimination), the pivot, and its U part; fill-in has its place in the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Factorisation:
    """Index tables of one pattern, all flat int32. "Entry" counts the values of the matrix in memory.

    Attributes
    ----------
    order
        Unknowns in the order of elimination, block by block, shape (n,).
    lower, diagonal, end
        First L entry, pivot and one past the last entry of each unknown's row, shape (n,).
    column
        Unknown of each entry, shape (nnz,).
    target
        Where each multiply-add of the factorisation goes, in the order it runs.
    fill
        Entries that start at zero, shape (nfill,).
    program
        Operations of the solve, quadruples (unknown, first entry, one past the last, scale):
        x[unknown] = (x[unknown] - entries . x) * scale; scale counts reciprocal pivots, n stands for 1.
    position
        Entry of each (row, column) of the pattern.
    """

    order: np.ndarray
    lower: np.ndarray
    diagonal: np.ndarray
    end: np.ndarray
    column: np.ndarray
    target: np.ndarray
    fill: np.ndarray
    program: np.ndarray
    position: dict[tuple[int, int], int]


def factorise_pattern(n: int, entries: Iterable[tuple[int, int]]) -> Factorisation:
    """Choose blocks and an elimination order for a pattern and write its programs.

    Parameters
    ----------
    n
        Number of unknowns.
    entries
        (row, column) of the structural non-zeros; the diagonal is added.
    """
    original = set(entries) | {(i, i) for i in range(n)}
    rows: list[set[int]] = [set() for _ in range(n)]
    for i, j in original:
        rows[i].add(j)
    blocks = [_eliminate(block, rows) for block in strong_components(rows)]
    order = [i for block in blocks for i in block]
    rank = {i: r for r, i in enumerate(order)}
    start, lower, diagonal, end = ([0] * n for _ in range(4))
    column: list[int] = []
    for block in blocks:
        for i in block:
            columns = sorted(rows[i], key=rank.__getitem__)
            start[i] = len(column)
            lower[i] = start[i] + sum(rank[j] < rank[block[0]] for j in columns)
            diagonal[i] = start[i] + columns.index(i)
            column += columns
            end[i] = len(column)
    position = {(i, column[p]): p for i in order for p in range(start[i], end[i])}
    target = [
        position[i, column[u]]
        for i in order
        for p in range(lower[i], diagonal[i])
        for u in range(diagonal[column[p]] + 1, end[column[p]])
    ]
    fill = sorted(p for key, p in position.items() if key not in original)
    program = list(_solve_program(blocks, start, diagonal, end))
    tables = [np.array(t, np.int32) for t in (order, lower, diagonal, end, column, target, fill, program)]
    return Factorisation(*tables, position=position)


def _solve_program(
    blocks: list[list[int]], start: list[int], diagonal: list[int], end: list[int]
) -> Iterator[int]:
    """Yield the operations of forward and backward substitution, block by block, without the empty ones."""
    one = len(start)
    for block in blocks:
        if len(block) == 1:
            yield from (block[0], start[block[0]], diagonal[block[0]], block[0])
            continue
        for i in block:
            if diagonal[i] > start[i]:
                yield from (i, start[i], diagonal[i], one)
        for i in reversed(block):
            yield from (i, diagonal[i] + 1, end[i], i)


def strong_components(rows: list[set[int]]) -> list[list[int]]:
    """Return the strong components of a pattern, sources first (Tarjan, without recursion)."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    waiting: set[int] = set()
    found: list[list[int]] = []

    def enter(i: int) -> tuple[int, Iterator[int]]:
        number[i] = low[i] = len(number)
        stack.append(i)
        waiting.add(i)
        return i, iter(sorted(rows[i]))

    for root in range(len(rows)):
        trail = [] if root in number else [enter(root)]
        while trail:
            i, ahead = trail[-1]
            for j in ahead:
                if j not in number:
                    trail.append(enter(j))
                    break
                if j in waiting:
                    low[i] = min(low[i], number[j])
            else:
                trail.pop()
                if trail:
                    low[trail[-1][0]] = min(low[trail[-1][0]], low[i])
                if low[i] == number[i]:
                    first = stack.index(i)
                    found.append(sorted(stack[first:]))
                    waiting.difference_update(stack[first:])
                    del stack[first:]
    return found


def _eliminate(block: list[int], rows: list[set[int]]) -> list[int]:
    """Return the block in Markowitz' order of least (row - 1)(column - 1), and add the fill to ``rows``."""
    remaining = set(block)
    live_row = {i: rows[i] & remaining for i in block}
    live_column: dict[int, set[int]] = {i: set() for i in block}
    for i in block:
        for j in live_row[i]:
            live_column[j].add(i)
    order: list[int] = []
    while remaining:
        k = min(remaining, key=lambda i: ((len(live_row[i]) - 1) * (len(live_column[i]) - 1), i))
        remaining.discard(k)
        order.append(k)
        across, down = live_row[k] - {k}, live_column[k] - {k}
        for i in down:
            live_row[i].discard(k)
            new = across - live_row[i]
            live_row[i] |= new
            rows[i] |= new
            for j in new:
                live_column[j].add(i)
        for j in across:
            live_column[j].discard(k)
    return order
