"""Around every request: known host, own origin, bounded size; around every answer: headers that browsers heed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from robot_guide.web.refusal import RefusalError

App = Callable[[Mapping, Callable, Callable], Awaitable[None]]
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
    "font-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
STRICT_TRANSPORT = ("strict-transport-security", "max-age=31536000")
SAFE = ("GET", "HEAD", "OPTIONS")
PAGES_OWN = {b"permissions-policy"}  # a page says itself what it needs, where it says it


class Guard:
    """ASGI middleware."""

    def __init__(self, app: App, *, hosts: frozenset[str], tls: bool, largest: int):
        self._app, self._hosts, self._largest = app, hosts, largest
        headers = {**HEADERS, STRICT_TRANSPORT[0]: STRICT_TRANSPORT[1]} if tls else HEADERS
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Mapping, receive: Callable, send: Callable) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer, begun = self._with_headers(scope, send)
        size = Size(self._largest)
        try:
            self._check(scope["method"], asked)
            await self._app(scope, size.counted(receive), size.unless_too_large(answer))
        except RefusalError as refusal:
            await refuse(refusal, answer)
        except Exception:
            if not begun:
                await refuse(RefusalError(500, "failed"), answer)
            raise  # for the server's log

    def _check(self, method: str, asked: Mapping[str, str]) -> None:
        """Raises RefusalError: a name that points here is not ours, or another site's page sent this."""
        host = asked.get("host", "")
        if "*" not in self._hosts and (urlsplit(f"//{host}").hostname or "") not in self._hosts:
            raise RefusalError(421, "host")
        origin = asked.get("origin")
        if method not in SAFE and origin is not None and urlsplit(origin).netloc != host:
            raise RefusalError(403, "origin")
        if int(asked.get("content-length") or 0) > self._largest:
            raise RefusalError(413, "too_large")

    def _with_headers(self, scope: Mapping, send: Callable) -> tuple[Callable, list[bool]]:
        """`send` with the headers that every answer has, and a list that is empty until an answer begins."""
        static = scope["path"].startswith("/static/")
        cache = (b"cache-control", b"no-cache" if static else b"no-store")
        begun: list[bool] = []

        async def with_headers(message: dict) -> None:
            if message["type"] == "http.response.start":
                begun.append(True)
                own = list(message.get("headers", ()))
                given = {name for name, _ in own} & PAGES_OWN
                message["headers"] = [*own, *(row for row in self._headers if row[0] not in given), cache]
            await send(message)

        return with_headers, begun


class Size:
    """Of one request. Requests that do not say how long they are, or lie, end where the bound is."""

    def __init__(self, largest: int):
        self._left, self._refused = largest, False

    def counted(self, receive: Callable) -> Callable:
        async def counted() -> Mapping:
            message = await receive()
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise RefusalError(413, "too_large")
            return message

        return counted

    def unless_too_large(self, send: Callable) -> Callable:
        """Whoever reads the body may take the refusal for a fault of its own and answer so: then this is the answer."""

        async def send_or_refuse(message: dict) -> None:
            if self._left >= 0:
                await send(message)
            elif not self._refused:
                self._refused = True
                await refuse(RefusalError(413, "too_large"), send)

        return send_or_refuse


async def refuse(refusal: RefusalError, send: Callable) -> None:
    body = json.dumps(refusal.document(), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
