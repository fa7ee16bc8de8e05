from . import timetable
from .document import from_document, to_document
from .drawing.floor_plan import FloorPlan, draw_floor_plan, render, save_picture
from .editing import edit
from .errors import HallError
from .findings import Finding
from .folder import load
from .geometry import Point, Pose2D, wrap_angle
from .grid import FREE, OCCUPIED, UNKNOWN, OccupancyGrid
from .hall import (
    Barrier,
    Change,
    Department,
    Dock,
    Door,
    Hall,
    KeepOut,
    Lane,
    Names,
    Obstacle,
    OpeningHours,
    Phrases,
    Place,
    QueueArea,
    Service,
    SlowArea,
    SpecialDays,
    Wall,
    Window,
    Zone,
)
from .map_server import load_map_server, save_map_server
from .raster import rasterise
from .saving import save
from .survey import ValidationConfig
from .timetable import InForce
from .validation import validate

__all__ = [
    "load", "save", "from_document", "to_document", "edit", "HallError",
    "validate", "Finding", "ValidationConfig",
    "render", "save_picture", "draw_floor_plan", "FloorPlan",
    "timetable", "InForce",
    "rasterise", "load_map_server", "save_map_server", "OccupancyGrid", "FREE", "OCCUPIED", "UNKNOWN",
    "Hall", "Wall", "Obstacle", "Door", "Zone", "Window", "Place", "Dock", "Department", "Service",
    "OpeningHours", "SpecialDays", "QueueArea", "KeepOut", "SlowArea", "Lane", "Barrier", "Change",
    "Names", "Phrases", "Point", "Pose2D", "wrap_angle",
]  # fmt: skip
