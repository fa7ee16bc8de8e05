"""From a map_server map, such as SLAM draws, to a hall: strokes become walls, all else that is taken furniture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from hall_map.errors import HallError
from hall_map.exchange.beside import beside
from hall_map.exchange.floor_plan_picture import WallLine, lines_in
from hall_map.exchange.imported import Imported
from hall_map.exchange.naming import id_of, names_of
from hall_map.exchange.regions import polygons_of
from hall_map.exchange.sentence import Sentence
from hall_map.geometry import Point
from hall_map.grid import FREE, UNKNOWN, OccupancyGrid
from hall_map.hall import Hall, Obstacle, Wall
from hall_map.map_server import load_map_server, read_description
from hall_map.raster import rasterise

GAP = 0.6  # m: what stands at the hall's edge and is thinner is no part of its outline
SPECK = 4  # cells, that what is taken for furniture must be more than
MOST_OBSTACLES, MOST_CELLS = 2000, 25_000_000
THICKEST = 0.6  # m, of a wall


def read_map_hall(path: str | Path) -> Imported:
    """The hall on a map: outline, walls and obstacles. Robots find in it what they find on the map, to a cell or two.

    Raises: HallError: the map cannot be read, has no free floor, or is of specks.
    """
    path = Path(path)
    beside(path, read_description(path).image, path.name)
    grid = load_map_server(path)
    if grid.data.size > MOST_CELLS:
        raise HallError(path.name, f"has {grid.data.size} cells", f"At most {MOST_CELLS} are read: take a coarser map.")
    notes = []
    if (grid.data == UNKNOWN).any():
        notes.append(Sentence("unknown_cells"))
    contour = floor_contour(grid, path.name)
    west, south = contour.min(axis=0)
    east, north = contour.max(axis=0) + 1
    part = OccupancyGrid(grid.data[south:north, west:east], grid.resolution)
    outline = points_of(contour - (west, south), part)
    height, width = (side * grid.resolution for side in part.data.shape)
    corner = tuple(round(o + k * grid.resolution, 3) for o, k in zip(grid.origin, (west, south), strict=True))
    notes.append(Sentence("map_origin", x=corner[0], y=corner[1]))
    hall = Hall(
        id=id_of(path.stem), names=names_of(path.stem), revision=1, width=round(width, 6), height=round(height, 6),
        outline=outline, walls=(), obstacles=(), zones=(), windows=(), places=(), docks=(), departments=(), services=(),
    )  # fmt: skip
    taken = (part.data != FREE) & (rasterise(hall, grid.resolution).data == FREE)
    hall = replace(hall, walls=walls_in(taken, part))
    rest = taken & (rasterise(hall, grid.resolution).data == FREE)
    hall = replace(hall, obstacles=obstacles_in(rest, part, path.name))
    return Imported(hall, (*notes, Sentence("map_lacks")))


def floor_contour(grid: OccupancyGrid, name: str) -> np.ndarray:
    """The cells (N, 2) int, (column, row), around the largest free floor; what is thin at its edge is passed over."""
    free = (grid.data == FREE).astype(np.uint8)
    labels, stats = cv2.connectedComponentsWithStats(free, connectivity=4)[1:3]
    if len(stats) < 2:
        raise HallError(name, "has no free floor", "Look at its thresholds, and at negate.")
    largest = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    size = int(GAP / grid.resolution) | 1
    kernel = np.ones((size, size), np.uint8)
    padded = cv2.copyMakeBorder(largest, size, size, size, size, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[size:-size, size:-size]
    contours, _ = cv2.findContours(np.ascontiguousarray(closed), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max(contours, key=cv2.contourArea).reshape(-1, 2)


def points_of(contour: np.ndarray, grid: OccupancyGrid) -> tuple[Point, ...]:
    """A contour with few corners, a cell further out: cells on the border of an outline are taken."""
    rows, columns = grid.data.shape
    mask = np.zeros((rows + 2, columns + 2), np.uint8)
    cv2.fillPoly(mask, [(contour + 1).astype(np.int32)], 1)
    grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    wider = max(cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=cv2.contourArea)
    kept = cv2.approxPolyDP(wider, 0.8, True).reshape(-1, 2) - 1
    limit = np.array((columns, rows)) * grid.resolution
    return tuple((round(x, 6), round(y, 6)) for x, y in np.clip((kept + 0.5) * grid.resolution, 0, limit).tolist())


def walls_in(taken: np.ndarray, grid: OccupancyGrid) -> tuple[Wall, ...]:
    lines = [line for line in lines_in(taken.astype(np.uint8)) if line.thickness * grid.resolution <= THICKEST]
    return tuple(wall_of(number, line, grid.resolution) for number, line in enumerate(lines, start=1))


def wall_of(number: int, line: WallLine, resolution: float) -> Wall:
    points = tuple((round(x * resolution, 3), round(y * resolution, 3)) for x, y in line.points)
    thickness = max(line.thickness - 0.5, 0.5) * resolution  # a wall takes a cell more than it is thick
    return Wall(f"wall_{number}", points, max(round(thickness, 3), 0.01))


def obstacles_in(taken: np.ndarray, grid: OccupancyGrid, name: str) -> tuple[Obstacle, ...]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(taken.astype(np.uint8), connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] > SPECK
    large[0] = False
    polygons = list(polygons_of(large[labels], grid.resolution))
    if len(polygons) > MOST_OBSTACLES:
        raise HallError(name, f"shows {len(polygons)} obstacles", f"At most {MOST_OBSTACLES} are read: clean the map.")
    return tuple(Obstacle(f"obstacle_{n}", "fixture", polygon) for n, polygon in enumerate(polygons, start=1))
