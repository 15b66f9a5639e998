"""The attack list against a server that really runs, and how it starts and ends."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.bench import SMALL, Server

pytest.importorskip("starlette", reason="the extra browser is not installed")

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


class Client:
    """One browser's session, over plain HTTP."""

    def __init__(self, server: Server) -> None:
        self.server = server
        address, _, token = server.address.partition("/?token=")
        self.place = address.removeprefix("http://")
        status, head, _ = self.ask("GET", f"/?token={token}", cookie="")
        assert status == 303
        self.cookie = head["set-cookie"].partition(";")[0]

    def ask(self, method: str, path: str, body: bytes = b"", cookie: str | None = None, **more: str) -> Any:
        head = {"host": self.place, "cookie": self.cookie if cookie is None else cookie}
        head |= {"content-length": str(len(body))} | {k.replace("_", "-"): v for k, v in more.items()}
        with self.link() as link:
            link.putrequest(method, path, skip_host=True)
            for name, value in head.items():
                link.putheader(name, value)
            link.endheaders(body)
            answer = link.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def link(self) -> closing[http.client.HTTPConnection]:
        return closing(http.client.HTTPConnection("127.0.0.1", int(self.server.port), timeout=30))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "runs").mkdir()
    (folder / "secret.json").write_text("{}", encoding="utf-8")
    made = Client(Server(folder))
    yield made
    made.server.process.kill()
    made.server.process.communicate()


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (421, {"host": "evil.example"}),
        (403, {"origin": "http://evil.example"}),
        (401, {"cookie": ""}),
        (413, {"content_length": "2000000"}),
    ],
)
def test_foreign_requests_are_refused_before_any_route(
    client: Client, status: int, more: dict[str, str]
) -> None:
    found, head, body = client.ask("GET", "/api/start", **more)
    assert found == status
    assert head["content-security-policy"].startswith("default-src 'self'; frame-ancestors 'none'")
    assert b"script" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/api/runs/../secret.json",
        "/api/runs/%2e%2e/secret.json",
        "/api/runs/..%2fsecret.json/study.yaml",
        "/api/runs/.cohorts/study.yaml",
        "/api/runs//etc/passwd",
        "/../../etc/passwd",
        "/static/app.js",
    ],
)
def test_no_path_reaches_the_disk(client: Client, path: str) -> None:
    assert client.ask("GET", path)[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"text": BOMB}),
        json.dumps({"text": "[" * 100_000}),
        json.dumps({"text": "!!python/object/apply:os.system [echo]"}),
        json.dumps({"text": "a: " + "9" * 200_000}),
        json.dumps({"text": SMALL.replace("draws: 3", "draws: 1e308")}),
        json.dumps({"text": "PK\u0003\u0004" + "\u0000" * 1000}),
        json.dumps({"values": {"schema": "needlework/study/1", "course": {"device": "../../etc/passwd"}}}),
        json.dumps({"values": {"course": {"sessions": [{"day": 0}] * 20_000}}}),
    ],
)
def test_a_bomb_is_told_as_faults_and_soon(client: Client, body: str) -> None:
    began = time.monotonic()
    status, _, answer = client.ask("POST", "/api/typical", body.encode())
    assert status == 200
    assert json.loads(answer)["faults"]
    assert time.monotonic() - began < 20.0


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'{"text": NaN', b"[" * 200_000, b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(client: Client, body: bytes) -> None:
    assert client.ask("POST", "/api/typical", body)[0] == 400


def test_a_body_without_a_length_ends_at_the_limit(client: Client) -> None:
    chunks = (b"x" * 100_000 for _ in range(30))
    head = {"Host": client.place, "Cookie": client.cookie}
    with client.link() as link, suppress(BrokenPipeError, ConnectionResetError):  # cut off while it sends
        link.request("POST", "/api/typical", chunks, head, encode_chunked=True)
        assert link.getresponse().status == 413


def test_nothing_is_logged_but_refusals(client: Client) -> None:
    """Stands last: it ends the server."""
    out, err = client.server.stop()
    lines = err.splitlines()
    assert out == ""
    assert lines[-1] == "workbench: ended"
    assert lines[:-1]
    assert all(line.startswith("workbench: refused (4") for line in lines[:-1])
    assert "evil" not in err


# ---- how it starts -----------------------------------------------------------------------------------------


def test_it_says_one_line_soon_and_a_taken_port_is_a_clear_error(tmp_path: Path) -> None:
    began = time.monotonic()
    server = Server(tmp_path)
    ready = time.monotonic() - began
    try:
        assert server.address.startswith("http://127.0.0.1:")
        assert ready < 10.0  # within a second on a quiet machine: benchmarks/workbench.py
        command = [sys.executable, "-m", "needlework", "serve", "--no-open", "--port", server.port]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 2
        assert "a port that is free" in second.stderr
        assert second.stdout == ""
    finally:
        out, err = server.stop()
    assert (out, err) == ("", "workbench: ended\n")
    assert server.process.returncode == 0
