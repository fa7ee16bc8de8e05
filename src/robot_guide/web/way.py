"""The way that a robot would take in a hall."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from hall_map import Hall, Pose2D, rasterise, timetable
from robot_guide.navigation import NavigationConfig, NoRoute, Route, Traffic
from robot_guide.navigation.closing import OF_THE_FLOOR, thing_of, what_closes
from robot_guide.navigation.routing import Router

RESOLUTION = 0.05  # m
FLOOR = ("width", "height", "outline", "walls", "obstacles", "doors", "barriers", "keep_outs", "slow_areas", "lanes")
NOTHING = np.empty((0, 2))


class Ways:
    """Plans as the robots do; remembers the floor of the last hall."""

    def __init__(self, config: NavigationConfig | None = None):
        self._config = config or NavigationConfig()
        self._last: tuple[Hall, Router] | None = None
        self._lock = threading.Lock()

    def way(self, hall: Hall, to: str, start: str | None, now: datetime) -> dict[str, object]:
        """From a window, place or dock, or from the dock that is nearest, to another; points (x, y) in metres.

        `now` is on the hall's own clock. Returns: `points`, `length` in m and `seconds` at walking pace, or why there
        is no way, with what closes it in `closed_by`. Raises KeyError: the hall has no such thing.
        """
        goal, then = pose_of(hall, to), timetable.at(hall, now)
        starts = [pose_of(hall, start)] if start else [dock.pose for dock in hall.docks]
        routes = plans(self._router(then), starts, goal)
        found = [route for route in routes if isinstance(route, Route)]
        if not found:
            return self._no_way(routes, then, starts, goal)
        best = min(found, key=lambda route: route.length)
        points = best.points[:: max(1, len(best.points) // 200)]
        speed = 0.9  # m/s, of a person who follows
        return {
            "points": np.round([*points, best.points[-1]], 2).tolist(), "length": round(best.length, 2),
            "seconds": round(best.length / speed),
        }  # fmt: skip

    def _no_way(
        self, routes: Sequence[NoRoute], hall: Hall, starts: Sequence[Pose2D], goal: Pose2D
    ) -> dict[str, object]:
        """Why there is no way, and what of the hall closes it where that is known."""
        if not routes:
            return {"error": "no_route", "reason": "no_dock", "problem": ""}
        why = {"error": "no_route", "reason": routes[0].reason.value, "problem": routes[0].message}
        if routes[0].reason not in OF_THE_FLOOR:
            return why
        closing = what_closes(hall, lambda other: self._opens(other, starts, goal))
        if closing is None:
            return why
        thing = thing_of(hall, closing)
        names = {} if thing is None else thing.names
        return {**why, "closed_by": {"layer": closing.layer.value, "id": closing.id, "names": names}}

    def _opens(self, hall: Hall, starts: Sequence[Pose2D], goal: Pose2D) -> bool:
        return any(isinstance(route, Route) for route in plans(self._router_of(hall), starts, goal))

    def _router(self, hall: Hall) -> Router:
        with self._lock:
            if self._last is None or not same_floor(self._last[0], hall):
                self._last = hall, self._router_of(hall)
            return self._last[1]

    def _router_of(self, hall: Hall) -> Router:
        return Router(self._config, rasterise(hall, RESOLUTION), Traffic.of(hall, RESOLUTION))


def plans(router: Router, starts: Sequence[Pose2D], goal: Pose2D) -> list[Route | NoRoute]:
    """A way from each start, with nothing on the floor that the map does not have."""
    return [router.plan(start, goal, NOTHING) for start in starts]


def same_floor(one: Hall, other: Hall) -> bool:
    return all(getattr(one, part) == getattr(other, part) for part in FLOOR)


def pose_of(hall: Hall, name: str) -> Pose2D:
    """Where a robot stops for a window, a place, a dock or a service. Raises KeyError: there is none such."""
    for things in (hall.window_by_id, hall.place_by_id):
        if name in things:
            return things[name].stop
    for dock in hall.docks:
        if name in (dock.id, dock.robot):
            return dock.pose
    windows = hall.open_windows_of(name) or [hall.window_by_id[w] for w in hall.service_by_id[name].windows]
    return windows[0].stop
