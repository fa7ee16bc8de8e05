"""`robot-guide plan`: the shortest safe way between two points of a map."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import number, point
from robot_guide.cli.errors import DONE, FAILED, CommandError, UsageError, existing_file
from robot_guide.cli.halls import load_grid, load_hall
from robot_guide.cli.octile_queries import answer_all
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    from hall_map import Hall
    from robot_guide.navigation import Costmap, NoRoute, Route

ROBOT_RADIUS = 0.28  # m
Point = tuple[float, float]
Query = tuple[Point, Point]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("map", metavar="MAP", help="map_server YAML, MovingAI .map, or a hall's folder")
    parser.add_argument("--from", dest="start", type=point, metavar="X,Y", help="start, metres in the map frame")
    parser.add_argument("--to", dest="goal", type=point, metavar="X,Y", help="goal, metres in the map frame")
    parser.add_argument("--queries", metavar="FILE.csv", help="rows of x_from,y_from,x_to,y_to instead of one query")
    parser.add_argument("--scen", metavar="FILE.scen", help="queries of a MovingAI benchmark, on its .map")
    parser.add_argument("--any-angle", action="store_true", help="with --scen: ways of any angle, not octile ones")
    parser.add_argument(
        "--radius", type=number(0.0, 5.0, "m"), default=ROBOT_RADIUS, metavar="R",
        help=f"radius of the robot in metres (default: {ROBOT_RADIUS})",
    )  # fmt: skip
    parser.add_argument(
        "--at", type=moment, metavar="YYYY-MM-DDTHH:MM",
        help="when, on the hall's clock: barriers and planned changes as they are then (default: now)",
    )  # fmt: skip


def moment(text: str) -> dt.datetime:
    """A moment on the hall's own clock. Raises argparse.ArgumentTypeError: it is none, or has a time zone."""
    from hall_map.timetable import moment_of

    try:
        return moment_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Answer each query with a line. Returns: 1 when one has no route."""
    from robot_guide.navigation import Costmap, NoRoute
    from robot_guide.navigation.closing import explained, floor_of

    if arguments.scen is not None:
        if arguments.start or arguments.goal or arguments.queries:
            raise UsageError("--scen and other queries", "robot-guide plan", "Give one of the two.")
        return answer_all(arguments.map, arguments.scen, arguments.any_angle, output)
    queries = queries_of(arguments)
    hall, radius = hall_of(arguments.map, arguments.at), arguments.radius
    costmap = Costmap.from_grid(load_grid(arguments.map), radius=radius) if hall is None else floor_of(hall, radius)
    warm_up()
    if len(queries) > 1:
        prepare(costmap)
    status = DONE
    for start, goal in queries:
        way, milliseconds = timed_plan(costmap, start, goal)
        if isinstance(way, NoRoute):
            status = FAILED
            way = way if hall is None else explained(way, hall, start, goal, radius)
            output.result(failure(way, start, goal, milliseconds), f"no route: {way.message}\n  → {remedy(way)}")
        else:
            record = {"length": round(way.length, 3), "milliseconds": milliseconds, "points": way.points.round(3)}
            text = f"{way.length:8.2f} m  {milliseconds:8.2f} ms  {len(way.points)} points"
            output.result(record, text)
    return status


def hall_of(given: str, at: dt.datetime | None) -> Hall | None:
    """A hall as it is at a moment, of its folder; None: another kind of map is named."""
    if not Path(given).is_dir():
        return None
    from hall_map import timetable

    hall = load_hall(given)
    return timetable.at(hall, at or timetable.local(hall, dt.datetime.now(dt.timezone.utc)))


def prepare(costmap: Costmap) -> None:
    """Learn what speeds up many queries on one floor."""
    from robot_guide.navigation.planning import COMFORT, factors_of

    costmap.experience.prepare(factors_of(COMFORT))


def timed_plan(costmap: Costmap, start: Point, goal: Point) -> tuple[Route | NoRoute, float]:
    from robot_guide.navigation import plan

    begun = time.perf_counter()
    way = plan(costmap, start, goal)
    return way, round((time.perf_counter() - begun) * 1e3, 3)


def warm_up() -> None:
    """Plan on a floor of nine cells, so that no query pays for loading compiled code."""
    import numpy as np

    from hall_map import OccupancyGrid
    from robot_guide.navigation import Costmap

    floor = OccupancyGrid(np.zeros((3, 3), np.int8), 1.0)
    timed_plan(Costmap.from_grid(floor, radius=0.0), (0.5, 0.5), (2.5, 2.5))


def failure(way: NoRoute, start: Point, goal: Point, milliseconds: float) -> dict[str, object]:
    (x0, y0), (x1, y1) = start, goal
    return {
        "error": "no_route",
        "reason": way.reason.value,
        "where": f"from {x0:g},{y0:g} to {x1:g},{y1:g}",
        "code": way.reason.code,
        "closed_by": way.closed_by and {"layer": way.closed_by.layer.value, "id": way.closed_by.id},
        "problem": way.message,
        "remedy": remedy(way),
        "nearest": way.nearest and [round(part, 3) for part in way.nearest],
        "milliseconds": milliseconds,
    }


def remedy(way: NoRoute) -> str:
    if way.nearest is None:
        return "Choose a point on the free floor."
    return f"The nearest point that can be reached is {way.nearest[0]:.2f},{way.nearest[1]:.2f}."


def queries_of(arguments: argparse.Namespace) -> list[Query]:
    """The queries asked for. Raises CommandError: none, half of one, or a row that is no query."""
    if arguments.queries is not None:
        if arguments.start or arguments.goal:
            raise UsageError("both --queries and --from/--to", "robot-guide plan", "Give one of the two.")
        path = existing_file(arguments.queries, "CSV file")
        queries = list(read_queries(path))
        if not queries:
            raise CommandError("has no query", str(path), "Write rows of x_from,y_from,x_to,y_to in metres.")
        return queries
    if not (arguments.start and arguments.goal):
        missing = "--to" if arguments.start else "--from"
        raise UsageError(f"{missing} is missing", "robot-guide plan", "Give --from X,Y --to X,Y or --queries FILE.csv.")
    return [(arguments.start, arguments.goal)]


def read_queries(path: Path) -> Iterator[Query]:
    """Rows of x_from, y_from, x_to, y_to in metres; a first row of names is passed over."""
    try:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError("not a CSV text file", str(path), "Write rows of x_from,y_from,x_to,y_to.") from error
    for line, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row):
            continue
        numbers = [finite(cell) for cell in row]
        if line == 1 and all(value is None for value in numbers):
            continue
        if len(numbers) < 4 or None in numbers[:4]:
            raise CommandError(
                f"no query: {','.join(row)!r}", f"{path}, line {line}", "Write x_from,y_from,x_to,y_to in metres."
            )
        x0, y0, x1, y1 = numbers[:4]
        yield (x0, y0), (x1, y1)


def finite(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
