"""The page on which a run or a recording is watched, for this machine's own browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
from robot_guide.event import Event
from robot_guide.watching.moment import Moment, RobotMoment, scan_points
from robot_guide.web.pages import json_for_html, language_of, page_words, templates, translator

LATEST = 12  # events that are shown
UNDERSTOOD = ("heard", "understood", "says", "answers", "leads", "waits", "arrived")
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

    @app.get("/api/moment")
    def moment(robot: str = "") -> dict[str, object]:
        return told(player, robot)

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


def told(player: Player, robot: str) -> dict[str, object]:
    """All that the page draws of the moment that is shown."""
    moments = player.moments
    moment = moments[-1]
    events = [event for each in moments for event in each.events]
    chosen = next((each for each in moment.robots if each.name == robot), None)
    return {
        "t": moment.t, "index": len(moments) - 1, "count": player.count, "playing": player.playing,
        "ended": player.whole and len(moments) == player.count,
        "robots": [
            {"name": r.name, "id": r.name, "x": r.pose.x, "y": r.pose.y, "yaw": r.pose.yaw, "route": r.route.tolist()}
            for r in moment.robots
        ],
        "people": [{"kind": p.kind, "x": p.pose.x, "y": p.pose.y, "radius": p.radius} for p in moment.people],
        "events": [in_words(event) for event in events[: -LATEST - 1 : -1]],
        "chosen": None if chosen is None else seen_by(chosen, len(moments) - 1, events),
    }  # fmt: skip


def seen_by(robot: RobotMoment, index: int, events: list[Event]) -> dict[str, object]:
    """What the page shows of the robot that was clicked."""
    steps = np.diff(robot.route, axis=0)
    believed, costmap = robot.believed, robot.costmap
    mine = [event for event in events if event.robot == robot.name and event.event in UNDERSTOOD]
    return {
        "name": robot.name, "state": robot.state, "scan": scan_points(robot).round(3).tolist(),
        "plan": float(np.hypot(steps[:, 0], steps[:, 1]).sum()),
        "believed": None if believed is None else [believed.x, believed.y],
        "off": 0.0 if believed is None else believed.distance_to((robot.pose.x, robot.pose.y)),
        "costmap": None if costmap is None
        else {**place_of(costmap), "href": f"/api/costmap.png?robot={robot.name}&index={index}"},
        "understands": [f"{event.t:.1f} s {event.event}: {in_words(event)['words']}" for event in mine[-6:]],
    }  # fmt: skip


def in_words(event: Event) -> dict[str, object]:
    data = {key: value for key, value in event.data.items() if value not in (None, "", [], {})}
    words = str(data.get("text") or json.dumps(data, ensure_ascii=False, default=str))
    return {"t": event.t, "robot": event.robot, "event": event.event, "words": words}


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
