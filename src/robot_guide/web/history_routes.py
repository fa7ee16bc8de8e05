"""What was published, by whom and why; going back; taking a revision away in the forms that others read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from hall_map import Hall, HallError
from hall_map.differences import differences
from hall_map.exchange.forms import FORMS
from hall_map.store import Entry, Outdated
from robot_guide.web.access import Publisher, Viewer
from robot_guide.web.console import console_of
from robot_guide.web.draft_routes import Text, lines, published
from robot_guide.web.exports import export
from robot_guide.web.numbers import RowNumber
from robot_guide.web.refusal import RefusalError

router = APIRouter(prefix="/api/history")


@router.get("")
def history(
    request: Request, session: Viewer, before: RowNumber | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> dict[str, Any]:
    """Revisions from the newest on, or from the one before a number."""
    store = console_of(request).store
    entries = [shown(entry) for entry in store.history(limit, before)]
    return {"head": store.head(), "entries": entries, "forms": list(FORMS)}


@router.get("/{number}/diff")
def diff(request: Request, session: Viewer, number: RowNumber) -> dict[str, Any]:
    """What a revision changed, in words."""
    parent = entry_of(request, number).parent
    if not parent:
        return {"lines": []}
    before, after = hall_of(request, parent), hall_of(request, number)
    return {"lines": lines(differences(before, after), before)}


@router.post("/{number}/restore")
def restore(
    request: Request, session: Publisher, number: RowNumber, reason: Text,
    accept_warnings: Annotated[bool, Body()] = False,
) -> dict[str, Any]:  # fmt: skip
    """Make an old revision the hall that holds, as a new revision."""
    if not reason.strip():
        raise RefusalError(422, "reason")
    hall, console = hall_of(request, number), console_of(request)
    answer = console.store.restore(
        number, author=session.user.name, reason=reason, at=console.now(), accept_warnings=accept_warnings
    )
    if isinstance(answer, Outdated):
        raise RefusalError(409, "outdated", head=answer.head)
    return {"number": published(console, request, session, answer, hall, f"back to {number}: {reason}")}


@router.get("/{number}/export")
def export_revision(request: Request, session: Viewer, number: RowNumber, form: str = "folder") -> Response:
    """A revision as a file, in one of the forms that the history lists; zipped where a form has several files."""
    if form not in FORMS:
        raise RefusalError(422, "request", f"form: {', '.join(FORMS)}")
    hall = hall_of(request, number)
    file = export(hall, form)
    name = f"{hall.id}-{number}-{form}.{file.suffix}"
    return Response(file.data, media_type=file.media, headers={"content-disposition": f'attachment; filename="{name}"'})


def entry_of(request: Request, number: int) -> Entry:
    try:
        return console_of(request).store.entry(number)
    except HallError as error:
        raise RefusalError(404, "not_found", str(error)) from error


def hall_of(request: Request, number: int) -> Hall:
    entry_of(request, number)
    return console_of(request).store.hall(number)


def shown(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number, "parent": entry.parent, "author": entry.author, "reason": entry.reason,
        "at": entry.at.isoformat(), "digest": entry.digest,
    }  # fmt: skip
