"""Rules about what the hall offers: ids, references, services and their windows, places, hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from hall_map.document import COLLECTIONS
from hall_map.findings import Finding, error, warning
from hall_map.references import dangling_references
from hall_map.survey import Survey


def id_is_taken(survey: Survey) -> Iterator[Finding]:
    """Two things of one kind with the same id."""
    for name in COLLECTIONS:
        for id_, count in Counter(item.id for item in getattr(survey.hall, name)).items():
            if count > 1:
                yield error(f"{name}.{id_}", f"{count} of the {name} have this id", "Give each its own.", count=count)


def name_leads_nowhere(survey: Survey) -> Iterator[Finding]:
    """A zone, department or window that is named somewhere and does not exist."""
    for found in dangling_references(survey.hall):
        yield error(f"{found.collection}.{found.id}.{found.key}", found.problem, found.remedy, name=found.name)


def no_dock(survey: Survey) -> Iterator[Finding]:
    """A hall without a dock for any robot."""
    if not survey.hall.docks:
        yield error("docks", "no robot has a dock", "Give each robot a dock.")


def robot_has_two_docks(survey: Survey) -> Iterator[Finding]:
    """A robot with more than one dock."""
    for robot, count in Counter(dock.robot for dock in survey.hall.docks).items():
        if count > 1:
            problem = f"the robot {robot!r} has {count} docks"
            yield error("docks", problem, "Give each robot one dock.", robot=robot, count=count)


def place_is_missing(survey: Survey) -> Iterator[Finding]:
    """No entrance, exit, information desk or toilet."""
    present = {place.kind for place in survey.hall.places}
    for kind in survey.config.places:
        if kind not in present:
            problem = f"there is no place of the kind {kind!r}"
            yield warning("places", problem, "Visitors ask for it: add it.", kind=kind)


def service_has_no_window(survey: Survey) -> Iterator[Finding]:
    """A service that no window handles."""
    for service in survey.hall.services:
        if not service.windows:
            remedy = "Name the windows that handle it, or remove it."
            yield error(f"services.{service.id}.windows", "no window handles it", remedy)


def service_has_no_open_window(survey: Survey) -> Iterator[Finding]:
    """A service all of whose windows are closed."""
    windows = survey.hall.window_by_id
    for service in survey.hall.services:
        known = [windows[name] for name in service.windows if name in windows]
        if known and not any(window.open for window in known):
            shut = ", ".join(window.id for window in known)
            problem = f"every window that handles it is closed: {shut}"
            yield warning(f"services.{service.id}.windows", problem, "Open one, or name another window.", windows=shut)


def window_has_no_service(survey: Survey) -> Iterator[Finding]:
    """A window at which nothing is handled."""
    used = {name for service in survey.hall.services for name in service.windows}
    for window in survey.hall.windows:
        if window.id not in used:
            problem = "no service is handled here"
            yield warning(f"windows.{window.id}", problem, "Name it in a service, or remove it.", window.xy)


def department_has_no_service(survey: Survey) -> Iterator[Finding]:
    """A department without a service."""
    used = {service.department for service in survey.hall.services}
    for department in survey.hall.departments:
        if department.id not in used:
            yield warning(f"departments.{department.id}", "has no service", "Remove it, or add its services.")


def service_needs_no_documents(survey: Survey) -> Iterator[Finding]:
    """A service that says nothing of what to bring."""
    for service in survey.hall.services:
        if not any(service.documents.values()):
            remedy = "List what to bring; write that nothing is needed where it is so."
            yield warning(f"services.{service.id}.documents", "says nothing of what to bring", remedy)


def hours_are_missing(survey: Survey) -> Iterator[Finding]:
    """A hall without opening hours."""
    if not survey.hall.hours:
        yield warning("hours", "no opening hours are given", "Visitors ask for them: add them.")


def hours_overlap(survey: Survey) -> Iterator[Finding]:
    """Two of the hall's opening times that overlap on a day."""
    for a, b in combinations(survey.hall.hours, 2):
        shared = [day for day in a.days if day in b.days]
        if shared and a.opens < b.closes and b.opens < a.closes:
            problem = f"{a.opens}-{a.closes} and {b.opens}-{b.closes} overlap on {shared[0]}"
            facts = {"a": f"{a.opens}-{a.closes}", "b": f"{b.opens}-{b.closes}", "day": shared[0]}
            yield error("hours", problem, "Join them, or leave a break between them.", **facts)
