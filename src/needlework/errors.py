"""Errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what was expected, what came, and one next step."""

    where: str
    expected: str
    received: str
    next_step: str

    def __str__(self) -> str:
        """Return the one line a user reads."""
        return f"{self.where}: expected {self.expected}; received {self.received}; next: {self.next_step}"


class NeedleworkError(Exception):
    """Base of all errors of this package.

    ``exit_code`` is what the command line returns; 1 is kept for findings, which are not errors.
    """

    exit_code = 3


class InputError(NeedleworkError):
    """The user's input cannot be used; every fault is listed, one a line."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        """Rebuild from the faults, so that the error survives a trip between processes."""
        return (type(self), (self.faults,))


class NumericalError(NeedleworkError):
    """A computation failed; the message names draw, person and time."""


class Stopped(NeedleworkError):
    """Somebody stopped the computation; nothing of it is kept."""


@contextmanager
def needing(extra: str, where: str) -> Iterator[None]:
    """Turn a missing optional library into an error that says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        next_step = f"pip install 'needlework[{extra}]'"
        fault = Fault(where, f"the extra '{extra}'", f"no module {error.name}", next_step)
        raise InputError([fault]) from None


def shown(value: object, limit: int = 60) -> str:
    """Return a received value for an error text: printable, on one line, at most `limit` characters."""
    text = ascii(value) if isinstance(value, bytes) else repr(value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= limit else text[: limit - 1] + "…"
