"""A hall of a floor plan's picture: as large as the picture is at its scale, with the walls that are found in it."""

from __future__ import annotations

from pathlib import Path

from hall_map.errors import HallError
from hall_map.exchange.floor_plan_picture import LARGEST, trace
from hall_map.exchange.imported import Imported
from hall_map.exchange.naming import id_of, names_of
from hall_map.hall import Hall, Wall

THINNEST, THICKEST = 0.05, 2.0  # m


def read_picture_hall(path: str | Path, scale: float) -> Imported:
    """The hall on a picture, `scale` in metres a pixel. Raises: HallError: it cannot be read, or shows no walls."""
    path = Path(path)
    if path.stat().st_size > LARGEST:
        raise HallError(path.name, f"has more than {LARGEST} bytes", "Make the picture smaller.")
    found = trace(path.read_bytes(), path.name)
    walls = []
    for number, line in enumerate(found.lines, start=1):
        points = tuple((round(x * scale, 3), round((found.height - y) * scale, 3)) for x, y in line.points)
        walls.append(Wall(f"wall_{number}", points, round(min(max(line.thickness * scale, THINNEST), THICKEST), 3)))
    width, height = round(found.width * scale, 3), round(found.height * scale, 3)
    hall = Hall(
        id=id_of(path.stem), names=names_of(path.stem), revision=1, width=width, height=height,
        outline=((0.0, 0.0), (width, 0.0), (width, height), (0.0, height)), walls=tuple(walls), obstacles=(), zones=(),
        windows=(), places=(), docks=(), departments=(), services=(),
    )  # fmt: skip
    return Imported(hall, ("Windows, places and services are to be added: a picture has none.",))
