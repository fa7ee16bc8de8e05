"""Files that another file names: only what lies in its own folder is opened."""

from __future__ import annotations

from pathlib import Path

from hall_map.errors import HallError


def beside(path: Path, named: str | Path, where: str) -> Path:
    """The file that a file at `path` names. Raises HallError: it lies elsewhere."""
    folder = path.parent.resolve()
    try:
        found = (folder / named).resolve()
    except (ValueError, OSError, RuntimeError) as error:
        raise HallError(where, f"{str(named)!r:.80} is no name of a file", "Name the file.") from error
    if not found.is_relative_to(folder):
        problem = f"{str(named)!r:.80} does not lie in the folder of {path.name}"
        raise HallError(where, problem, f"Put it beside {path.name} and name it without its folder.")
    return found
