"""Navigation: where the robot is, who is around, which way to go, and what the wheels shall do."""

from robot_guide.navigation.collision_monitor import CollisionMonitor
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.drive import Drive, DriveState
from robot_guide.navigation.localisation import Estimate, Localiser
from robot_guide.navigation.navigator import Navigator
from robot_guide.navigation.planning import NoRoute, Reason, Route, plan
from robot_guide.navigation.traffic import Traffic

__all__ = [
    "plan", "Costmap", "Route", "NoRoute", "Reason",
    "Navigator", "Drive", "DriveState", "NavigationConfig",
    "Traffic", "Localiser", "Estimate", "CollisionMonitor",
]  # fmt: skip
