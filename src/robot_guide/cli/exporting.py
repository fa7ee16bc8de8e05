"""`robot-guide map export`: a hall in the forms that others read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import number
from robot_guide.cli.errors import DONE, UsageError, writable_file
from robot_guide.cli.halls import hall_errors, load_hall
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    from hall_map.exchange.forms import Files, Form
    from hall_map.exchange.imdf.georeference import Georeference


def add_export(action: object, hall: object) -> None:
    """Add `export` to the parser of `map`: `action` makes its parser, `hall` adds the folder to it."""
    export = action("export", export_hall, "a hall in a form that others read; default: map_server's YAML and PGM")
    hall(export)
    export.add_argument("--form", metavar="NAME", default="map", help="default: map; a wrong name lists them all")
    export.add_argument(
        "--out", metavar="PATH", required=True, help="the first file, what belongs to it goes beside; a folder; a .zip"
    )
    export.add_argument(
        "--resolution", type=number(0.005, 1.0, "m"), default=None, metavar="R", help="metres a cell (default: 0.05)"
    )
    export.add_argument(
        "--georeference", metavar="FILE.yaml", help="where the hall stands on the Earth (default: an illustration)"
    )


def export_hall(arguments: argparse.Namespace, output: Output) -> int:
    from hall_map.exchange.forms import RESOLUTION, zipped

    form, path = form_named(arguments.form), Path(arguments.out)
    if arguments.resolution is not None and not form.gridded:
        raise UsageError(f"{arguments.form} has no cells", "--resolution", "Leave it out.")
    if arguments.georeference is not None and not form.placed:
        raise UsageError(f"{arguments.form} has no place on the Earth", "--georeference", "Leave it out.")
    refuse_name(path, arguments.form, form.suffix)
    place = georeference_in(arguments.georeference) if arguments.georeference else None
    hall = load_hall(arguments.hall)
    with hall_errors(path):
        stem = path.stem if form.suffix else hall.id
        files = form.files(hall, stem, arguments.resolution or RESOLUTION, place)
        if path.suffix == ".zip":
            writable_file(path).write_bytes(zipped(files))
        else:
            write(files, path.parent if form.suffix else path)
    output.result({"file": str(path)}, str(path))
    return DONE


def georeference_in(name: str) -> Georeference:
    """Raises UsageError: the file does not say where on the Earth a hall stands."""
    from hall_map.exchange.imdf.georeference import read_georeference
    from hall_map.yaml_file import read_yaml

    with hall_errors(Path(name)):
        return read_georeference(read_yaml(Path(name)))


def form_named(name: str) -> Form:
    """Raises UsageError: there is none; it lists those that there are."""
    from hall_map.exchange.forms import FORMS

    if name not in FORMS:
        known = "; ".join(f"{key}: {form.summary}" for key, form in FORMS.items())
        raise UsageError(f"no such form: {name}", "--form", f"Known are {known}.")
    return FORMS[name]


def refuse_name(path: Path, form: str, suffix: str) -> None:
    """Raises UsageError: a name that the form cannot have, or a folder that holds something already."""
    if path.suffix == ".zip":
        return
    if suffix and path.suffix != suffix:
        remedy = f"Give a name such as {form}{suffix}, or one that ends in .zip."
        raise UsageError(f"{form} is a {suffix} file", str(path), remedy)
    if not suffix and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError("is there already", str(path), f"{form} is several files: name a new folder, or a .zip.")


def write(files: Files, folder: Path) -> None:
    for name, content in files.items():
        writable_file(folder / name).write_bytes(content)
