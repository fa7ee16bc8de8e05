"""A hall as a document of plain mappings, lists, numbers and text, and back, exactly.

The document is what the files of a folder add up to (see `folder`), what the store keeps and what goes over the wire.
Angles are radians under `yaw`, or degrees under `yaw_degrees`, which people write.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import fields

from hall_map import kinds
from hall_map.geometry import Pose2D
from hall_map.hall import (
    Department,
    Dock,
    Hall,
    Names,
    Obstacle,
    OpeningHours,
    Phrases,
    Place,
    Service,
    Wall,
    Window,
    Zone,
)
from hall_map.node import Node, shown, unique
from hall_map.outline import read_point, read_points
from hall_map.references import dangling_references

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
HALL_KEYS = ("id", "names", "size", "outline")
COLLECTIONS = ("walls", "obstacles", "zones", "windows", "places", "docks", "departments", "services")


def from_document(document: Mapping[str, object], where: str = "document") -> Hall:
    """The hall that a document describes.

    Raises: HallError: a key is unknown or missing, a value is of the wrong type or out of range, an id is there twice,
        or a reference leads nowhere; with `where`, the key and the remedy.
    """
    return read_hall(Node(document, where))


def to_document(hall: Hall) -> dict[str, object]:
    """A document that JSON can hold; `from_document` makes an equal hall of it."""
    document = {field.name: plain(getattr(hall, field.name)) for field in fields(hall)}
    document["size"] = [document.pop("width"), document.pop("height")]
    return document


def plain(value: object) -> object:
    """A value of a hall, made of mappings, lists, numbers and text only."""
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def read_hall(node: Node) -> Hall:
    top = node.mapping(HALL_KEYS, ("revision", "hours", *COLLECTIONS))
    width, height = (side.number(0.1, 1e5) for side in top["size"].pair("width and height in metres"))
    parts = {name: read_collection(name, top[name]) for name in COLLECTIONS if name in top}
    hall = Hall(
        id=top["id"].id(),
        names=read_names(top["names"]),
        revision=top["revision"].integer(1, 10**12) if "revision" in top else 1,
        width=width,
        height=height,
        outline=read_points(top["outline"], at_least=3),
        hours=top["hours"].each(read_hours) if "hours" in top else (),
        **{name: parts.get(name, ()) for name in COLLECTIONS},
    )
    refuse_dangling(hall, node)
    return hall


def read_collection(name: str, node: Node) -> tuple:
    """The walls, windows, services, … of a list. Raises HallError: also when two share an id."""
    items = unique(node.each(READERS[name]), node, lambda item: item.id, "id")
    return unique(items, node, lambda dock: dock.robot, "robot") if name == "docks" else items


def refuse_dangling(hall: Hall, node: Node) -> None:
    """Raises HallError: a name in the hall leads nowhere; `node` is the document that the hall was read from."""
    for found in dangling_references(hall):
        item = node.at(found.collection, node.value[found.collection]).items()[found.index]
        item.at(found.key, item.value[found.key]).fail(found.problem, found.remedy)


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
    window = node.mapping(("id", "names", "zone", "xy", "stop"), ("open",))
    return Window(
        id=window["id"].id(),
        names=read_names(window["names"]),
        zone=window["zone"].id(),
        xy=read_point(window["xy"]),
        stop=read_pose(window["stop"]),
        open=window["open"].boolean() if "open" in window else True,
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
    optional = ("audience", "fee", "duration", "online", "self_service", "source")
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
}
