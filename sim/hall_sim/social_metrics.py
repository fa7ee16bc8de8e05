"""How a robot moved among people on one way, after the definitions of the field.

SEAN: Tsoi et al., SEAN 2.0: Formalizing and Generating Social Situations for Robot Navigation (RA-L 2022), with the
list of metrics in its documentation. HuNavSim: Pérez-Higueras et al., HuNavSim: A ROS 2 Human Navigation Simulator for
Benchmarking Human-Aware Robot Navigation (RA-L 2023), with the definitions in its evaluator. Spaces after Hall, The
Hidden Dimension (1966). Distances between robot and person are those between their edges.

Intrusions upon groups and the time to collision stand in `group_metrics`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit

from hall_map import Point
from hall_sim.social_force import ROBOT_AWE, repulsion, wall_push

INTIMATE, PERSONAL, SOCIAL = 0.45, 1.2, 3.6  # m, where each space ends
COMPLETED = 1.2  # m from the goal (SEAN)
STANDS, TURNS = 0.01, 0.02  # m/s and rad/s below which a robot does not move (HuNavSim)
SAMPLES = 1.0  # s between the points of a path whose turns are counted (SEAN)
ON_THE_SPOT = 0.05  # m: a path that has moved less has no direction
NOBODY = 1e6  # m


@dataclass(frozen=True)
class Way:
    """One way of a robot, and everybody about.

    times: (T,) s; robot: (T, 3) x, y, yaw, m and rad; people: (T, N, 2) m; present: (T, N) bool; radii: (N,) m.
    """

    times: np.ndarray
    robot: np.ndarray
    people: np.ndarray
    present: np.ndarray
    radii: np.ndarray
    robot_radius: float  # m

    @property
    def steps(self) -> np.ndarray:
        """(T - 1,) s."""
        return np.diff(self.times)

    @property
    def gaps(self) -> np.ndarray:
        """(T, N) m between the edges of the robot and each person, at least 0; NOBODY for who is not there."""
        apart = np.hypot(*(self.people - self.robot[:, None, :2]).transpose(2, 0, 1)) - self.radii - self.robot_radius
        return np.where(self.present, np.maximum(apart, 0.0), NOBODY)

    @property
    def speeds(self) -> np.ndarray:
        """(T - 1,) m/s of the robot, backwards negative."""
        moved = np.diff(self.robot[:, :2], axis=0)
        ahead = np.column_stack((np.cos(self.robot[:-1, 2]), np.sin(self.robot[:-1, 2])))
        sign = np.where((moved * ahead).sum(axis=1) < 0.0, -1.0, 1.0)
        return sign * np.hypot(*moved.T) / self.steps

    @property
    def turn_rates(self) -> np.ndarray:
        """(T - 1,) rad/s of the robot."""
        return wrapped(np.diff(self.robot[:, 2])) / self.steps


def wrapped(angles: np.ndarray) -> np.ndarray:
    return (angles + math.pi) % (2.0 * math.pi) - math.pi


def motion(way: Way) -> Mapping[str, float]:
    """How smoothly the robot drove.

    heading_changes_rad: HuNavSim's cumulative heading changes; mean_speed_mps, mean_turn_rate_radps: of their amounts;
    mean_acceleration_mps2, mean_jerk_mps3: of the amounts of the first and second differences of speed over time (the
    jerk as it is in mechanics; HuNavSim divides the first difference twice); time_not_moving_s: SEAN and HuNavSim.
    """
    speeds, rates, steps = way.speeds, way.turn_rates, way.steps
    acceleration = np.diff(speeds) / steps[1:]
    stands = (np.abs(speeds) < STANDS) & (np.abs(rates) < TURNS)
    return {
        "heading_changes_rad": float(np.abs(rates * steps).sum()),
        "mean_speed_mps": mean(np.abs(speeds)),
        "mean_turn_rate_radps": mean(np.abs(rates)),
        "mean_acceleration_mps2": mean(np.abs(acceleration)),
        "mean_jerk_mps3": mean(np.abs(np.diff(acceleration) / steps[2:])),
        "time_not_moving_s": float(steps[stands].sum()),
    }


def mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else 0.0


def turns_of(points: np.ndarray) -> float:
    """All turns of a polyline, (N, 2) m, added up, rad."""
    legs = np.diff(points, axis=0)
    legs = legs[np.hypot(*legs.T) > ON_THE_SPOT] if len(legs) else legs
    return float(np.abs(wrapped(np.diff(np.arctan2(legs[:, 1], legs[:, 0])))).sum())


def towards_goal(way: Way, goal: Point, shortest: np.ndarray) -> Mapping[str, float | bool | None]:
    """How straight the robot came to its goal, given the corners of the shortest way, (N, 2) m, (0, 2) without one.

    completed, min_goal_distance_m, final_goal_distance_m: SEAN; path_irregularity_rad: turns of the path, looked at
    once a second, beyond those of the shortest way, at least 0 (SEAN); path_efficiency: length of the path by that of
    the shortest way (SEAN), so that 1 is best and 2 a way twice as long.
    """
    distances = np.hypot(*(way.robot[:, :2] - np.array(goal)).T)
    sampled = np.searchsorted(way.times, np.arange(way.times[0], way.times[-1] + 1e-9, SAMPLES) - 1e-9)
    driven, least = length_of(way.robot[:, :2]), length_of(shortest)
    more = turns_of(way.robot[sampled, :2]) - turns_of(shortest) if len(shortest) else None
    return {
        "completed": bool(distances[-1] <= COMPLETED),
        "min_goal_distance_m": float(distances.min()),
        "final_goal_distance_m": float(distances[-1]),
        "path_irregularity_rad": None if more is None else max(more, 0.0),
        "path_efficiency": driven / least if least > 0.0 else None,
    }


def length_of(points: np.ndarray) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum()) if len(points) > 1 else 0.0


def proxemics(way: Way) -> Mapping[str, float | None]:
    """How near people were: HuNavSim's distances, and the shares of the time in which the nearest person was in each
    space, in percent. None where nobody was there."""
    gaps = way.gaps
    there = way.present.any(axis=1)
    if not there.any():
        return dict.fromkeys((
            "closest_person_mean_m", "closest_person_min_m", "farthest_person_max_m", "intimate_space_percent",
            "personal_space_percent", "social_space_percent",
        ))  # fmt: skip
    nearest = gaps[there].min(axis=1)
    shares = [100.0 * np.sum((nearest >= low) & (nearest < high)) / len(way.times)
              for low, high in ((0.0, INTIMATE), (INTIMATE, PERSONAL), (PERSONAL, SOCIAL))]  # fmt: skip
    return {
        "closest_person_mean_m": mean(nearest),
        "closest_person_min_m": float(nearest.min()),
        "farthest_person_max_m": float(gaps[way.present].max()),
        "intimate_space_percent": float(shares[0]),
        "personal_space_percent": float(shares[1]),
        "social_space_percent": float(shares[2]),
    }


def approaches(way: Way, space: float) -> tuple[int, int]:
    """How often the robot came nearer to a person than `space` m, and how often a person to the robot (SEAN)."""
    _, _, by_robot = entries(way, space)
    return int(np.sum(by_robot)), int(np.sum(~by_robot))


def intruded(way: Way, space: float) -> np.ndarray:
    """(T, N) bool: who was nearer than `space` m because the robot had come to them, and not they to the robot."""
    inside = way.gaps < space
    came = np.zeros(inside.shape, dtype=int)  # 1 from the step on in which the robot came, -1 in which the person did
    at, who, by_robot = entries(way, space)
    came[at + 1, who] = np.where(by_robot, 1, -1)
    steps = np.where(came != 0, np.arange(len(came))[:, None], 0)
    last = np.maximum.accumulate(steps, axis=0)
    return inside & (np.take_along_axis(came, last, axis=0) > 0)


def entries(way: Way, space: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When somebody and the robot came nearer than `space` m: the steps before, who, and whether the robot came.

    Whoever of the two closed in faster in the step in which it happened has come; of two alike, the robot.
    """
    inside = way.gaps < space
    at, who = np.nonzero(inside[1:] & ~inside[:-1] & way.present[:-1])
    between = way.people[at, who] - way.robot[at, :2]
    between /= np.maximum(np.hypot(*between.T), 1e-9)[:, None]
    robot = ((way.robot[at + 1, :2] - way.robot[at, :2]) * between).sum(axis=1)
    person = -((way.people[at + 1, who] - way.people[at, who]) * between).sum(axis=1)
    return at, who, robot >= person


