"""Parts of a cohort made by the workers of a Dask cluster (extra ``cluster``)."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from needlework.errors import Fault, InputError, needing
from needlework.trial.baselines import Baselines
from needlework.trial.load import load_design
from needlework.trial.simulate import Part, Simulator

_PATIENCE = 20  # seconds for a scheduler to answer
_PLAIN = ("tcp", "tls")  # protocols whose address is a host and a port


def check_scheduler(address: str) -> None:
    """Check that a scheduler answers, before any work begins.

    Raises
    ------
    InputError
        It does not, the address is none, or the extra ``cluster`` is not installed.
    """
    with needing("cluster", "--scheduler"):
        import distributed  # noqa: F401
    try:
        parts = urlsplit(address)
        if parts.scheme in _PLAIN or not parts.scheme:
            if not (parts.scheme and parts.hostname and parts.port):
                raise ValueError(f"{address!r}, which has no protocol, host and port")
            socket.create_connection((parts.hostname, parts.port), timeout=_PATIENCE).close()
    except (OSError, ValueError) as error:
        raise _silent(error) from None


def _silent(error: Exception) -> InputError:
    advice = "check address and network; an address looks like tcp://host:8786"
    fault = Fault("--scheduler", "a scheduler that answers", str(error)[:120], advice)
    return InputError([fault])


def there(source: Simulator, todo: Sequence[int], scheduler: str) -> Iterator[Part]:
    """Yield parts made by the workers of a cluster; a lost worker's parts are made by another.

    Raises
    ------
    InputError
        The scheduler does not answer.
    """
    from distributed import Client, as_completed

    plan, numbers = source.design.to_dict(), source.baselines
    try:
        client = Client(scheduler, set_as_default=False, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise _silent(error) from None
    with client, client.as_current():
        made = [client.submit(remote_part, plan, numbers, n, pure=False) for n in todo]
        for future in as_completed(made):
            yield future.result()
            future.release()


def remote_part(plan: dict[str, Any], baselines: Baselines | None, number: int) -> Part:
    """Make one part on a worker, which knows nothing but the design."""
    return Simulator(load_design(plan), baselines).part(number)
