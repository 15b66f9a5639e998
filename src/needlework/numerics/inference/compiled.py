"""How this room compiles: without the GIL, kept on disk under a hash of the room's own sources."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba

from needlework.numerics import jitcache


@lru_cache(maxsize=1)
def stamp() -> str:
    """Return the key of the compiled code: this room's sources and Numba's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:20]


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function that is called from Python, and keep what came of it on disk."""
    dispatcher = numba.njit(nogil=True)(function)
    jitcache.enable(dispatcher, stamp())
    return dispatcher


def inner(function: Callable[..., Any]) -> Any:
    """Compile a function that only compiled code calls."""
    return numba.njit(nogil=True)(function)
