"""What a kernel writes for each trial and size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FIELDS = 4
ESTIMATE, ERROR, STATISTIC, P = range(FIELDS)


class Analysed(NamedTuple):
    """What the analyses of some trials gave, each of shape (trials, sizes).

    Attributes
    ----------
    estimate, error
        Estimated contrast and its standard error; log odds ratios for counts.
    statistic
        The test statistic, with the sign of the contrast.
    p
        Two-sided p-value.
    failed
        Where the analysis could not be made (too few persons, no spread, separation); the rest is NaN there.
    """

    estimate: NDArray[np.float64]
    error: NDArray[np.float64]
    statistic: NDArray[np.float64]
    p: NDArray[np.float64]
    failed: NDArray[np.bool_]


def empty(trials: int, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return an array for a kernel to fill, NaN where it does not."""
    return np.full((trials, len(sizes), FIELDS), np.nan)


def analysed(filled: NDArray[np.float64]) -> Analysed:
    """Return what a kernel filled in; an analysis without a p-value has failed."""
    parts = [filled[..., i] for i in range(FIELDS)]
    return Analysed(parts[0], parts[1], parts[2], parts[3], np.isnan(parts[P]))


def as_sizes(sizes: NDArray[np.int64] | list[int], most: int) -> NDArray[np.int64]:
    """Return increasing sizes as the kernels take them.

    Raises
    ------
    ValueError
        A size below 2, above the persons there are, or out of order.
    """
    given = np.ascontiguousarray(sizes, dtype=np.int64)
    if given.ndim != 1 or not len(given) or given[0] < 2 or given[-1] > most or np.any(np.diff(given) <= 0):
        raise ValueError(f"sizes must rise from 2 to at most {most}, not {given.tolist()}")
    return given
