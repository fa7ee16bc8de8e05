"""The forms in which a hall goes out: one table that the command line and the console both read.

A new form is one more entry of `FORMS`, and a word `export_NAME` in the console's words.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from hall_map.document import to_document
from hall_map.drawing.floor_plan import draw_floor_plan
from hall_map.exchange.imdf.archive import imdf_files
from hall_map.exchange.imdf.georeference import Georeference
from hall_map.exchange.nav2_masks import mask_files
from hall_map.exchange.route_graph import route_files
from hall_map.hall import Hall
from hall_map.map_server import map_server_files
from hall_map.raster import rasterise
from hall_map.saving import EMPTY, files_of

Files = Mapping[str, bytes]  # content by name; the first is the one that others are named in
RESOLUTION = 0.05  # m a cell
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same hall gives the same bytes
MEDIA = {
    ".zip": "application/zip", ".png": "image/png", ".json": "application/json", ".yaml": "application/yaml",
    ".geojson": "application/geo+json",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """How a hall is written for others.

    `write(hall, stem)` gives the files, named after `stem`; where the form is `gridded`, `write(hall, stem,
    resolution)`, in metres a cell; where it is `placed`, `write(hall, stem, place)`, with its place on the Earth. It
    raises HallError where the hall cannot be told in this form.
    """

    summary: str
    write: Callable[..., Files]
    suffix: str = ""  # of the first file, such as .yaml; empty: a whole folder of files with names of their own
    gridded: bool = False
    placed: bool = False

    def files(self, hall: Hall, stem: str, resolution: float = RESOLUTION, place: Georeference | None = None) -> Files:
        """The form's files. Without `place`, a placed form has the illustration that `Georeference` starts with."""
        if self.placed:
            return self.write(hall, stem, place)
        return self.write(hall, stem, resolution) if self.gridded else self.write(hall, stem)

    def packed(self, hall: Hall, stem: str, resolution: float = RESOLUTION) -> tuple[str, bytes]:
        """The hall as one file, zipped where there are several: its ending, such as .zip, and its content."""
        files = self.files(hall, stem, resolution)
        if len(files) == 1 and self.suffix:
            return self.suffix, next(iter(files.values()))
        return ".zip", zipped(files)


def zipped(files: Files) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(str(PurePosixPath(name)), EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return packed.getvalue()


def folder(hall: Hall, stem: str) -> Files:
    return {name: text.encode() for name, text in files_of(hall).items() if text != EMPTY.get(name)}


def server_map(hall: Hall, stem: str, resolution: float) -> Files:
    return map_server_files(rasterise(hall, resolution), stem)


def picture(hall: Hall, stem: str) -> Files:
    data = io.BytesIO()
    draw_floor_plan(hall).image.save(data, "png")
    return {f"{stem}.png": data.getvalue()}


def document(hall: Hall, stem: str) -> Files:
    text = json.dumps(to_document(hall), ensure_ascii=False, indent=1)
    return {f"{stem}.json": text.encode()}


def imdf(hall: Hall, stem: str, place: Georeference | None) -> Files:
    return imdf_files(hall, place)


FORMS: dict[str, Form] = {
    "folder": Form("the folder that this project keeps halls in", folder),
    "map": Form("map_server's YAML and PGM, for Nav2 and others", server_map, ".yaml", gridded=True),
    "masks": Form("Nav2's keep-out and speed masks with their parameters", mask_files, ".yaml", gridded=True),
    "routes": Form("Nav2's route graph in GeoJSON", route_files, ".geojson"),
    "png": Form("a picture of the floor plan", picture, ".png"),
    "json": Form("the whole hall as one JSON document", document, ".json"),
    "imdf": Form("Indoor Mapping Data Format 1.0 (OGC 20-094), for indoor maps", imdf, placed=True),
}
