"""Drawing the building: ground, zones, walls, doors, windows, docks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from PIL import ImageFilter

from hall_map.drawing import palette as p
from hall_map.drawing.canvas import FINER, Canvas
from hall_map.drawing.furniture import draw_obstacle
from hall_map.drawing.icons import RADIUS, draw_place_sign
from hall_map.drawing.palette import TINTS, Colour
from hall_map.geometry import Point
from hall_map.hall import Dock, Hall, Place, Wall, Window

OUTER_THICKNESS = 0.34  # m
DOOR_WIDTHS = {"entrance": 3.0, "exit": 1.8}  # m
PILL = (0.98, 0.58)  # m
ROBOT_RADIUS = 0.30  # m
DOOR_KINDS = ("toilet", "accessible_toilet", "nursing")
PLACE_COLOURS = {
    "entrance": p.INK, "exit": (30, 132, 84), "information": (206, 92, 20), "first_aid": (202, 44, 52),
    "toilet": (18, 116, 130), "accessible_toilet": (18, 116, 130), "nursing": (190, 70, 120), "water": (36, 130, 200),
}  # fmt: skip


def draw_ground(canvas: Canvas, hall: Hall) -> None:
    """The floor within the outer wall, with a soft shadow around it."""
    small = canvas.image.reduce(FINER * 2)
    ground = Canvas(canvas.sheet)
    ground.image = ground.image.resize(canvas.image.size)
    ground.polygon([(x + 0.35, y - 0.4) for x, y in hall.outline], p.SHADOW)
    small = ground.image.reduce(FINER * 2).filter(ImageFilter.GaussianBlur(canvas.sheet.scale * 0.22))
    canvas.image.paste(small.resize(canvas.image.size))
    closed = [*hall.outline, hall.outline[0]]
    canvas.line(closed, p.OUTER_WALL, OUTER_THICKNESS * 2)
    canvas.polygon(hall.outline, p.FLOOR)


def draw_zones(canvas: Canvas, hall: Hall) -> None:
    """Each zone in its tint, cut off at the outline."""
    floor = canvas.image.copy()
    for zone in sorted(hall.zones, key=lambda zone: zone.kind != "staff"):
        canvas.polygon(zone.polygon, TINTS[zone.kind].fill)
    for run in curved_runs([*hall.outline, hall.outline[0]]):
        draw_ripples(canvas, run, turn_of(hall.outline))
    mask = Canvas(canvas.sheet)
    mask.image.paste((0, 0, 0), (0, 0, *mask.image.size))
    mask.polygon(hall.outline, p.WHITE)
    floor.paste(canvas.image, mask=mask.image.convert("L"))
    canvas.image.paste(floor)
    for run in curved_runs([*hall.outline, hall.outline[0]]):
        canvas.line(run, p.CREEK, OUTER_THICKNESS * 0.36)


def draw_ripples(canvas: Canvas, run: Sequence[Point], turn: float) -> None:
    """Along a wall that curves like the creek, lines of water that fade away from it, to the left where turn is 1."""
    curve = np.asarray(run)
    along = np.gradient(curve, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    inward = np.column_stack((-along[:, 1], along[:, 0])) * turn
    for index in range(4):
        line = [tuple(point) for point in curve + inward * (0.32 + 0.30 * index)]
        canvas.line(line, p.mixed(p.CREEK, p.FLOOR, 0.42 + 0.15 * index), 0.05)


def curved_runs(points: Sequence[Point], longest: float = 1.0, least: int = 8) -> list[list[Point]]:
    """The parts of a line that are made of many short sides: curves."""
    runs, run = [], [points[0]]
    for a, b in pairwise(points):
        if math.dist(a, b) <= longest:
            run.append(b)
            continue
        runs.append(run)
        run = [b]
    return [run for run in [*runs, run] if len(run) > least]


def draw_furniture(canvas: Canvas, hall: Hall) -> None:
    on_top = ("computer",)
    for obstacle in sorted(hall.obstacles, key=lambda obstacle: obstacle.kind in on_top):
        draw_obstacle(canvas, obstacle)


def draw_walls(canvas: Canvas, hall: Hall) -> None:
    for wall in hall.walls:
        draw_wall(canvas, wall)
    for obstacle in hall.obstacles:
        if obstacle.kind == "column":
            draw_obstacle(canvas, obstacle)


def draw_wall(canvas: Canvas, wall: Wall) -> None:
    wavy = bool(curved_runs(wall.points))
    shade = [(x + 0.06, y - 0.06) for x, y in wall.points]
    canvas.line(shade, p.SHADOW, wall.thickness)
    canvas.line(wall.points, p.CREEK if wavy else p.INNER_WALL, max(wall.thickness, 0.12))


def draw_doors(canvas: Canvas, hall: Hall) -> None:
    """A gap in the outer wall, with its leaves, at each place where people come in or go out."""
    for place in hall.places:
        if place.kind in DOOR_WIDTHS:
            draw_door(canvas, place.xy, side_at(hall.outline, place.xy), DOOR_WIDTHS[place.kind])


def side_at(outline: Sequence[Point], point: Point) -> tuple[np.ndarray, np.ndarray]:
    """The direction along the outline's side nearest to a point, and the one into the hall."""
    corners = np.asarray(outline, float)
    ends = np.roll(corners, -1, axis=0)
    sides = ends - corners
    share = np.sum((np.asarray(point) - corners) * sides, axis=1) / np.maximum(np.sum(sides**2, axis=1), 1e-12)
    nearest = corners + np.clip(share, 0, 1)[:, None] * sides
    side = sides[np.argmin(np.hypot(*(nearest - np.asarray(point)).T))]
    along = side / max(float(np.hypot(*side)), 1e-9)
    return along, np.array((-along[1], along[0])) * turn_of(outline)


