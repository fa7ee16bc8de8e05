"""Grid maps and queries of the MovingAI benchmarks: `.map` and `.scen` files.

Sturtevant (2012), "Benchmarks for grid-based pathfinding", and the format's page at movingai.com: a map's rows run from
north to south; a query names columns from the west and rows from the north, and the length of its shortest octile way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hall_map.errors import HallError
from hall_map.grid import FREE, OCCUPIED, OccupancyGrid
from hall_map.text_file import read_text

GROUND, WATER, CLOSED = ".GS", "W", "@OT"  # swamp is walked into from the ground; water is a world of its own
MOST_CELLS = 100_000_000
COLUMNS = 9  # of a query
Cell = tuple[int, int]  # (row, column), row 0 in the south


@dataclass(frozen=True)
class Query:
    """A line of a `.scen` file."""

    bucket: int
    start: Cell
    goal: Cell
    length: float  # of the shortest octile way, in cells


def read_map(path: str | Path) -> np.ndarray:
    """The terrain, (rows, columns) uint8: a character each, row 0 in the south.

    Raises HallError: the file cannot be read or is no octile map.
    """
    path = Path(path)
    lines = [line.rstrip("\r") for line in read_text(path).split("\n")]
    where = path.name
    for number, (line, word) in enumerate(zip(lines, ("type", "height", "width", "map"), strict=False), start=1):
        if line.split()[:1] != [word]:
            problem = f"must begin with {word!r}, got {line!r:.40}"
            raise HallError(f"{where}, line {number}", problem, "Name a .map file.")
    if len(lines) < 4 or lines[0].split() != ["type", "octile"]:
        raise HallError(f"{where}, line 1", f"must be 'type octile', got {lines[0]!r:.40}", "Name an octile .map file.")
    height, width = (size_of(line, f"{where}, line {number}") for number, line in ((2, lines[1]), (3, lines[2])))
    if height * width > MOST_CELLS:
        raise HallError(where, f"has {height} x {width} cells, more than {MOST_CELLS}", "Cut it up.")
    rows = lines[4 : 4 + height]
    if len(rows) < height or any(lines[4 + height :]):
        raise HallError(where, f"must have {height} rows, got {len(lines[4:])}", "Correct its height.")
    for number, row in enumerate(rows, start=5):
        check_row(row, width, f"{where}, line {number}")
    return np.frombuffer("".join(rows).encode(), np.uint8).reshape(height, width)[::-1]


def check_row(row: str, width: int, where: str) -> None:
    known = GROUND + WATER + CLOSED
    if len(row) != width:
        raise HallError(where, f"must have {width} cells, got {len(row)}", f"Write one of {known} for each cell.")
    if odd := set(row) - set(known):
        raise HallError(where, f"has no terrain {min(odd)!r}", f"Write one of {known} for each cell.")


def size_of(line: str, where: str) -> int:
    words = line.split()
    if len(words) != 2 or not words[1].isascii() or not words[1].isdecimal() or not 1 <= int(words[1][:9]) <= 10**8:
        raise HallError(where, f"must be a number of cells >= 1, got {line!r:.40}", "Correct the map's head.")
    return int(words[1][:9])


def read_queries(path: str | Path, shape: Cell) -> list[Query]:
    """The queries of a `.scen` file for a map of `shape` (rows, columns).

    Raises HallError: the file cannot be read, or a line of it is no query on such a map.
    """
    path = Path(path)
    queries = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        words = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or (number == 1 and words[0].startswith("version")):
            continue
        queries.append(query_of(words, shape, f"{path.name}, line {number}"))
    if not queries:
        raise HallError(path.name, "has no query", "Name a .scen file.")
    return queries


def query_of(words: list[str], shape: Cell, where: str) -> Query:
    """A query of its words. Raises HallError: they are none on a map of `shape`."""
    rows, columns = shape
    try:
        bucket, width, height, x0, y0, x1, y1 = (int(words[i]) for i in (0, 2, 3, 4, 5, 6, 7))
        length = float(words[8])
    except (IndexError, ValueError) as error:
        remedy = "Write bucket, map, width, height, start x, y, goal x, y and the optimal length."
        raise HallError(where, f"is no query of {COLUMNS} columns: {' '.join(words)!r:.80}", remedy) from error
    if (height, width) != (rows, columns):
        raise HallError(where, f"is for {width} x {height} cells, the map has {columns} x {rows}", "Name its own map.")
    if not all(0 <= x < columns and 0 <= y < rows for x, y in ((x0, y0), (x1, y1))):
        raise HallError(where, f"lies off the map: {x0},{y0} to {x1},{y1}", "Name its own map.")
    if not (math.isfinite(length) and length >= 0.0):
        raise HallError(where, f"the length must be >= 0, got {words[8]}", "Correct the line.")
    return Query(bucket, (rows - 1 - y0, x0), (rows - 1 - y1, x1), length)


def grid_of(terrain: np.ndarray, start: Cell | None = None) -> OccupancyGrid:
    """The cells that can be walked on, a metre each: the water for who starts in water, the ground for all others."""
    afloat = start is not None and chr(terrain[start]) in WATER
    walked = np.isin(terrain, np.frombuffer((WATER if afloat else GROUND).encode(), np.uint8))
    return OccupancyGrid(np.where(walked, FREE, OCCUPIED).astype(np.int8), 1.0)
