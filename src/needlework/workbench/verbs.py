"""``needlework serve``: the workbench on this machine, for one browser."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from needlework.errors import Fault, InputError, needing

PORT = 8642  # the same each time, so that the browser finds again what it kept for this address


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    runs: Annotated[Path, typer.Option(help="Folder that finished runs are kept in.")] = Path("runs"),
) -> None:
    """Open the workbench: the laboratory in a browser on this machine. Ctrl-C ends it."""
    with needing("browser", "serve"):
        import uvicorn

        from needlework.workbench.guard import Guard
        from needlework.workbench.server import application
    listening = _listen(port)
    guard = Guard(application(runs), listening.getsockname()[1])
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/?token={guard.token}"
    print(address, flush=True)
    if open_:
        typer.launch(address)
    settings = uvicorn.Config(
        guard, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(settings).run(sockets=[listening])
    print("workbench: ended", file=sys.stderr)


def _listen(port: int) -> socket.socket:
    """Return a socket that listens on the loopback only, and does so already."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()  # before the address is told: an early browser waits instead of being refused
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        fault = Fault("--port", "a port that is free", f"{port}: {reason}", "choose another, or 0 for any")
        raise InputError([fault]) from None
    return listening
