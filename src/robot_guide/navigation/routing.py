"""Ways over the map and around what stands in it, with as much clearance as there is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.centring import Narrows
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.cost_to_go import CostToGo, FieldsOfFloor
from robot_guide.navigation.costmap import INSCRIBED, Costmap
from robot_guide.navigation.path_follower import PathFollower
from robot_guide.navigation.planning import factors_of, plan
from robot_guide.navigation.polyline import first_within
from robot_guide.navigation.route import Closing, Layer, NoRoute, Reason, Route
from robot_guide.navigation.traffic import Traffic

CLOSER = (Reason.UNREACHABLE, Reason.GOAL_OCCUPIED)  # what a smaller margin may help against

NARROW = 2.0  # margins beside the rim: where there is less on both sides, a way leads through the middle
SWAY = 0.025  # m that a robot may come off its way in an opening, and that its laser may be wrong
OPENINGS = 5  # that are tried, one after the other
NO_THINGS = np.zeros((0, 2))


class Floor:
    """A costmap of the map, the last one with things on it, and the costs to go to each goal that was asked for."""

    def __init__(self, static: Costmap, comfort: float):
        self.static = static
        self.fields = FieldsOfFloor(static, factors_of(comfort))
        self._things, self._costmap = None, static  # the last ones asked for

    def costmap_with(self, things: np.ndarray) -> Costmap:
        """The map with `things` (N, 2), m, map frame, standing on it."""
        if len(things) == 0:
            return self.static
        if self._things is not things:
            self._things, self._costmap = things, self.static.with_points(things)
        return self._costmap

    def towards(self, goal: Pose2D) -> CostToGo | None:
        """What is left to a goal; None: nobody can be there."""
        cell = self.static.cell_of(*goal.xy)
        if not self.static.covers(*cell) or self.static.cost[cell] >= INSCRIBED:
            return None
        return self.fields.towards(cell)


class Router:
    """Plans on one map."""

    def __init__(self, config: NavigationConfig, grid: OccupancyGrid, traffic: Traffic | None = None):
        self.config = config
        costs = config.costmap
        static = Costmap.from_grid(grid, costs.radius + costs.margin, costs.inflation, costs.decay)
        if traffic is not None and traffic.keep_out.shape == static.shape:
            static = static.with_traffic(traffic.keep_out, traffic.moves, costs.radius)
        self._floor = Floor(static, config.planning.comfort)

    @property
    def static(self) -> Costmap:
        """The map with nothing on it."""
        return self._floor.static

    @cached_property
    def _closer(self) -> Floor:
        """The same for a robot that keeps only its radius and a little."""
        least = self.config.costmap.radius + 0.25 * self.config.costmap.margin
        return Floor(self.static.with_radius(least), self.config.planning.comfort)

    def costmap_with(self, things: np.ndarray) -> Costmap:
        """The map with `things` (N, 2), m, map frame, standing on it."""
        return self._floor.costmap_with(things)

    def prepare(self, goals: Iterable[Pose2D]) -> None:
        """Work out the costs to go to goals ahead; may be called in a thread of its own."""
        for goal in goals:
            self._floor.towards(goal)

    def plan(self, start: Pose2D, goal: Pose2D, things: np.ndarray) -> Route | NoRoute:
        """A route that keeps the radius and the margin; if none does, one that keeps only the radius and a little."""
        route = self._plan_on(self._floor, start, goal, things)
        if isinstance(route, NoRoute) and route.reason in CLOSER:
            closer = self._squeezed(start, goal, things)
            if isinstance(closer, Route):
                return closer
            route = replace(route, message=closer.message)
            if len(things) > 0 and isinstance(self.plan(start, goal, things[:0]), Route):
                return replace(route, closed_by=Closing(Layer.THINGS))
        return route

    def _squeezed(self, start: Pose2D, goal: Pose2D, things: np.ndarray) -> Route | NoRoute:
        """A route that keeps only the radius and a little, through the middle of what is narrow.

        Cells cannot tell whether an opening leaves the robot that much; one that does not is closed, and others tried.
        """
        costs, width = self.config.costmap, 2.0 * (self.config.costmap.radius + self.config.monitor.stop_margin + SWAY)
        closed, tight = things, NO_THINGS
        for _ in range(OPENINGS):
            route = self._plan_on(self._closer, start, goal, closed)
            if isinstance(route, NoRoute):
                return route if len(tight) == 0 else self._too_narrow(tight[0], width)
            narrows = Narrows.of(route.points, self._closer.costmap_with(things), costs.radius + NARROW * costs.margin)
            tight = narrows.narrower_than(width)
            if len(tight) == 0:
                return Route(narrows.centred())
            closed = np.concatenate((closed, tight))
        return self._too_narrow(tight[0], width)

    @staticmethod
    def _too_narrow(at: np.ndarray, width: float) -> NoRoute:
        x, y = at
        return NoRoute(Reason.UNREACHABLE, f"the opening at ({x:.2f}, {y:.2f}) is narrower than {width:.2f} m")

    def _plan_on(self, floor: Floor, start: Pose2D, goal: Pose2D, things: np.ndarray) -> Route | NoRoute:
        planning = self.config.planning
        return plan(
            floor.costmap_with(things), start, goal, comfort=planning.comfort, spacing=planning.spacing,
            nearest=len(things) == 0, towards=floor.towards(goal),
        )  # fmt: skip

    def near(self, start: Pose2D, goal: Pose2D, things: np.ndarray, rooms: Sequence[np.ndarray]) -> np.ndarray | None:
        """A way, (N, 2), as near to a goal that `things` close as they let it; None: it is blocked where it begins.

        rooms: each (N, 2) m, more that is left free, as long as the robot still comes within reach of the goal.
        """
        for room in rooms:
            if (way := self._beside(start, goal, np.concatenate((things, room)))) is not None:
                return way
        return self._as_far_as_possible(start, goal, things)

    def _beside(self, start: Pose2D, goal: Pose2D, things: np.ndarray) -> np.ndarray | None:
        """The way, (N, 2), to the place nearest to a goal where others stand; None: it is not near enough."""
        costmap, planning = self.costmap_with(things), self.config.planning
        taken = plan(costmap, start, goal, comfort=planning.comfort, learn=False)
        if taken.nearest is None or goal.distance_to(taken.nearest) > self.config.follower.crowded_distance:
            return None
        near = plan(
            costmap, start, taken.nearest, comfort=planning.comfort, spacing=planning.spacing, nearest=False,
            learn=False,
        )  # fmt: skip
        return near.points if isinstance(near, Route) else None

    def _as_far_as_possible(self, start: Pose2D, goal: Pose2D, things: np.ndarray) -> np.ndarray | None:
        """The way over the map alone, (N, 2), as far as `things` let it; None: it is blocked where it begins."""
        route = self.plan(start, goal, things[:0])
        if isinstance(route, NoRoute):
            return None
        costmap = self.costmap_with(things)
        rows, columns = np.floor((route.points - costmap.origin) / costmap.resolution).astype(int)[:, ::-1].T
        closed = (costmap.cost[rows, columns] >= INSCRIBED) & (self.static.cost[rows, columns] < INSCRIBED)
        end = int(np.argmax(closed)) if closed.any() else len(closed)
        return route.points[:end] if end >= 2 else None

    def obstructed(self, follower: PathFollower, things: np.ndarray, ahead: float) -> bool:
        """Whether something stands within the robot's radius of the next `ahead` metres of its route."""
        if len(things) == 0:
            return False
        reach = self.config.costmap.radius + 0.5 * self.config.costmap.margin
        at = follower.at
        return first_within(follower.points, follower.arcs, at, at + ahead, things, reach) < math.inf
