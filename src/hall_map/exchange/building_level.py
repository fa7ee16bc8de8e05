"""A level of an Open-RMF building, as its file has it; see `building`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hall_map.exchange.sentence import Sentence
from hall_map.geometry import Point
from hall_map.node import Node, shown

LARGEST, MOST, MOST_PARAMETERS = 2000.0, 50_000, 100  # m, vertices or edges of a kind, parameters of one
NOT_HELD = ("models", "human_lanes", "fiducials", "features", "constraints", "holes", "layers", "zones")


@dataclass(frozen=True)
class Vertex:
    xy: Point  # m, in the hall's frame
    name: str
    parameters: Mapping[str, object]


@dataclass(frozen=True)
class Edge:
    start: int
    end: int
    parameters: Mapping[str, object]
    node: Node


@dataclass(frozen=True)
class Level:
    """One level of a building, in metres, its south-west corner at (0, 0)."""

    vertices: tuple[Vertex, ...]
    edges: Mapping[str, tuple[Edge, ...]]  # walls, doors, lanes
    floors: tuple[tuple[int, ...], ...]
    notes: list[Sentence] = field(default_factory=list)

    def point(self, index: int) -> Point:
        return self.vertices[index].xy


def read_level(node: Node, flipped: bool, notes: list[Sentence]) -> Level:
    parts = opened(node, ("vertices",))
    corners = entries(parts, "vertices")
    raw = [read_vertex(one) for one in corners]
    scale = scale_of(parts, raw) if flipped else 1.0
    points = [(x * scale, (-y if flipped else y) * scale) for x, y, *_ in raw]
    edges = {kind: read_edges(parts, kind, len(raw)) for kind in ("walls", "doors", "lanes")}
    floors = read_floors(parts, len(raw))
    used = {i for group in edges.values() for edge in group for i in (edge.start, edge.end)} | {
        i for floor in floors for i in floor
    }
    if not used:
        node.fail("has neither walls, floors nor lanes", "Draw the walls of the level.")
    west, south = (min(points[i][axis] for i in used) for axis in (0, 1))
    for axis in (0, 1):
        span = max(points[i][axis] for i in used) - min(points[i][axis] for i in used)
        if span > LARGEST:
            node.fail(f"is {span:.0f} m large", "Check the distances of its measurements.")
    vertices = tuple(
        Vertex((round(x - west, 3), round(y - south, 3)), name, parameters)
        for (x, y), (_, _, name, parameters) in zip(points, raw, strict=True)
    )
    for kind in NOT_HELD:
        if count := counted(parts, kind):
            notes.append(Sentence(f"left_out_{kind}", count=count))
    notes.append(Sentence("building_origin", x=west, y=south))
    return Level(vertices, edges, floors, notes)


def read_vertex(node: Node) -> tuple[float, float, str, Mapping[str, object]]:
    items = node.items(at_least=2)
    name = items[3].value if len(items) > 3 else ""
    if not isinstance(name, str):
        items[3].fail(f"a vertex's name must be text, got {name!r:.40}", "Put it in quotes.")
    return items[0].number(), items[1].number(), name.strip(), parameters_of(items[4] if len(items) > 4 else None)


def read_edges(parts: Mapping[str, Node], kind: str, vertices: int) -> tuple[Edge, ...]:
    found = []
    for node in entries(parts, kind):
        items = node.items(at_least=2)
        start, end = (item.integer(0, vertices - 1) for item in items[:2])
        found.append(Edge(start, end, parameters_of(items[2] if len(items) > 2 else None), node))
    return tuple(found)


def read_floors(parts: Mapping[str, Node], vertices: int) -> tuple[tuple[int, ...], ...]:
    floors: list[tuple[int, ...]] = []
    corners = 0
    for node in entries(parts, "floors"):
        floors.append(read_floor(node, vertices))
        corners += len(floors[-1])
        if corners > MOST:
            parts["floors"].fail(f"have more than {MOST} corners", "This is no hall.")
    return tuple(floors)


def read_floor(node: Node, vertices: int) -> tuple[int, ...]:
    corners = opened(node, ("vertices",))["vertices"]
    return tuple(item.integer(0, vertices - 1) for item in corners.items(at_least=3))


def scale_of(parts: Mapping[str, Node], raw: Sequence[tuple]) -> float:
    """Metres a pixel, the mean of what the measurements say."""
    scales = []
    for edge in read_edges(parts, "measurements", len(raw)):
        distance = edge.parameters.get("distance")
        length = math.dist(raw[edge.start][:2], raw[edge.end][:2])
        if type(distance) not in (int, float) or not 0 < distance < 1e5 or not length:
            problem = f"measures nothing: {distance!r:.40} m over {length:g} pixels"
            edge.node.fail(problem, "Give its distance in metres.")
        scales.append(distance / length)
    if not scales:
        parts["vertices"].at("measurements", None).fail(
            "there is none, so the scale is not known", "Add a measurement between two vertices of the level."
        )
    return sum(scales) / len(scales)


def opened(node: Node, required: Sequence[str]) -> dict[str, Node]:
    """The values of a mapping whose other keys are somebody else's business."""
    return node.mapping(required, tuple(node.value) if isinstance(node.value, Mapping) else ())


def entries(parts: Mapping[str, Node], key: str) -> list[Node]:
    """The entries of a list that need not be there. Raises HallError: it is none, or absurdly long."""
    if key not in parts or parts[key].value in (None, {}):
        return []
    items = parts[key].items()
    if len(items) > MOST:
        parts[key].fail(f"has {len(items)} entries; at most {MOST} are read", "This is no hall.")
    return items


def counted(parts: Mapping[str, Node], key: str) -> int:
    """How many things there are under a key. Raises HallError: neither a list nor a mapping lies there."""
    value = parts[key].value if key in parts else None
    if value is not None and not isinstance(value, (list, Mapping)):
        parts[key].fail(f"must be a list, got {shown(value)}")
    return len(value or ())


def parameters_of(node: Node | None) -> dict[str, object]:
    """Parameters without their types: `{name: [1, main_door]}` → `{name: main_door}`."""
    if node is None or node.value in (None, []):
        return {}
    if isinstance(node.value, Mapping) and len(node.value) > MOST_PARAMETERS:
        node.fail(f"has {len(node.value)} parameters", f"At most {MOST_PARAMETERS} are read.")
    found = {}
    for key, part in opened(node, ()).items():
        _, value = part.pair("a type and a value")
        if not isinstance(value.value, (str, int, float)):
            value.fail(f"must be text or a number, got {shown(value.value)}")
        found[key] = value.value
    return found
