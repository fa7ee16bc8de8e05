"""How many wait where: from the hall's ticket system, to the staff and to the robots."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, Field

from hall_map.queue_state import AHEAD, QueueState
from robot_guide.web.access import TicketSystem, Viewer
from robot_guide.web.console import Console, console_of
from robot_guide.web.refusal import RefusalError

router = APIRouter(prefix="/api/queues")
Number = Annotated[str, Field(max_length=16)]


class WindowQueue(BaseModel, extra="forbid"):
    """The queue of one window."""

    waiting: Annotated[int, Field(ge=0, le=10_000)] | None = None  # people
    wait_minutes: Annotated[float, Field(ge=0, le=1440)] | None = None
    called: Number = ""  # the ticket number called last


class QueueNews(BaseModel, extra="forbid"):
    """What the ticket system knows at a moment."""

    at: AwareDatetime
    windows: Annotated[dict[Annotated[str, Field(max_length=64)], WindowQueue], Field(max_length=500)]


@router.post("")
def take(request: Request, token: TicketSystem, news: QueueNews) -> dict[str, Any]:
    """Queue lengths, waiting times and called numbers of any number of windows; older than two minutes: unknown."""
    console = console_of(request)
    if news.at - console.now() > AHEAD:
        raise RefusalError(422, "request", f"at: {news.at.isoformat()} > {console.now().isoformat()}")
    known = console.store.hall().window_by_id
    strange = sorted(set(news.windows) - set(known))
    if strange:
        raise RefusalError(422, "request", f"windows: {', '.join(strange[:10])}")
    states = [QueueState(window, news.at, q.waiting, q.wait_minutes, q.called) for window, q in news.windows.items()]
    console.store.put_queues(states)
    return {"accepted": len(states)}


@router.get("")
def queues(request: Request, session: Viewer) -> dict[str, Any]:
    """The last that was told of each window, and whether it still holds."""
    return {"queues": queues_shown(console_of(request))}


def queues_shown(console: Console) -> list[dict[str, Any]]:
    now: datetime = console.now()
    return [
        {"window": state.window, "waiting": state.waiting, "wait_minutes": state.wait_minutes, "called": state.called,
         "at": state.at.isoformat(), "fresh": state.fresh(now)}
        for state in console.store.queues()
    ]  # fmt: skip
