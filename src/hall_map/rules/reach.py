"""Rules about where robots stop: in the hall, with room, reachable, in sight of what they stop for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from hall_map.findings import Finding, error, warning
from hall_map.survey import Survey


def window_outside(survey: Survey) -> Iterator[Finding]:
    """A window or place outside the outline."""
    for name in ("windows", "places"):
        for item in getattr(survey.hall, name):
            if not survey.inside(item.xy):
                x, y = item.xy
                problem = f"({x:g}, {y:g}) lies outside the hall"
                yield error(f"{name}.{item.id}.xy", problem, "Move it inside the outline.", item.xy, x=x, y=y)


def stop_outside(survey: Survey) -> Iterator[Finding]:
    """A dock or stop outside the outline."""
    for stop in (*survey.docks, *survey.stops):
        if not survey.inside(stop.pose.xy):
            x, y = stop.pose.xy
            problem = f"({x:g}, {y:g}) lies outside the hall"
            yield error(stop.where, problem, "Move it inside the outline.", stop.pose.xy, x=x, y=y)


def stop_in_a_wall(survey: Survey) -> Iterator[Finding]:
    """A stop in a wall or an obstacle, or nearer to one than a robot can stand."""
    for stop in (*survey.docks, *survey.stops):
        room = survey.clearance_at(stop.pose.xy)
        if not survey.inside(stop.pose.xy) or survey.region_at(stop.pose.xy):
            continue
        at = f"({stop.pose.x:g}, {stop.pose.y:g})"
        problem = f"{at} is {room:.2f} m from an obstacle" if room else f"{at} lies in a wall or an obstacle"
        remedy = f"A robot needs {survey.room:.2f} m: move it into the open."
        facts = {"x": stop.pose.x, "y": stop.pose.y, "room": room, "needed": survey.room}
        yield error(stop.where, problem, remedy, stop.pose.xy, case="near" if room else "inside", **facts)


def stop_out_of_reach(survey: Survey) -> Iterator[Finding]:
    """A stop that a robot cannot drive to from any dock."""
    reached = {survey.region_at(dock.pose.xy) for dock in survey.standing(survey.docks)}
    if not reached:
        return
    for stop in survey.standing(survey.stops):
        if survey.region_at(stop.pose.xy) not in reached:
            yield error(stop.where, "no robot can drive there from its dock", "Open a way to it.", stop.pose.xy)


def docks_cut_off(survey: Survey) -> Iterator[Finding]:
    """Docks between which a robot cannot drive: what one robot reaches, the other does not."""
    first, *others = [*survey.standing(survey.docks)] or [None]
    for dock in others:
        if survey.region_at(dock.pose.xy) != survey.region_at(first.pose.xy):
            problem = f"no robot can drive from here to {first.where}"
            remedy = "Open a way between the docks, or move one."
            yield error(dock.where, problem, remedy, dock.pose.xy, other=first.where)


def docks_too_close(survey: Survey) -> Iterator[Finding]:
    """Two docks on which two robots do not fit."""
    least = 2 * survey.room
    for a, b in combinations(survey.docks, 2):
        gap = a.pose.distance_to(b.pose)
        if gap < least:
            problem = f"is {gap:.2f} m from {a.where}: two robots do not fit"
            facts = {"other": a.where, "gap": gap, "least": least}
            yield error(b.where, problem, f"Keep {least:.2f} m between docks.", b.pose.xy, **facts)


def windows_overlap(survey: Survey) -> Iterator[Finding]:
    """Two windows that lie on one another."""
    pitch = survey.config.window_pitch
    for a, b in combinations(survey.hall.windows, 2):
        dx, dy = a.xy[0] - b.xy[0], a.xy[1] - b.xy[1]
        if dx * dx + dy * dy < pitch * pitch and a.id != b.id:
            gap = (dx * dx + dy * dy) ** 0.5
            problem, facts = f"lies on window {a.id}, {gap:.2f} m away", {"other": a.id, "gap": gap, "least": pitch}
            yield error(f"windows.{b.id}.xy", problem, f"Keep {pitch:g} m between windows.", b.xy, **facts)


def stop_far_from_its_window(survey: Survey) -> Iterator[Finding]:
    """A stop from which the window is too far away to be the one meant."""
    farthest = survey.config.farthest_stop
    for stop in survey.stops:
        if stop.where.startswith("windows") and stop.pose.distance_to(stop.target) > farthest:
            gap = stop.pose.distance_to(stop.target)
            remedy = f"Stop within {farthest:g} m of it."
            yield warning(
                stop.where, f"is {gap:.1f} m from its window", remedy, stop.pose.xy, gap=gap, most=farthest
            )


def stop_behind_a_wall(survey: Survey) -> Iterator[Finding]:
    """Something stands between a stop and the window that it is for."""
    for stop in survey.standing(survey.stops):
        if stop.where.startswith("windows") and survey.inside(stop.target) and not survey.sees(stop):
            problem = "something stands between the robot's stop and the window"
            yield error(stop.where, problem, "Put the stop in front of the counter.", stop.pose.xy)
