"""How good a run was. Distances in metres, times in seconds.

Success, path length, personal-space intrusions after Tsoi et al., SEAN 2.0 (RA-L 2022) and Francis et al., Principles
and Guidelines for Evaluating Social Robot Navigation (2023); SPL after Anderson et al., On Evaluation of Embodied
Navigation Agents (2018); personal space after Hall, The Hidden Dimension (1966). How the robot moved among people on
its way is told by `social_metrics`, how it led by `guiding_metrics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hall_map import Hall, Point
from hall_sim.contacts import WALL, Contact
from hall_sim.floor import floor_of
from hall_sim.group_metrics import group_gaps, group_intrusions, groups_of, time_to_collision
from hall_sim.guiding_metrics import guiding
from hall_sim.scenario import Expectation, Scenario
from hall_sim.social_metrics import Way, motion, pedestrians, proxemics, social_work, towards_goal, violations
from hall_sim.trace import Trace

ARRIVAL_RADIUS = 2.0  # m from the stop pose within which a visitor has arrived
PERSONAL_SPACE = 0.45  # m between the edges of robot and person
MOVING = 0.05  # m/s


@dataclass(frozen=True)
class Claim:
    """A robot says that it has led a visitor somewhere."""

    t: float  # s, of the claim
    robot: str
    place: str  # id of a window or place
    began: float  # s, when it set off
    visitor: str = ""  # name; empty: who was nearest to the robot at the time


def stop_of(hall: Hall, place: str) -> Point | None:
    """Where a robot stops for a window or place; None: the hall has no such thing."""
    found = hall.window_by_id.get(place) or hall.place_by_id.get(place)
    return found.stop.xy if found else None


def way_of(trace: Trace, robot: str, visitor: str, began: float, ended: float) -> Way:
    """A robot's way between two moments, s, among everybody but its visitor."""
    during = (trace.times >= began) & (trace.times <= ended)
    others = [i for i in trace.indices(("person", "visitor")) if trace.names[i] != visitor]
    poses, i = trace.all_poses()[during], trace.names.index(robot)
    present = trace.present()[during][:, others]
    return Way(
        trace.times[during], poses[:, i], poses[:, others, :2], present, trace.radii[others], float(trace.radii[i])
    )


def walk_figures(
    trace: Trace, hall: Hall, visitor: str, claim: Claim, groups: tuple[tuple[str, ...], ...] = ()
) -> Mapping[str, object]:
    """Figures of a guided walk that has an end in the hall and some length; otherwise none."""
    thing = hall.window_by_id.get(claim.place) or hall.place_by_id.get(claim.place)
    way = way_of(trace, claim.robot, visitor, claim.began, claim.t)
    if thing is None or len(way.times) < 4:
        return {}
    floor = floor_of(hall)
    start = float(way.robot[0, 0]), float(way.robot[0, 1])
    shortest = np.array(floor.shortest_path(start, thing.stop.xy)).reshape(-1, 2)
    during = (trace.times >= claim.began) & (trace.times <= claim.t)
    phases = [phase for phase, there in zip(trace.phases(visitor), during, strict=True) if there]
    gaps = follow_gaps(trace, claim.robot, visitor, claim.began, claim.t)
    figures = {
        **motion(way), **towards_goal(way, thing.stop.xy, shortest), **proxemics(way), **violations(way),
        **group_intrusions(group_gaps(trace, claim.robot, groups, claim.began, claim.t)), **time_to_collision(way),
        **pedestrians(way), **social_work(way, floor.distance, floor.frame),
        **guiding(way.times, way.robot, gaps, phases, thing.stop.yaw),
    }  # fmt: skip
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}


def path_length(points: np.ndarray) -> float:
    """Length of a polyline, (N, 2) m."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum()) if len(points) > 1 else 0.0


def led_by(trace: Trace, claim: Claim) -> str:
    """The visitor whom a claim is about. Raises ValueError: there was no visitor."""
    if claim.visitor:
        return claim.visitor
    i = trace.moment(claim.t)
    at = trace.poses(claim.robot)[i, :2]
    visitors = [trace.names[n] for n in trace.indices(("visitor",))]
    return min(visitors, key=lambda name: float(np.hypot(*(trace.poses(name)[i, :2] - at))))


def truly_arrived(trace: Trace, hall: Hall, visitor: str, claim: Claim) -> bool:
    """Whether, when the robot said so, the visitor stood within ARRIVAL_RADIUS of the place's stop pose."""
    stop, i = stop_of(hall, claim.place), trace.moment(claim.t)
    if stop is None or not trace.present()[i, trace.names.index(visitor)]:
        return False
    return float(np.hypot(*(trace.poses(visitor)[i, :2] - stop))) <= ARRIVAL_RADIUS


def success_weighted_path_length(success: bool, shortest: float, driven: float) -> float:
    """SPL of one run: 1 for success by the shortest way, less for detours, 0 for failure (Anderson et al., eq. 1)."""
    return float(success) * shortest / max(driven, shortest, 1e-9) if np.isfinite(shortest) else 0.0


def intrusion_seconds(trace: Trace, robot: str, visitor: str, dt: float) -> float:
    """How long a moving robot was nearer than PERSONAL_SPACE to somebody who is not its visitor."""
    poses, i = trace.all_poses(), trace.names.index(robot)
    others = [j for j in trace.indices(("person", "visitor")) if trace.names[j] != visitor]
    if not others or len(poses) < 2:
        return 0.0
    moving = np.hypot(*np.diff(poses[:, i, :2], axis=0).T) > MOVING * dt
    gaps = np.hypot(*(poses[1:, others, :2] - poses[1:, i : i + 1, :2]).transpose(2, 0, 1))
    gaps = np.where(trace.present()[1:, others], gaps - trace.radii[others] - trace.radii[i], np.inf)
    return float(np.sum(moving & (gaps.min(axis=1) < PERSONAL_SPACE)) * dt)


