"""Where a base carries its laser. Our simulated bases have it at their middle; others do not."""

from __future__ import annotations

from dataclasses import dataclass

from hall_map.geometry import Pose2D
from robot_guide.config import Checked, quantity


@dataclass(frozen=True)
class LaserMount(Checked):
    """The laser's pose in `base_link`; it lies level, its beams go round anticlockwise."""

    x: float = quantity(0.0, "m")
    y: float = quantity(0.0, "m")
    yaw: float = quantity(0.0, "rad")

    @property
    def pose(self) -> Pose2D:
        return Pose2D(self.x, self.y, self.yaw)
