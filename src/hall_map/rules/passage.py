"""Rules about what is put up or forbidden for robots: doors, barriers, keep-outs, lanes, narrow ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import cv2
import numpy as np

from hall_map.findings import Finding, error, warning
from hall_map.grid import FREE
from hall_map.survey import Stop, Survey, labelled
from hall_map.traffic import MOVES, lane_moves

LONGEST_SQUEEZE = 2.0  # m of a way that two robots cannot share, before one has to back out


def door_is_narrow(survey: Survey) -> Iterator[Finding]:
    """A doorway in which a robot has no room, be it open."""
    for door in survey.hall.doors:
        (ax, ay), (bx, by) = door.points
        middle = ((ax + bx) / 2, (ay + by) / 2)
        if survey.inside(middle) and survey.clearance_at(middle) < survey.room:
            width, needed = 2 * survey.clearance_at(middle), 2 * survey.room
            problem = f"has {width:.2f} m of free width; a robot needs {needed:.2f} m"
            remedy = "Clear the doorway, or take the door out of the map."
            yield warning(f"doors.{door.id}", problem, remedy, middle, width=width, needed=needed)


def cut_off_by_door(survey: Survey) -> Iterator[Finding]:
    """A stop that a closed door keeps from the docks."""
    closed = tuple(door for door in survey.hall.doors if not door.open)
    before = survey.ground()
    for door in closed:
        for stop in cut_off(survey, before, survey.ground(doors=(door,))):
            problem = f"robots cannot get there while the door {door.id} is closed"
            yield error(stop.where, problem, "Open the door, or another way.", stop.pose.xy, door=f"doors.{door.id}")


def cut_off_by_barrier(survey: Survey) -> Iterator[Finding]:
    """A stop that barriers keep from the docks, or stand on."""
    hall = survey.hall
    if not hall.barriers:
        return
    before = survey.ground(doors=hall.doors)
    victims = cut_off(survey, before, survey.ground(doors=hall.doors, barriers=hall.barriers))
    alone = {
        barrier.id: cut_off(survey, before, survey.ground(doors=hall.doors, barriers=(barrier,)))
        for barrier in hall.barriers
        if victims
    }
    for stop in victims:
        guilty = [name for name, stops in alone.items() if stop in stops]
        barriers = ", ".join(guilty or alone)
        problem = f"robots cannot get there past {barriers}"
        yield error(stop.where, problem, "Move the barrier, or leave a way.", stop.pose.xy, barriers=barriers)


def cut_off_by_keep_out(survey: Survey) -> Iterator[Finding]:
    """A stop in a keep-out or behind one, and a dock from which a robot cannot get out."""
    hall = survey.hall
    if not hall.keep_outs:
        return
    before = survey.ground(doors=hall.doors, barriers=hall.barriers)
    for stop in cut_off(survey, before, survey.open_ground):
        trapped = stop in survey.docks
        problem = "a keep-out traps the robot here" if trapped else "a keep-out lies on every way there"
        case = "trapped" if trapped else "on_every_way"
        remedy = "Make the keep-out smaller, or move what lies in it."
        yield error(stop.where, problem, remedy, stop.pose.xy, case=case)


def cut_off(survey: Survey, before: np.ndarray, after: np.ndarray) -> list[Stop]:
    """The stops and docks that were part of the ground around the docks `before`, and are not `after`."""
    docks = [survey.cell(dock.pose.xy) for dock in survey.standing(survey.docks)]
    old, new = labelled(before), labelled(after)
    was, now = main_part(old, docks), main_part(new, docks)
    everything = (*survey.docks, *survey.standing(survey.stops))
    return [stop for stop in everything if was[survey.cell(stop.pose.xy)] and not now[survey.cell(stop.pose.xy)]]


def main_part(labels: np.ndarray, docks: list[tuple[int, int]]) -> np.ndarray:
    """(rows, columns) bool: the largest of the labelled parts in which a dock stands; nothing, where there is none."""
    parts = [labels == label for label in {int(labels[dock]) for dock in docks} if label]
    return max(parts, key=np.count_nonzero, default=np.zeros(labels.shape, bool))


def lane_leaves_the_floor(survey: Survey) -> Iterator[Finding]:
    """A lane that runs into something solid or out of the hall."""
    for lane in survey.hall.lanes:
        for point in along(lane.points, survey.config.resolution):
            if not survey.inside(point) or survey.grid.data[survey.cell(point)] != FREE:
                x, y = point
                problem = f"runs into something solid near ({x:.1f}, {y:.1f})"
                yield error(f"lanes.{lane.id}.points", problem, "Draw it on free ground.", point, x=x, y=y)
                break


def lane_is_narrow(survey: Survey) -> Iterator[Finding]:
    """A lane narrower than a robot."""
    for lane in survey.hall.lanes:
        if lane.width < 2 * survey.config.robot_radius:
            problem = f"is {lane.width:g} m wide, narrower than a robot"
            facts = {"width": lane.width, "needed": 2 * survey.room}
            yield error(f"lanes.{lane.id}.width", problem, f"Give it {2 * survey.room:.2f} m.", lane.points[0], **facts)


def no_way_back(survey: Survey) -> Iterator[Finding]:
    """A stop from which nothing can go back, since every way there is against a lane; or to which nothing can go."""
    if not survey.hall.lanes:
        return
    # Imported here, since few halls have lanes and the compiled loop takes its time to load.
    from hall_map.flood import flood

    moves = lane_moves(survey.hall, survey.config.resolution)
    ground, offsets = survey.open_ground, np.array(MOVES)
    docks = [survey.cell(stop.pose.xy) for stop in survey.standing(survey.docks)]
    labels = labelled(ground)
    for to, case, problem in ((True, "back", "nothing can go back from there: a lane is against it"),
                              (False, "there", "nothing can go there: a lane is against it")):  # fmt: skip
        reached = flood(ground, moves, offsets, np.array(docks).reshape(-1, 2), to)
        for stop in survey.standing(survey.stops):
            cell = survey.cell(stop.pose.xy)
            connected = labels[cell] and any(labels[dock] == labels[cell] for dock in docks)
            if connected and not reached[cell]:
                remedy = "Turn the lane round, or leave room beside it."
                yield error(stop.where, problem, remedy, stop.pose.xy, case=case)


def robots_cannot_pass(survey: Survey) -> Iterator[Finding]:
    """A stop to which the only way is long and too narrow for two robots to meet."""
    free = survey.open_ground
    wide = labelled(survey.clearance >= 2 * survey.config.robot_radius + survey.config.margin)
    docks = [survey.cell(stop.pose.xy) for stop in survey.standing(survey.docks) if free[survey.cell(stop.pose.xy)]]
    if not docks:
        return
    reached = np.zeros(free.shape, np.uint8)
    for dock in docks:
        reached[dock] = 1
    reached = with_bays(reached, free, wide, survey)
    regions = labelled(free)
    homes = {regions[dock] for dock in docks}
    for stop in survey.standing(survey.stops):
        cell = survey.cell(stop.pose.xy)
        if regions[cell] in homes and not reached[cell]:
            problem = f"two robots cannot pass each other on the last {LONGEST_SQUEEZE:g} m and more of the way there"
            remedy = "Widen the way, or make it a one-way lane."
            yield warning(stop.where, problem, remedy, stop.pose.xy, length=LONGEST_SQUEEZE)


def with_bays(reached: np.ndarray, free: np.ndarray, wide: np.ndarray, survey: Survey) -> np.ndarray:
    """What lies within `LONGEST_SQUEEZE` of wide ground, from wide ground to wide ground, beginning at the docks."""
    steps = round(LONGEST_SQUEEZE / survey.config.resolution)
    kernel, ground = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), free.astype(np.uint8)
    known = np.zeros(int(wide.max()) + 1, bool)
    known[0] = True
    while True:
        for _ in range(steps):
            reached = cv2.dilate(reached, kernel) & ground
        touched = np.bincount(wide[reached > 0], minlength=len(known)).astype(bool) & ~known
        if not touched.any():
            return reached
        known |= touched
        reached |= touched[wide].astype(np.uint8) & ground


def along(points: tuple, step: float) -> Iterator[tuple[float, float]]:
    """Points on a line, at most `step` metres apart."""
    for a, b in pairwise(points):
        count = max(1, int(np.ceil(np.hypot(b[0] - a[0], b[1] - a[1]) / step)))
        for i in range(count + 1):
            yield a[0] + (b[0] - a[0]) * i / count, a[1] + (b[1] - a[1]) * i / count


def queue_in_the_way(survey: Survey) -> Iterator[Finding]:
    """People who wait where a robot charges, or where it stops for a window that they do not wait for."""
    for queue in survey.hall.queues:
        inside = holder(queue.polygon)
        for dock in survey.docks:
            if inside(dock.pose.xy):
                problem = f"people would wait on {dock.where}"
                yield warning(f"queues.{queue.id}", problem, "Move it.", dock.pose.xy, stop=dock.where)
        for window in survey.hall.windows:
            if window.id not in queue.windows and inside(window.stop.xy):
                problem = f"people would wait where the robot stops for window {window.id}"
                where, remedy = f"queues.{queue.id}", "Move it, or add the window to it."
                yield warning(where, problem, remedy, window.stop.xy, stop=f"windows.{window.id}.stop")


def holder(polygon: tuple) -> Callable[[tuple[float, float]], bool]:
    corners = np.asarray(polygon, np.float32)
    return lambda point: cv2.pointPolygonTest(corners, tuple(map(float, point)), False) > 0
