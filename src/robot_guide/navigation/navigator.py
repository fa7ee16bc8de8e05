"""The navigator: from a goal, odometry and scans to what the wheels do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.collision_monitor import STOP, CollisionMonitor
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.courtesy import must_brake
from robot_guide.navigation.drive import Drive, DriveState
from robot_guide.navigation.local_control import Way, choose
from robot_guide.navigation.localisation import Estimate, Localiser
from robot_guide.navigation.path_follower import PathFollower, brake, slow_down
from robot_guide.navigation.polyline import first_within
from robot_guide.navigation.recovery import Recovery
from robot_guide.navigation.route import NoRoute, Route
from robot_guide.navigation.routing import Router
from robot_guide.navigation.scan_points import Sight
from robot_guide.navigation.surroundings import Surroundings
from robot_guide.navigation.traffic import Traffic
from robot_guide.sensing import LaserScan, Odometry, Velocity

NO_ROUTE = np.empty((0, 2))
UNDER_WAY = (DriveState.DRIVING, DriveState.WAITING)
MOVING = 0.05  # m/s; slower is standing
HELD_UP = 0.2  # s without odometry, in which the base has braked by itself
SLOWING = 0.4  # m before and behind a slow area in which its limit holds, for a whole robot and its braking
TOLERANCE = 0.08  # m less than a personal space, for which no other way is looked for
POLITE_PERIOD = 1.5  # s between two looks for a way that leaves people more room
GOT_ON = 0.25  # m; who has moved less is still stuck
LOOKS_AROUND = 4.0  # s, in which it mostly finds out where it is; then people who hide the walls are in its way
ROOM_BESIDE = (1.0, 0.5)  # of the room that people like, left them at a goal where they stand; the first that can be
WORTHWHILE = 0.3  # m; a place that is no nearer than this is not gone to


@dataclass
class Errand:
    """A goal and how far the robot has come with it."""

    goal: Pose2D
    follower: PathFollower | None = None
    whole: bool = True  # the route leads to the goal, and not just as near as one gets at present
    detour: bool = False  # the route goes around something that may go away
    looked: float = -math.inf  # s, when the way was last looked at
    polite: float = -math.inf  # s, until when no way that leaves people more room is looked for
    blocked: float | None = None  # s, since when it cannot go on,
    stuck: Pose2D | None = None  # and where that was
    failure: NoRoute | None = None

    def take(self, follower: PathFollower, *, whole: bool, detour: bool = True) -> None:
        self.follower, self.whole, self.detour = follower, whole, detour

    @property
    def remaining(self) -> float:
        """m to the goal, along the route as far as that leads; 0 where none is known."""
        if self.follower is None:
            return 0.0
        end = self.follower.points[-1]
        return self.follower.remaining + self.goal.distance_to((end[0], end[1]))


class Navigator:
    """One robot's navigation. Pure but for what it remembers: the same inputs and seed give the same outputs."""

    def __init__(self, config: NavigationConfig, grid: OccupancyGrid, start: Pose2D, seed: int = 0):
        self.config = config
        self._localiser = Localiser(config.localisation, grid, start, seed)
        self._grid, self._traffic = grid, None
        self._router = Router(config, grid)
        self._surroundings = Surroundings(config)
        self._monitor, self._sight = CollisionMonitor(config.monitor), Sight()
        self._recovery = Recovery(config)
        self._errand: Errand | None = None
        self._aside: Errand | None = None  # out of another robot's way, which comes first
        self._urgent = False  # it brakes hard
        self._state = DriveState.IDLE
        self._limit = config.follower.max_speed
        self._last, self._stamp = STOP, None
        self._pose = start
        self._lost: float | None = None  # s, since when

    @property
    def costmap(self) -> Costmap:
        """The map's costs, with what stands around at present."""
        return self._router.costmap_with(self._surroundings.standing(self._stamp or 0.0, self._pose))

    def set_map(self, grid: OccupancyGrid) -> None:
        """Another revision of the hall: the robot stays where it is, and looks for its way anew."""
        self._localiser.set_map(grid)
        self._grid, self._router = grid, Router(self.config, grid, self._traffic)
        self._begin_anew()

    def set_traffic(self, traffic: Traffic | None) -> None:
        """Keep-outs, slow areas and lanes of the hall; those of a grid of another shape hold when that grid comes."""
        self._traffic, self._router = traffic, Router(self.config, self._grid, traffic)
        self._begin_anew()

    def prepare(self, goals: Iterable[Pose2D]) -> None:
        """Work out ahead what is left to goals, map frame: 20 to 40 ms each; may be called in a thread of its own."""
        self._router.prepare(goals)

    def relocate(self, pose: Pose2D | None, covariance: np.ndarray | None = None) -> None:
        """Believe from now on to stand at `pose`, map frame: what RViz sends as `initialpose`; None: anywhere.

        covariance: (3, 3) of x, y, yaw, how sure that is; None: as sure as of the start.
        Raises ValueError: its numbers are none.
        """
        if pose is not None:
            check_pose("pose", pose)
        self._localiser.reset(pose, covariance)
        self._begin_anew()

    def reconfigure(self, config: NavigationConfig) -> None:
        """Drive with other settings from now on; only the follower's and those of courtesy may be others."""
        self.config = config
        self._limit = min(self._limit, config.follower.max_speed)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._surroundings.forget()
        if self._errand is not None and self._state in UNDER_WAY:
            self._errand = Errand(self._errand.goal)

    def drive_to(self, goal: Pose2D) -> None:
        """Set out for a goal, map frame. Raises ValueError: its numbers are none."""
        check_pose("goal", goal)
        self._errand, self._state, self._urgent = Errand(goal), DriveState.DRIVING, False

    def halt(self, *, gently: bool = False) -> None:
        """Forget the goal and come to a stop: as hard as the robot may, or at its usual pace.

        Hard braking that has begun is not called off by a gentle halt.
        """
        self._errand, self._state = None, DriveState.IDLE
        self._urgent = self._urgent or not gently

    def limit_speed(self, speed: float) -> None:
        """Go no faster than `speed` m/s from now on. Raises ValueError: it is no number >= 0."""
        if not (math.isfinite(speed) and speed >= 0.0):
            raise ValueError(f"speed must be >= 0 m/s, got {speed}")
        self._limit = min(speed, self.config.follower.max_speed)

    def set_peers(self, poses: tuple[Pose2D, ...]) -> None:
        """Where the other robots are, always in the same order: obstacles, never people."""
        self._surroundings.set_peers(poses)

    def give_way(self, points: np.ndarray | None, yaw: float | None = None) -> None:
        """Leave the errand for another robot's sake: drive along `points` (N, 2), m, map frame, and stand at their end.

        One point: stand here. None: go on with the errand, whatever has become of it meanwhile.
        yaw: the heading at the end, rad; None: as it comes.
        """
        if points is not None:
            before, self._aside = self._aside, way_aside(self.config, self._pose, points, yaw)
            if before is not None:  # told anew again and again, it would never lose patience
                self._aside.blocked, self._aside.stuck = before.blocked, before.stuck
        elif self._aside is not None:
            self._aside = None
            if self._errand is not None and self._state in UNDER_WAY:
                self._errand = Errand(self._errand.goal)

    def update(self, odometry: Odometry, scan: LaserScan | None) -> Drive:
        """One turn: `odometry` is new, `scan` only when one came since the last turn.

        Bad numbers, a scan that is too old, or being lost stop the wheels.
        """
        now = odometry.stamp
        passed = 0.05 if self._stamp is None else now - self._stamp
        self._stamp = now
        if not all(map(math.isfinite, (*odometry.pose.xy, odometry.pose.yaw, odometry.linear, odometry.angular, now))):
            return self._drive(STOP, None)
        if passed > HELD_UP:
            self._last = Velocity(odometry.linear, odometry.angular)
        sound = scan if scan is not None and self._sight.accepts(scan) else None
        estimate = self._localiser.update(odometry, sound)
        self._pose = estimate.pose
        self._note_whether_lost(estimate, now)
        laser = estimate.at_scan if sound is None or sound.mount is None else estimate.at_scan.compose(sound.mount)
        self._surroundings.update(sound if estimate.localised else None, laser, self._localiser.field, now)
        wanted = self._wanted(now, min(max(passed, 0.0), HELD_UP))
        velocity = self._monitor.check(wanted, odometry, scan)
        goes = self._aside is not None or self._state in UNDER_WAY
        self._recovery.note(wanted, velocity, goes, now)
        self._last = velocity
        return self._drive(velocity, estimate)

    def _note_whether_lost(self, estimate: Estimate, now: float) -> None:
        if not estimate.localised:
            self._lost = now if self._lost is None else self._lost
        elif self._lost is not None:
            self._lost = None
            self._begin_anew()  # what was seen before was taken to be elsewhere

    def _drive(self, velocity: Velocity, estimate: Estimate | None) -> Drive:
        errand = self._errand
        follower = errand.follower if errand else None
        remaining = errand.remaining if errand and self._state is not DriveState.ARRIVED else 0.0
        covariance = np.eye(3) * 1e6 if estimate is None else estimate.covariance
        return Drive(
            velocity, self._pose, covariance, estimate is not None and estimate.localised, self._state,
            remaining=remaining, route=follower.points if follower else NO_ROUTE,
            people=self._surroundings.people, failure=errand.failure if errand else None,
            goal=errand.goal if errand else None, sees=self._monitor.sees(self._stamp),
        )  # fmt: skip

    def _wanted(self, now: float, dt: float) -> Velocity:
        """What the robot would do if nothing but its goal and courtesy counted."""
        stop = (brake if self._urgent else slow_down)(self.config.follower, self._last, dt)
        errand = self._errand
        aside = self._lost is None and not self._urgent and self._state is not DriveState.FAILED and self._aside
        if aside:
            return self._make_room(aside, stop, now, dt)
        if errand is None or self._state in (DriveState.ARRIVED, DriveState.FAILED):
            return stop
        if self._lost is not None:
            if now - self._lost > LOOKS_AROUND:
                self._state = DriveState.WAITING
            return stop
        self._find_way(errand, now)
        if errand.follower is None:
            return stop
        if self._recovery.due(now):
            errand.looked = -math.inf
            return self._recovery.command(self._surroundings.standing(now, self._pose), self._pose, now)
        return self._follow(errand, now, dt)

    def _make_room(self, aside: Errand, stop: Velocity, now: float, dt: float) -> Velocity:
        """Whoever makes room waits, and stays idle or at its goal if it has none to go to, but knows its way there."""
        if self._errand is not None and self._errand.follower is None and self._state in UNDER_WAY:
            self._set_out(self._errand, now)
        state = DriveState.WAITING if self._state is DriveState.DRIVING else self._state
        velocity = stop
        if self._recovery.due(now):
            velocity = self._recovery.command(self._surroundings.standing(now, self._pose), self._pose, now)
        elif aside.follower is not None and not aside.follower.arrived:
            velocity = self._follow(aside, now, dt)
        self._state = state
        return velocity

    def _follow(self, errand: Errand, now: float, dt: float) -> Velocity:
        follower = errand.follower
        others = self._surroundings.others(now)
        follower.locate(self._pose)
        radius = self.config.costmap.radius
        limit = self._choose_course(errand, others, now)
        if self._traffic is not None:
            here = np.concatenate((follower.within(SLOWING), [self._pose.xy]))
            limit = min(limit, self._traffic.speed_along(here))
        room = self._router.static.clearance_at(*self._pose.xy) - radius
        follower.closely = self._recovery.lately(now)
        velocity = follower.command(self._pose, self._last, dt, min(limit, self._limit), room)
        comfortable, speed = self.config.follower.deceleration, self._last.linear
        if must_brake(follower.points, follower.arcs, follower.at, speed, others, radius, comfortable):
            velocity = STOP
        held = limit == 0.0 or self._recovery.held or (follower.arrived and not errand.whole)
        if held and errand.blocked is None:
            errand.blocked, errand.stuck = now, self._pose
        elif errand.blocked is not None and self._pose.distance_to(errand.stuck.xy) > GOT_ON:
            errand.blocked = None
        patient = errand.blocked is None or now - errand.blocked <= self.config.courtesy.patience
        follower.crowded = errand.whole and held and not patient
        beside = not patient and errand.goal.distance_to(self._pose.xy) <= self.config.follower.crowded_distance
        if follower.arrived and (errand.whole or beside):
            self._state = DriveState.ARRIVED
        elif follower.arrived or (held and abs(self._last.linear) < MOVING):
            self._state = DriveState.WAITING
        else:
            self._state = DriveState.DRIVING
        return velocity

    def _choose_course(self, errand: Errand, others: np.ndarray, now: float) -> float:
        """Where beside the route to go on. Returns: how fast at most, m/s; 0: not at all."""
        follower, config = errand.follower, self.config
        way = Way(follower.points, follower.arcs, follower.at, follower.lateral)
        stood = 0.0 if errand.blocked is None else now - errand.blocked
        course = choose(
            config.courtesy, way, self._router.static, others, self._surroundings.standing(now, self._pose),
            radius=config.costmap.radius, speed=max(self._last.linear, 0.0), wanted=max(self._limit, 1e-3),
            acceleration=config.follower.acceleration, before=follower.offset, stood=stood,
        )  # fmt: skip
        follower.offset = course.offset
        return course.speed

    def _find_way(self, errand: Errand, now: float) -> None:
        """Plan at the start, and again when the way is obstructed, or when it has become free."""
        courtesy = self.config.courtesy
        if errand.follower is None:
            self._set_out(errand, now)
        if errand.follower is None or now - errand.looked < courtesy.replan_period:
            return
        errand.looked, standing = now, self._surroundings.standing(now, self._pose)
        if self._keep_off(errand, standing, now):
            return
        patient = errand.blocked is None or now - errand.blocked < courtesy.patience
        follower = errand.follower
        ahead = self._router.obstructed(follower, standing, courtesy.look_ahead)
        if patient and not ahead and errand.whole and not errand.detour:
            return
        self._go_around(errand, standing, patient, ahead, now)
        if not errand.whole or not ahead:
            errand.looked += courtesy.replan_period  # nothing has to be decided at once

    def _keep_off(self, errand: Errand, standing: np.ndarray, now: float) -> bool:
        """Take a way that leaves who stands near it the room that they like to have, if there is one."""
        follower, courtesy, radius = errand.follower, self.config.courtesy, self.config.costmap.radius
        if now < errand.polite or not errand.whole:
            return False
        others = self._surroundings.others(now)
        stand = others[np.hypot(others[:, 2], others[:, 3]) <= courtesy.standing_speed, :2]
        reach = radius + self.config.people.radius + courtesy.distance
        until = follower.at + courtesy.look_ahead
        if first_within(follower.points, follower.arcs, follower.at, until, stand, reach - TOLERANCE) == math.inf:
            return False
        errand.polite = now + POLITE_PERIOD
        room = self._surroundings.personal_room(now, self._pose)
        route = self._router.plan(self._pose, errand.goal, np.concatenate((standing, room)))
        if isinstance(route, NoRoute) or route.length > 1.1 * follower.remaining + 0.5:
            return False
        errand.take(PathFollower(self.config.follower, route.points, errand.goal.yaw), whole=True, detour=False)
        return True

    def _set_out(self, errand: Errand, now: float) -> None:
        """The way over the map alone; when even there none is, the errand has failed."""
        route = self._router.plan(self._pose, errand.goal, NO_ROUTE)
        if isinstance(route, NoRoute):
            errand.failure, self._state = route, DriveState.FAILED
            return
        errand.follower = PathFollower(self.config.follower, route.points, errand.goal.yaw)

    def _go_around(self, errand: Errand, standing: np.ndarray, patient: bool, ahead: bool, now: float) -> None:
        """Another way around what stands; a long one only after some patience; as near as one gets if there is none."""
        route = self._router.plan(self._pose, errand.goal, standing)
        if isinstance(route, NoRoute):
            rooms = [self._surroundings.personal_room(now, self._pose, share) for share in ROOM_BESIDE]
            near = self._router.near(self._pose, errand.goal, standing, rooms)
            if near is not None and (errand.whole or math.dist(near[-1], errand.follower.points[-1]) > WORTHWHILE):
                there = errand.goal.distance_to(tuple(near[-1])) <= self.config.follower.crowded_distance
                yaw = errand.goal.yaw if there else math.atan2(*(near[-1] - near[-2])[::-1])
                errand.take(PathFollower(self.config.follower, near, yaw), whole=False)
            return
        left = errand.follower.remaining
        better = route.length < left - 0.5
        if not errand.whole or better or not patient or (ahead and route.length < 1.4 * left + 3.0):
            follower = PathFollower(self.config.follower, route.points, errand.goal.yaw)
            errand.take(follower, whole=True, detour=len(standing) > 0)


