"""The forms in which a hall, or a part of one, comes in: one table that the command line and the console both read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hall_map import folder
from hall_map.document import from_document
from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.exchange.archive import unpacked
from hall_map.exchange.building import read_building
from hall_map.exchange.imported import Imported
from hall_map.exchange.map_hall import read_map_hall
from hall_map.exchange.nav2_masks import read_masks
from hall_map.exchange.route_graph import read_routes
from hall_map.exchange.sentence import Sentence
from hall_map.exchange.services_table import read_services
from hall_map.exchange.traced_hall import read_picture_hall
from hall_map.hall import Hall
from hall_map.node import listed
from hall_map.text_file import read_text
from hall_map.yaml_file import read_yaml

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class ImportForm:
    """How something of others becomes a hall.

    `read(path)` gives a whole hall; of a `part`, `read(path, hall)` gives `hall` with what the file says; of what is
    `scaled`, `read(path, scale)`, in metres a pixel; of what has `levels`, `read(path, level)`, where None is the one
    that the file itself puts first. It raises HallError where the file is no good.
    """

    summary: str
    read: Callable[..., Imported]
    part: bool = False
    scaled: bool = False
    levels: bool = False


def read_folder(path: Path) -> Imported:
    return Imported(folder.load(path.parent if path.name == folder.HALL else path))


def read_document(path: Path) -> Imported:
    return Imported(from_document(read_json(path), path.name))


def read_json(path: Path) -> object:
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise HallError(path.name, f"is no JSON: {error!s:.80}", "Take the document that an export gives.") from error


def read_table(path: Path, hall: Hall) -> Imported:
    """A hall with the catalogue of a table. Raises HallError: a row is wrong; nothing is imported then."""
    report = read_services(hall, path.read_bytes(), path.name)
    if report.problems:
        first, more = report.problems[0], len(report.problems) - 1
        where = f"{path.name}: row {first.row}, {first.column}"
        raise HallError(where, first.problem + (f"; {more} more rows or cells are wrong" if more else ""), first.remedy)
    notes = [Sentence(f"services_{key}", count=len(getattr(report, key))) for key in ("added", "changed", "removed")]
    return Imported(edit(hall, report.changes) if report.changes else hall, tuple(notes))


IMPORTS: dict[str, ImportForm] = {
    "folder": ImportForm("the folder of a hall, or a zip of it", read_folder),
    "json": ImportForm("the whole hall as one JSON document", read_document),
    "building": ImportForm("a building of Open-RMF, *.building.yaml", read_building, levels=True),
    "map": ImportForm("map_server's YAML, its picture beside it", read_map_hall),
    "picture": ImportForm("a floor plan, PNG or JPEG, with its scale", read_picture_hall, scaled=True),
    "masks": ImportForm("Nav2's filter parameters, the masks beside them", read_masks, part=True),
    "routes": ImportForm("a route graph of Nav2, GeoJSON; its one-way edges", read_routes, part=True),
    "services": ImportForm("a table of services, CSV or XLSX", read_table, part=True),
}


def read_any(
    path: str | Path, form: str | None = None, hall: Hall | None = None, scale: float | None = None, *,
    level: str | None = None,
) -> tuple[str, Imported]:  # fmt: skip
    """What a file, folder or zip becomes, and the name of its form, which its content tells where `form` does not.

    Args:
        hall: what a part is put into.
        scale: m a pixel of a picture.
        level: of a building.
    Raises: HallError: the file is no good, of no known form, lacks the hall or the scale that it needs, or has no such
        level.
    """
    path = Path(path)
    if path.is_file() and head(path)[:4] == ZIP and not is_spreadsheet(path):
        with unpacked(path) as place:
            try:
                source = place if form in (None, "folder") else main_file(place, form)
                return read_any(source, form, hall, scale, level=level)
            except HallError as error:
                where = path.name if error.where == place.name else f"{path.name}: {error.where}"
                raise HallError(where, error.problem, error.remedy) from error
    name = form or form_of(path)
    if path.is_dir() and name != "folder":
        path = main_file(path, name)
    taken = IMPORTS[name]
    if taken.part and hall is None:
        raise HallError(path.name, f"is a part of a hall ({name})", "Name the hall that it belongs to.")
    if taken.scaled and not scale:
        raise HallError(path.name, "is a picture, whose scale is not known", "Give the metres a pixel.")
    if level is not None and not taken.levels:
        raise HallError(path.name, f"has no levels ({name})", "Name a level of a building only.")
    more = [hall] * taken.part + [scale] * taken.scaled + [level] * taken.levels
    return name, taken.read(path, *more)


def form_of(path: Path) -> str:
    """The form that the content of a file or folder tells. Raises HallError: none that is known."""
    if path.is_dir():
        return form_of_folder(path)
    begin = head(path)
    if begin.startswith(PICTURES):
        return "picture"
    if path.suffix.lower() == ".csv" or begin[:4] == ZIP:
        return "services"
    found = form_of_json(path) if begin.lstrip()[:1] == b"{" else form_of_yaml(path)
    if found is None:
        raise HallError(path.name, "is of no form that is known", f"Known are {listed(IMPORTS)}; name one.")
    return found


def form_of_folder(path: Path) -> str:
    if (path / folder.HALL).exists() and (path / folder.FLOOR).exists():
        return "folder"
    found = set(forms_in(path).values())
    for form in ("masks", "building", "map", "routes", "json"):
        if form in found:
            return form
    raise HallError(path.name, "holds nothing of a form that is known", f"Known are {listed(IMPORTS)}; name one.")


def forms_in(path: Path) -> dict[Path, str]:
    """The form of each description in a folder."""
    found = {}
    for file in sorted(path.iterdir()):
        if file.suffix.lower() in (".yaml", ".yml", ".json", ".geojson") and file.is_file():
            try:
                form = form_of_json(file) if head(file).lstrip()[:1] == b"{" else form_of_yaml(file)
            except HallError:  # what cannot be read is no description; who names it is told why
                continue
            if form:
                found[file] = form
    return found


def main_file(path: Path, form: str) -> Path:
    """The one file of a form in a folder. Raises HallError: there is none, or several."""
    files = [file for file, found in forms_in(path).items() if found == form]
    if len(files) != 1:
        problem = f"holds {len(files) or 'no'} files of the form {form}"
        raise HallError(path.name, problem, "Name the one file to import.")
    return files[0]


def head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(64)
    except FileNotFoundError as error:
        raise HallError(path.name, f"is missing in {path.parent}", "Name a file that is there.") from error
    except OSError as error:
        raise HallError(path.name, f"cannot be read: {error.strerror}", "Look at its permissions.") from error


def is_spreadsheet(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def form_of_json(path: Path) -> str | None:
    document = read_json(path)
    return ("routes" if "features" in document else "json") if isinstance(document, Mapping) else None


def form_of_yaml(path: Path) -> str | None:
    value = read_yaml(path).value
    if not isinstance(value, Mapping):
        return None
    if "levels" in value:
        return "building"
    if {"image", "resolution"} <= value.keys():
        return "map"
    parameters = [node.get("ros__parameters") for node in value.values() if isinstance(node, Mapping)]
    if any(isinstance(one, Mapping) and "mask_topic" in one for one in parameters):
        return "masks"
    return "folder" if path.name == folder.HALL else None
