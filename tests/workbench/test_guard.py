"""Who may speak to the workbench: the attack list, at the guard itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra browser is not installed")

from needlework.workbench.guard import COOKIE, MOST_BYTES, Guard, TooLarge

PORT = 8123
HOST = (b"host", b"127.0.0.1:8123")


async def _inside(scope: Any, receive: Any, send: Any) -> None:
    """Read the whole body, then answer."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"public")]})
    await send({"type": "http.response.body", "body": b"in"})


def sent(
    guard: Guard, headers: list[tuple[bytes, bytes]], path: str = "/", query: bytes = b"", **more: Any
) -> Any:
    """Return (status, headers, body) of one request."""
    said: list[Any] = []
    chunks = list(more.pop("chunks", [b""]))

    async def receive() -> Any:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers, **more}
    asyncio.run(guard(scope, receive, send))
    return said[0].get("status"), dict(said[0].get("headers", [])), said


def opened() -> tuple[Guard, tuple[bytes, bytes]]:
    guard = Guard(_inside, PORT)
    status, headers, _ = sent(guard, [HOST], query=f"token={guard.token}".encode())
    assert (status, headers[b"location"]) == (303, b"/")
    return guard, (b"cookie", headers[b"set-cookie"].split(b";")[0])


def test_the_token_opens_one_session_once_and_leaves_the_address() -> None:
    guard, cookie = opened()
    assert sent(guard, [HOST, cookie])[0] == 200
    assert sent(guard, [HOST], query=f"token={guard.token}".encode())[0] == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites() -> None:
    guard = Guard(_inside, PORT)
    _, headers, _ = sent(guard, [HOST], query=f"token={guard.token}".encode())
    assert {b"HttpOnly", b"SameSite=Strict"} <= set(headers[b"set-cookie"].split(b"; "))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 421),
        ([(b"host", b"evil.example")], 421),
        ([(b"host", b"127.0.0.1")], 421),
        ([(b"host", b"127.0.0.1:8124")], 421),
        ([(b"host", b"127.0.0.1:8123.evil.example")], 421),
        ([HOST, (b"host", b"evil.example")], 421),
        ([HOST, (b"origin", b"http://evil.example")], 403),
        ([HOST, (b"origin", b"null")], 403),
        ([HOST, (b"origin", b"https://127.0.0.1:8123")], 403),
        ([HOST, (b"content-length", str(MOST_BYTES + 1).encode())], 413),
        ([HOST, (b"content-length", b"-5")], 413),
    ],
)
def test_no_cookie_saves_a_foreign_request(headers: list[tuple[bytes, bytes]], status: int) -> None:
    guard, cookie = opened()
    found, head, said = sent(guard, [*headers, cookie])
    assert found == status
    assert head[b"content-security-policy"].startswith(b"default-src 'self'")
    assert said[1]["body"] == b""


@pytest.mark.parametrize(
    "cookie", [b"", f"{COOKIE}=guess".encode(), b"other=1", b"\x00=;;;", f"{COOKIE}=".encode()]
)
def test_without_the_cookie_nothing_is_served(cookie: bytes) -> None:
    guard, _ = opened()
    assert sent(guard, [HOST, (b"cookie", cookie)])[0] == 401
    assert sent(guard, [HOST, (b"cookie", cookie)], path="/api/start")[0] == 401


@pytest.mark.parametrize("query", [b"", b"token=", b"token=wrong", b"token=%00", b"token[]=1"])
def test_a_wrong_token_opens_nothing_and_spends_nothing(query: bytes) -> None:
    guard = Guard(_inside, PORT)
    assert sent(guard, [HOST], query=query)[0] == 401
    assert sent(guard, [HOST], query=f"token={guard.token}".encode())[0] == 303


def test_localhost_and_its_origin_are_the_same_place() -> None:
    guard, cookie = opened()
    headers = [(b"host", b"localhost:8123"), (b"origin", b"http://localhost:8123"), cookie]
    assert sent(guard, headers)[0] == 200


def test_a_websocket_is_closed_whatever_it_brings() -> None:
    guard, cookie = opened()
    _, _, said = sent(guard, [HOST, cookie], type="websocket")
    assert said == [{"type": "websocket.close", "code": 1008}]


def test_a_body_without_a_length_ends_at_the_limit() -> None:
    guard, cookie = opened()
    with pytest.raises(TooLarge):
        sent(guard, [HOST, cookie], chunks=[b"x" * 300_000] * 5)


def test_a_request_may_be_as_large_as_a_study_file() -> None:
    from needlework.spec.document import MOST_BYTES as OF_A_FILE

    assert MOST_BYTES == OF_A_FILE


def test_every_response_carries_the_headers_of_safety() -> None:
    guard, cookie = opened()
    _, headers, _ = sent(guard, [HOST, cookie])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert headers[b"cache-control"] == b"no-store"
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]


def test_a_kept_report_may_bring_a_policy_of_its_own_and_nothing_else() -> None:
    async def report(scope: Any, receive: Any, send: Any) -> None:
        own = [(b"Content-Security-Policy", b"sandbox"), (b"x-content-type-options", b"sniff")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b"in"})

    guard = Guard(report, PORT)
    _, headers, _ = sent(guard, [HOST], query=f"token={guard.token}".encode())
    cookie = (b"cookie", headers[b"set-cookie"].split(b";")[0])
    _, headers, _ = sent(guard, [HOST, cookie])
    assert headers[b"Content-Security-Policy"] == b"sandbox"
    assert b"content-security-policy" not in headers
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_a_refusal_is_logged_without_a_word_of_what_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    guard = Guard(_inside, PORT)
    sent(guard, [(b"host", b"evil.example")], path="/evil", query=b"token=evil")
    assert caplog.messages == ["workbench: refused (421 foreign host)"]
