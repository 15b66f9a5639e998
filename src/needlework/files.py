"""Files that are there whole or not at all, and those of the package."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError


@cache
def packaged(path: str) -> Any:
    """Return a packaged YAML file (path below ``data``); read once per process, not to be changed."""
    import yaml

    text = resources.files("needlework").joinpath("data", path).read_text(encoding="utf-8")
    # LibYAML reads ten times as fast; wheels bring it
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def json_text(document: Any) -> str:
    """Return plain values as the text of a JSON file."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


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


CHECKSUMS = "checksums.sha256"  # as sha256sum writes and reads it


def write_checksums(folder: Path, which: str = "**/*") -> None:
    """Write the hashes of the files that ``which`` matches beside them; those of others stay as they are."""
    files = sorted(p for p in folder.glob(which) if p.is_file() and p.name != CHECKSUMS and p.name[0] != ".")
    told = _checksums(folder) | {path.relative_to(folder).as_posix(): file_hash(path) for path in files}
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(told.items()))
    write_whole(folder / CHECKSUMS, text.encode())


def changed_files(folder: Path) -> list[str]:
    """Return what is wrong with the files of a folder by their hashes, in words; nothing without hashes."""
    told = _checksums(folder)
    lost = [f"{name} is missing" for name in told if not (folder / name).is_file()]
    here = {name: digest for name, digest in told.items() if (folder / name).is_file()}
    return lost + [
        f"{name} has been changed" for name, digest in here.items() if file_hash(folder / name) != digest
    ]


def _checksums(folder: Path) -> dict[str, str]:
    """Return the hashes that stand in a folder, by name."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def file_hash(path: Path) -> str:
    """Return the SHA-256 hash of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


_WORKING = ".writing"  # end of the name of a folder that is being filled
_YOUNG = 2.0  # s; a folder this new may not be held yet


@contextmanager
def working_folder(target: Path) -> Iterator[Path]:
    """Give an empty neighbour of a folder to fill; what is left of it in the end is removed.

    It is held while it is filled, so that one that a killed process left behind can be told, and is removed
    by the next writer beside it.

    Raises
    ------
    OSError
        The place cannot be written.
    """
    _sweep(target.parent)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=_WORKING, dir=target.parent))
    handle = _hold(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _sweep(parent: Path) -> None:
    """Remove folders that nobody fills any more."""
    for folder in parent.glob(f".*{_WORKING}"):
        try:
            if time.time() - folder.stat().st_mtime < _YOUNG:
                continue
            handle = _hold(folder)
        except OSError:
            continue
        if handle is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)


def _hold(folder: Path) -> int | None:
    """Return a handle that holds a folder; None where another process holds it, or none can."""
    try:
        import fcntl
    except ModuleNotFoundError:  # no such locks on this system: nothing is swept
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def check_target(target: Path) -> None:
    """Check that a folder can be written, before the work that would fill it.

    Raises
    ------
    InputError
        The target exists and is not empty, or its place cannot be written.
    """
    try:
        taken = target.exists() and (not target.is_dir() or any(target.iterdir()))
        place = next(p for p in (target, *target.absolute().parents) if p.exists())
    except OSError as error:
        raise _refusal(target, error) from None
    if taken:
        raise _taken(target)
    if not (place.is_dir() and os.access(place, os.W_OK)):
        raise _refusal(target, OSError(f"{place} is not a folder that can be written"))


def _taken(target: Path) -> InputError:
    received = "one with content" if target.is_dir() else "a file"
    return InputError([Fault(str(target), "a new or empty folder", received, "choose another --out")])


def _refusal(target: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError([Fault(str(target), "a folder that can be written", reason, "choose another --out")])


def write_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Write a folder whole or not at all: fill a temporary neighbour, then rename it.

    Raises
    ------
    InputError
        The target exists and is not empty, or it cannot be written.
    """
    check_target(target)
    write_first_free([target], fill)


def write_first_free(targets: Iterable[Path], fill: Callable[[Path], None]) -> Path:
    """Write a folder whole or not at all under the first name that is free, and return that name.

    A name that another process takes in the meantime is passed over.

    Raises
    ------
    InputError
        The place cannot be written, or no name is free.
    """
    names = (target.absolute() for target in targets)
    first = next(names)
    try:
        first.parent.mkdir(parents=True, exist_ok=True)
        with working_folder(first) as temporary:
            fill(temporary)
            temporary.chmod(0o755)
            for target in chain([first], names):
                if _moved(temporary, target):
                    return target
    except OSError as error:
        raise _refusal(first, error) from error
    raise _taken(first)


def _moved(temporary: Path, target: Path) -> bool:
    """Give a filled folder its name; False where that is taken by something that is not empty."""
    try:
        if target.is_dir():
            target.rmdir()
        temporary.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            return False
        raise
    return True
