"""The console as an ASGI application. Whoever makes it gives it store, accounts, robots and clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from hall_map import HallError
from hall_map.store import Store
from robot_guide.web import (
    account_routes,
    draft_routes,
    history_routes,
    import_routes,
    pages,
    queue_routes,
    request_routes,
    robot_routes,
    screen_routes,
    service_routes,
)
from robot_guide.web.access import access_of
from robot_guide.web.accounts import Accounts
from robot_guide.web.console import Console, ConsoleSettings
from robot_guide.web.guard import Guard
from robot_guide.web.refusal import RefusalError
from robot_guide.web.robots import Robots
from robot_guide.web.screen_hub import Screens

PARTS = (
    pages, account_routes, draft_routes, history_routes, service_routes, robot_routes, request_routes, queue_routes,
    import_routes, screen_routes,
)  # fmt: skip
STATUS = {404: "not_found", 405: "method", 413: "too_large"}


def create_app(
    settings: ConsoleSettings, store: Store, accounts: Accounts, robots: Robots, clock: Callable[[], datetime],
    screens: Screens | None = None,
) -> FastAPI:  # fmt: skip
    """Raises RuntimeError: a route says nowhere who may ask for it."""
    app = FastAPI(title="Hall console", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = Console(settings, store, accounts, robots, clock, screens or Screens())
    every = [route for part in PARTS for route in part.router.routes]
    app.state.routes = [route for route in every if isinstance(route, APIRoute)]
    app.state.sockets = [route for route in every if isinstance(route, APIWebSocketRoute)]
    unchecked = [route.path for route in (*app.state.routes, *app.state.sockets) if access_of(route) is None]
    if unchecked:
        raise RuntimeError(f"routes without a check of who may ask: {', '.join(unchecked)}")
    for part in PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static", check_dir=False))
    app.add_exception_handler(RefusalError, on_refusal)
    app.add_exception_handler(RequestValidationError, on_bad_request)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(HallError, on_hall)
    app.add_exception_handler(UnicodeEncodeError, on_half_a_character)
    app.add_middleware(Guard, hosts=settings.hosts, tls=settings.tls, largest=settings.largest_request)
    return app


async def on_refusal(request: Request, refusal: RefusalError) -> Response:
    for_people = request.method == "GET" and not request.url.path.startswith("/api/")
    if for_people:
        return pages.error_page(request, refusal)
    return JSONResponse(refusal.document(), refusal.status)


async def on_bad_request(request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return await on_refusal(request, RefusalError(422, "request", f"{where}: {first['msg']}"))


async def on_http(request: Request, error: HTTPException) -> Response:
    return await on_refusal(request, RefusalError(error.status_code, STATUS.get(error.status_code, "failed")))


async def on_half_a_character(request: Request, error: UnicodeEncodeError) -> Response:
    """JSON can write half a character, a lone surrogate; no file and no answer can hold it."""
    return await on_refusal(request, RefusalError(422, "request", f"U+{ord(error.object[error.start]):04X}"))


async def on_hall(request: Request, error: HallError) -> Response:
    return await on_refusal(request, RefusalError(422, "hall", str(error), where=error.where))
