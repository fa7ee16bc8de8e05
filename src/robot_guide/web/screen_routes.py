"""The page on a robot's own screen, and what it talks to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import APIRouter, Request, Response, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse

from hall_map import timetable, to_document
from robot_guide.web.console import console_of
from robot_guide.web.pages import json_for_html, templates
from robot_guide.web.refusal import RefusalError
from robot_guide.web.screen_access import COOKIE, PAIR, ScreenOnly
from robot_guide.web.screen_needs import LANGUAGES, needs_of
from robot_guide.web.screen_socket import Conversation

router = APIRouter(prefix="/robot", include_in_schema=False)
YEAR = 31_536_000  # s
ON_THE_MAP = (
    "size", "outline", "walls", "doors", "obstacles", "zones", "windows", "places", "docks", "queues", "keep_outs",
    "slow_areas", "lanes", "barriers",
)  # fmt: skip
MICROPHONE = "camera=(), microphone=(self), geolocation=()"


@router.get("/{name}")
def screen(request: Request, device: ScreenOnly, name: str) -> Response:
    """The page. With a token in its address, the device is paired, and the token goes out of the address."""
    console = console_of(request)
    if name not in console.store.hall().dock_of:
        raise RefusalError(404, "not_found")
    if secret := request.query_params.get(PAIR):
        answer = RedirectResponse(f"/robot/{name}", 303)
        answer.set_cookie(COOKIE, secret, max_age=YEAR, httponly=True, samesite="strict", secure=console.settings.tls,
                          path="/robot")  # fmt: skip
        console.note(request, "", "screen paired", name)
        return answer
    names = {language: console.store.hall().dock_of[name].names.get(language, name) for language in LANGUAGES}
    facts = {"robot": name, "names": names, "words": words()["zh"], "words_json": json_for_html(words())}
    page = templates().get_template("screen.html").render({**facts, "languages": LANGUAGES})
    return HTMLResponse(page, headers={"permissions-policy": MICROPHONE})


@router.get("/{name}/hall")
def hall(request: Request, device: ScreenOnly, name: str) -> dict[str, Any]:
    """The hall as it is now, without what the map does not show, and what people need most in it."""
    console = console_of(request)
    hall = console.store.hall()
    document = to_document(timetable.at(hall, timetable.local(hall, console.now())))
    return {"hall": {key: document[key] for key in ON_THE_MAP}, "needs": [asdict(need) for need in needs_of(hall)]}


@router.websocket("/{name}/talk")
async def talk(socket: WebSocket, device: ScreenOnly, name: str) -> None:
    """Words and sound in; captions, sound and the robots' places out. See docs/robot-screen.md."""
    await Conversation(socket, console_of(socket), name).run()


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """The words of the page: by language, by key."""
    read = yaml.safe_load(files("robot_guide.web").joinpath("screen_words.yaml").read_text("utf-8"))
    return {language: {key: text[language] for key, text in read.items()} for language in LANGUAGES}