def follow_gaps(trace: Trace, robot: str, visitor: str, began: float, ended: float) -> np.ndarray:
    """Distance between the middles of robot and visitor at each moment of a guided walk, m."""
    during = (trace.times >= began) & (trace.times <= ended)
    between = trace.poses(robot)[during, :2] - trace.poses(visitor)[during, :2]
    return np.hypot(*between.T)


def asked_at(trace: Trace, visitor: str) -> float:
    """When a visitor stood before a robot to ask, s; when they came in, if they never did; else 0."""
    phases = trace.phases(visitor)
    for phase in ("asking", "approaching"):
        if phase in phases:
            return float(trace.times[phases.index(phase)])
    return 0.0


def meets(expect: Expectation, success: bool, claim: Claim | None, lost: bool, collisions: int) -> bool:
    """Whether a run shows what its scenario expects."""
    if expect.success is not None and success != expect.success:
        return False
    if expect.windows is not None and (claim is None or claim.place not in expect.windows):
        return False
    if expect.visitor_lost is not None and lost != expect.visitor_lost:
        return False
    return expect.collisions is None or collisions <= expect.collisions


@dataclass(frozen=True)
class Guidance:
    """How one visitor was led."""

    guided: float = 0.0  # m that the robot drove on the way
    spl: float = 0.0
    gaps: np.ndarray | None = None  # (N,) m between robot and visitor on the way


def guidance(trace: Trace, hall: Hall, visitor: str, claim: Claim, *, arrived: bool) -> Guidance:
    during = (trace.times >= claim.began) & (trace.times <= claim.t)
    driven = trace.poses(claim.robot)[during, :2]
    stop = stop_of(hall, claim.place)
    if stop is None or not len(driven):
        return Guidance()
    shortest = floor_of(hall).path_length((float(driven[0, 0]), float(driven[0, 1])), stop)
    length = path_length(driven)
    spl = success_weighted_path_length(arrived, shortest, length)
    return Guidance(length, spl, follow_gaps(trace, claim.robot, visitor, claim.began, claim.t))


def evaluate(
    trace: Trace,
    scenario: Scenario,
    *,
    claims: tuple[Claim, ...] = (),
    visitor_lost: bool = False,
    hall: Hall | None = None,
    contacts: tuple[Contact, ...] | None = None,
    more: Mapping[str, float] | None = None,
) -> Mapping[str, object]:
    """The figures of a run: of the first visitor, and of the last place that they were led to.

    `hall`: as it is at the end, where it has been edited. Keys: success (the first visitor truly arrived, where the
    scenario expects it, and so did all others whom a claim is about), as_expected, window, robot, collisions (caused by
    robots), bumps (by people), min_clearance_m, guided_m, seconds (from the question to the claim, or to the end
    without one), spl, visitor_lost, intrusions_s, follow_gap_mean_m, follow_gap_p95_m. A figure that does not exist is
    None. With the world's `contacts`, also collisions_with_people and collisions_with_things, and of a walk that came
    to an end what `walk_figures` tells. `more`: figures that others have counted.
    """
    hall = hall or scenario.hall
    last = {led_by(trace, claim): claim for claim in claims}
    first = scenario.visitors[0].name
    claim = last.get(first)
    arrived = {name: truly_arrived(trace, hall, name, c) for name, c in last.items()}
    success = claim is not None and all(arrived.values())
    led = guidance(trace, hall, first, claim, arrived=arrived[first]) if claim else Guidance()
    wanted = scenario.expect.windows
    gaps = led.gaps if led.gaps is not None and len(led.gaps) else None
    ended = claim.t if claim else float(trace.times[-1])
    robots = [trace.names[i] for i in trace.indices(("robot",))]
    figures = {
        "success": success and (wanted is None or claim.place in wanted),
        "as_expected": meets(scenario.expect, success, claim, visitor_lost, trace.collisions),
        "window": claim.place if claim else None,
        "robot": claim.robot if claim else None,
        "collisions": trace.collisions,
        "bumps": trace.bumps,
        "min_clearance_m": round(trace.min_clearance, 3) if np.isfinite(trace.min_clearance) else None,
        "guided_m": round(led.guided, 2),
        "seconds": round(ended - asked_at(trace, first), 2),
        "spl": round(led.spl, 3),
        "visitor_lost": visitor_lost,
        "intrusions_s": round(sum(intrusion_seconds(trace, r, first, scenario.dt) for r in robots), 2),
        "follow_gap_mean_m": round(float(gaps.mean()), 2) if gaps is not None else None,
        "follow_gap_p95_m": round(float(np.percentile(gaps, 95)), 2) if gaps is not None else None,
    }
    if contacts is not None:
        mine = [contact for contact in contacts if contact.by_robot]
        things = sum(contact.other == WALL for contact in mine)
        figures |= {"collisions_with_people": len(mine) - things, "collisions_with_things": things}
    if claim is not None:
        figures |= walk_figures(trace, hall, first, claim, groups_of(scenario))
    figures |= more or {}
    if not all(bounds.hold(figures.get(name)) for name, bounds in scenario.expect.figures.items()):
        figures["as_expected"] = False
    return figures
