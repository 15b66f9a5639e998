"""How soon the workbench answers: a typical person after a move, and how soon a run stops.

    python benchmarks/workbench.py

Prints the median and the slowest tenth of each over some moves of the depth, through the server as a browser
speaks to it. Targets: 150 ms to an answer, 250 ms to a stop.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from needlework.scaffold import new_study
from needlework.spec import dump_study, load_study

MOVES = 30


class Server:
    """A server of its own, and one browser's session with it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "needlework", "serve", "--no-open", "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        address = self.process.stdout.readline().strip()
        self.base = address.partition("/?")[0]
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.opener.open(address).read()

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Return what the server answers."""
        data = None if body is None else json.dumps(body).encode()
        head = {"content-type": "application/json", "origin": self.base}
        request = urllib.request.Request(self.base + path, data, head, method=method)
        return json.loads(self.opener.open(request).read())


def main() -> None:
    """Print the table."""
    server = Server()
    try:
        study = load_study(new_study("atrophic_scar", "cheek"))
        texts = [dump_study(study.replace({"course.depth": f"{0.5 + 0.05 * i} mm"})) for i in range(MOVES)]
        server.ask("/api/typical", {"text": texts[0]})  # compiles or loads the engine
        for path in ("/api/check", "/api/typical", "/api/section"):
            said(path, [timed(lambda t=t, p=path: server.ask(p, {"text": t})) for t in texts])
        said("stop", [stopped(server, dump_study(study.replace(draws=1000))) for _ in range(6)])
    finally:
        server.process.terminate()


def stopped(server: Server, text: str) -> float:
    """Return how long a run goes on after it is told to stop (s)."""
    id = server.ask("/api/jobs", {"text": text})["id"]
    time.sleep(1.0)
    return timed(lambda: end(server, id))


def end(server: Server, id: str) -> None:
    """Stop a run and wait until it says so."""
    server.ask(f"/api/jobs/{id}", method="DELETE")
    while server.ask(f"/api/jobs/{id}")["state"] == "running":
        time.sleep(0.005)


def timed(work: Any) -> float:
    """Return how long something takes (s)."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def said(what: str, seconds: list[float]) -> None:
    """Print one row."""
    slow = sorted(seconds)[int(0.9 * len(seconds))]
    print(f"{what:14s} median {1e3 * statistics.median(seconds):6.0f} ms   nine in ten {1e3 * slow:6.0f} ms")


if __name__ == "__main__":
    main()
