"""Who may ask for what. Every route depends on one of these; `app` refuses to start with one that does not."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import APIRoute, APIWebSocketRoute

from robot_guide.web.accounts import Session, Token
from robot_guide.web.refusal import RefusalError
from robot_guide.web.roles import Role

COOKIE = "session"
SAFE = ("GET", "HEAD", "OPTIONS")
WITH_ONE_TIME_PASSWORD = ("/account", "/logout", "/api/session", "/api/account/password")


class Access:
    """A check that a route depends on."""

    name = "open"

    def __call__(self, request: Request) -> object:
        """Anyone may."""
        return None


class Requires(Access):
    """Logged in, with this role or a higher one; a change must come from a page of the same session."""

    def __init__(self, role: Role):
        self.role, self.name = role, role.label

    def __call__(self, request: Request) -> Session:
        session = session_of(request)
        if session is None:
            raise RefusalError(401, "login")
        if request.method not in SAFE and not self.came_from_a_page(request, session):
            raise RefusalError(403, "csrf")
        if session.user.must_change_password and request.url.path not in WITH_ONE_TIME_PASSWORD:
            raise RefusalError(403, "must_change_password")
        if session.user.role < self.role:
            raise RefusalError(403, "role")
        return session

    def came_from_a_page(self, request: Request, session: Session) -> bool:
        """Whether the page's token came along, which another site cannot know."""
        return is_token_of(session, request.headers.get("x-csrf-token", ""))


class RequiresForm(Requires):
    """As `Requires`, for a plain form: the route compares the page's token, which comes as a field of it."""

    def came_from_a_page(self, request: Request, session: Session) -> bool:
        return True


class RequiresToken(Access):
    """A token that an administrator made for this purpose; for other systems, which have no pages."""

    def __init__(self, purpose: str):
        self.purpose, self.name = purpose, f"token:{purpose}"

    def __call__(self, request: Request) -> Token:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        accounts = request.app.state.console.accounts
        token = accounts.token_for(secret.strip(), self.purpose) if scheme.lower() == "bearer" else None
        if token is None:
            raise RefusalError(401, "token")
        return token


def session_of(request: Request) -> Session | None:
    """The session whose cookie came along; None: none, or it is over."""
    secret = request.cookies.get(COOKIE, "")
    console = request.app.state.console
    return console.accounts.session(secret, console.now()) if secret else None


def is_token_of(session: Session, given: str) -> bool:
    return hmac.compare_digest(given.encode(), session.csrf.encode())


def access_of(route: APIRoute | APIWebSocketRoute) -> Access | None:
    """The check that a route depends on; None: it has none."""
    checks = [each.call for each in route.dependant.dependencies if isinstance(each.call, Access)]
    return checks[0] if checks else None


ANYONE = Depends(Access())
Viewer = Annotated[Session, Depends(Requires(Role.VIEWER))]
Editor = Annotated[Session, Depends(Requires(Role.EDITOR))]
Publisher = Annotated[Session, Depends(Requires(Role.PUBLISHER))]
Admin = Annotated[Session, Depends(Requires(Role.ADMIN))]
TicketSystem = Annotated[Token, Depends(RequiresToken("queues"))]
