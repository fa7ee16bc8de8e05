"""`robot-guide plan MAP.map --scen FILE.scen`: the queries of a pathfinding benchmark, answered."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.errors import DONE, FAILED, UsageError, existing_file
from robot_guide.cli.halls import hall_errors
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    import numpy as np

    from hall_map.movingai import Query
    from robot_guide.navigation import NoRoute, Route

MAP = ".map"
SHORTER = 1e-5  # of the length; less is how lengths are rounded


def answer_all(given: str, scen: str, any_angle: bool, output: Output) -> int:
    """A line for each query. Returns: 1 when one has no way, or on the grid one that is not the shortest."""
    from hall_map.movingai import read_map, read_queries
    from robot_guide.navigation.octile import OctileWorld

    if Path(given).suffix != MAP:
        raise UsageError(f"--scen goes with a {MAP} file", given, "Name the map of the benchmark's queries.")
    path = existing_file(given, "map", f"Name a {MAP} file.")
    with hall_errors(path):
        terrain = read_map(path)
    with hall_errors(Path(scen)):
        queries = read_queries(existing_file(scen, ".scen file"), terrain.shape)
    world, status = OctileWorld(terrain, any_angle=any_angle), DONE
    world.solve(queries[0])
    for query in queries:
        begun = time.perf_counter()
        way = world.solve(query)
        milliseconds = round((time.perf_counter() - begun) * 1e3, 3)
        status |= FAILED if tell(way, query, terrain, milliseconds, output) else DONE
    return status


def tell(way: Route | NoRoute, query: Query, terrain: np.ndarray, milliseconds: float, output: Output) -> bool:
    """Tell what came of a query, in the benchmark's coordinates. Returns: whether it has no way, or a longer one."""
    from robot_guide.navigation import NoRoute

    rows = len(terrain)
    (x0, y0), (x1, y1) = ((column, rows - 1 - row) for row, column in (query.start, query.goal))
    if isinstance(way, NoRoute):
        where = f"from {x0},{y0} to {x1},{y1}"
        record = {
            "error": "no_route", "reason": way.reason.value, "where": where, "problem": way.message,
            "remedy": "Choose two cells that are joined.", "optimal": query.length, "milliseconds": milliseconds,
        }  # fmt: skip
        output.result(record, f"no route {where}: {way.reason.value}")
        return True
    longer = way.length > query.length * (1.0 + SHORTER) + SHORTER
    points = (way.points - 0.5) * (1.0, -1.0) + (0.0, rows - 1)
    record = {"length": way.length, "optimal": query.length, "milliseconds": milliseconds, "points": points.round(3)}
    output.result(record, f"{way.length:12.5f}  of {query.length:12.5f}  {milliseconds:8.2f} ms{'  LONGER' * longer}")
    return longer
