"""What the parts of an Open-RMF level are in a hall; what a hall cannot hold goes into the level's notes."""

from __future__ import annotations

import math

import cv2
import numpy as np

from hall_map.exchange.building_level import Edge, Level
from hall_map.exchange.chains import chains
from hall_map.exchange.naming import fresh_ids, id_of, names_of
from hall_map.exchange.sentence import Sentence
from hall_map.geometry import Point, Pose2D
from hall_map.hall import Dock, Door, Lane, Place, Wall

WALL = 0.1  # m, as thick as Open-RMF makes every wall
DOORS = {
    "hinged": "hinged", "double_hinged": "hinged", "sliding": "sliding", "double_sliding": "sliding",
    "double_telescope": "sliding",
}  # fmt: skip
CELL = 0.05  # m, of the grid on which several floors are made one
PLACES = {  # words in a name, and what kind of place they tell
    "entrance": "entrance", "entry": "entrance", "exit": "exit", "toilet": "toilet", "restroom": "toilet",
    "wc": "toilet", "lounge": "lounge", "reception": "information", "information": "information", "water": "water",
    "printer": "printing", "ticket": "ticket", "nursing": "nursing", "入口": "entrance", "出口": "exit",
    "洗手间": "toilet", "厕所": "toilet", "咨询": "information",
}  # fmt: skip
OTHERWISE = "waiting"
LANES_LOSE = ("speed_limit", "mutex", "orientation")


def walls_of(level: Level) -> tuple[Wall, ...]:
    lines = chains([(edge.start, edge.end) for edge in level.edges["walls"]])
    return tuple(
        Wall(f"wall_{number}", points, WALL)
        for number, line in enumerate(lines, start=1)
        if len(points := distinct([level.point(i) for i in line])) > 1
    )


def distinct(points: list[Point]) -> tuple[Point, ...]:
    return tuple(point for k, point in enumerate(points) if k == 0 or point != points[k - 1])


def doors_of(level: Level) -> tuple[Door, ...]:
    doors = [edge for edge in level.edges["doors"] if level.point(edge.start) != level.point(edge.end)]
    names = [str(edge.parameters.get("name", "")) for edge in doors]
    odd = {str(kind) for edge in doors if (kind := edge.parameters.get("type")) not in DOORS}
    if odd:
        level.notes.append(Sentence("odd_doors", types=", ".join(sorted(odd))))
    kinds = [DOORS.get(edge.parameters.get("type"), "hinged") for edge in doors]
    jambs = [(level.point(edge.start), level.point(edge.end)) for edge in doors]
    found = zip(fresh_ids(names, "door"), kinds, jambs, names, strict=True)
    return tuple(Door(door_id, kind, points, names=names_of(name)) for door_id, kind, points, name in found)


def lanes_of(level: Level) -> tuple[Lane, ...]:
    """The one-way lanes. What may be driven both ways, as one lane or as two, is none in a hall: robots may anyway."""
    ways = {(edge.start, edge.end) for edge in level.edges["lanes"]}
    ways |= {(edge.end, edge.start) for edge in level.edges["lanes"] if edge.parameters.get("bidirectional")}
    one_way = [edge for edge in level.edges["lanes"] if (edge.end, edge.start) not in ways]
    both = len(level.edges["lanes"]) - len(one_way)
    if both:
        level.notes.append(Sentence("two_way_lanes", count=both))
    tell_what_lanes_lose(level, one_way)
    lines = chains([(edge.start, edge.end) for edge in one_way], directed=True)
    points = [distinct([level.point(i) for i in line]) for line in lines]
    return tuple(Lane(f"lane_{number}", line) for number, line in enumerate(points, start=1) if len(line) > 1)


def tell_what_lanes_lose(level: Level, one_way: list[Edge]) -> None:
    graphs = {edge.parameters.get("graph_idx", 0) for edge in level.edges["lanes"]}
    if len(graphs) > 1:
        level.notes.append(Sentence("lane_graphs", count=len(graphs)))
    for key in LANES_LOSE:
        count = sum(bool(edge.parameters.get(key)) for edge in level.edges["lanes"])
        if count:
            level.notes.append(Sentence(f"lane_{key}", count=count))
    if one_way:
        level.notes.append(Sentence("lane_width", width=Lane.width))


