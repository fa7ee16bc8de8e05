"""Taking in what others made: a floor plan's picture, a table of services, a whole hall; all goes into the draft."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile

from hall_map import Hall, HallError
from hall_map.exchange.floor_plan_picture import trace
from hall_map.exchange.imported import Imported
from hall_map.exchange.imports import read_any
from hall_map.exchange.sentence import told_in
from hall_map.exchange.services_table import HEADINGS, read_services
from robot_guide.web.access import Editor
from robot_guide.web.console import console_of
from robot_guide.web.draft_routes import step
from robot_guide.web.refusal import RefusalError

router = APIRouter(prefix="/api")
LARGEST_UPLOAD = 20_000_000  # bytes
LONGEST_NAME = 80  # characters
ENDINGS = {b"PK\x03\x04": ".zip", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"{": ".json"}  # by how content begins
CHINESE_HEADINGS = {column: heading for heading, column in HEADINGS.items()}
Upload = Annotated[UploadFile, File()]


@router.post("/floor-plan")
def floor_plan(request: Request, session: Editor, file: Upload) -> dict[str, Any]:
    """Find the walls in a floor plan's picture (PNG or JPEG); pixels, y downwards. Nothing is kept."""
    found = made(lambda: trace(content_of(file), name_of(file)))
    console_of(request).note(request, session.user.name, "floor plan", f"{found.width} x {found.height}")
    walls = [{"points": [list(point) for point in wall.points], "thickness": wall.thickness} for wall in found.lines]
    return {"width": found.width, "height": found.height, "walls": walls}


@router.post("/import/services")
def import_services(
    request: Request, session: Editor, file: Upload, dry_run: Annotated[bool, Form()] = True
) -> dict[str, Any]:
    """A catalogue from a table (CSV or XLSX): what is wrong, row by row; without faults one step of the draft."""
    data, console = content_of(file), console_of(request)
    report = made(lambda: read_services(console.desk.draft(session.user.name).hall, data, name_of(file)))
    if not dry_run and report.changes:
        label = f"{len(report.services)} services from a table"
        step(request, session, lambda draft: draft.edit(report.changes, label), label)
    rows = [
        {"row": one.row, "column": one.column, "column_zh": CHINESE_HEADINGS.get(one.column, one.column),
         "problem": one.problem, "remedy": one.remedy,
         "problem_zh": told_in("zh", one.problem), "remedy_zh": told_in("zh", one.remedy)}
        for one in report.problems
    ]  # fmt: skip
    done = not dry_run and not rows
    changed = {key: list(getattr(report, key)) for key in ("added", "changed", "removed")}
    return {"rows": rows, **changed, "services": len(report.services), "imported": done}


@router.post("/import/hall")
def import_hall(
    request: Request, session: Editor, file: Upload, level: Annotated[str, Form(max_length=64)] = ""
) -> dict[str, Any]:
    """A hall, or a part of one that goes into the draft; one step of it. The content tells which form it has.

    Whole halls: a hall's folder as a zip, its JSON, Open-RMF's building file, a zip of map_server's YAML and picture.
    Parts: Nav2's masks as a zip, a route graph. `level` names one of a building; `notes` tell what is left out.
    """
    data, hall = content_of(file), console_of(request).desk.draft(session.user.name).hall
    form, imported = made(lambda: incoming(data, name_of(file), hall, level or None))
    label = f"import {form} {imported.hall.id}"
    state = step(request, session, lambda draft: draft.become(imported.hall, label), label)
    in_chinese = [note.told("zh") for note in imported.notes]
    return {**state, "form": form, "notes": list(imported.notes), "notes_zh": in_chinese}


def incoming(data: bytes, name: str, hall: Hall, level: str | None) -> tuple[str, Imported]:
    """What an upload becomes; it lies for that time in a file whose name nobody but us chooses.

    Raises HallError: it is no good; under the name that it was sent with.
    """
    ending = next((ending for begin, ending in ENDINGS.items() if data.lstrip()[:4].startswith(begin)), ".yaml")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"upload{ending}"
        path.write_bytes(data)
        try:
            return read_any(path, hall=hall, level=level)
        except HallError as error:
            raise HallError(error.where.replace(path.name, name), error.problem, error.remedy) from error


def name_of(file: UploadFile) -> str:
    """For messages only."""
    return (file.filename or "upload")[-LONGEST_NAME:]


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
