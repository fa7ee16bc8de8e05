"""Reading the parts of a hall: one reader for each kind of thing, each fault named by where it stands."""

from __future__ import annotations

import datetime
import math
import re

from hall_map import kinds
from hall_map.geometry import Pose2D
from hall_map.hall import (
    Barrier,
    Change,
    Department,
    Dock,
    Door,
    KeepOut,
    Lane,
    Names,
    Obstacle,
    OpeningHours,
    Phrases,
    Place,
    QueueArea,
    Service,
    SlowArea,
    SpecialDays,
    Wall,
    Window,
    Zone,
)
from hall_map.node import Node, shown, unique
from hall_map.outline import read_point, read_points

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d")


def read_wall(node: Node) -> Wall:
    wall = node.mapping(("id", "points"), ("thickness",))
    thickness = wall["thickness"].number(0.01, 5.0) if "thickness" in wall else Wall.thickness
    return Wall(wall["id"].id(), read_points(wall["points"], at_least=2), thickness)


def read_obstacle(node: Node) -> Obstacle:
    part = node.mapping(("id", "kind", "polygon"))
    return Obstacle(part["id"].id(), part["kind"].choice(kinds.OBSTACLE_KINDS), read_points(part["polygon"], 3))


def read_zone(node: Node) -> Zone:
    zone = node.mapping(("id", "kind", "names", "polygon"))
    return Zone(
        zone["id"].id(),
        zone["kind"].choice(kinds.ZONE_KINDS),
        read_names(zone["names"]),
        read_points(zone["polygon"], at_least=3),
    )


def read_window(node: Node) -> Window:
    window = node.mapping(("id", "names", "zone", "xy", "stop"), ("open", "hours"))
    return Window(
        id=window["id"].id(),
        names=read_names(window["names"]),
        zone=window["zone"].id(),
        xy=read_point(window["xy"]),
        stop=read_pose(window["stop"]),
        open=window["open"].boolean() if "open" in window else True,
        hours=window["hours"].each(read_hours) if "hours" in window else (),
    )


def read_place(node: Node) -> Place:
    place = node.mapping(("id", "kind", "names", "xy", "stop"), ("aliases",))
    return Place(
        id=place["id"].id(),
        kind=place["kind"].choice(kinds.PLACE_KINDS),
        names=read_names(place["names"]),
        xy=read_point(place["xy"]),
        stop=read_pose(place["stop"]),
        aliases=read_phrases(place["aliases"]) if "aliases" in place else {},
    )


def read_dock(node: Node) -> Dock:
    dock = node.mapping(("id", "robot", "pose"), ("names",))
    names = read_names(dock["names"]) if "names" in dock else {}
    return Dock(dock["id"].id(), dock["robot"].id(), read_pose(dock["pose"]), names)


def read_department(node: Node) -> Department:
    department = node.mapping(("id", "names"))
    return Department(department["id"].id(), read_names(department["names"]))


def read_service(node: Node) -> Service:
    required = ("id", "names", "department", "windows", "documents", "aliases")
    optional = ("audience", "fee", "duration", "online", "self_service", "source", "programme")
    service = node.mapping(required, optional)
    given: dict[str, object] = {}
    for key in ("fee", "duration"):
        if key in service:
            given[key] = read_names(service[key])
    for key in ("online", "self_service"):
        if key in service:
            given[key] = service[key].boolean()
    for key, allowed in (("audience", kinds.AUDIENCES), ("source", kinds.SOURCES)):
        if key in service:
            given[key] = service[key].choice(allowed)
    if "programme" in service and service["programme"].value != "":
        given["programme"] = service["programme"].choice(kinds.PROGRAMMES)
    windows = service["windows"]
    return Service(
        id=service["id"].id(),
        names=read_names(service["names"]),
        department=service["department"].id(),
        windows=unique(windows.each(Node.id), windows, str, "window"),
        documents=read_phrases(service["documents"]),
        aliases=read_phrases(service["aliases"]),
        **given,
    )


def read_door(node: Node) -> Door:
    door = node.mapping(("id", "kind", "points"), ("open", "names"))
    points = read_points(door["points"], at_least=2)
    if len(points) > 2:
        door["points"].fail(f"a door lies between two points, got {len(points)}")
    open_ = door["open"].boolean() if "open" in door else True
    return Door(door["id"].id(), door["kind"].choice(kinds.DOOR_KINDS), points, open_, names_in(door))


def read_queue(node: Node) -> QueueArea:
    queue = node.mapping(("id", "windows", "polygon"))
    windows = queue["windows"]
    named = unique(windows.each(Node.id, at_least=1), windows, str, "window")
    return QueueArea(queue["id"].id(), named, read_points(queue["polygon"], at_least=3))


def read_keep_out(node: Node) -> KeepOut:
    area = node.mapping(("id", "polygon"), ("names",))
    return KeepOut(area["id"].id(), read_points(area["polygon"], at_least=3), names_in(area))


def read_slow_area(node: Node) -> SlowArea:
    area = node.mapping(("id", "polygon", "speed"), ("names",))
    polygon = read_points(area["polygon"], at_least=3)
    return SlowArea(area["id"].id(), polygon, area["speed"].number(0.05, 2.0), names_in(area))


