"""The page on which a run or a recording is watched, for this machine's own browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import yaml
from fastapi import Body, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from hall_map import Hall, OccupancyGrid, to_document
from robot_guide.story import quotable
from robot_guide.watching.chronicle import Chronicle, Told
from robot_guide.watching.moment import Moment, RobotMoment, scan_points
from robot_guide.web.pages import json_for_html, language_of, page_words, templates, translator

LATEST = 60  # events that are shown
TALK = ("heard", "understood")  # events that tell what a robot understands
LAST_WORDS = 3  # of them that are shown beside a robot
PLAIN = Body(default_factory=dict)


class Player(Protocol):
    """What shows one moment after another."""

    playing: bool
    index: int
    count: int
    whole: bool
    moment: Moment
    moments: tuple[Moment, ...]  # up to the one that is shown

    def step(self) -> bool: ...
    def seek(self, index: int) -> None: ...
    def set_speed(self, speed: float) -> None: ...


def create_watch_app(player: Player, title: str, hall: Hall | None, grid: OccupancyGrid | None) -> FastAPI:
    """Answers only under this machine's own name, and takes orders from its own page only."""
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))

    @app.get("/")
    def first_page(request: Request) -> HTMLResponse:
        return page(request, title)

    add_sights(app, player, hall, grid)
    add_orders(app, player)
    return app


def add_sights(app: FastAPI, player: Player, hall: Hall | None, grid: OccupancyGrid | None) -> None:
    @app.get("/api/stage")
    def stage() -> dict[str, object]:
        place = None if hall is not None or grid is None else place_of(grid)
        return {"hall": None if hall is None else to_document(hall), "map": place, "box": box_of(hall, grid)}

    @app.get("/api/map.png")
    def map_picture() -> Response:
        if grid is None:
            raise HTTPException(404, "there is no map")
        return png(255 - np.flipud(grid.data).clip(0, 100) * 2)

    chronicle, telling = Chronicle(hall), threading.Lock()  # requests are answered in several threads
    names = {} if hall is None else {dock.robot: dock.names for dock in hall.docks}

    @app.get("/api/moment")
    def moment(request: Request, robot: str = "") -> dict[str, object]:
        moments = player.moments
        with telling:
            happened, language = chronicle.until(moments), language_of(request)
        talk = [each for each in happened if each.event.robot == robot and each.event.event in TALK]
        return {
            **shown(moments[-1], names), "index": len(moments) - 1, "count": player.count, "playing": player.playing,
            "ended": player.whole and len(moments) == player.count,
            "events": in_words(happened[: -LATEST - 1 : -1], language),
            "chosen": [
                {**seen_by(each, len(moments) - 1), "understands": in_words(talk[-LAST_WORDS:], language)}
                for each in moments[-1].robots
                if each.name == robot
            ],
        }  # fmt: skip

    @app.get("/api/costmap.png")
    def costmap(robot: str, index: int) -> Response:
        try:
            cells = player.moments[index].robot(robot).costmap
        except (KeyError, IndexError):
            cells = None
        if cells is None:
            raise HTTPException(404, "there is no costmap")
        return png(heat(cells))


def add_orders(app: FastAPI, player: Player) -> None:
    @app.post("/api/{order}")
    def order(order: str, request: Request, more: dict = PLAIN) -> dict[str, bool]:
        """JSON from another site's page needs a permission that nobody here gives."""
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise HTTPException(415, "orders are JSON")
        try:
            obey(player, order, more)
        except (ValueError, TypeError, KeyError) as error:
            raise HTTPException(422, str(error)) from error
        return {"ok": True}


def obey(player: Player, order: str, more: Mapping[str, object]) -> None:
    """Raises ValueError: no such order, or one that cannot be; KeyError: it says not how far or how fast."""
    match order:
        case "play" | "pause":
            player.playing = order == "play"
        case "step":
            player.playing = False
            player.step()
        case "speed":
            player.set_speed(float(more["times"]))
        case "seek":
            player.playing = False
            player.seek(int(more["index"]))
        case _:
            raise ValueError(f"no order {order!r}; there are play, pause, step, speed and seek")


