"""Who runs into whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

APART = 0.05  # m: a contact lasts until both are so far apart
WALL = "wall"


@dataclass(frozen=True)
class Contact:
    """Something that a robot touched, or somebody who touched a robot."""

    t: float  # s, when it began
    robot: str
    other: str  # a name, or `wall`
    by_robot: bool  # it was the robot that ran into the other


def is_by_robot(robot_speed: float, other_speed: float) -> bool:
    """Whether the robot is to blame, given how fast each closes in on the other, m/s; of two alike, the robot is."""
    return robot_speed > 0.0 and robot_speed >= other_speed


class Contacts:
    """Counts each contact once, as long as it lasts."""

    def __init__(self) -> None:
        self.log: list[Contact] = []
        self._lasting: set[tuple[str, str]] = set()

    def touch(self, t: float, robot: str, other: str, *, by_robot: bool) -> None:
        """The two touch at `t` s. Nothing is counted while the contact lasts."""
        if (robot, other) not in self._lasting:
            self._lasting.add((robot, other))
            self.log.append(Contact(t, robot, other, by_robot))

    def lasting(self) -> Iterable[tuple[str, str]]:
        return tuple(self._lasting)

    def end(self, robot: str, other: str) -> None:
        self._lasting.discard((robot, other))

    def touches(self, robot: str) -> bool:
        """Whether the robot's bumper is pressed."""
        return any(pair[0] == robot for pair in self._lasting)

    @property
    def by_robots(self) -> int:
        return sum(contact.by_robot for contact in self.log)

    @property
    def by_people(self) -> int:
        return sum(not contact.by_robot for contact in self.log)
