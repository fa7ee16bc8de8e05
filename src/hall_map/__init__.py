"""What a service hall is: walls, windows, places, services; read from files, checked, drawn, rasterised."""

from hall_map import timetable
from hall_map.document import from_document, to_document
from hall_map.drawing.floor_plan import FloorPlan, draw_floor_plan, render, save_picture
from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.findings import Finding
from hall_map.folder import load
from hall_map.geometry import Point, Pose2D, wrap_angle
from hall_map.grid import FREE, OCCUPIED, UNKNOWN, OccupancyGrid
from hall_map.hall import (
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
from hall_map.map_server import load_map_server, save_map_server
from hall_map.raster import rasterise
from hall_map.saving import save
from hall_map.survey import ValidationConfig
from hall_map.timetable import InForce
from hall_map.validation import validate

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
