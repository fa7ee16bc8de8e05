"""Requests for a robot, whichever: asked for, watched, taken back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request

from robot_guide.fleet.replica import RequestView
from robot_guide.fleet.requests import Rank
from robot_guide.web.access import Editor, Viewer
from robot_guide.web.console import console_of
from robot_guide.web.refusal import RefusalError

router = APIRouter(prefix="/api/requests")
Language = Literal["", "zh", "en", "ko"]
STATUS = {"unknown_place": 404, "too_many": 429, "offline": 409}


@router.get("")
def requests(request: Request, session: Viewer) -> dict[str, Any]:
    """Who waits for a robot, in their turn, with who comes and when; then what has ended within the last minute."""
    return {"requests": [request_shown(view) for view in console_of(request).robots.requests()]}


@router.post("")
def ask(
    request: Request, session: Editor, place: Annotated[str, Body(min_length=1, max_length=64)],
    rank: Annotated[Rank, Body()] = "normal", language: Annotated[Language, Body()] = "",
) -> dict[str, Any]:  # fmt: skip
    """Ask for a robot at a window or place, whichever can be there first; asked again, the same request."""
    console = console_of(request)
    id, problem = console.robots.request(place, rank, language)
    console.note(request, session.user.name, "request", f"{place} {rank} {language} {problem or id}")
    if problem:
        raise RefusalError(STATUS[problem], problem)
    return {"id": id}


@router.post("/{id}/cancel")
def cancel(request: Request, session: Editor, id: str) -> dict[str, Any]:
    """Take a request back: no robot goes there any more."""
    console = console_of(request)
    was_open = console.robots.cancel(id)
    console.note(request, session.user.name, "cancel_request", id if was_open else f"{id} not open")
    if not was_open:
        raise RefusalError(404, "unknown_request")
    return {}


def request_shown(view: RequestView) -> dict[str, Any]:
    return {
        "id": view.id, "place": view.place, "rank": view.rank, "language": view.language, "state": view.state,
        "robot": view.robot, "seconds": view.seconds, "minutes": int(view.waited // 60), "visitor": view.visitor,
    }  # fmt: skip
