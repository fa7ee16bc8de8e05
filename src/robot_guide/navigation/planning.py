"""Routes: the cheapest way over a costmap, straightened, as way-points that a robot can follow."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numba import njit

from hall_map.geometry import Point, Pose2D
from robot_guide.navigation.cost_to_go import CostToGo
from robot_guide.navigation.costmap import INSCRIBED, LETHAL, MOST, Costmap
from robot_guide.navigation.grid_search import a_star, scratch, trace
from robot_guide.navigation.landmarks import NO_AIMS, NO_BOUNDS
from robot_guide.navigation.route import NoRoute, Reason, Route
from robot_guide.navigation.straightening import resample, shorten

COMFORT = 2.0  # a metre along a wall costs as much as 1 + COMFORT metres in the open
SPACING = 0.1  # m between way-points
EXACT, BY_FIELD = 1e-9, 1e-3  # cells that a way may cost too much: by sums of 64 bits, and by fields of 32
SHORT, EASY = 1.0, 4.0  # cells between points at which a way is pulled taut: where only its length counts, and else
NO_LIMIT = 2**62
FAR = 2**40  # cells off the map, from where on it no longer matters how far
GLANCE = 20_000  # cells of a floor with things on it that are looked at before its regions are told apart: as long


def plan(costmap: Costmap, start: Pose2D | Point, goal: Pose2D | Point, *, clearance: float | None = None,
         comfort: float = COMFORT, any_angle: bool = True, spacing: float | None = SPACING, nearest: bool = True,
         towards: CostToGo | None = None, limit: int | None = None,
         learn: bool = True) -> Route | NoRoute:  # fmt: skip
    """Find the cheapest route whose every point is in a cell `clearance` metres from everything that is not free.

    A* on the 8-connected grid, exact; then straight lines wherever they cost no more. A metre beside a wall costs up to
    1 + `comfort` metres in the open; with comfort 0 the route before straightening is the shortest octile one. A start
    that is nearer to a wall than `clearance` is left by way of cells that are no nearer. A costmap that much is asked
    of is prepared on the way, see `landmarks.Experience`: then it answers faster, and may answer with another of two
    ways that cost the same.

    Args:
        clearance: m; default: the costmap's radius.
        any_angle: false keeps to the 8 directions of the grid, between the middles of the cells.
        spacing: m between way-points; None leaves only the corners.
        nearest: false saves looking for the nearest point that can be reached.
        towards: what is left to the goal on this costmap, from which the way is then read off; or on the one beneath.
        limit: cells that may be looked at, about 10,000 a millisecond, before it is given up; default: no limit.
        learn: false prepares nothing on the way: for whoever cannot stand still for a quarter of a second in between.
    Returns: the route, from start to goal exactly; or `NoRoute` with the reason, a start or goal off the map included,
        since a robot has to speak about it.
    Raises: ValueError: a number that is none, a negative clearance or comfort, or `towards` another goal.
    """
    (x0, y0), (x1, y1) = xy(start, "start"), xy(goal, "goal")
    if clearance is not None:
        if not (math.isfinite(clearance) and clearance >= 0.0):
            raise ValueError(f"clearance must be >= 0 m, got {clearance}")
        costmap = costmap.with_radius(clearance)
    ends = costmap.cell_of(x0, y0), costmap.cell_of(x1, y1)
    if (reason := obstacle_to(costmap, *ends)) is not None:
        return no_route(costmap, reason, (x0, y0), (x1, y1), region_of(costmap, (x0, y0)) if nearest else None)
    factors = factors_of(comfort)
    cells = cheapest(costmap, factors, *ends, towards, NO_LIMIT if limit is None else limit, learn=learn)
    if isinstance(cells, Reason):
        return no_route(costmap, cells, (x0, y0), (x1, y1), reachable(costmap, factors, ends[0]) if nearest else None)
    if any_angle:
        cells = straighten(costmap, factors, cells, (x0, y0), (x1, y1))
    points = (cells - 1.0) * costmap.resolution + np.asarray(costmap.origin)
    if any_angle:
        points[0], points[-1] = (x0, y0), (x1, y1)
    if len(points) == 1:
        points = np.repeat(points, 2, axis=0)
    return Route(resample(points, spacing) if spacing is not None else points)


def cheapest(costmap: Costmap, factors: np.ndarray, start: tuple[int, int], goal: tuple[int, int],
             towards: CostToGo | None, limit: int, *, learn: bool = True) -> np.ndarray | Reason:  # fmt: skip
    """The middles of the cells of the cheapest way on the grid, (N, 2: column, row) in cells of the padded arrays."""
    columns = costmap.padded_cost.shape[1]
    first, last = ((row + 1) * columns + column + 1 for row, column in (start, goal))
    if towards is not None:
        if (towards.goal, towards.columns) != (last, columns):
            raise ValueError(f"the costs to go lead to cell {towards.goal} of {towards.columns} columns, not to {last}")
        if costmap.beneath is None and (way := towards.way_from(*start)) is not None:
            return way
        bounds, aims, tolerance = towards.left.reshape(-1, 1), np.zeros(1), BY_FIELD
    else:
        bounds, aims = costmap.experience.bounds(factors, first, last)
        tolerance = EXACT
    glance = limit if costmap.beneath is None else min(limit, GLANCE)
    way, looked_at = search(costmap, factors, first, last, bounds, aims, tolerance, glance)
    if way is Reason.TIMED_OUT and glance < limit:
        if parted(costmap, start, goal):
            return Reason.UNREACHABLE
        way, looked_at = search(costmap, factors, first, last, bounds, aims, tolerance, limit)
    if towards is None and learn:
        costmap.experience.note(factors, looked_at)
    return way


def search(costmap: Costmap, factors: np.ndarray, first: int, last: int, bounds: np.ndarray, aims: np.ndarray,
           tolerance: float, limit: int) -> tuple[np.ndarray | Reason, int]:  # fmt: skip
    """`a_star` between two cells, by their numbers: the way as of `cheapest`, and how many cells it looked at."""
    with scratch(costmap.padded_cost.size) as pad:
        g, looked_at = a_star(
            costmap.padded_cost, factors, costmap.padded_distance, costmap.moves, first, last, bounds, aims, tolerance,
            limit, pad.g, pad.mark, pad.came, pad.links, pad.generation,
        )  # fmt: skip
        if math.isfinite(g):
            return trace(pad.came, costmap.padded_cost.shape[1], first, last), looked_at
    return Reason.TIMED_OUT if math.isnan(g) else Reason.UNREACHABLE, looked_at


def reachable(costmap: Costmap, factors: np.ndarray, start: tuple[int, int]) -> np.ndarray:
    """(rows, columns) bool: the cells that can be reached from one."""
    cost, border = costmap.padded_cost, 0
    number = (start[0] + 1) * cost.shape[1] + start[1] + 1
    with scratch(cost.size) as pad:
        a_star(
            cost, factors, costmap.padded_distance, costmap.moves, number, border, NO_BOUNDS, NO_AIMS, EXACT, NO_LIMIT,
            pad.g, pad.mark, pad.came, pad.links, pad.generation,
        )  # fmt: skip
        return (pad.mark == pad.generation + 1).reshape(cost.shape)[1:-1, 1:-1]


def xy(place: Pose2D | Point, name: str) -> Point:
    """The coordinates of a place. Raises ValueError: they are no finite numbers."""
    x, y = place.xy if isinstance(place, Pose2D) else place
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"{name} must be two finite numbers of m, got ({x}, {y})")
    return float(x), float(y)


@lru_cache(maxsize=16)
def factors_of(comfort: float) -> np.ndarray:
    """(256,) float64: how many metres in the open a metre in a cell of each cost is worth; 0: closed.

    Raises ValueError: a negative comfort.
    """
    if not (math.isfinite(comfort) and comfort >= 0.0):
        raise ValueError(f"comfort must be >= 0, got {comfort}")
    factors = np.zeros(256)
    factors[: MOST + 1] = 1.0 + comfort * np.arange(MOST + 1) / MOST
    factors.flags.writeable = False
    return factors


def obstacle_to(costmap: Costmap, start: tuple[int, int], goal: tuple[int, int]) -> Reason | None:
    """What already the two cells tell against a route between them."""
    if not costmap.covers(*start):
        return Reason.START_OFF_MAP
    if not costmap.covers(*goal):
        return Reason.GOAL_OFF_MAP
    cost = costmap.cost
    if cost[start] == LETHAL:
        return Reason.START_OCCUPIED
    if cost[goal] >= INSCRIBED:
        return Reason.GOAL_OCCUPIED
    if costmap.beneath is None and parted(costmap, start, goal):
        return Reason.UNREACHABLE
    return None


def parted(costmap: Costmap, start: tuple[int, int], goal: tuple[int, int]) -> bool:
    """Whether two cells lie in different regions; a start that is closed may lead anywhere."""
    return costmap.cost[start] < INSCRIBED and costmap.regions[start] != costmap.regions[goal]


def no_route(costmap: Costmap, reason: Reason, start: Point, goal: Point, reached: np.ndarray | None = None) -> NoRoute:
    """The failure in words, with the nearest point to the goal among the cells `reached` (rows, columns) bool."""
    of_goal = costmap.clearance_at(*goal)
    need = f"{costmap.radius:.2f} m are needed"
    messages = {
        Reason.START_OFF_MAP: f"the start ({start[0]:.2f}, {start[1]:.2f}) lies off the map",
        Reason.GOAL_OFF_MAP: f"the goal ({goal[0]:.2f}, {goal[1]:.2f}) lies off the map",
        Reason.START_OCCUPIED: f"the start ({start[0]:.2f}, {start[1]:.2f}) lies in an obstacle",
        Reason.GOAL_OCCUPIED: f"the goal ({goal[0]:.2f}, {goal[1]:.2f}) "
        + ("lies in an obstacle" if of_goal < 0 else f"is {of_goal:.2f} m from an obstacle, {need}"),
        Reason.UNREACHABLE: f"nothing joins ({start[0]:.2f}, {start[1]:.2f}) and ({goal[0]:.2f}, {goal[1]:.2f}) "
        f"with {costmap.radius:.2f} m on each side",
        Reason.TIMED_OUT: f"no way from ({start[0]:.2f}, {start[1]:.2f}) to ({goal[0]:.2f}, {goal[1]:.2f}) "
        "was found within the limit",
    }
    return NoRoute(reason, messages[reason], nearest_cell(costmap, reached, goal) if reached is not None else None)


def region_of(costmap: Costmap, start: Point) -> np.ndarray:
    """(rows, columns) bool: the cells that can be reached from `start`; from too near a wall, the next region's."""
    cell = costmap.cell_of(*start)
    if costmap.clearance_at(*start) < 0:
        return np.zeros(costmap.shape, bool)
    number = costmap.regions[cell]
    if number == 0:
        free = nearest_cell(costmap, costmap.regions > 0, start)
        number = costmap.regions[costmap.cell_of(*free)] if free is not None else -1
    return costmap.regions == number


