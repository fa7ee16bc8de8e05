"""How a robot passed people who belong together, and how near it came to running into anybody.

Intrusions upon groups after HuNavSim's evaluator (Pérez-Higueras et al., RA-L 2023): the middle of a group's o-space is
the mean of the points that lie OPEN m before its members, and the robot is in the space in which its edge is from that
middle. Groups here are the families of a scenario.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from hall_sim.scenario import Scenario
from hall_sim.social_metrics import INTIMATE, PERSONAL, SOCIAL, Way
from hall_sim.trace import Trace

OPEN = 1.5  # m before each member


def groups_of(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """The names of those who belong together: an adult and a child each."""
    first = min(scenario.standing, scenario.people)
    pairs = ((first + 2 * n, first + 2 * n + 1) for n in range(scenario.mix.families))
    return tuple((f"person_{adult}", f"person_{child}") for adult, child in pairs)


def group_gaps(
    trace: Trace, robot: str, groups: Sequence[tuple[str, ...]], began: float, ended: float
) -> np.ndarray:
    """(T, groups) m from the robot's edge to the middle of each group between two moments, s, at least 0.

    inf for a group that is not in the hall as a whole.
    """
    during = (trace.times >= began) & (trace.times <= ended)
    poses, present = trace.all_poses()[during], trace.present()[during]
    radius, at = float(trace.radii[trace.names.index(robot)]), poses[:, trace.names.index(robot), :2]
    gaps = np.full((len(poses), len(groups)), np.inf)
    for n, group in enumerate(groups):
        members = [trace.names.index(name) for name in group]
        yaw = poses[:, members, 2]
        ahead = poses[:, members, :2] + OPEN * np.stack((np.cos(yaw), np.sin(yaw)), axis=-1)
        apart = np.hypot(*(ahead.mean(axis=1) - at).T) - radius
        gaps[:, n] = np.where(present[:, members].all(axis=1), np.maximum(apart, 0.0), np.inf)
    return gaps


def group_intrusions(gaps: np.ndarray) -> Mapping[str, float | None]:
    """Shares of the time in which the nearest group's middle was in each space, in percent. None without any group."""
    names = ("group_intimate_space_percent", "group_personal_space_percent", "group_social_space_percent")
    if not np.isfinite(gaps).any():
        return dict.fromkeys(names)
    nearest = gaps.min(axis=1)
    bounds = (0.0, INTIMATE, PERSONAL, SOCIAL)
    return {
        name: float(100.0 * np.mean((nearest >= low) & (nearest < high)))
        for name, low, high in zip(names, bounds[:-1], bounds[1:], strict=True)
    }


def time_to_collision(way: Way) -> Mapping[str, float | None]:
    """The least time, s, after which robot and somebody would have met, had both gone on as they went at a moment.

    After SEAN's minimum time to collision, of discs at constant velocities. None: they never were on such a course.
    """
    between = way.people - way.robot[:, None, :2]
    velocity = np.diff(between, axis=0) / way.steps[:, None, None]
    both = way.present[1:] & way.present[:-1]
    a, b = (velocity**2).sum(axis=2), (between[1:] * velocity).sum(axis=2)
    c = (between[1:] ** 2).sum(axis=2) - (way.radii + way.robot_radius) ** 2
    root = b * b - a * c
    meet = both & (b < 0.0) & (root >= 0.0) & (c > 0.0)
    times = np.where(meet, (-b - np.sqrt(np.maximum(root, 0.0))) / np.maximum(a, 1e-12), np.inf)
    times = np.where(both & (c <= 0.0), 0.0, times)
    least = float(times.min()) if times.size else math.inf
    return {"min_time_to_collision_s": least if math.isfinite(least) else None}
