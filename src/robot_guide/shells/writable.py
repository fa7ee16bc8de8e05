"""Where files can be written while the disk cannot: Linux makes one that fails read-only, and the robot goes on.

What only has to last as long as the processes goes to memory then: logs, what numba compiles, passing files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

MEMORY = Path("/dev/shm")
COMPILED = "robot_guide.shells.compiled_in_memory.CompiledInMemory"
LOCATORS = f"UserProvidedCacheLocator,InTreeCacheLocator,UserWideCacheLocator,{COMPILED}"  # ours last


def is_writable(folder: Path) -> bool:
    """Whether a file can be made in a folder, or the folder itself where it is not there."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return os.access(there, os.W_OK)


def elsewhere(folder: Path) -> Path:
    """The folder itself where it can be written to; else one of its name in memory."""
    return folder if is_writable(folder) else in_memory() / folder.name


@lru_cache(maxsize=1)
def in_memory() -> Path:
    """A folder of this user's alone in memory; on systems that have none, the one for passing files.

    Raises: OSError: somebody else has made it, and might have put there what would be run.
    """
    if not is_writable(MEMORY):
        return Path(tempfile.mkdtemp(prefix="robot-guide-"))
    folder = MEMORY / f"robot-guide-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise PermissionError(f"{folder} belongs to somebody else; remove it")
    return folder


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What has to stand in the environment of our processes, so that none needs the disk."""
    found = {"NUMBA_CACHE_LOCATOR_CLASSES": LOCATORS}
    passing = Path(environment.get("TMPDIR") or "/tmp")
    if not is_writable(passing) and is_writable(MEMORY):
        found["TMPDIR"] = str(in_memory())
    return {name: value for name, value in found.items() if name == "TMPDIR" or name not in environment}


def use_memory_where_the_disk_cannot_be_written() -> None:
    """For this process and those that it starts; before numba is imported."""
    os.environ.update(variables(os.environ))
    tempfile.tempdir = None


def copied(files: list[Path], folder: Path) -> None:
    """Copy files that the folder lacks, or has of another time. Each is whole there, or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        there = folder / file.name
        if not there.exists() or there.stat().st_mtime_ns < file.stat().st_mtime_ns:
            part = folder / f".{file.name}.{os.getpid()}"
            shutil.copy2(file, part)
            part.replace(there)