def shown(moment: Moment, names: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """All that the page draws of a moment; `names` of robots, by language."""
    return {
        "t": moment.t,
        "robots": [
            {"name": r.name, "names": names.get(r.name, {}), "x": r.pose.x, "y": r.pose.y, "yaw": r.pose.yaw,
             "route": r.route.tolist()}
            for r in moment.robots
        ],
        "people": [{"kind": p.kind, "x": p.pose.x, "y": p.pose.y, "radius": p.radius} for p in moment.people],
    }  # fmt: skip


def seen_by(robot: RobotMoment, index: int) -> dict[str, object]:
    """What the page shows of the robot that was clicked; `index` of the moment."""
    steps = np.diff(robot.route, axis=0)
    believed, costmap = robot.believed, robot.costmap
    return {
        "name": robot.name, "state": robot.state, "scan": scan_points(robot).round(3).tolist(),
        "plan": float(np.hypot(steps[:, 0], steps[:, 1]).sum()),
        "believed": None if believed is None else [believed.x, believed.y],
        "off": 0.0 if believed is None else believed.distance_to((robot.pose.x, robot.pose.y)),
        "costmap": None if costmap is None
        else {**place_of(costmap), "href": f"/api/costmap.png?robot={robot.name}&index={index}"},
    }  # fmt: skip


def in_words(told: Iterable[Told], language: str) -> list[dict[str, object]]:
    """Each event's sentence, the words that were spoken where it does not hold them, and all that the event tells."""
    sentences = []
    for each in told:
        event, words = each.event, getattr(each.line, language)
        spoken = str(event.data.get("text") or "")
        facts = json.dumps({"event": event.event, **event.data}, ensure_ascii=False, default=str)
        sentences.append({
            "t": event.t, "robot": event.robot, "event": event.event, "words": words, "tone": each.line.tone,
            "spoken": "" if quotable(spoken, language) in words else spoken, "facts": facts,
        })  # fmt: skip
    return sentences


def place_of(grid: OccupancyGrid) -> dict[str, float]:
    """Where a grid lies, m."""
    rows, columns = grid.data.shape
    height = rows * grid.resolution
    return {"left": grid.origin[0], "top": grid.origin[1] + height, "width": columns * grid.resolution,
            "height": height}  # fmt: skip


def box_of(hall: Hall | None, grid: OccupancyGrid | None) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of what is to be seen, m; without hall and map, 40 m around the origin."""
    if hall is not None:
        return 0.0, 0.0, hall.width, hall.height
    if grid is not None:
        place = place_of(grid)
        return grid.origin[0], grid.origin[1], place["width"], place["height"]
    return -20.0, -20.0, 40.0, 40.0


def heat(grid: OccupancyGrid) -> np.ndarray:
    """(rows, columns, 4) uint8, north up: the dearer, the redder; what is free lets the floor through."""
    cells = np.flipud(grid.data).clip(0, 100).astype(np.uint8)
    alpha = (cells.astype(float) * 1.6).astype(np.uint8)
    return np.dstack((np.full_like(cells, 40), np.full_like(cells, 90), np.full_like(cells, 220), alpha))


def png(picture: np.ndarray) -> Response:
    _, data = cv2.imencode(".png", picture.astype(np.uint8))
    return Response(data.tobytes(), media_type="image/png")


def page(request: Request, title: str) -> HTMLResponse:
    language = language_of(request)
    texts = {key: text.get(language, key) for key, text in {**page_words(), **watch_words()}.items()}
    facts = {"language": language, "t": translator(texts), "words_json": json_for_html(texts), "title": title}
    return HTMLResponse(templates().get_template("watch.html").render(facts))


@cache
def watch_words() -> Mapping[str, Mapping[str, str]]:
    return yaml.safe_load(files("robot_guide.web").joinpath("watch_words.yaml").read_text("utf-8"))
