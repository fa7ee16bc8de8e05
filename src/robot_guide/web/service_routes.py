"""Finding services by typing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from hall_map import Service
from hall_map.document import plain
from robot_guide.web.access import Viewer
from robot_guide.web.draft_routes import draft_of
from robot_guide.web.refusal import RefusalError

router = APIRouter(prefix="/api/services")
BRIEF = ("id", "names", "department", "windows", "audience", "programme", "online", "self_service")


@router.get("")
def services(
    request: Request, session: Viewer, q: Annotated[str, Query(max_length=100)] = "", department: str = "",
    window: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> dict[str, Any]:  # fmt: skip
    """Services of the draft in which every typed word occurs: in a name, an id, a window or a way to ask."""
    words = q.lower().split()
    hall = draft_of(request, session).hall
    found = [
        service for service in hall.services
        if (not department or service.department == department) and (not window or window in service.windows)
        and all(word in text_of(service) for word in words)
    ]  # fmt: skip
    found.sort(key=lambda service: not any(q.lower() in name.lower() for name in service.names.values()))
    rows = [{key: plain(getattr(service, key)) for key in BRIEF} for service in found[:limit]]
    return {"services": rows, "total": len(found)}


@router.get("/{id}")
def service(request: Request, session: Viewer, id: str) -> dict[str, Any]:
    """One service with its documents and the ways to ask for it."""
    found = draft_of(request, session).hall.service_by_id.get(id)
    if found is None:
        raise RefusalError(404, "not_found")
    return plain(found)


def text_of(service: Service) -> str:
    phrases = (phrase for group in service.aliases.values() for phrase in group)
    return "\n".join((service.id, *service.windows, *service.names.values(), *phrases)).lower()
