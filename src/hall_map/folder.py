"""A hall in a folder of files that people can read, edit in a spreadsheet and compare in git.

    hall.yaml         who and where: id, names, size, revision, time zone, hours, zones, docks, departments
    floor.yaml        what a robot can hit: outline, walls, obstacles, doors
    traffic.yaml      what robots heed: queue areas, keep-out and slow areas, lanes, barriers (may be missing)
    calendar.yaml     public holidays, and weekend days that are worked (may be missing)
    changes.yaml      what changes at a stated time (may be missing)
    windows.csv       a row for each window
    places.yaml       where else visitors want to go, and what they call it
    services.csv      a row for each service
    documents.csv     a row for each document that a service needs, its languages side by side
    aliases.csv       a row for each service: how people ask for it, phrases separated by |
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hall_map.document import read_hall
from hall_map.errors import HallError
from hall_map.hall import Hall
from hall_map.hours_text import hours_in
from hall_map.kinds import LANGUAGES
from hall_map.node import Node, known_beside
from hall_map.table import Row, read_rows
from hall_map.yaml_file import read_yaml

HALL, FLOOR, WINDOWS, PLACES = "hall.yaml", "floor.yaml", "windows.csv", "places.yaml"
TRAFFIC, CALENDAR, CHANGES = "traffic.yaml", "calendar.yaml", "changes.yaml"
SERVICES, DOCUMENTS, ALIASES = "services.csv", "documents.csv", "aliases.csv"

HALL_PARTS = ("timezone", "hours", "zones", "docks", "departments")
FLOOR_PARTS = ("walls", "obstacles", "doors")
TRAFFIC_PARTS = ("queues", "keep_outs", "slow_areas", "lanes", "barriers")
WINDOW_COLUMNS = ("id", "zone", "x", "y", "stop_x", "stop_y", "stop_yaw_degrees", "open", *LANGUAGES)
SERVICE_COLUMNS = (
    "id", *LANGUAGES, "department", "windows", "audience", "online", "self_service", "source",
    *(f"fee_{language}" for language in LANGUAGES), *(f"duration_{language}" for language in LANGUAGES),
)  # fmt: skip
OPTIONAL_WINDOW_COLUMNS, OPTIONAL_SERVICE_COLUMNS = ("hours",), ("programme",)
PHRASE_COLUMNS = ("service", *LANGUAGES)


def load(path: str | Path) -> Hall:
    """The hall in a folder.

    Raises: HallError: a file is missing, is not what its name says, or holds something that cannot be; with the file,
        the key, the value and the remedy.
    """
    folder = Path(path)
    if not folder.is_dir():
        kind = "is a file" if folder.exists() else "does not exist"
        raise HallError(str(path), f"{kind}; a hall is a folder with {HALL} in it", "Name the folder.")
    hall = read_yaml(folder / HALL).mapping(("id", "names", "size"), ("revision", *HALL_PARTS))
    floor = read_yaml(folder / FLOOR).mapping(("outline",), FLOOR_PARTS)
    windows = [window_of(row) for row in read_rows(folder / WINDOWS, WINDOW_COLUMNS, OPTIONAL_WINDOW_COLUMNS)]
    parts = {
        "windows": Node(windows, WINDOWS),
        "places": read_yaml(folder / PLACES),
        "services": Node(services_of(folder), SERVICES),
    }
    return read_hall(Node({**hall, **floor, **parts, **optional_parts(folder)}, HALL))


def optional_parts(folder: Path) -> dict[str, Node]:
    """What stands in the files that a hall need not have."""
    parts: dict[str, Node] = {}
    if (folder / TRAFFIC).exists():
        parts |= read_yaml(folder / TRAFFIC).mapping((), TRAFFIC_PARTS)
    for file, key in ((CALENDAR, "calendar"), (CHANGES, "changes")):
        if (folder / file).exists():
            parts[key] = read_yaml(folder / file)
    return parts


def window_of(row: Row) -> Node:
    return row.node({
        "id": row.text("id"),
        "names": names_of(row),
        "zone": row.text("zone"),
        "xy": [row.number("x"), row.number("y")],
        "stop": {
            "x": row.number("stop_x"), "y": row.number("stop_y"), "yaw_degrees": row.number("stop_yaw_degrees"),
        },
        "open": row.yes_or_no("open"),
        "hours": row.node(None).at("hours", hours_in(row.text("hours"))),
    })  # fmt: skip


def services_of(folder: Path) -> list[Node]:
    rows = read_rows(folder / SERVICES, SERVICE_COLUMNS, OPTIONAL_SERVICE_COLUMNS)
    known = {row.cells["id"] for row in rows}
    documents: dict[str, dict[str, list[Node]]] = {}
    for row in read_rows(folder / DOCUMENTS, PHRASE_COLUMNS):
        for language, text in names_of(row).items():
            documents.setdefault(service_named(row, known), {}).setdefault(language, []).append(text)
    aliases: dict[str, Mapping[str, Node]] = {}
    for row in read_rows(folder / ALIASES, PHRASE_COLUMNS):
        service = service_named(row, known)
        if service in aliases:
            row.text("service").fail(f"{service!r} has a row already", "Join the phrases of both rows with |.")
        aliases[service] = {language: row.phrases(language) for language in LANGUAGES if row.cells[language]}
    return [service_of(row, documents, aliases) for row in rows]


def service_named(row: Row, known: set[str]) -> str:
    name = row.cells["service"]
    if name not in known:
        remedy = f"{SERVICES} has the services. {known_beside(name, sorted(known))}"
        row.text("service").fail(f"there is no service {name!r}", remedy)
    return name


def service_of(row: Row, documents: Mapping[str, object], aliases: Mapping[str, object]) -> Node:
    service = row.cells["id"]
    return row.node({
        "id": row.text("id"),
        "names": names_of(row),
        "department": row.text("department"),
        "windows": row.phrases("windows"),
        "documents": documents.get(service, {}),
        "aliases": aliases.get(service, {}),
        "audience": row.text("audience"),
        "fee": names_of(row, "fee_"),
        "duration": names_of(row, "duration_"),
        "online": row.yes_or_no("online"),
        "self_service": row.yes_or_no("self_service"),
        "source": row.text("source"),
        "programme": row.text("programme"),
    })  # fmt: skip


def names_of(row: Row, prefix: str = "") -> dict[str, Node]:
    """The cells of a row in each language that it has."""
    return {language: row.text(prefix + language) for language in LANGUAGES if row.cells[prefix + language]}
