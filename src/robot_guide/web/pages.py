"""The pages: rendered here, brought to life by the modules under `static/`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from robot_guide.web.access import (
    ANYONE,
    COOKIE,
    Admin,
    Editor,
    RequiresForm,
    Viewer,
    is_token_of,
    session_of,
)
from robot_guide.web.accounts import Session
from robot_guide.web.console import address_of, console_of
from robot_guide.web.interface import openapi_of, operations_of
from robot_guide.web.refusal import RefusalError
from robot_guide.web.roles import Role

router = APIRouter(include_in_schema=False)
LANGUAGES = ("zh", "en")
LOGIN_COOKIE = "login"  # holds what the log-in form has to send back


@router.get("/healthz", dependencies=[ANYONE])
def health() -> dict[str, bool]:
    """Whether the console answers."""
    return {"ok": True}


@router.get("/login", dependencies=[ANYONE])
def login_page(request: Request) -> Response:
    return login_form(request, "")


@router.post("/login", dependencies=[ANYONE])
def login(
    request: Request, name: Annotated[str, Form(max_length=64)], password: Annotated[str, Form(max_length=200)],
    csrf: Annotated[str, Form()],
) -> Response:  # fmt: skip
    """Begin a session; wrong tries wait longer and longer."""
    console, now = console_of(request), console_of(request).now()
    if not csrf or not secrets.compare_digest(csrf.encode(), request.cookies.get(LOGIN_COOKIE, "").encode()):
        raise RefusalError(403, "csrf")
    keys = (f"user {name}", f"address {address_of(request)}")
    wait = console.limit.wait(keys, now)
    if wait:
        console.note(request, name, "login refused", "too often")
        return login_form(request, "too_often", 429, {"retry-after": str(int(wait.total_seconds()) + 1)})
    user = console.accounts.verified(name, password)
    if user is None:
        console.limit.failed(keys, now)
        console.note(request, name, "login failed")
        return login_form(request, "wrong_password", 401)
    console.limit.succeeded(keys[0])
    secret = console.accounts.begin_session(user, now)
    console.note(request, user.name, "login")
    answer = RedirectResponse("/account" if user.must_change_password else "/", 303)
    answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=console.settings.tls, path="/")
    answer.delete_cookie(LOGIN_COOKIE)
    return answer


@router.post("/logout")
def logout(
    request: Request, session: Annotated[Session, Depends(RequiresForm(Role.VIEWER))], csrf: Annotated[str, Form()]
) -> Response:
    """End the session."""
    if not is_token_of(session, csrf):
        raise RefusalError(403, "csrf")
    console = console_of(request)
    console.accounts.end_session(request.cookies[COOKIE])
    console.note(request, session.user.name, "logout")
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def login_form(request: Request, problem: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    language, token = language_of(request), secrets.token_urlsafe(32)
    text = RefusalError(status, problem).document()[f"problem_{language}"] if problem else ""
    answer = rendered(request, "login", None, status, csrf=token, problem=text, over="over" in request.query_params)
    answer.headers.update(headers or {})
    answer.set_cookie(
        LOGIN_COOKIE, token, httponly=True, samesite="strict", secure=console_of(request).settings.tls, path="/login"
    )
    return answer


@router.get("/")
def map_page(request: Request, session: Viewer) -> Response:
    return rendered(request, "map", session)


@router.get("/services")
def services_page(request: Request, session: Viewer) -> Response:
    return rendered(request, "services", session)


@router.get("/hours")
def hours_page(request: Request, session: Viewer) -> Response:
    return rendered(request, "hours", session)


@router.get("/history")
def history_page(request: Request, session: Viewer) -> Response:
    return rendered(request, "history", session)


@router.get("/import")
def import_page(request: Request, session: Editor) -> Response:
    return rendered(request, "import", session)


@router.get("/users")
def users_page(request: Request, session: Admin) -> Response:
    return rendered(request, "users", session)


@router.get("/audit")
def audit_page(request: Request, session: Admin) -> Response:
    return rendered(request, "audit", session)


@router.get("/account")
def account_page(request: Request, session: Viewer) -> Response:
    return rendered(request, "account", session)


@router.get("/api")
def api_page(request: Request, session: Viewer) -> Response:
    """The reference of the HTTP interface."""
    return rendered(request, "api", session, operations=operations_of(request.app, language_of(request)))


@router.get("/api/openapi.json")
def openapi(request: Request, session: Viewer) -> dict[str, Any]:
    """The interface for programs that read OpenAPI."""
    return openapi_of(request.app)


def rendered(request: Request, page: str, session: Session | None, code: int = 200, **more: object) -> HTMLResponse:
    """A page in the reader's language."""
    language = language_of(request)
    user = session and {"name": session.user.name, "role": session.user.role.label}
    texts = {key: text.get(language, key) for key, text in page_words().items()}
    facts = {
        "language": language, "t": translator(texts), "user": user, "csrf": session.csrf if session else "",
        "page": page, "roles": list(Role.names()), "words_json": json_for_html(texts), "path": request.url.path,
    }  # fmt: skip
    answer = HTMLResponse(templates().get_template(f"{page}.html").render({**facts, **more}), code)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", language, max_age=31_536_000, samesite="lax", path="/")
    return answer


def translator(texts: Mapping[str, str]) -> Callable[[str], str]:
    return lambda key: texts.get(key, key)


def json_for_html(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def language_of(request: Request) -> str:
    """What the reader asked for, here or before, or what their browser prefers."""
    for asked in (request.query_params.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return asked
    preferred = request.headers.get("accept-language", "zh").lower()
    return "en" if preferred.startswith("en") else "zh"


def error_page(request: Request, refusal: RefusalError) -> Response:
    """A refusal for the reader of a page; one who is not logged in is led there."""
    if refusal.code == "login":
        return RedirectResponse("/login?over" if COOKIE in request.cookies else "/login", 303)
    if refusal.code == "must_change_password":
        return RedirectResponse("/account", 303)
    told, language = refusal.document(), language_of(request)
    facts = {"status": refusal.status, "problem": told[f"problem_{language}"], "remedy": told[f"remedy_{language}"]}
    return rendered(request, "error", session_of(request), refusal.status, **facts)


@cache
def page_words() -> Mapping[str, Mapping[str, str]]:
    return yaml.safe_load(files("robot_guide.web").joinpath("words.yaml").read_text("utf-8"))


@cache
def templates() -> Environment:
    return Environment(loader=PackageLoader("robot_guide.web"), autoescape=True, undefined=StrictUndefined)
