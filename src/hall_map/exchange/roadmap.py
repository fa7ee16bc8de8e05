"""A graph of the ways through a hall: along the middle of the free floor, and from there to every stop.

The middle is the skeleton of the floor on which a robot can stand, so ways keep away from what stands there; straight
edges follow it. Where a robot may not go back, on one-way lanes, an edge has one direction only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from hall_map.exchange.centre_lines import Path, paths_of
from hall_map.exchange.thinning import thinned
from hall_map.geometry import Point
from hall_map.grid import OccupancyGrid
from hall_map.hall import Hall, Lane
from hall_map.survey import Survey, ValidationConfig
from hall_map.traffic import MOVES, lane_moves

LONGEST = 5.0  # m, of an edge
ASIDE, APART = 0.3, 2.0  # m: beside a lane, and between the spots there
DEAD_END = 1.0  # m, that lead nowhere and are shorter are left out
NEAREST = 4000  # cells of the skeleton among which a stop looks for the one that it joins


@dataclass(frozen=True)
class Spot:
    """A node: a junction of ways, or a stop of the hall."""

    xy: Point
    kind: str  # junction, dock, window, place, lane
    id: str = ""
    yaw: float = 0.0  # rad, of a stop


@dataclass
class Roadmap:
    """Spots, and the directed edges between them by their positions in `spots`."""

    spots: list[Spot] = field(default_factory=list)
    edges: dict[tuple[int, int], str] = field(default_factory=dict)  # the lane that an edge runs along, or ""

    def add(self, spot: Spot) -> int:
        self.spots.append(spot)
        return len(self.spots) - 1


@dataclass(frozen=True)
class Ground:
    """Where a robot may stand, and which moves it may make from there."""

    free: np.ndarray  # (rows, columns) bool
    moves: np.ndarray  # (rows, columns) uint8
    grid: OccupancyGrid

    def cells(self, a: Point, b: Point) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the cells on a straight way, at most half a cell apart."""
        count = max(2, int(np.hypot(b[0] - a[0], b[1] - a[1]) / self.grid.resolution * 2) + 2)
        shares = np.linspace(0.0, 1.0, count)
        found = []
        for axis in (1, 0):
            along = a[axis] + (b[axis] - a[axis]) * shares
            cells = np.floor((along - self.grid.origin[axis]) / self.grid.resolution).astype(int)
            found.append(np.clip(cells, 0, self.free.shape[1 - axis] - 1))
        return found[0], found[1]

    def clear(self, a: Point, b: Point) -> bool:
        """Whether a robot can drive straight from one point to another, whatever lanes say."""
        return bool(self.free[self.cells(a, b)].all())

    def allowed(self, a: Point, b: Point) -> bool:
        """Whether lanes let a robot drive straight from one point to another."""
        way = np.subtract(b, a)
        move = max(range(8), key=lambda i: float(way @ MOVES[i]) / float(np.hypot(*MOVES[i])))
        return bool((self.moves[self.cells(a, b)] >> move & 1).all())


def roadmap(hall: Hall, config: ValidationConfig | None = None) -> Roadmap:
    """The graph of a hall as it stands: doors, barriers and keep-outs as they are.

    A stop at which no robot can stand, or from which it sees no way, is a spot without edges.
    """
    survey = Survey(hall, config or ValidationConfig())
    ground = Ground(survey.open_ground, lane_moves(hall, survey.grid.resolution), survey.grid)
    skeleton = thinned(ground.free)
    paths = meeting(pruned(paths_of(skeleton, np.ones(skeleton.shape)), DEAD_END / survey.grid.resolution))
    spots = [*stops_of(hall), *(Spot(xy, "lane", lane.id) for lane in hall.lanes for xy in lane.points)]
    joints = [joint_of(spot.xy, paths, ground) for spot in spots]
    graph = Roadmap()
    corners = lay(graph, paths, [joint for joint in joints if joint], ground)
    positions: dict[tuple[str, Point], int] = {}
    for spot, joint in zip(spots, joints, strict=True):
        here = positions.setdefault((spot.id, spot.xy), len(graph.spots))
        if here == len(graph.spots):
            graph.add(spot)
        if joint:
            connect(graph, here, corners[joint], ground)
    for lane in hall.lanes:
        line = [positions[lane.id, point] for point in lane.points]
        graph.edges.update({edge: lane.id for edge in pairwise(line) if edge[0] != edge[1]})
        go_round(graph, lane, ground)
    return without_islands(graph)


def go_round(graph: Roadmap, lane: Lane, ground: Ground) -> None:
    """Ways beside a lane, for whoever has to go against it: spots along both its sides, joined to all that they see."""
    beside = []
    for a, b in pairwise(lane.points):
        length = max(float(np.hypot(b[0] - a[0], b[1] - a[1])), 1e-9)
        along = np.subtract(b, a) / length
        side = np.array((-along[1], along[0])) * (lane.width / 2 + ASIDE)
        for reach in np.linspace(-ASIDE, length + ASIDE, 2 + int(length / APART)):
            for offset in (side, -side):
                beside.append(tuple((np.asarray(a) + along * reach + offset).tolist()))
    new = [graph.add(Spot(xy, "junction")) for xy in beside if ground.clear(xy, xy)]
    for spot in new:
        near = np.hypot(*(np.asarray([other.xy for other in graph.spots]) - graph.spots[spot].xy).T) <= LONGEST
        for other in np.nonzero(near)[0].tolist():
            connect(graph, spot, other, ground)


