"""How good a run was. Distances in metres, times in seconds.

Success, path length, personal-space intrusions after Tsoi et al., SEAN 2.0 (RA-L 2022) and Francis et al., Principles
and Guidelines for Evaluating Social Robot Navigation (2023); SPL after Anderson et al., On Evaluation of Embodied
Navigation Agents (2018); personal space after Hall, The Hidden Dimension (1966).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hall_map import Hall, Point
from hall_sim.floor import floor_of
from hall_sim.scenario import Scenario
from hall_sim.trace import Trace

ARRIVAL_RADIUS = 2.0  # m from the stop pose within which a visitor has arrived
PERSONAL_SPACE = 0.45  # m between the edges of robot and person


@dataclass(frozen=True)
class Claim:
    """A robot says that it has led a visitor somewhere."""

    t: float  # s, of the claim
    robot: str
    place: str  # id of a window or place
    began: float  # s, when it set off


def stop_of(hall: Hall, place: str) -> Point | None:
    """Where a robot stops for a window or place; None: the hall has no such thing."""
    found = hall.window_by_id.get(place) or hall.place_by_id.get(place)
    return found.stop.xy if found else None


def path_length(points: np.ndarray) -> float:
    """Length of a polyline, (N, 2) m."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum()) if len(points) > 1 else 0.0


def truly_arrived(trace: Trace, hall: Hall, visitor: str, claim: Claim) -> bool:
    """Whether, when the robot said so, the visitor stood within ARRIVAL_RADIUS of the place's stop pose."""
    stop = stop_of(hall, claim.place)
    if stop is None:
        return False
    i = int(np.searchsorted(trace.times, claim.t + 1e-9, side="right")) - 1
    at = trace.poses(visitor)[max(i, 0), :2]
    return float(np.hypot(at[0] - stop[0], at[1] - stop[1])) <= ARRIVAL_RADIUS


def success_weighted_path_length(success: bool, shortest: float, driven: float) -> float:
    """SPL of one run: 1 for success by the shortest way, less for detours, 0 for failure (Anderson et al., eq. 1)."""
    return float(success) * shortest / max(driven, shortest, 1e-9)


def intrusion_seconds(trace: Trace, robot: str, visitor: str, dt: float) -> float:
    """How long a moving robot was nearer than PERSONAL_SPACE to somebody who is not its visitor."""
    poses, i = trace.all_poses(), trace.names.index(robot)
    others = [j for j in trace.indices(("person", "visitor")) if trace.names[j] != visitor]
    if not others or len(poses) < 2:
        return 0.0
    moving = np.hypot(*np.diff(poses[:, i, :2], axis=0).T) > 0.05 * dt
    gaps = np.hypot(*(poses[1:, others, :2] - poses[1:, i : i + 1, :2]).transpose(2, 0, 1))
    gaps -= trace.radii[others] + trace.radii[i]
    return float(np.sum(moving & (gaps.min(axis=1) < PERSONAL_SPACE)) * dt)


def follow_gaps(trace: Trace, robot: str, visitor: str, began: float, ended: float) -> np.ndarray:
    """Distance between robot and visitor at each moment of a guided walk, m."""
    during = (trace.times >= began) & (trace.times <= ended)
    between = trace.poses(robot)[during, :2] - trace.poses(visitor)[during, :2]
    return np.hypot(*between.T)


def meets(expect, success: bool, claim: Claim | None, lost: bool, collisions: int) -> bool:
    """Whether a run shows what its scenario expects."""
    if expect.success is not None and success != expect.success:
        return False
    if expect.windows is not None and (claim is None or claim.place not in expect.windows):
        return False
    if expect.visitor_lost is not None and lost != expect.visitor_lost:
        return False
    return expect.collisions is None or collisions <= expect.collisions


def evaluate(
    trace: Trace,
    scenario: Scenario,
    *,
    claims: tuple[Claim, ...] = (),
    visitor_lost: bool = False,
    hall: Hall | None = None,
) -> Mapping[str, object]:
    """The figures of a run, of its first visitor and the last place that they were led to.

    `hall`: as it is at the end, where it has been edited. Keys: success (the visitor truly arrived), as_expected,
    window, robot, collisions (caused by robots), bumps (by people), min_clearance_m, guided_m, seconds, spl,
    visitor_lost, intrusions_s, follow_gap_mean_m, follow_gap_p95_m. A figure that does not exist is None.
    """
    hall = hall or scenario.hall
    visitor = scenario.visitors[0].name
    claim = claims[-1] if claims else None
    arrived = claim is not None and truly_arrived(trace, hall, visitor, claim)
    guided, spl, gaps = 0.0, 0.0, np.zeros(0)
    if claim is not None:
        during = (trace.times >= claim.began) & (trace.times <= claim.t)
        driven = trace.poses(claim.robot)[during, :2]
        guided = path_length(driven)
        shortest = floor_of(hall).path_length(tuple(driven[0]), stop_of(hall, claim.place) or tuple(driven[-1]))
        spl = success_weighted_path_length(arrived, shortest, guided)
        gaps = follow_gaps(trace, claim.robot, visitor, claim.began, claim.t)
    robots = [trace.names[i] for i in trace.indices(("robot",))]
    return {
        "success": arrived and (scenario.expect.windows is None or claim.place in scenario.expect.windows),
        "as_expected": meets(scenario.expect, arrived, claim, visitor_lost, trace.collisions),
        "window": claim.place if claim else None,
        "robot": claim.robot if claim else None,
        "collisions": trace.collisions,
        "bumps": trace.bumps,
        "min_clearance_m": round(trace.min_clearance, 3) if np.isfinite(trace.min_clearance) else None,
        "guided_m": round(guided, 2),
        "seconds": round(float(trace.times[-1]), 2),
        "spl": round(spl, 3),
        "visitor_lost": visitor_lost,
        "intrusions_s": round(sum(intrusion_seconds(trace, r, visitor, scenario.dt) for r in robots), 2),
        "follow_gap_mean_m": round(float(gaps.mean()), 2) if len(gaps) else None,
        "follow_gap_p95_m": round(float(np.percentile(gaps, 95)), 2) if len(gaps) else None,
    }