def violations(way: Way) -> Mapping[str, int]:
    """SEAN's distance violations, by who came near to whom."""
    intimate, personal = approaches(way, INTIMATE), approaches(way, PERSONAL)
    return {
        "robot_on_person_intimate": intimate[0], "person_on_robot_intimate": intimate[1],
        "robot_on_person_personal": personal[0], "person_on_robot_personal": personal[1],
    }  # fmt: skip


def pedestrians(way: Way) -> Mapping[str, float | None]:
    """How fast people walked: all of them, and whoever was nearest to the robot (HuNavSim). None where nobody was."""
    both = way.present[1:] & way.present[:-1]
    if not both.any():
        return {"pedestrian_speed_mps": None, "closest_pedestrian_speed_mps": None}
    speeds = np.hypot(*np.diff(way.people, axis=0).transpose(2, 0, 1)) / way.steps[:, None]
    there = both.any(axis=1)
    nearest = np.where(both, way.gaps[1:], NOBODY).argmin(axis=1)
    closest = speeds[np.arange(len(speeds)), nearest]
    return {"pedestrian_speed_mps": mean(speeds[both]), "closest_pedestrian_speed_mps": mean(closest[there])}


def social_work(way: Way, distance: np.ndarray, frame: tuple[float, float, float]) -> Mapping[str, float]:
    """HuNavSim's social work: forces that act on the robot, and those with which it acts on people, over the way.

    obstacle_force_on_people_ns is no part of it: walls push people whether there is a robot or not. The forces are
    those of this world's people (see `social_force`), for a body of 1 kg; their amounts are added up over time, N s.
    distance, frame: of the hall's `floor.Floor`.
    """
    velocity = np.zeros((len(way.times), 2))
    velocity[1:] = np.diff(way.robot[:, :2], axis=0) / way.steps[:, None]
    moving = np.zeros_like(way.people)
    moving[1:] = np.diff(way.people, axis=0) / way.steps[:, None, None]
    dt = np.concatenate(([0.0], way.steps))
    robot, people, moving, present = map(np.ascontiguousarray, (way.robot[:, :2], way.people, moving, way.present))
    on_robot, on_people, by_walls, walls_on_people = work(
        robot, velocity, people, moving, present, dt, way.robot_radius - way.radii, distance, *frame
    )
    return {
        "social_force_on_robot_ns": on_robot, "social_force_on_people_ns": on_people,
        "obstacle_force_on_robot_ns": by_walls, "obstacle_force_on_people_ns": walls_on_people,
        "social_work_ns": on_robot + on_people + by_walls,
    }  # fmt: skip


