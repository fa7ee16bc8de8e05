"""Taking in what others made: a table of services, a whole hall; all goes into the draft."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile

from hall_map import Hall, HallError, load
from hall_map.exchange.services_table import read_services
from robot_guide.web.access import Editor
from robot_guide.web.console import console_of
from robot_guide.web.draft_routes import step
from robot_guide.web.refusal import RefusalError

router = APIRouter(prefix="/api")
LARGEST_UPLOAD = 20_000_000  # bytes
LARGEST_UNPACKED, MOST_FILES = 50_000_000, 40
HALL_FILES = frozenset({
    "hall.yaml", "floor.yaml", "traffic.yaml", "calendar.yaml", "changes.yaml", "windows.csv", "places.yaml",
    "services.csv", "documents.csv", "aliases.csv",
})  # fmt: skip
Upload = Annotated[UploadFile, File()]


@router.post("/import/services")
def import_services(
    request: Request, session: Editor, file: Upload, dry_run: Annotated[bool, Form()] = True
) -> dict[str, Any]:
    """A catalogue from a table (CSV or XLSX): what is wrong, row by row; without faults one step of the draft."""
    data, console = content_of(file), console_of(request)
    report = made(lambda: read_services(console.desk.draft(session.user.name).hall, data, file.filename or ""))
    if not dry_run and report.changes:
        label = f"{len(report.services)} services from a table"
        step(request, session, lambda draft: draft.edit(report.changes, label), label)
    rows = [
        {"row": one.row, "column": one.column, "problem": one.problem, "remedy": one.remedy} for one in report.problems
    ]
    done = not dry_run and not rows
    changed = {key: list(getattr(report, key)) for key in ("added", "changed", "removed")}
    return {"rows": rows, **changed, "services": len(report.services), "imported": done}


@router.post("/import/hall")
def import_hall(request: Request, session: Editor, file: Upload) -> dict[str, Any]:
    """A whole hall, its folder packed as a zip; one step of the draft."""
    hall = made(lambda: unpacked(content_of(file)))
    label = f"import {hall.id}"
    return step(request, session, lambda draft: draft.become(hall, label), label)


def unpacked(data: bytes) -> Hall:
    """The hall in a zip archive. Only files of known names are written, into a folder that goes away again."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in archive.infolist() if PurePosixPath(info.filename).name in HALL_FILES]
        if len(archive.infolist()) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise HallError("zip", "holds too much for a hall", "Pack the hall's own files only.")
        with tempfile.TemporaryDirectory() as place:
            for info in infos:
                (Path(place) / PurePosixPath(info.filename).name).write_bytes(archive.read(info))
            return load(place)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise HallError("zip", f"cannot be unpacked: {error}", "Pack the folder of a hall as a plain zip.") from error


def content_of(file: UploadFile) -> bytes:
    """Raises RefusalError: it is too large."""
    data = file.file.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise RefusalError(413, "too_large")
    return data


def made(read: Any) -> Any:
    """What `read` gives. Raises RefusalError: the file is no good."""
    try:
        return read()
    except HallError as error:
        more = {"where": error.where, "problem": error.problem, "remedy": error.remedy}
        raise RefusalError(422, "hall", str(error), **more) from error
