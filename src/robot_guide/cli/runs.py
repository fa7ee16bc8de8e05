"""Where runs leave what they make."""

from __future__ import annotations

import time
from pathlib import Path

from robot_guide.cli.arguments import project_root


def run_folder() -> Path:
    """A new folder `runs/<date>-<time>` of the project, with a number behind it where that is taken. Raises OSError."""
    stem = project_root() / "runs" / time.strftime("%Y%m%d-%H%M%S")
    for number in range(1000):
        folder = stem if number == 0 else stem.with_name(f"{stem.name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"{stem}: a thousand runs in one second")


def shown(path: Path | None) -> str | None:
    """A path as somebody in this folder would type it."""
    if path is None:
        return None
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
