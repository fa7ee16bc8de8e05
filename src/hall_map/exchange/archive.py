"""Zip archives that others made, unpacked where nothing but their own files can be touched."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from hall_map.errors import HallError

LARGEST_UNPACKED, MOST_FILES = 50_000_000, 200  # bytes, files
ENDINGS = (".yaml", ".yml", ".csv", ".pgm", ".png", ".jpg", ".jpeg", ".json", ".geojson")


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A folder with the files of an archive, their own folders left out; it goes away again.

    Raises: HallError: it cannot be unpacked, holds too much, or has two files of one name.
    """
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as place:
            unpack(archive, Path(place), path.name)
            yield Path(place)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise HallError(path.name, f"cannot be unpacked: {error}", "Pack the files as a plain zip.") from error


def unpack(archive: zipfile.ZipFile, place: Path, name: str) -> None:
    infos = [info for info in archive.infolist() if PurePosixPath(info.filename).suffix.lower() in ENDINGS]
    if len(archive.infolist()) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise HallError(name, "holds too much for a hall", "Pack the hall's own files only.")
    for info in infos:
        target = place / PurePosixPath(info.filename.replace("\\", "/")).name
        if target.exists():
            raise HallError(name, f"has two files of the name {target.name}", "Pack one folder only.")
        target.write_bytes(archive.read(info))
