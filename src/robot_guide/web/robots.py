"""What the console needs of the robots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from hall_map.geometry import Point, Pose2D
from robot_guide.fleet.replica import RequestView
from robot_guide.fleet.requests import Rank

Order = Literal["call", "home", "stop", "continue", "hand_over"]


@dataclass(frozen=True)
class RobotView:
    """One robot as the staff see it."""

    name: str
    names: Mapping[str, str]
    pose: Pose2D
    state: str  # idle, leading, waiting, paused, homeward, …; listening where it talks and stands
    target: str = ""  # id of the window or place that it goes to
    remaining: float = 0.0  # m
    revision: int = 0  # of the hall that it has
    online: bool = True
    held: bool = False  # stopped by the staff
    with_visitor: bool = False
    route: tuple[Point, ...] = field(default=())


class Robots(Protocol):
    """The robots of the hall."""

    def views(self) -> tuple[RobotView, ...]: ...

    def order(self, robot: str, kind: Order, place: str = "") -> str:
        """Returns: nothing, or why not: unknown_robot, unknown_place, busy, no_visitor, offline."""
        ...

    def requests(self) -> tuple[RequestView, ...]:
        """Who waits for a robot, whichever, in their turn; then what has ended lately."""
        ...

    def request(self, place: str, rank: Rank, language: str) -> tuple[str, str]:
        """Ask for a robot. Returns: the request's id, and why there is none: unknown_place, too_many, offline."""
        ...

    def cancel(self, id: str) -> bool:
        """Take a request back. Returns: whether it was open."""
        ...


class NoRobots:
    """A console that is not connected to any."""

    def views(self) -> tuple[RobotView, ...]:
        return ()

    def order(self, robot: str, kind: Order, place: str = "") -> str:
        return "unknown_robot"

    def requests(self) -> tuple[RequestView, ...]:
        return ()

    def request(self, place: str, rank: Rank, language: str) -> tuple[str, str]:
        return "", "offline"

    def cancel(self, id: str) -> bool:
        return False
