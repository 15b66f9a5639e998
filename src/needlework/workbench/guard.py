"""Who may speak to the workbench: one browser on this machine, and nobody else.

A pure ASGI guard that stands before routing, so that no route, file or protocol is reached around it: a
foreign ``Host`` is 421 (DNS rebinding), a foreign ``Origin`` 403, a request without the session's cookie 401,
a body beyond the limit 413. Only HTTP is served; a websocket is closed.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "needlework"
MOST_BYTES = 1_000_000  # of a request; the limit of a study file
_ADVICE = b"open the address that 'needlework serve' printed"
_REFUSALS = {401: "no session", 403: "foreign origin", 413: "too large", 421: "foreign host"}
_LOG = logging.getLogger(__name__)
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)  # fmt: skip
_ALWAYS = {name for name, _ in HEADERS} - {b"content-security-policy"}


class Guard:
    """Wraps an application.

    Parameters
    ----------
    app
        What is guarded.
    port
        Where it is served on the loopback.

    Attributes
    ----------
    token
        Opens one session, once; then it is worth nothing.
    """

    def __init__(self, app: App, port: int) -> None:
        self._app = app
        self.token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._spent = False
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = _headers(scope)
        status = self._refusal(headers)
        if status is None and self._exchanges(scope):
            await _answer(send, 303, [(b"location", b"/"), (b"set-cookie", self._cookie())])
            return
        if status is None and not self._known(headers):
            status = 401
        if status is None:
            await self._app(scope, _limited(receive), _hardened(send))
            return
        _LOG.warning("workbench: refused (%d %s)", status, _REFUSALS[status])  # nothing of what was sent
        await _answer(send, status, body=_ADVICE if status == 401 else b"")

    def _refusal(self, headers: list[tuple[str, str]]) -> int | None:
        """Return the status of a request that no cookie could save."""
        hosts = [value for name, value in headers if name == "host"]
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421
        if any(name == "origin" and value not in self._origins for name, value in headers):
            return 403
        length = next((value for name, value in headers if name == "content-length"), "0")
        return 413 if not length.isdigit() or int(length) > MOST_BYTES else None

    def _exchanges(self, scope: Scope) -> bool:
        """Return whether a request brings the token, and spend it."""
        if scope["method"] != "GET" or scope["path"] != "/" or self._spent:
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        self._spent = hmac.compare_digest(given.encode(), self.token.encode())
        return self._spent

    def _known(self, headers: list[tuple[str, str]]) -> bool:
        for name, value in headers:
            if name == "cookie":
                try:
                    held = SimpleCookie(value).get(COOKIE)
                except CookieError:
                    return False
                if held and hmac.compare_digest(held.value.encode(), self._session.encode()):
                    return True
        return False

    def _cookie(self) -> bytes:
        return f"{COOKIE}={self._session}; HttpOnly; SameSite=Strict; Path=/".encode()


def _headers(scope: Scope) -> list[tuple[str, str]]:
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]


async def _answer(
    send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None, body: bytes = b""
) -> None:
    head = [*HEADERS, (b"content-type", b"text/plain; charset=utf-8"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


class TooLarge(Exception):
    """A body went on beyond the limit."""


def _limited(receive: Receive) -> Receive:
    """Return a receiver that ends a body at the limit, whatever its head said of its length."""
    size = 0

    async def limited() -> MutableMapping[str, Any]:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BYTES:
            raise TooLarge
        return message

    return limited


def _hardened(send: Send) -> Send:
    """Return a sender that adds the headers of safety to every response; a policy of its own may stand.

    Only a kept report has one: it is without scripts and without an origin.
    """

    async def hardened(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = [(k, v) for k, v in message.get("headers", []) if k.lower() not in _ALWAYS]
            named = {k.lower() for k, _ in own}
            message["headers"] = [*own, *((k, v) for k, v in HEADERS if k not in named)]
        await send(message)

    return hardened
