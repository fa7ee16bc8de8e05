from .collision_monitor import CollisionMonitor
from .config import NavigationConfig
from .costmap import Costmap
from .drive import Drive, DriveState
from .localisation import Estimate, Localiser
from .navigator import Navigator, way_to
from .planning import plan
from .route import NoRoute, Reason, Route
from .traffic import Traffic
from .whereabouts import Whereabouts

__all__ = [
    "plan", "Costmap", "Route", "NoRoute", "Reason",
    "Navigator", "way_to", "Drive", "DriveState", "NavigationConfig",
    "Traffic", "Localiser", "Estimate", "Whereabouts", "CollisionMonitor",
]  # fmt: skip
