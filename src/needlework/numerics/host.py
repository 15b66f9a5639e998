"""What generated code calls, on NumPy arrays: elementary functions, and loads and stores of whole rows.

The same source runs compiled (:mod:`needlework.numerics.simd`) and interpreted, see :func:`codegen.on_host`.
"""

from __future__ import annotations

import numpy as np

exp, ln, sqrt, rpow = np.exp, np.log, np.sqrt, np.power


def relu(x):  # noqa: ANN001, ANN201 - the generated code calls it with arrays and numbers alike
    """Return max(x, 0)."""
    return np.maximum(x, 0.0)


def step(x):  # noqa: ANN001, ANN201
    """Return 1 where x > 0, else 0."""
    return np.where(np.asarray(x) > 0, 1.0, 0.0)


def where(condition, yes, no):  # noqa: ANN001, ANN201
    """Return ``yes`` where the condition is positive, else ``no``."""
    return np.where(np.asarray(condition) > 0, yes, no)


def rows(array):  # noqa: ANN001, ANN201
    """Return the number of rows of an array."""
    return len(array)


def load(array, index):  # noqa: ANN001, ANN201
    """Return row ``index`` of an array."""
    return array[index]


def store(array, index, value) -> None:  # noqa: ANN001
    """Write row ``index`` of an array."""
    array[index] = value


def accumulate(array, index, value) -> None:  # noqa: ANN001
    """Add to row ``index`` of an array."""
    array[index] += value


def at(table, index):  # noqa: ANN001, ANN201
    """Return entry ``index`` of a table."""
    return table[index]