@njit(cache=True)
def work(robot, velocity, people, moving, present, dt, larger, distance, resolution, origin_x, origin_y):
    """The four sums of `social_work`; velocity: (T, 2), moving: (T, N, 2) m/s; larger: (N,) m, see `repulsion`."""
    on_robot = on_people = by_walls = walls_on_people = 0.0
    for k in range(robot.shape[0]):
        sum_x = sum_y = 0.0
        for i in range(people.shape[1]):
            if not present[k, i]:
                continue
            dx, dy = robot[k, 0] - people[k, i, 0], robot[k, 1] - people[k, i, 1]
            fx, fy = repulsion(dx, dy, moving[k, i, 0], moving[k, i, 1], larger[i])
            sum_x, sum_y = sum_x + fx, sum_y + fy
            fx, fy = repulsion(-dx, -dy, velocity[k, 0], velocity[k, 1], larger[i])
            on_people += ROBOT_AWE * math.hypot(fx, fy) * dt[k]
            fx, fy = wall_push(distance, resolution, origin_x, origin_y, people[k, i, 0], people[k, i, 1])
            walls_on_people += math.hypot(fx, fy) * dt[k]
        on_robot += math.hypot(sum_x, sum_y) * dt[k]
        fx, fy = wall_push(distance, resolution, origin_x, origin_y, robot[k, 0], robot[k, 1])
        by_walls += math.hypot(fx, fy) * dt[k]
    return on_robot, on_people, by_walls, walls_on_people
