"""The robots, live, and orders to them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Body, Request
from fastapi.responses import StreamingResponse

from robot_guide.web.access import Editor, Viewer, session_of
from robot_guide.web.console import Console, console_of
from robot_guide.web.queue_routes import queues_shown
from robot_guide.web.refusal import RefusalError
from robot_guide.web.request_routes import request_shown
from robot_guide.web.robots import Order, RobotView

router = APIRouter(prefix="/api")
PERIOD = 0.2  # s
EVERY = 25  # periods between two looks at whether the session still holds, and at the queues
MOST_WATCHERS = 64
STATUS = {"unknown_robot": 404, "unknown_place": 404, "busy": 409, "no_visitor": 409, "offline": 409}


@router.get("/live")
async def live(request: Request, session: Viewer) -> StreamingResponse:
    """Server-sent events: `robots` five times a second where they changed, the others when they do."""
    console = console_of(request)
    if console.watchers >= MOST_WATCHERS:
        raise RefusalError(429, "too_often")
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(news(request, console), media_type="text/event-stream", headers=headers)


async def news(request: Request, console: Console) -> AsyncIterator[str]:
    told: dict[str, str] = {}
    console.watchers += 1
    try:
        turn = 0
        while not await request.is_disconnected():
            if turn % EVERY == 0:
                if session_of(request) is None:
                    yield "event: over\ndata: {}\n\n"
                    return
                yield from_changed(told, "queues", {"queues": queues_shown(console)})
            robots = [shown(view) for view in console.robots.views()]
            requests = [request_shown(view) for view in console.robots.requests()]
            yield from_changed(told, "requests", requests)
            yield from_changed(told, "robots", robots) + from_changed(told, "head", {"number": console.store.head()})
            turn += 1
            await asyncio.sleep(PERIOD)
    finally:
        console.watchers -= 1


def from_changed(told: dict[str, str], event: str, value: object) -> str:
    """An event, where the value is another than the one told last; else a comment, which keeps the line open."""
    text = json.dumps(value, ensure_ascii=False)
    if told.get(event) == text:
        return ": \n\n"
    told[event] = text
    return f"event: {event}\ndata: {text}\n\n"


@router.get("/robots")
def robots(request: Request, session: Viewer) -> dict[str, Any]:
    """Every robot: where it is, what it does, where it goes."""
    return {"robots": [shown(view) for view in console_of(request).robots.views()]}


@router.post("/robots/{name}/orders")
def order(
    request: Request, session: Editor, name: str, kind: Annotated[Order, Body()],
    place: Annotated[str, Body(max_length=64)] = "",
) -> dict[str, Any]:  # fmt: skip
    """Call a robot to a window or place, send it home, stop it, let it go on, or have it hand its visitor over."""
    console = console_of(request)
    if kind == "call" and not place:
        raise RefusalError(422, "unknown_place")
    if kind == "call" and any(is_called(view, place) for view in console.robots.views() if view.name != name):
        raise RefusalError(409, "called_already")
    problem = console.robots.order(name, kind, place)
    console.note(request, session.user.name, "order", f"{name}: {kind} {place} {problem}".strip())
    if problem:
        raise RefusalError(STATUS[problem], problem)
    return {}


def is_called(view: RobotView, place: str) -> bool:
    """Whether a robot is on its way to a place already, where two would be in each other's way."""
    return view.online and view.state == "errand" and view.target == place


def shown(view: RobotView) -> dict[str, Any]:
    return {
        "name": view.name, "names": dict(view.names), "x": round(view.pose.x, 3), "y": round(view.pose.y, 3),
        "yaw": round(view.pose.yaw, 3), "state": view.state, "target": view.target, "held": view.held,
        "with_visitor": view.with_visitor,
        "remaining": round(view.remaining, 2), "revision": view.revision, "online": view.online,
        "route": [[round(x, 2), round(y, 2)] for x, y in view.route],
    }  # fmt: skip


ORDERS = get_args(Order)
