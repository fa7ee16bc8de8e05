"""Changing a hall: an edit makes a new revision and leaves the old one as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from hall_map.document import COLLECTIONS, plain, read_hall, to_document
from hall_map.errors import HallError
from hall_map.hall import Hall
from hall_map.node import Node, key_shown, known_beside
from hall_map.readers import READERS
from hall_map.references import dangling_references

EDITABLE = ("names", "size", "outline", "hours", "timezone")


def edit(hall: Hall, changes: Mapping[str, object]) -> Hall:
    """A hall with changes, one revision higher.

    `changes` is a merge patch (RFC 7396) of the hall's document, with its collections keyed by id:
    `{"windows": {"A01": {"open": False}}}` closes a window, `{"places": {"water": None}}` takes a place away, and an
    id that the hall does not have yet adds an item with that id.

    Raises: HallError: a change means nothing, is of the wrong type, or leaves a name that leads nowhere.
    """
    patch = Node(changes, "edit").mapping((), (*EDITABLE, *COLLECTIONS))
    frame = to_document(replace(hall, **dict.fromkeys(COLLECTIONS, ())))
    frame = merged(frame, {key: node.value for key, node in patch.items() if key in EDITABLE})
    frame = read_hall(Node(frame | {"revision": hall.revision + 1}, "edit"))
    items = {
        name: edited(getattr(hall, name), patch[name]) if name in patch else getattr(hall, name) for name in COLLECTIONS
    }
    new = replace(frame, **items)
    for found in dangling_references(new):
        Node(None, "edit", f"{found.collection}.{found.id}.{found.key}").fail(found.problem, found.remedy)
    for robot, count in Counter(dock.robot for dock in new.docks).items():
        if count > 1:
            patch["docks"].fail(f"the robot {robot!r} has {count} docks", "Give each robot one dock.")
    return new


def edited(items: tuple, changes: Node) -> tuple:
    """A collection with changes by id; what no change names stays the very same value."""
    position = {item.id: index for index, item in enumerate(items)}
    result: list = list(items)
    if not isinstance(changes.value, Mapping):
        changes.fail("must be a mapping from id to changes", 'Write {"A01": {"open": false}}.')
    for key, value in changes.value.items():
        node = changes.at(key_shown(key), value)
        index = position.get(key)
        if value is None:
            if index is None:
                node.fail("there is none with this id", known_beside(key, position))
            result[index] = None
            continue
        if not isinstance(value, Mapping):
            node.fail("must be a mapping of what changes, or null to take it away")
        if "id" in value and value["id"] != key:
            node.at("id", None).fail("an id cannot change", "Add an item with the new id and take the old one away.")
        if index is None:
            result.append(added(key, node, position))
        else:
            result[index] = changed(patched(plain(items[index]), value, node), node)
    return tuple(item for item in result if item is not None)


def patched(document: dict[str, object], patch: Mapping[str, object], node: Node) -> object:
    """An item with a merge patch. The edit inside a planned change is a value of its own, its nulls included."""
    result = merged(document, patch)
    if collection_of(node) == "changes" and "changes" in patch:
        result["changes"] = patch["changes"]
    return result


def collection_of(node: Node) -> str:
    return node.key.partition(".")[0]


def added(key: str, node: Node, known: Mapping[str, int]) -> object:
    """A new item. Raises HallError: something that it needs is missing or wrong; perhaps the id was mistyped."""
    try:
        return changed(patched({"id": key}, node.value, node), node)
    except HallError as error:
        problem = f"there is no {key!r} yet, and it cannot be added: {error.where.rpartition('.')[2]}: {error.problem}"
        raise HallError(node.where, problem, f"Give all that a new one needs. {known_beside(key, known)}") from error


def changed(document: object, node: Node) -> object:
    return READERS[collection_of(node)](Node(document, node.source, node.key))


def merged(document: object, patch: object) -> object:
    """`document` with a merge patch (RFC 7396): mappings merge, null takes a key away, all else replaces.

    A heading in degrees replaces one in radians.
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(document) if isinstance(document, Mapping) else {}
    if "yaw_degrees" in patch:
        result.pop("yaw", None)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
