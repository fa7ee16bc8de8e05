"""Who may open a robot's screen: a device that an administrator's token was given to, or, if wished, this machine."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, WebSocketException
from starlette.requests import HTTPConnection

from robot_guide.web.access import RequiresToken
from robot_guide.web.refusal import RefusalError

COOKIE = "screen"
PURPOSE = "screen"
PAIR = "pair"  # the query that brings the token for the first time
LOOPBACK = ("127.0.0.1", "::1")
POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1


class RequiresScreen(RequiresToken):
    """The token's cookie, or the token itself where the page is opened for the first time.

    A WebSocket carries no header of a page's own, so it must come from a page of the console: its origin is compared.
    """

    def __init__(self) -> None:
        super().__init__(PURPOSE)

    def __call__(self, connection: HTTPConnection) -> None:
        """Raises RefusalError, for a WebSocket WebSocketException."""
        if connection.scope["type"] == "websocket":
            if not (is_own(connection) and is_paired(connection)):
                raise WebSocketException(POLICY_VIOLATION)
        elif not is_paired(connection, connection.query_params.get(PAIR)):
            raise RefusalError(401, "screen")


def is_paired(connection: HTTPConnection, given: str | None = None) -> bool:
    """Whether the token that came along, as a cookie or as `given`, holds."""
    console = connection.app.state.console
    secret = given or connection.cookies.get(COOKIE, "")
    if secret and console.accounts.token_for(secret, PURPOSE) is not None:
        return True
    here = connection.client is not None and connection.client.host in LOOPBACK
    return console.screens.open_here and here


def is_own(connection: HTTPConnection) -> bool:
    """Whether a WebSocket comes from a page of this console, asked for under one of its names."""
    host, hosts = connection.headers.get("host", ""), connection.app.state.console.settings.hosts
    known = "*" in hosts or (urlsplit(f"//{host}").hostname or "") in hosts
    return known and urlsplit(connection.headers.get("origin", "")).netloc == host


ScreenOnly = Annotated[None, Depends(RequiresScreen())]
