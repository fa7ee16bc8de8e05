"""Following a route: regulated pure pursuit.

Macenski, Singh, Martin, Gines (2023), "Regulated pure pursuit for robot path tracking", section 3: slower in sharp
curves, near obstacles and towards the goal; on top of it, limits on acceleration, and turning on the spot.
"""

from __future__ import annotations

import math

import numpy as np

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation.config import FollowerConfig
from robot_guide.navigation.polyline import arc_lengths, beside, lateral_of, project
from robot_guide.sensing import Velocity

TURNED = 0.2  # rad; having begun to turn on the spot, it drives on when the error is less
BRAKING = 0.8  # share of the acceleration that it plans to brake with, so that there is some to correct with
BEND = 0.4  # m before and behind a way-point over which its bend is measured
FORESIGHT = 0.4  # m; the pursued point enters a bend before the robot does
CLOSELY = 0.15  # m ahead, that a way is followed by which must not be left
CREEP = 0.05  # m/s, with which the last centimetres are driven
FARTHER = (0.0, 0.25, 0.5, 1.0, 1.5)  # m; inside a bend, beside the route, what is ahead on it may be behind the robot
NEARER = 0.5  # or at its feet: nearer than this share of the distance ahead
BEHIND, AHEAD = 0.3, 1.5  # m along the route around the last place in which the next is looked for


class PathFollower:
    """Drives along one route to its end, and turns to the final heading."""

    def __init__(self, config: FollowerConfig, points: np.ndarray, yaw: float):
        """`points` (N, 2), m, map frame; `yaw`: the heading at the end, rad."""
        self.config = config
        self.points, self.arcs = points, arc_lengths(points)
        self.yaw = yaw
        self.at = 0.0  # m along the route
        self._profile = speed_profile(points, self.arcs, config)
        self.arrived = False
        self.offset = 0.0  # m to the left of the route at which it is to be followed,
        self.lateral = 0.0  # and at which the robot is
        self.closely = False  # where it must not cut corners
        self.crowded = False  # somebody stands so that it gets no nearer to the end
        self._turning, self._at_goal = False, False
        self._enough = 0.0  # m from the end that counted as there

    @property
    def remaining(self) -> float:
        """m"""
        return float(self.arcs[-1] - self.at)

    def within(self, reach: float) -> np.ndarray:
        """(N, 2) m, map frame: the way-points at most `reach` m before and behind the robot."""
        return self.points[np.abs(self.arcs - self.at) <= reach]

    def locate(self, pose: Pose2D) -> None:
        """Take note of how far along and beside the route the robot is."""
        least, most = max(self.at - BEHIND, 0.0), min(self.at + AHEAD, float(self.arcs[-1]))
        self.at = project(self.points, self.arcs, pose.x, pose.y, least, most)
        self.lateral = lateral_of(self.points, self.arcs, self.at, pose.x, pose.y)

    def command(self, pose: Pose2D, last: Velocity, dt: float, limit: float, room: float = math.inf) -> Velocity:
        """What the wheels should do next, within the limits of acceleration.

        Args:
            last: the velocity driven now; dt: s until the next command.
            limit: m/s, the most that is allowed now; 0 lets it stop, and turn.
            room: m from the robot's rim to what is nearest.
        """
        self.locate(pose)
        if self._reached(pose):
            return self._turn_to(self.yaw, pose, last, dt)
        x, y = self._pursued(pose, self._lookahead(last.linear))
        error = wrap_angle(pose.bearing_to((x, y)) - pose.yaw)
        if abs(error) > (TURNED if self._turning else self.config.turn_in_place):
            self._turning = True
            return self._turn(error, last, dt)
        self._turning = False
        curvature = 2.0 * math.sin(error) / max(pose.distance_to((x, y)), 0.1)
        return self._drive(curvature, min(limit, self._regulated(curvature, room)), last, dt)

    def _reached(self, pose: Pose2D) -> bool:
        off = pose.distance_to((self.points[-1, 0], self.points[-1, 1]))
        enough = self.config.crowded_distance if self.crowded else self.config.goal_distance
        near = off <= enough or (self.remaining < 0.02 and off <= 1.5 * enough)
        self._at_goal = near or (self._at_goal and off <= max(self._enough, enough) + self.config.goal_distance)
        self._enough = max(self._enough, enough) if self._at_goal else 0.0
        return self._at_goal

    def _pursued(self, pose: Pose2D, ahead: float) -> tuple[float, float]:
        """The point that it drives towards, `ahead` m along the route, on its way to the offset.

        Towards one at its feet, or behind it on the route, it would turn around and around: one farther on then.
        """
        for more in FARTHER:
            x, y, yaw = beside(self.points, self.arcs, self.at, ahead + more, self.lateral, self.offset)
            forth = (x - pose.x) * math.cos(yaw) + (y - pose.y) * math.sin(yaw)
            if forth > 0.0 and pose.distance_to((x, y)) >= NEARER * ahead:
                break
        return x, y

    def _lookahead(self, speed: float) -> float:
        config = self.config
        if self.closely:
            return CLOSELY
        return min(max(abs(speed) * config.lookahead_time, config.lookahead_min), config.lookahead_max)

    def _regulated(self, curvature: float, room: float) -> float:
        """The speed that curve, surroundings and the way left allow, m/s; equations 5 to 7."""
        config = self.config
        speed = config.max_speed
        if abs(curvature) > 1.0 / config.turn_radius:
            speed /= abs(curvature) * config.turn_radius
        if room < config.slow_distance:
            speed = min(speed, config.max_speed * max(room, 0.0) / config.slow_distance)
        bend = np.interp((self.at, self.at + FORESIGHT), self.arcs, self._profile)
        speed = max(min(speed, *bend.tolist()), config.min_speed)
        if abs(curvature) > 1e-6:
            speed = min(speed, config.max_yaw_rate / abs(curvature))
        return min(speed, math.sqrt(2.0 * BRAKING * config.acceleration * self.remaining) + CREEP)

    def _drive(self, curvature: float, speed: float, last: Velocity, dt: float) -> Velocity:
        config = self.config
        change = config.acceleration if speed > last.linear else config.deceleration
        linear = towards(last.linear, speed, change * dt)
        rate = min(max(linear * curvature, -config.max_yaw_rate), config.max_yaw_rate)
        return Velocity(linear, towards(last.angular, rate, config.yaw_acceleration * dt))

    def _turn(self, error: float, last: Velocity, dt: float) -> Velocity:
        """Turn on the spot by `error`, rad, so that it ends without swinging over."""
        config = self.config
        rate = min(config.max_yaw_rate, math.sqrt(2.0 * BRAKING * config.yaw_acceleration * abs(error)))
        rate = math.copysign(min(rate, 3.0 * abs(error)), error)
        linear = towards(last.linear, 0.0, config.deceleration * dt)
        return Velocity(linear, towards(last.angular, rate, config.yaw_acceleration * dt))

    def _turn_to(self, yaw: float, pose: Pose2D, last: Velocity, dt: float) -> Velocity:
        error = wrap_angle(yaw - pose.yaw)
        if abs(error) <= self.config.goal_angle:
            velocity = slow_down(self.config, last, dt)
            self.arrived = velocity == Velocity(0.0, 0.0)
            return velocity
        return self._turn(error, last, dt)