def places_of(level: Level) -> tuple[Place, ...]:
    """The vertices with a name that are no docks."""
    docks = set(dock_vertices(level))
    named = [i for i, vertex in enumerate(level.vertices) if vertex.name and i not in docks]
    ids = fresh_ids([level.vertices[i].name for i in named], "place")
    kinds = [kind_of(level.vertices[i].name) for i in named]
    if OTHERWISE in kinds:
        count = kinds.count(OTHERWISE)
        level.notes.append(Sentence("odd_places", count=count, kind=OTHERWISE))
    return tuple(
        Place(place_id, kind, names_of(level.vertices[i].name), level.point(i), pose_at(level, i))
        for i, place_id, kind in zip(named, ids, kinds, strict=True)
    )


def kind_of(name: str) -> str:
    words = id_of(name, name).split("_")
    told = (kind for word, kind in PLACES.items() if word in words or (not word.isascii() and word in name))
    return next(told, OTHERWISE)


def dock_vertices(level: Level) -> list[int]:
    """Chargers and where robots are put at the start; where there is none, parking spots and docks by name."""

    def having(*keys: str) -> list[int]:
        return [i for i, vertex in enumerate(level.vertices) if any(vertex.parameters.get(key) for key in keys)]

    return having("is_charger", "spawn_robot_name") or having("is_parking_spot", "dock_name")


def docks_of(level: Level) -> tuple[Dock, ...]:
    chosen = dock_vertices(level)
    parameters = [level.vertices[i].parameters for i in chosen]
    robots = fresh_ids([str(p.get("spawn_robot_name") or "robot") for p in parameters], "robot")
    unnamed = sum(not p.get("spawn_robot_name") for p in parameters)
    if unnamed:
        level.notes.append(Sentence("unnamed_docks", count=unnamed))
    stems = [f"dock_{level.vertices[i].name or robot}" for i, robot in zip(chosen, robots, strict=True)]
    names = [names_of(str(p.get("spawn_robot_name") or "")) for p in parameters]
    found = zip(fresh_ids(stems, "dock"), robots, chosen, names, strict=True)
    return tuple(Dock(dock_id, robot, pose_at(level, i), name) for dock_id, robot, i, name in found)


def pose_at(level: Level, index: int) -> Pose2D:
    """A vertex as a pose, looking the way in which the first lane to it comes in, or from it goes out."""
    x, y = level.point(index)
    for edge in level.edges["lanes"]:
        if index in (edge.start, edge.end) and level.point(edge.start) != level.point(edge.end):
            (a, b), (u, v) = level.point(edge.start), level.point(edge.end)
            return Pose2D(x, y, math.atan2(v - b, u - a))
    return Pose2D(x, y)


def outline_of(level: Level) -> tuple[Point, ...]:
    """The floor's edge: of several floors, what they cover together, to half a cell."""
    polygons = [np.asarray([level.point(i) for i in floor]) for floor in level.floors]
    if len(polygons) == 1:
        return tuple(map(tuple, polygons[0].tolist()))
    if not polygons:
        level.notes.append(Sentence("no_floor"))
        used = [level.point(i) for group in level.edges.values() for edge in group for i in (edge.start, edge.end)]
        (west, south), (east, north) = np.min(used, axis=0).tolist(), np.max(used, axis=0).tolist()
        return ((west, south), (east, south), (east, north), (west, north))
    return united(polygons, level.notes)


def united(polygons: list[np.ndarray], notes: list[Sentence]) -> tuple[Point, ...]:
    corners = np.concatenate(polygons)
    cell = max(CELL, float(corners.max()) / 8000)
    columns, rows = (int(size / cell) + 3 for size in corners.max(axis=0))
    mask = np.zeros((rows, columns), np.uint8)
    for polygon in polygons:
        cv2.fillPoly(mask, [np.rint(polygon / cell * 256).astype(np.int32)], 1, shift=8)
    contours, _ = cv2.findContours(cv2.dilate(mask, np.ones((3, 3))), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    if len(contours) > 1:
        notes.append(Sentence("floor_parts", count=len(contours)))
    kept = cv2.approxPolyDP(contour, 1.5, True).reshape(-1, 2) * cell
    return tuple((round(x, 3), round(y, 3)) for x, y in np.maximum(kept, 0.0).tolist())
