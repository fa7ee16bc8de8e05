"""Changing the hall: the draft of the user, what is wrong with it, and making it the hall."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from pydantic import NaiveDatetime

from hall_map import Finding, Hall, HallError, timetable, to_document
from hall_map.difference_words import in_words
from hall_map.differences import Difference, differences
from hall_map.drafting import Draft
from hall_map.finding_words import finding_in_chinese, subject_in
from hall_map.kinds import AUDIENCES, DOOR_KINDS, PLACE_KINDS, PROGRAMMES, SOURCES
from hall_map.merging import Conflict, Merge
from hall_map.planning import effects, plan
from hall_map.store import Outdated, Published, Refused
from robot_guide.web.access import Editor, Publisher, Session, Viewer
from robot_guide.web.console import Console, console_of
from robot_guide.web.refusal import RefusalError
from robot_guide.web.roles import Role

router = APIRouter(prefix="/api")
Text = Annotated[str, Body(max_length=1000)]
Moment = Annotated[NaiveDatetime | None, Query()]  # on the hall's own clock
LaterOn = Annotated[NaiveDatetime | None, Body()]


@router.get("/draft")
def draft(request: Request, session: Viewer, at: Moment = None) -> dict[str, Any]:
    """The draft of the user; of one who may not edit, the hall as it is. `at`: with what is planned until then done."""
    return shown(console_of(request), draft_of(request, session), at)


@router.post("/draft/edit")
def edit(
    request: Request, session: Editor, changes: Annotated[dict[str, Any], Body()],
    label: Annotated[str, Body(max_length=200)] = "", since: LaterOn = None, until: LaterOn = None,
) -> dict[str, Any]:  # fmt: skip
    """One step: a merge patch of the hall's document, with collections keyed by id.

    `since`, on the hall's clock, puts it off until then: it becomes a planned change, for good or `until` a moment.
    """
    if since is None:
        return step(request, session, lambda draft: draft.edit(changes, label), label or "edit")
    names = dict.fromkeys(("zh", "en"), label) if label else {}

    def put_off(draft: Draft) -> Draft:
        return draft.edit(plan(draft.hall, changes, since, until, names), label)

    return step(request, session, put_off, label or "plan", at=since)


@router.get("/draft/planned")
def planned(request: Request, session: Viewer) -> dict[str, Any]:
    """What the draft has planned, in words, in the order in which it begins."""
    hall = draft_of(request, session).hall
    rows = [
        {"id": change.id, "names": dict(change.names), "since": change.since, "until": change.until,
         "lines": None if found is None else lines(found, hall)}
        for change, found in effects(hall)
    ]  # fmt: skip
    return {"planned": rows}


@router.post("/draft/undo")
def undo(request: Request, session: Editor) -> dict[str, Any]:
    """Take the last step back."""
    return step(request, session, Draft.undo, "undo")


@router.post("/draft/redo")
def redo(request: Request, session: Editor) -> dict[str, Any]:
    """Do the step again that was taken back last."""
    return step(request, session, Draft.redo, "redo")


@router.post("/draft/discard")
def discard(request: Request, session: Editor) -> dict[str, Any]:
    """Give the draft up."""
    console = console_of(request)
    console.desk.drop(session.user.name)
    console.note(request, session.user.name, "discard")
    return shown(console, console.desk.draft(session.user.name))


@router.get("/draft/findings")
def findings(request: Request, session: Viewer) -> dict[str, Any]:
    """What is wrong with the draft, what is planned in it included."""
    console, draft = console_of(request), draft_of(request, session)
    found = console.findings(draft.hall)
    errors = sum(finding.severity == "error" for finding in found)
    return {"findings": told(found, draft.hall), "errors": errors, "warnings": len(found) - errors}


@router.get("/draft/diff")
def diff(request: Request, session: Viewer) -> dict[str, Any]:
    """What the draft changes, in words."""
    draft = draft_of(request, session)
    return {"lines": lines(differences(draft.base, draft.hall), draft.base)}


@router.post("/draft/publish")
def publish(
    request: Request, session: Publisher, reason: Text, accept_warnings: Annotated[bool, Body()] = False
) -> dict[str, Any]:
    """Make the draft the hall that holds from now on."""
    if not reason.strip():
        raise RefusalError(422, "reason")
    console, user = console_of(request), session.user.name
    draft = console.desk.draft(user)

    def make(draft: Draft) -> object:
        return console.store.publish(
            draft.hall, base=draft.number, author=user, reason=reason, at=console.now(),
            accept_warnings=accept_warnings, draft_of=user,
        )  # fmt: skip

    answer = console.desk.publish(user, make)
    if isinstance(answer, Outdated):
        both = {"mine": lines(answer.merge.mine, draft.base), "theirs": lines(answer.merge.theirs, draft.base)}
        raise RefusalError(409, "outdated", head=answer.head, **both, conflicts=clashes(answer.merge, draft.base))
    return {"number": published(console, request, session, answer, draft.hall, reason)}


def published(
    console: Console, request: Request, session: Session, answer: object, hall: Hall, reason: str
) -> int:
    """The new revision's number. Raises RefusalError: nothing was published."""
    if isinstance(answer, Refused):
        raise RefusalError(422, "findings", findings=told(answer.findings, hall))
    if not isinstance(answer, Published):
        raise RefusalError(409, "unchanged")
    console.note(request, session.user.name, "publish", f"{answer.number}: {reason}")
    return answer.number


