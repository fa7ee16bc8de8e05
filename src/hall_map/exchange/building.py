"""Open-RMF's buildings: `*.building.yaml` of its traffic editor, one level of which becomes a hall.

Vertices are `[x, y, z, name, {parameter: [type, value]}]`, edges (walls, doors, lanes, measurements) `[from, to,
{parameter: [type, value]}]`, floors `{vertices: [...]}`. In the coordinate system `reference_image` vertices are pixels
of a drawing, y downwards, and measurements say how many metres there are between two of them; in `cartesian_meters`
they are metres, y upwards. Source: open-rmf/rmf_traffic_editor, its reader in rmf_building_map_tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hall_map.exchange.building_level import Level, counted, opened, read_level
from hall_map.exchange.building_parts import docks_of, doors_of, lanes_of, outline_of, places_of, walls_of
from hall_map.exchange.imported import Imported
from hall_map.exchange.naming import id_of, names_of
from hall_map.exchange.sentence import Sentence
from hall_map.hall import Hall
from hall_map.node import Node, listed
from hall_map.yaml_file import read_yaml

IMAGE, METRES = "reference_image", "cartesian_meters"


def read_building(path: str | Path, level: str | None = None) -> Imported:
    """The hall on a level of a building: the one named, else the building's reference level, else its first.

    Raises: HallError: the file cannot be read, a value is of the wrong type, an edge leads to no vertex, there is no
        measurement, or the building is georeferenced; with file, key and remedy.
    """
    source = read_yaml(Path(path))
    top = opened(source, ("levels",))
    name = next((top[key].text() for key in ("name", "building_name") if key in top), "building")
    system = top["coordinate_system"].text() if "coordinate_system" in top else IMAGE
    if system not in (IMAGE, METRES):
        remedy = f"Only {IMAGE} and {METRES} can be read: convert it with the traffic editor."
        top["coordinate_system"].fail(f"a building in {system} has no metres", remedy)
    notes: list[Sentence] = []
    chosen, node = chosen_level(top, level, notes)
    read = read_level(node, system == IMAGE, notes)
    if lifts := counted(top, "lifts"):
        notes.append(Sentence("lifts", count=lifts))
    hall = hall_of(read, id_of(name), names_of(f"{name} {chosen}" if len(top["levels"].value) > 1 else name))
    return Imported(hall, (*notes, Sentence("building_lacks")))


def chosen_level(top: dict[str, Node], wanted: str | None, notes: list[Sentence]) -> tuple[str, Node]:
    levels = opened(top["levels"], ())
    if not levels:
        top["levels"].fail("there is none", "Draw at least one level.")
    default = top["reference_level_name"].value if "reference_level_name" in top else None
    name = wanted if wanted is not None else default if default in levels else next(iter(levels))
    if name not in levels:
        top["levels"].fail(f"there is no level {name!r}", f"Known: {listed(levels)}.")
    others = [other for other in levels if other != name]
    if others:
        notes.append(Sentence("other_levels", level=name, others=listed(others)))
    return name, levels[name]


def hall_of(level: Level, hall_id: str, names: Mapping[str, str]) -> Hall:
    outline = outline_of(level)
    walls = walls_of(level)
    places, docks = places_of(level), docks_of(level)
    reach = [*outline, *(point for wall in walls for point in wall.points)]
    width, height = (max(point[axis] for point in reach) for axis in (0, 1))
    return Hall(
        id=hall_id, names=names, revision=1, width=max(width, 0.1), height=max(height, 0.1), outline=outline,
        walls=walls, obstacles=(), zones=(), windows=(), places=places, docks=docks, departments=(), services=(),
        doors=doors_of(level), lanes=lanes_of(level),
    )  # fmt: skip