def turn_of(outline: Sequence[Point]) -> float:
    """1 where an outline runs anticlockwise, -1 where it runs clockwise."""
    x, y = np.asarray(outline, float).T
    return 1.0 if np.dot(x, np.roll(y, -1)) > np.dot(y, np.roll(x, -1)) else -1.0


def draw_door(canvas: Canvas, middle: Point, side: tuple[np.ndarray, np.ndarray], width: float) -> None:
    along, inward = side
    centre = np.asarray(middle)
    left, right = centre - along * width / 2, centre + along * width / 2
    deep = inward * OUTER_THICKNESS
    canvas.polygon([tuple(q) for q in (left - deep * 1.1, right - deep * 1.1, right, left)], p.FLOOR)
    for hinge, sign in ((left, 1.0), (right, -1.0)):
        leaf = width / 2
        open_end = hinge - deep * 0.5 + inward * leaf
        turns = np.linspace(0, math.pi / 2, 24)[:, None]
        arc = hinge - deep * 0.5 + (along * sign * np.sin(turns) + inward * np.cos(turns)) * leaf
        canvas.line([tuple(q) for q in arc], p.STEEL_EDGE, 0.03)
        canvas.line([tuple(hinge - deep * 0.5), tuple(open_end)], p.OUTER_WALL, 0.08)


def zone_tint(hall: Hall, zone_id: str) -> p.Tint:
    kinds = {zone.id: zone.kind for zone in hall.zones}
    return TINTS[kinds.get(zone_id, "staff")]


def pill_at(window: Window) -> Point:
    """The middle of a window's number: on the counter, behind its edge as seen from the stop."""
    to_window = np.subtract(window.xy, window.stop.xy)
    facing = np.array((math.cos(window.stop.yaw), math.sin(window.stop.yaw)))
    size = max(float(np.hypot(*to_window)), 1e-9)
    share = float(to_window @ facing) / size
    away = facing * math.copysign(1.0, share) if abs(share) > 0.75 else to_window / size
    x, y = np.asarray(window.xy) + away * 0.36
    return float(x), float(y)


def draw_windows(canvas: Canvas, hall: Hall) -> None:
    for window in hall.windows:
        strong = zone_tint(hall, window.zone).strong if window.open else p.CLOSED
        canvas.box(pill_at(window), PILL, strong, 0.16)
        if not window.open:
            draw_closed(canvas, window)
        draw_stop(canvas, window, strong)


def draw_closed(canvas: Canvas, window: Window) -> None:
    """A red cross on the corner of a closed window's number."""
    x, y = np.add(pill_at(window), (PILL[0] / 2, PILL[1] / 2))
    canvas.circle((x, y), 0.24, p.WHITE)
    canvas.circle((x, y), 0.2, p.SHUT)
    for slope in (1, -1):
        canvas.line([(x - 0.08, y - 0.08 * slope), (x + 0.08, y + 0.08 * slope)], p.WHITE, 0.05)


def draw_stop(canvas: Canvas, window: Window, colour: Colour) -> None:
    """Where the robot stops, and which way it looks."""
    x, y, yaw = window.stop.x, window.stop.y, window.stop.yaw
    soft = p.mixed(colour, p.WHITE, 0.35)
    canvas.circle((x, y), 0.17, p.WHITE, soft, 0.05)
    tip = (x + 0.26 * math.cos(yaw), y + 0.26 * math.sin(yaw))
    canvas.line([(x, y), tip], soft, 0.06)


def draw_places(canvas: Canvas, hall: Hall) -> None:
    for place in hall.places:
        draw_place_sign(canvas, place.kind, sign_at(hall, place), place_colour(place))


def place_colour(place: Place) -> Colour:
    return PLACE_COLOURS.get(place.kind) or TINTS.get(place.kind, TINTS["waiting"]).strong


def sign_at(hall: Hall, place: Place) -> Point:
    """Where a place's sign is drawn: at a door itself, else between the place and the stop, clear of furniture."""
    (x, y), (u, v) = place.xy, place.stop.xy
    shares = (0.0,) if place.kind in DOOR_KINDS else (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    spots = [(x + (u - x) * share, y + (v - y) * share) for share in shares]
    return next((spot for spot in spots if is_clear(hall, spot)), spots[0])


def is_clear(hall: Hall, spot: Point) -> bool:
    """Whether a sign at a point touches no furniture."""
    polygons = (np.asarray(obstacle.polygon, np.float32) for obstacle in hall.obstacles)
    return all(cv2.pointPolygonTest(polygon, spot, True) < -RADIUS for polygon in polygons)


def draw_dock(canvas: Canvas, dock: Dock) -> None:
    """A robot on its charging plate, looking where it looks."""
    x, y, yaw = dock.pose.x, dock.pose.y, dock.pose.yaw
    canvas.box((x, y), (1.15, 1.15), p.mixed(p.ROBOT, p.FLOOR, 0.78), 0.2)
    canvas.circle((x + 0.05, y - 0.06), ROBOT_RADIUS + 0.02, p.SHADOW)
    canvas.circle((x, y), ROBOT_RADIUS + 0.04, p.ROBOT)
    canvas.circle((x, y), ROBOT_RADIUS - 0.04, p.WHITE)
    for turn in (-0.5, 0.5):
        eye = (x + 0.15 * math.cos(yaw + turn), y + 0.15 * math.sin(yaw + turn))
        canvas.circle(eye, 0.055, p.ROBOT)