@router.post("/draft/rebase")
def rebase(
    request: Request, session: Editor, choices: Annotated[dict[str, Literal["mine", "theirs"]], Body(embed=True)]
) -> dict[str, Any]:
    """Put the draft upon the newest revision; `choices` says of each conflict whose value holds."""
    console = console_of(request)
    head = console.store.head()
    theirs = console.store.hall(head)

    def onto_head(draft: Draft) -> Draft:
        rebased, merged = draft.rebased(head, theirs, choices)
        if merged.hall is None:
            raise RefusalError(409, "outdated", head=head, conflicts=clashes(merged, draft.base))
        return rebased

    return step(request, session, onto_head, f"rebase onto {head}")


@router.get("/kinds")
def kinds(session: Viewer) -> dict[str, tuple[str, ...]]:
    """What kinds of places, doors and services a hall may have."""
    return {
        "places": PLACE_KINDS, "doors": DOOR_KINDS, "audiences": AUDIENCES, "programmes": ("", *PROGRAMMES),
        "sources": SOURCES,
    }  # fmt: skip


@router.get("/route")
def route(
    request: Request, session: Viewer, to: str, start: Annotated[str | None, Query(alias="from")] = None,
    at: Moment = None,
) -> dict[str, Any]:  # fmt: skip
    """The way that a robot would take in the draft, from a named window, place or dock, or from the nearest dock."""
    console, hall = console_of(request), draft_of(request, session).hall
    try:
        return console.ways.way(hall, to, start, at or timetable.local(hall, console.now()))
    except KeyError:
        raise RefusalError(404, "unknown_place") from None


def draft_of(request: Request, session: Session) -> Draft:
    console = console_of(request)
    if session.user.role >= Role.EDITOR:
        return console.desk.draft(session.user.name)
    head = console.store.head()
    return Draft(head, console.store.hall(head))


def step(
    request: Request, session: Session, change: Any, label: str, at: datetime | None = None
) -> dict[str, Any]:
    """Change the user's draft, note it, and show it. Raises RefusalError: the change cannot be."""
    console = console_of(request)
    try:
        draft = console.desk.change(session.user.name, change)
    except HallError as error:
        more = {"where": error.where, "problem": error.problem, "remedy": error.remedy}
        raise RefusalError(422, "hall", str(error), **more) from error
    console.note(request, session.user.name, "edit", label)
    return shown(console, draft, at)


def shown(console: Console, draft: Draft, at: datetime | None = None) -> dict[str, Any]:
    """A draft without its services, which have a page of their own; `at`: with what is planned until then done."""
    hall = draft.hall if at is None else timetable.changed(draft.hall, at)
    document = to_document(hall)
    count = len(document.pop("services"))
    return {
        "number": draft.number, "head": console.store.head(), "hall": document, "services": count,
        "edits": len(draft.done), "undo": draft.done[-1].label if draft.done else None,
        "redo": draft.undone[0].label if draft.undone else None,
    }  # fmt: skip


def lines(found: Iterable[Difference], base: Hall) -> list[dict[str, str]]:
    return [
        {"where": one.where, "collection": one.collection, "id": one.id,
         **{language: in_words(one, language, base) for language in ("zh", "en")}}
        for one in found
    ]  # fmt: skip


def clashes(merge: Merge, base: Hall) -> list[dict[str, Any]]:
    return [clash(conflict, base) for conflict in merge.conflicts]


def clash(conflict: Conflict, base: Hall) -> dict[str, Any]:
    """A conflict with both sides in words."""
    collection, _, rest = conflict.where.partition(".")
    id, _, key = rest.partition(".")
    sides = {
        f"{side}_{language}": in_words(Difference(collection, id, key, conflict.base, value), language, base)
        if rest and not isinstance(value, dict) else str(value)
        for side, value in (("mine", conflict.mine), ("theirs", conflict.theirs)) for language in ("zh", "en")
    }  # fmt: skip
    values = {"base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs}
    return {"where": conflict.where, "problem": conflict.problem, **values, **sides}


def told(found: Iterable[Finding], hall: Hall) -> list[dict[str, Any]]:
    return [
        {"severity": one.severity, "where": one.where, "problem": one.problem, "remedy": one.remedy, "rule": one.rule,
         "xy": one.xy, "subject_en": subject_in(one.where, hall, "en"), **finding_in_chinese(one, hall)}
        for one in found
    ]  # fmt: skip
