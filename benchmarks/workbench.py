"""How soon the workbench is there, answers a move with the typical person, and stops what runs long.

    python benchmarks/workbench.py

Prints the median and the slowest tenth of each over some moves of the depth, through the server as a browser
speaks to it; a browser waits 30 ms more for the hand to rest. Targets: ready within 1 s, 150 ms to an answer,
250 ms to a stop.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from needlework.scaffold import new_study
from needlework.spec import Study, dump_study, load_study

MOVES = 30


class Server:
    """A server of its own, and one browser's session with it."""

    def __init__(self) -> None:
        begin = time.perf_counter()
        options = ["--no-open", "--port", "0", "--runs", tempfile.mkdtemp()]
        command = [sys.executable, "-m", "needlework", "serve", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        address = self.process.stdout.readline().strip()
        self.ready = time.perf_counter() - begin
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
        said("ready", [server.ready])
        for path in ("/api/typical", "/api/plane"):
            said(path, [timed(lambda t=t, p=path: server.ask(p, {"text": t})) for t in texts[1:]])
        large = study.replace(draws=1000)
        said("stop a run", [stopped(server, "everybody", {"text": dump_study(large)}) for _ in range(6)])
        pins = {"texts": [dump_study(large), dump_study(large.replace({"course.depth": "0.5 mm"}))]}
        said("stop comparing", [stopped(server, "compare", pins) for _ in range(6)])
        said(
            "stop a trial",
            [stopped(server, "trial", {"text": json.dumps(trial(study, i))}) for i in range(6)],
        )
    finally:
        server.process.terminate()


def trial(study: Study, seed: int) -> dict[str, Any]:
    """Return a design that takes a while."""
    course = study.to_dict()["course"]
    return {
        "schema": "needlework/design/1",
        "cohort": {"skin": study.to_dict()["skin"], "persons": 64, "draws": 400},
        "arms": {"needled": {"course": course}, "untreated": {"course": {"sessions": 0}}},
        "layout": {"kind": "split_face"},
        "visits": {"at": ["3 months"]},
        "endpoints": [{"outcome": "goodman_baron_quantitative", "analysis": "paired_t"}],
        "contrasts": [{"better": "needled", "than": "untreated"}],
        "n": [20],
        "seed": seed,
    }


def stopped(server: Server, what: str, body: Any) -> float:
    """Return how long a job goes on after it is told to stop (s)."""
    id = server.ask(f"/api/{what}", body)["id"]
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
