"""The way that a robot would take in a hall."""

from __future__ import annotations

import threading
from datetime import datetime

import numpy as np

from hall_map import Hall, Pose2D, rasterise, timetable
from robot_guide.navigation import NavigationConfig, NoRoute, Traffic
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
        is no way. Raises KeyError: the hall has no such thing.
        """
        goal = pose_of(hall, to)
        starts = [pose_of(hall, start)] if start else [dock.pose for dock in hall.docks]
        router = self._router(timetable.at(hall, now))
        routes = [router.plan(pose, goal, NOTHING) for pose in starts]
        found = [route for route in routes if not isinstance(route, NoRoute)]
        if not found:
            reason = routes[0].reason.value if routes else "no_dock"
            return {"error": "no_route", "reason": reason, "problem": routes[0].message if routes else ""}
        best = min(found, key=lambda route: route.length)
        points = best.points[:: max(1, len(best.points) // 200)]
        speed = 0.9  # m/s, of a person who follows
        return {
            "points": np.round([*points, best.points[-1]], 2).tolist(), "length": round(best.length, 2),
            "seconds": round(best.length / speed),
        }  # fmt: skip

    def _router(self, hall: Hall) -> Router:
        with self._lock:
            if self._last is None or not same_floor(self._last[0], hall):
                self._last = hall, Router(self._config, rasterise(hall, RESOLUTION), Traffic.of(hall, RESOLUTION))
            return self._last[1]


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