def way_to(navigator: Navigator, goal: Pose2D, start: Pose2D | None = None) -> Route | NoRoute:
    """The way that a robot would take to a goal at present, map frame, without setting out. start: None: from here.

    Raises ValueError: the numbers of a pose are none.
    """
    at = navigator._pose if start is None else start
    check_pose("start", at)
    check_pose("goal", goal)
    return navigator._router.plan(at, goal, navigator._surroundings.standing(navigator._stamp or 0.0, at))


def way_aside(config: NavigationConfig, pose: Pose2D, points: np.ndarray, yaw: float | None) -> Errand:
    """An errand along `points`; without a follower where they lead nowhere."""
    if yaw is None and math.dist(points[-1], pose.xy) < config.follower.goal_distance:
        return Errand(pose)
    way = np.concatenate(([pose.xy], points[1:] if len(points) > 1 else points))
    way = way[np.concatenate(([True], np.hypot(*np.diff(way, axis=0).T) > 1e-6))]
    if len(way) < 2:
        way = np.array([pose.xy, np.add(pose.xy, (1e-3, 0.0))])
    heading = math.atan2(*(way[-1] - way[-2])[::-1]) if yaw is None else yaw
    return Errand(Pose2D(*way[-1], heading), PathFollower(config.follower, resampled(way), heading))


def resampled(way: np.ndarray, spacing: float = 0.1) -> np.ndarray:
    """(N, 2) m: the same way with points at most `spacing` m apart."""
    arcs = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))))
    at = np.linspace(0.0, arcs[-1], max(int(arcs[-1] / spacing), 1) + 1)
    return np.column_stack([np.interp(at, arcs, way[:, i]) for i in (0, 1)])


def check_pose(name: str, pose: Pose2D) -> None:
    """Raises ValueError: the pose's numbers are none."""
    if not all(map(math.isfinite, (*pose.xy, pose.yaw))):
        raise ValueError(f"{name} must be finite numbers of m and rad, got {pose}")