def speed_profile(points: np.ndarray, arcs: np.ndarray, config: FollowerConfig) -> np.ndarray:
    """(N,) m/s: how fast each way-point may be passed so that the bends behind it are reached slowly enough."""
    ends = np.array([arcs - BEND, arcs + BEND])
    xs, ys = (np.interp(ends, arcs, points[:, i]) for i in (0, 1))
    back, forth = (np.arctan2(ys[i] - points[:, 1], xs[i] - points[:, 0]) for i in (0, 1))
    turn = np.abs(np.remainder(forth - back, 2 * math.pi) - math.pi)
    turn[(arcs < BEND) | (arcs > arcs[-1] - BEND)] = 0.0
    bend = turn / (2 * BEND)  # 1/m
    speeds = config.max_speed / np.maximum(bend * config.turn_radius, 1.0)
    squares = speeds**2
    for i in range(len(squares) - 2, -1, -1):
        reach = squares[i + 1] + 2.0 * BRAKING * config.acceleration * (arcs[i + 1] - arcs[i])
        squares[i] = min(squares[i], reach)
    return np.sqrt(squares)


def towards(value: float, aim: float, step: float) -> float:
    """`value` brought nearer to `aim` by at most `step`."""
    return value + min(max(aim - value, -step), step)


def slow_down(config: FollowerConfig, last: Velocity, dt: float) -> Velocity:
    """Come to a stop as gently as the limits say."""
    return Velocity(
        towards(last.linear, 0.0, config.deceleration * dt), towards(last.angular, 0.0, config.yaw_acceleration * dt)
    )


def brake(config: FollowerConfig, last: Velocity, dt: float) -> Velocity:
    """Come to a stop as hard as the robot may without slipping or tipping over."""
    return Velocity(
        towards(last.linear, 0.0, config.braking * dt), towards(last.angular, 0.0, config.yaw_braking * dt)
    )  # fmt: skip
