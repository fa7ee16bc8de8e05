"""A hall as a file for a download."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hall_map import Hall, rasterise, save, save_map_server, save_picture, to_document

ZIP = "application/zip"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same hall gives the same bytes


@dataclass(frozen=True)
class File:
    data: bytes
    suffix: str
    media: str


def export(hall: Hall, form: str) -> File:
    """Raises KeyError: there is no such form, see `FORMS`."""
    return FORMS[form](hall)


def folder(hall: Hall) -> File:
    return zipped(lambda path: save(hall, path))


def server_map(hall: Hall) -> File:
    return zipped(lambda path: save_map_server(rasterise(hall), path, hall.id))


def picture(hall: Hall) -> File:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "hall.png"
        save_picture(hall, path)
        return File(path.read_bytes(), "png", "image/png")


def document(hall: Hall) -> File:
    text = json.dumps(to_document(hall), ensure_ascii=False, indent=1)
    return File(text.encode(), "json", "application/json")


def zipped(write: Callable[[Path], object]) -> File:
    """What `write` puts into a folder."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        write(Path(place))
        for path in sorted(Path(place).rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(str(path.relative_to(place)), EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
    return File(packed.getvalue(), "zip", ZIP)


FORMS: dict[str, Callable[[Hall], File]] = {
    "folder": folder, "map": server_map, "png": picture, "json": document,
}  # fmt: skip
