"""Reading halls and maps, with errors that help whoever named the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import hall_folder
from robot_guide.cli.errors import CommandError, existing_file, from_os_error

if TYPE_CHECKING:
    from hall_map import Hall, OccupancyGrid


def load_hall(given: str | None) -> Hall:
    """The hall in the folder named, or the default one. Raises CommandError: it cannot be read."""
    from hall_map import load

    folder = hall_folder(given)
    with hall_errors(folder):
        return load(folder)


def refuse_errors(hall: Hall, where: str) -> None:
    """Raises CommandError: robots must not lead people through this hall."""
    from hall_map import validate

    errors = [finding for finding in validate(hall) if finding.severity == "error"]
    if errors:
        more = f" All {len(errors)} errors: robot-guide map validate {where}" if len(errors) > 1 else ""
        raise CommandError(errors[0].problem, f"{where}: {errors[0].where}", errors[0].remedy + more)


def load_grid(given: str) -> OccupancyGrid:
    """The floor of a map_server YAML, a MovingAI map or a hall's folder. Raises CommandError: it cannot be read."""
    if Path(given).is_dir():
        from hall_map import rasterise

        return rasterise(load_hall(given))
    path = existing_file(given, "map", "Name a map_server YAML, or the folder of a hall.")
    from hall_map.map_server import MODES, load_map_server
    from hall_map.movingai import grid_of, read_map

    with hall_errors(path):
        return grid_of(read_map(path)) if path.suffix == ".map" else load_map_server(path, MODES)


@contextmanager
def hall_errors(path: Path) -> Iterator[None]:
    """Turn what reading a hall or a map raises into errors for people."""
    from hall_map import HallError

    try:
        yield
    except HallError as error:
        raise CommandError(error.problem, error.where, error.remedy) from error
    except OSError as error:
        raise from_os_error(error, error.filename or path, "Check the path and its permissions.") from error
