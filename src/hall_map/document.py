"""A hall as a document of plain mappings, lists, numbers and text, and back, exactly.

The document is what the files of a folder add up to (see `folder`), what the store keeps and what goes over the wire.
Angles are radians under `yaw`, or degrees under `yaw_degrees`, which people write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from zoneinfo import ZoneInfo

from hall_map.hall import Hall
from hall_map.node import Node, shown, unique
from hall_map.outline import read_points
from hall_map.readers import READERS, read_hours, read_names
from hall_map.references import dangling_references

HALL_KEYS = ("id", "names", "size", "outline")
COLLECTIONS = tuple(READERS)


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
    top = node.mapping(HALL_KEYS, ("revision", "hours", "timezone", *COLLECTIONS))
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
        timezone=read_timezone(top["timezone"]) if "timezone" in top else Hall.timezone,
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


def read_timezone(node: Node) -> str:
    """Raises HallError: no name of a time zone."""
    try:
        return ZoneInfo(node.text()).key
    except (KeyError, ValueError, OSError):
        return node.fail(f"is no time zone: {shown(node.value)}", "Write one such as Asia/Shanghai.")
