"""Users, their passwords, tokens of other systems, and the audit log."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response

from robot_guide.web.access import COOKIE, Admin, Viewer
from robot_guide.web.accounts import AccountError, User
from robot_guide.web.console import console_of
from robot_guide.web.numbers import RowNumber
from robot_guide.web.pages import language_of
from robot_guide.web.refusal import RefusalError
from robot_guide.web.roles import Role

router = APIRouter(prefix="/api")
RoleName = Literal["viewer", "editor", "publisher", "admin"]
Name = Annotated[str, Body(max_length=32)]
Password = Annotated[str, Body(max_length=200)]


@router.get("/session")
def session(request: Request, session: Viewer) -> dict[str, Any]:
    """Who is logged in, and what their pages send along with each change."""
    user, left = session.user, session.ends - console_of(request).now()
    return {
        "user": user.name, "role": user.role.label, "csrf": session.csrf, "language": language_of(request),
        "seconds_left": int(left.total_seconds()),
        "must_change_password": user.must_change_password, "edits": unpublished(request, user),
    }  # fmt: skip


def unpublished(request: Request, user: User) -> int:
    """How many steps of the user's draft wait to be published."""
    may_edit = user.role >= Role.EDITOR and not user.must_change_password
    return len(console_of(request).desk.draft(user.name).done) if may_edit else 0


@router.post("/account/password")
def change_password(
    request: Request, session: Viewer, old: Password, new: Password, response: Response
) -> dict[str, Any]:
    """Change one's own password; every session of the user ends and a new one begins."""
    console = console_of(request)
    keys = (f"user {session.user.name}",)
    if console.limit.wait(keys, console.now()):
        raise RefusalError(429, "too_often")
    try:
        console.accounts.change_password(session.user.name, old, new)
    except AccountError as error:
        if error.problem.startswith("the old"):
            console.limit.failed(keys, console.now())
        raise refusal_of(error) from error
    user = User(session.user.name, session.user.role)
    secret = console.accounts.begin_session(user, console.now())
    set_session(response, secret, console.settings.tls)
    console.note(request, user.name, "password")
    return {}


@router.get("/users")
def users(request: Request, session: Admin) -> dict[str, Any]:
    """Every user."""
    return {"users": [shown(user) for user in console_of(request).accounts.users()], "roles": list(Role.names())}


@router.post("/users")
def add_user(request: Request, session: Admin, name: Name, role: Annotated[RoleName, Body()]) -> dict[str, Any]:
    """Add a user; the answer holds the one-time password."""
    console = console_of(request)
    try:
        password = console.accounts.add_user(name, Role.named(role))
    except AccountError as error:
        raise refusal_of(error) from error
    console.note(request, session.user.name, "user added", f"{name}: {role}")
    return {"name": name, "role": role, "password": password}


@router.patch("/users/{name}")
def change_user(
    request: Request, session: Admin, name: str, role: Annotated[RoleName | None, Body()] = None,
    active: Annotated[bool | None, Body()] = None, reset_password: Annotated[bool, Body()] = False,
) -> dict[str, Any]:  # fmt: skip
    """Another role, locked or unlocked, or a new one-time password; the user's sessions end."""
    console = console_of(request)
    try:
        if role is not None or active is not None:
            console.accounts.change_user(name, Role.named(role) if role else None, active)
        password = console.accounts.reset_password(name) if reset_password else None
    except AccountError as error:
        raise refusal_of(error) from error
    facts = {"role": role, "active": active, "reset_password": reset_password or None}
    told = ", ".join(f"{key}={value}" for key, value in facts.items() if value is not None)
    console.note(request, session.user.name, "user changed", f"{name}: {told}")
    return {"name": name} | ({"password": password} if password else {})


@router.get("/audit")
def audit(
    request: Request, session: Admin, before: RowNumber | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> dict[str, Any]:
    """Who did what, when and from where, from the newest on."""
    lines = console_of(request).accounts.audit(limit, before)
    return {
        "lines": [
            {"number": line.number, "at": line.at.isoformat(), "user": line.user, "address": line.address,
             "action": line.action, "detail": line.detail}
            for line in lines
        ]
    }  # fmt: skip


@router.get("/tokens")
def tokens(request: Request, session: Admin) -> dict[str, Any]:
    """Tokens of other systems; their secrets are shown once, when they are made."""
    held = console_of(request).accounts.tokens()
    return {
        "tokens": [
            {"id": token.id, "purpose": token.purpose, "made_by": token.made_by, "at": token.at.isoformat()}
            for token in held
        ]
    }


@router.post("/tokens")
def make_token(
    request: Request, session: Admin, purpose: Annotated[Literal["queues", "screen"], Body(embed=True)]
) -> dict[str, Any]:
    """A token with which the ticket system may tell of queues, or a robot's own screen may be opened."""
    console = console_of(request)
    secret = console.accounts.make_token(purpose, session.user.name, console.now())
    console.note(request, session.user.name, "token made", purpose)
    return {"token": secret, "purpose": purpose}


@router.delete("/tokens/{id}")
def drop_token(request: Request, session: Admin, id: RowNumber) -> dict[str, Any]:
    """The token opens nothing any more."""
    console = console_of(request)
    if not console.accounts.drop_token(id):
        raise RefusalError(404, "not_found")
    console.note(request, session.user.name, "token dropped", str(id))
    return {}


def set_session(response: Response, secret: str, tls: bool) -> None:
    response.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=tls, path="/")


def refusal_of(error: AccountError) -> RefusalError:
    return RefusalError(422, "account", str(error), problem=error.problem, remedy=error.remedy)


def shown(user: User) -> dict[str, Any]:
    return {
        "name": user.name, "role": user.role.label, "active": user.active,
        "must_change_password": user.must_change_password,
    }  # fmt: skip
