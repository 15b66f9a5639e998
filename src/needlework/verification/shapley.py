"""Shares of an outcome's variance on the fit, whose records depend on each other.

Sobol indices need independent inputs, which a fit's records are not. The explained variance of a linear model
in normal scores is shared out among groups by Shapley's value instead: the gain from adding a group, averaged
over orders of adding (Lindeman, Merenda & Gold 1980; Owen, SIAM/ASA J Uncertain Quantif 2014;2:245).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from needlework.numerics.quantiles import normal_ppf
from needlework.numerics.sampling import stream

Array = NDArray[np.float64]

_FOLDS = 4
_PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # of the ridge, as shares of the number of draws
_ORDERS = 64  # random orders of adding groups; each is also taken backwards


def scores(values: Array) -> Array:
    """Return normal scores of values along the first axis; ties take their middle rank."""
    n = len(values)
    ordered = np.sort(values, axis=0)
    flat, sorted_ = values.reshape(n, -1), ordered.reshape(n, -1)
    columns = [
        np.searchsorted(s, v, side="left") + np.searchsorted(s, v, side="right")
        for s, v in zip(sorted_.T, flat.T, strict=True)
    ]
    return normal_ppf(0.5 * np.stack(columns, axis=1) / n).reshape(values.shape)


class Explained:
    """Share of variance that a ridge regression on some groups predicts in draws it has not seen.

    Parameters
    ----------
    x
        Normal scores of the records, shape (draws, records).
    groups
        Group of each record, shape (records,).
    y
        Normal scores of the outcomes, shape (draws, outcomes).
    seed
        Seed of the folds.
    """

    def __init__(self, x: Array, groups: Sequence[str], y: Array, seed: int) -> None:
        self.names = tuple(sorted(set(groups)))
        self._columns = {g: np.flatnonzero(np.array(groups) == g) for g in self.names}
        self._y, self._folds = y, self._split(x, y, seed)
        everything = np.arange(x.shape[1])
        found = [(float(self._share(everything, p).mean()), p) for p in _PENALTIES]
        self.penalty = max(found)[1]

    @staticmethod
    def _split(x: Array, y: Array, seed: int) -> list[tuple[Array, ...]]:
        """Return, per fold, the normal equations of the other folds and the fold itself."""
        part = stream(seed, "folds").permutation(len(x)) % _FOLDS
        found = []
        for fold in range(_FOLDS):
            seen, kept = part != fold, part == fold
            found.append((x[seen].T @ x[seen], x[seen].T @ y[seen], x[kept], y[kept]))
        return found

    def _share(self, columns: NDArray[np.intp], penalty: float) -> Array:
        left = np.zeros(self._y.shape[1])
        for gram, product, x, y in self._folds:
            square = gram[np.ix_(columns, columns)] + penalty * len(self._y) * np.eye(len(columns))
            left += np.square(y - x[:, columns] @ np.linalg.solve(square, product[columns])).sum(axis=0)
        return 1.0 - left / np.square(self._y).sum(axis=0)

    def by(self, groups: Sequence[str]) -> Array:
        """Return the predicted share of each outcome's variance by some groups, shape (outcomes,)."""
        if not groups:
            return np.zeros(self._y.shape[1])
        return self._share(np.concatenate([self._columns[g] for g in groups]), self.penalty)


def shapley(explained: Explained, seed: int) -> dict[str, Array]:
    """Return each group's share of every outcome's variance, shape (outcomes,); they add to that of all.

    Averaged over random orders and their reverses (Castro, Gomez & Tejada, Comput Oper Res 2009;36:1726).
    """
    rng, names = stream(seed, "orders"), explained.names
    worth = {frozenset(): explained.by(())}
    share = {name: np.zeros_like(worth[frozenset()]) for name in names}
    for _ in range(_ORDERS):
        order = [str(name) for name in rng.permutation(names)]
        for walk in (order, order[::-1]):
            seen: frozenset[str] = frozenset()
            for name in walk:
                more = seen | {name}
                if more not in worth:
                    worth[more] = explained.by(sorted(more))
                share[name] += (worth[more] - worth[seen]) / (2 * _ORDERS)
                seen = more
    return share