def read_lane(node: Node) -> Lane:
    lane = node.mapping(("id", "points"), ("width", "names"))
    width = lane["width"].number(0.3, 10.0) if "width" in lane else Lane.width
    return Lane(lane["id"].id(), read_points(lane["points"], at_least=2), width, names_in(lane))


def read_barrier(node: Node) -> Barrier:
    barrier = node.mapping(("id", "points"), ("since", "until", "thickness", "names"))
    since, until = read_span(barrier)
    return Barrier(
        id=barrier["id"].id(),
        points=read_points(barrier["points"], at_least=2),
        since=since,
        until=until,
        thickness=barrier["thickness"].number(0.01, 5.0) if "thickness" in barrier else Barrier.thickness,
        names=names_in(barrier),
    )


def read_change(node: Node) -> Change:
    """What a change does is read when it is carried out: the hall may be another one until then."""
    change = node.mapping(("id", "since", "changes"), ("until", "names"))
    since, until = read_span(change)
    if not since:
        change["since"].fail("must not be empty", 'Write when it takes effect, like "2026-12-01T13:30".')
    edits = change["changes"]
    changes = edits.mapping((), edits.value if isinstance(edits.value, dict) else ())
    if "changes" in changes:
        changes["changes"].fail("a planned change cannot plan another one", "Plan both beside each other.")
    return Change(change["id"].id(), since, {key: part.value for key, part in changes.items()}, until, names_in(change))


def read_special_days(node: Node) -> SpecialDays:
    days = node.mapping(("id", "kind", "first"), ("names", "last", "like"))
    first = read_date(days["first"])
    last = read_date(days["last"]) if "last" in days else first
    if last < first:
        days["last"].fail(f"{last} is before first, {first}", "Write the later day last.")
    like = days["like"].choice(kinds.DAYS) if "like" in days else SpecialDays.like
    return SpecialDays(days["id"].id(), days["kind"].choice(kinds.SPECIAL_DAYS), names_in(days), first, last, like)


def read_date(node: Node) -> str:
    """A day as YYYY-MM-DD. Raises HallError: it is none."""
    text = node.value.isoformat() if isinstance(node.value, datetime.date) else node.value
    if isinstance(text, str) and DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    return node.fail(f"must be a day, got {shown(node.value)}", 'Write it like "2026-10-01".')


def read_moment(node: Node) -> str:
    """A local time as YYYY-MM-DDTHH:MM. Raises HallError: it is none."""
    if isinstance(node.value, str) and MOMENT.fullmatch(node.value):
        try:
            return datetime.datetime.fromisoformat(node.value).isoformat(timespec="minutes")
        except ValueError:
            pass
    return node.fail(f"must be a time, got {shown(node.value)}", 'Write it like "2026-12-01T13:30", with the quotes.')


def read_span(parts: dict[str, Node]) -> tuple[str, str]:
    """`since` and `until`, empty where not given. Raises HallError: it ends before it begins."""
    since, until = (read_moment(parts[k]) if k in parts and parts[k].value != "" else "" for k in ("since", "until"))
    if since and until and until <= since:
        parts["until"].fail(f"{until} is not later than since, {since}", "Write a later time.")
    return since, until


def names_in(parts: dict[str, Node]) -> Names:
    return read_names(parts["names"]) if "names" in parts else {}


def read_hours(node: Node) -> OpeningHours:
    hours = node.mapping(("days", "opens", "closes"))
    days = hours["days"].each(lambda day: day.choice(kinds.DAYS), at_least=1)
    opens, closes = (read_time(hours[key]) for key in ("opens", "closes"))
    if closes <= opens:
        hours["closes"].fail(f"{closes} is not later than opens, {opens}", "Write a later time of the same day.")
    return OpeningHours(unique(days, hours["days"], str, "day"), opens, closes)


def read_time(node: Node) -> str:
    if not isinstance(node.value, str) or not TIME.fullmatch(node.value):
        node.fail(f"must be a time of day, got {shown(node.value)}", 'Write "HH:MM", with the quotes.')
    return node.value


def read_names(node: Node) -> Names:
    return {language: text.text() for language, text in node.mapping((), kinds.LANGUAGES).items()}


def read_phrases(node: Node) -> Phrases:
    return {language: phrases.each(Node.text) for language, phrases in node.mapping((), kinds.LANGUAGES).items()}


def read_pose(node: Node) -> Pose2D:
    pose = node.mapping(("x", "y"), ("yaw", "yaw_degrees"))
    if "yaw" in pose and "yaw_degrees" in pose:
        pose["yaw"].fail("both yaw and yaw_degrees are given", "Leave one of the two out.")
    yaw = math.radians(pose["yaw_degrees"].number(-360, 360)) if "yaw_degrees" in pose else 0.0
    return Pose2D(pose["x"].number(), pose["y"].number(), pose["yaw"].number(-10, 10) if "yaw" in pose else yaw)


READERS = {
    "walls": read_wall,
    "obstacles": read_obstacle,
    "zones": read_zone,
    "windows": read_window,
    "places": read_place,
    "docks": read_dock,
    "departments": read_department,
    "services": read_service,
    "doors": read_door,
    "queues": read_queue,
    "keep_outs": read_keep_out,
    "slow_areas": read_slow_area,
    "lanes": read_lane,
    "barriers": read_barrier,
    "changes": read_change,
    "calendar": read_special_days,
}
