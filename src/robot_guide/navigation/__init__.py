"""Navigation: where the robot is, who is around, which way to go, and what the wheels shall do."""

from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.planning import NoRoute, Reason, Route, plan

__all__ = ["Costmap", "NavigationConfig", "NoRoute", "Reason", "Route", "plan"]
