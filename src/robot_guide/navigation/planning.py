"""Routes: the cheapest way over a costmap, straightened, as way-points that a robot can follow."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from hall_map.geometry import Point, Pose2D
from robot_guide.navigation.costmap import INSCRIBED, LETHAL, MOST, Costmap
from robot_guide.navigation.grid_search import a_star, shorten, trace
from robot_guide.navigation.route import NoRoute, Reason, Route

COMFORT = 2.0  # a metre along a wall costs as much as 1 + COMFORT metres in the open
SPACING = 0.1  # m between way-points


def plan(costmap: Costmap, start: Pose2D | Point, goal: Pose2D | Point, *, clearance: float | None = None,
         comfort: float = COMFORT, any_angle: bool = True,
         spacing: float | None = SPACING, nearest: bool = True) -> Route | NoRoute:  # fmt: skip
    """Find the cheapest route whose every point is in a cell `clearance` metres from everything that is not free.

    A* on the 8-connected grid, exact; then straight lines wherever they cost no more. A metre beside a wall costs up to
    1 + `comfort` metres in the open; with comfort 0 the route before straightening is the shortest octile one. A start
    that is nearer to a wall than `clearance` is left by way of cells that are no nearer.

    Args:
        clearance: m; default: the costmap's radius.
        any_angle: false keeps to the 8 directions of the grid, between the middles of the cells.
        spacing: m between way-points; None leaves only the corners.
        nearest: false saves looking for the nearest point that can be reached, 2 ms.
    Returns: the route, from start to goal exactly; or `NoRoute` with the reason, a start or goal off the map included,
        since a robot has to speak about it.
    Raises: ValueError: a number that is none, or a negative clearance or comfort.
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
    (r0, c0), (r1, c1) = ends
    floor = costmap.padded_cost, factors, costmap.padded_distance, costmap.moves
    g, came = a_star(*floor, r0 + 1, c0 + 1, r1 + 1, c1 + 1)
    if not math.isfinite(g):
        return no_route(costmap, Reason.UNREACHABLE, (x0, y0), (x1, y1), came[1:-1, 1:-1] >= 0 if nearest else None)
    corners = trace(came, r0 + 1, c0 + 1, r1 + 1, c1 + 1)[:, ::-1] + 0.5
    if any_angle:
        corners = straighten(costmap, factors, corners, (x0, y0), (x1, y1))
    points = (corners - 1.0) * costmap.resolution + np.asarray(costmap.origin)
    if any_angle:
        points[0], points[-1] = (x0, y0), (x1, y1)
    if len(points) == 1:
        points = np.repeat(points, 2, axis=0)
    return Route(resample(points, spacing) if spacing is not None else points)


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
    if cost[start] < INSCRIBED and costmap.regions[start] != costmap.regions[goal]:
        return Reason.UNREACHABLE
    return None


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
    rows, columns = np.nonzero(cells & (costmap.cost < INSCRIBED))
    if len(rows) == 0:
        return None
    row, column = costmap.cell_of(*to)
    best = np.argmin((rows - row) ** 2 + (columns - column) ** 2)
    return costmap.point_of(int(rows[best]), int(columns[best]))


def straighten(costmap: Costmap, factors: np.ndarray, corners: np.ndarray, start: Point, goal: Point) -> np.ndarray:
    """Pull a way over cells taut, between the exact ends, forwards and backwards by turns while it gets cheaper."""
    origin = np.asarray(costmap.origin)
    ends = ((np.array([each]) - origin) / costmap.resolution + 1.0 for each in (start, goal))
    first, last = ends
    way = shorten(costmap.padded_cost, factors, costmap.moves, np.concatenate((first, corners, last)))
    for moves in (opposite(costmap.moves), costmap.moves):
        finer = resample(way[::-1], 4.0)
        way = shorten(costmap.padded_cost, factors, moves, finer)
    return way


def opposite(moves: np.ndarray) -> np.ndarray:
    """The moves that lanes allow to whoever is followed backwards: bit i is what move i + 4 was."""
    return (moves << 4) | (moves >> 4)


def resample(points: np.ndarray, spacing: float) -> np.ndarray:
    """The same polyline with every corner kept and a point at least each `spacing` between them."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    pieces = np.maximum(np.ceil(steps / spacing - 1e-9).astype(int), 1)
    parts = [np.linspace(a, b, n, endpoint=False) for a, b, n in zip(points[:-1], points[1:], pieces, strict=True)]
    return np.concatenate((*parts, points[-1:]))
