"""Which function computes which outcome: each file of functions adds its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from needlework.view import View

Array = NDArray[np.float64]
Function = Callable[[View], "Array | None"]

FUNCTIONS: dict[str, Function] = {}


def outcome(function: Function) -> Function:
    """Register a function under the id of the outcome that it computes: its own name."""
    FUNCTIONS[function.__name__] = function
    return function