def nearest_cell(costmap: Costmap, cells: np.ndarray, to: Point) -> Point | None:
    """The middle of that one among `cells` (rows, columns) bool that lies nearest to a point."""
    row, column = (min(max(number, -FAR), FAR) for number in costmap.cell_of(*to))
    found = nearest_open(costmap.cost, cells, row, column)
    return costmap.point_of(*found) if found[0] >= 0 else None


@njit(cache=True)
def nearest_open(cost, cells, row, column):
    """(row, column) of the open one among `cells` nearest to a cell, which may lie off the map; -1: there is none."""
    rows, columns = cost.shape
    best, found = np.inf, (-1, -1)
    least = max(0, -row, row - rows + 1)
    for off in range(least, least + rows):
        if float(off) ** 2 >= best:
            break
        for r in (row - off, row + off):
            for c in range(columns if 0 <= r < rows else 0):
                apart = float(off) ** 2 + float(c - column) ** 2
                if apart < best and cells[r, c] and cost[r, c] < INSCRIBED:
                    best, found = apart, (r, c)
    return found


def straighten(costmap: Costmap, factors: np.ndarray, corners: np.ndarray, start: Point, goal: Point) -> np.ndarray:
    """Pull a way over cells taut, between the exact ends, forwards and backwards by turns while it gets cheaper."""
    origin = np.asarray(costmap.origin)
    ends = ((np.array([each]) - origin) / costmap.resolution + 1.0 for each in (start, goal))
    first, last = ends
    way = shorten(costmap.padded_cost, factors, costmap.moves, np.concatenate((first, corners, last)))
    grain = SHORT if factors[MOST] == 1.0 else EASY
    for moves in (opposite(costmap.moves), costmap.moves):
        finer = resample(np.ascontiguousarray(way[::-1]), grain)
        way = shorten(costmap.padded_cost, factors, moves, finer)
    return way


def opposite(moves: np.ndarray) -> np.ndarray:
    """The moves that lanes allow to whoever is followed backwards: bit i is what move i + 4 was."""
    return (moves << 4) | (moves >> 4)
