"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from needlework.errors import Fault, InputError


class CannotWrite(InputError):
    """A place that cannot be written, or a full disk."""

    exit_code = 3


def cannot_write(
    path: Path, error: OSError, advice: str = "make room, or choose another folder"
) -> CannotWrite:
    """Return the refusal of a file that cannot be written."""
    reason = error.strerror or str(error)
    return CannotWrite([Fault(str(path), "a disk that can be written", reason, advice)])


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a crash or beside other writers.

    Raises
    ------
    OSError
        The place cannot be written; nothing is left behind.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
