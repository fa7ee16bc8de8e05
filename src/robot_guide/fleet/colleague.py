"""What a robot knows of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hall_map.geometry import Point, Pose2D

if TYPE_CHECKING:
    from robot_guide.fleet.right_of_way.course import Course

FREE = ("idle", "homeward")  # phases of guiding in which a robot could take a visitor over


@dataclass(frozen=True)
class Colleague:
    robot: str
    pose: Pose2D
    in_conversation: bool = False
    free: bool = False  # could take a visitor over
    course: Course | None = None  # its way ahead, as far as it has told

    def serves(self, person: Point, mine: Pose2D) -> bool:
        """Whether somebody is more likely with this colleague than with the robot at `mine`."""
        return self.in_conversation and self.pose.distance_to(person) < mine.distance_to(person)