def without_islands(graph: Roadmap) -> Roadmap:
    """A graph without the ways that lead to no stop, such as those behind counters."""
    beside: dict[int, list[int]] = {}
    for a, b in graph.edges:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    waiting = [number for number, spot in enumerate(graph.spots) if spot.id]
    held = set(waiting)
    while waiting:
        new = set(beside.get(waiting.pop(), ())) - held
        held |= new
        waiting += new
    number = {old: new for new, old in enumerate(sorted(held))}
    edges = {(number[a], number[b]): lane for (a, b), lane in graph.edges.items() if a in held}
    return Roadmap([graph.spots[old] for old in sorted(held)], edges)


def stops_of(hall: Hall) -> list[Spot]:
    return [
        *(Spot(dock.pose.xy, "dock", dock.id, dock.pose.yaw) for dock in hall.docks),
        *(Spot(window.stop.xy, "window", window.id, window.stop.yaw) for window in hall.windows),
        *(Spot(place.stop.xy, "place", place.id, place.stop.yaw) for place in hall.places),
    ]


def pruned(paths: list[Path], shortest: float) -> list[Path]:
    """Paths without the short ones that lead nowhere; all, where nothing else is there."""
    kept = [path for path in paths if path.length >= shortest or min(path.ends) >= 0]
    return kept or paths


def joint_of(point: Point, paths: list[Path], ground: Ground) -> tuple[int, int] | None:
    """The nearest point of a path that a robot sees from a stop: the path's number, and the index of the point."""
    if not paths:
        return None
    middles = [metres(path.points, ground) for path in paths]
    owners = np.repeat(np.arange(len(paths)), [len(points) for points in middles])
    indices = np.concatenate([np.arange(len(points)) for points in middles])
    points = np.concatenate(middles)
    far = np.hypot(*(points - point).T)
    for k in np.argsort(far, kind="stable")[:NEAREST]:
        if ground.clear(point, tuple(points[k].tolist())):
            return int(owners[k]), int(indices[k])
    return None


def metres(points: np.ndarray, ground: Ground) -> np.ndarray:
    return (points + 0.5) * ground.grid.resolution + np.asarray(ground.grid.origin)


def meeting(paths: list[Path]) -> list[Path]:
    """Paths whose ends at a junction are one and the same cell of it."""
    middle: dict[int, np.ndarray] = {}
    for path in paths:
        for end, point in zip(path.ends, (path.points[0], path.points[-1]), strict=True):
            middle.setdefault(end, point)
    return [
        replace(path, points=np.concatenate((
            [middle[path.ends[0]]] if path.ends[0] >= 0 else path.points[:0], path.points,
            [middle[path.ends[1]]] if path.ends[1] >= 0 else path.points[:0],
        )))
        for path in paths
    ]  # fmt: skip


def lay(graph: Roadmap, paths: list[Path], joints: list[tuple[int, int]], ground: Ground) -> dict[tuple[int, int], int]:
    """Lay straight edges along the paths, a spot at each joint. Returns: the spot of each joint.

    A path that ends nowhere and that nothing joins is left out.
    """
    junctions: dict[int, int] = {}
    corners = {}
    for number, path in enumerate(paths):
        marks = {index for owner, index in joints if owner == number}
        if not marks and -1 in path.ends and max(path.ends) >= 0:
            continue
        points = [tuple(point) for point in metres(path.points, ground).tolist()]
        last, trail = len(points) - 1, {}
        for end, index in zip(path.ends, (0, last), strict=True):
            known = junctions.get(end) if end >= 0 else trail.get(0) if points[index] == points[0] else None
            trail[index] = graph.add(Spot(points[index], "junction")) if known is None else known
            if end >= 0:
                junctions[end] = trail[index]
        follow(graph, points, sorted({*marks, last}), trail, ground)
        corners.update({(number, index): trail[index] for index in marks})
    return corners


def follow(graph: Roadmap, points: list[Point], goals: list[int], trail: dict[int, int], ground: Ground) -> None:
    """Straight edges along points that follow each other cell by cell; `trail` gets the spot at each end of one."""
    at = 0
    for goal in goals:
        while at < goal:
            onwards = farthest(points, at, goal, ground)
            if onwards not in trail:
                trail[onwards] = graph.add(Spot(points[onwards], "junction"))
            connect(graph, trail[at], trail[onwards], ground, sure=onwards == at + 1)
            at = onwards


def farthest(points: list[Point], at: int, goal: int, ground: Ground) -> int:
    """The last point up to `goal` that a robot reaches straight from `at`, no more than the longest edge away."""
    reach = int(LONGEST / ground.grid.resolution)
    low, high = at + 1, min(goal, at + reach)
    while high > low and not ground.clear(points[at], points[high]):
        high = low + (high - low) // 2
    return high


def connect(graph: Roadmap, one: int, other: int, ground: Ground, sure: bool = False) -> None:
    """An edge in each direction in which a robot may drive; `sure`: that it fits through need not be looked at."""
    a, b = graph.spots[one].xy, graph.spots[other].xy
    if one != other and (sure or ground.clear(a, b)):
        for start, end in ((one, other), (other, one)):
            if ground.allowed(graph.spots[start].xy, graph.spots[end].xy):
                graph.edges.setdefault((start, end), "")
