"""Compiled engines on disk, keyed by what they were made from.

Numba's own cache looks at the time stamp of one file, so it misses an edited network or helper. Here the
key is a hash of the network and of every source file of this room. The folder is the user's cache (or
``NEEDLEWORK_CACHE``); where it cannot be written, a temporary folder of this user serves.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

from needlework.numerics.simd import WIDTH


@lru_cache(maxsize=1)
def folder() -> Path:
    """Return a writable folder for compiled code that nobody else writes to."""
    shared = os.environ.get("XDG_CACHE_HOME", "")
    # the XDG rule: a relative path is ignored
    base = os.environ.get("NEEDLEWORK_CACHE") or (shared if Path(shared).is_absolute() else None)
    default = Path.home() / ("AppData/Local" if sys.platform == "win32" else ".cache")
    for path in (
        (Path(base) if base else default) / "needlework",
        Path(tempfile.gettempdir()) / _private_name(),
    ):
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
                continue  # compiled code is unpickled: never from a stranger's folder
            with tempfile.TemporaryFile(dir=path):
                return path
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="needlework-"))


def _private_name() -> str:
    return f"needlework-{os.getuid()}" if hasattr(os, "getuid") else "needlework"


def stamp(fingerprint: str) -> str:
    """Return the key of an engine: network, generator, this room's sources, lane width, Numba."""
    digest = hashlib.sha256(f"{fingerprint} {WIDTH} {numba.__version__}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:20]


def enable(dispatcher: Any, key: str) -> None:
    """Give a compiled function an on-disk cache under ``key``."""
    if hasattr(dispatcher, "py_func"):  # not where NUMBA_DISABLE_JIT is set
        bare = not dispatcher.targetoptions.get("_nrt", True)
        dispatcher._cache = _Cache(dispatcher.py_func, key, bare)


def is_cached(name: str, key: str) -> bool:
    """Return whether compiled code for ``key`` is on disk."""
    return any(folder().glob(f"*{name}*{key}*.nbi"))


class _Locator(_CacheLocator):
    def __init__(self, key: str) -> None:
        self.key = key

    def get_cache_path(self) -> Any:
        return str(folder())

    def get_source_stamp(self) -> Any:
        return self.key

    def get_disambiguator(self) -> Any:
        return self.key

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> None:
        return None  # only made by _Cache, never found by search


class _Cache(FunctionCache):
    def __init__(self, py_func: Any, key: str, bare: bool) -> None:
        locator = _Locator(key)
        self.bare = bare  # its code calls nothing of Numba's run time

        class Impl(CompileResultCacheImpl):
            def __init__(self, function: Any) -> None:
                self._lineno = function.__code__.co_firstlineno
                self._locator = locator
                self._filename_base = (
                    f"{function.__name__}-{key}-py{sys.version_info[0]}{sys.version_info[1]}"
                )

        self._impl_class = Impl
        super().__init__(py_func)
        self.key = key

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return compiled code from disk; a damaged or foreign file counts as none and is written anew.

        Numba first loads all it could need to compile (and SciPy with it), half a second; what allocates
        nothing needs none of it to be read back, and if it must be compiled after all, Numba loads it then.
        """
        try:
            if self.bare:
                return self._load_overload(sig, target_context)
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 - whatever unpickling a damaged file may raise
            self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep compiled code on disk where that is possible; a full disk must not stop a run."""
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return sig, codegen.magic_tuple(), self.key
