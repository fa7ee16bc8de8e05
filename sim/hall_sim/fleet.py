"""The robots' bodies in the hall: how they drive, what stops them, what they sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hall_map import Pose2D
from hall_sim.advance import FREE, advance, nearest_disc
from hall_sim.battery import Battery, BatteryReading, is_docked
from hall_sim.contacts import APART, WALL, Contacts, is_by_robot
from hall_sim.drive import Body
from hall_sim.floor import Floor
from hall_sim.happenings import ground_at
from hall_sim.lidar import measure, scan
from hall_sim.observation import Command, OdometryReading, ScanReading
from hall_sim.panes import as_rows, scan_through
from hall_sim.randomness import stream
from hall_sim.scenario import Scenario

STOP = Command()


@dataclass(frozen=True)
class People:
    """Those who share the hall with robots: discs (N, 5: x, y, radius, vx, vy), and their names."""

    discs: np.ndarray
    names: tuple[str, ...]


class Fleet:
    """All robots of a world."""

    def __init__(self, scenario: Scenario, seed: int):
        self.drive, self.lidar, self.dt = scenario.drive, scenario.lidar, scenario.dt
        self.bodies: dict[str, Body] = {}
        self.batteries: dict[str, Battery] = {}
        self._noise: dict[str, np.random.Generator] = {}
        self._luck: dict[str, np.random.Generator] = {}  # with glass
        self._slippery, self._blindness, self._panes = scenario.slippery, scenario.blindness, as_rows(scenario.panes)
        self._number = {name: i for i, name in enumerate(scenario.robots)}
        self._docks = tuple(dock.pose for dock in scenario.hall.docks)
        for name in scenario.robots:
            pose = scenario.hall.dock_of[name].pose
            self.bodies[name] = Body(self.drive, pose.x, pose.y, pose.yaw, stream(seed, f"odometry {name}"))
            self._noise[name] = stream(seed, f"lidar {name}")
            self._luck[name] = stream(seed, f"glass {name}")
            if scenario.battery is not None:
                self.batteries[name] = Battery(scenario.battery)
        self._look_at_bodies()

    def discs(self) -> np.ndarray:
        """(M, 5: x, y, radius, vx, vy) of the robots, read-only."""
        return self._discs

    def carry(self, name: str, to: Pose2D) -> None:
        """A robot is lifted and put down somewhere else. Raises KeyError: no such robot."""
        self.bodies[name].carry_to(*to.xy, to.yaw)
        self._look_at_bodies()

    def _look_at_bodies(self) -> None:
        self._discs = np.array([self._disc(body) for body in self.bodies.values()]).reshape(-1, 5)
        self._discs.flags.writeable = False

    def among(self, people: People) -> np.ndarray:
        """(M + N, 5: x, y, radius, vx, vy) of the robots and, after them, of people."""
        return np.concatenate((self.discs(), people.discs))

    def _disc(self, body: Body) -> tuple[float, float, float, float, float]:
        return (body.x, body.y, self.drive.radius, *body.velocity)

    def move(self, t: float, commands: Mapping[str, Command], floor: Floor, people: People, contacts: Contacts) -> None:
        """Drive for `dt` s, each as far as it can; who has no command stops."""
        others = self.among(people)
        for i, (name, body) in enumerate(self.bodies.items()):
            command = commands.get(name, STOP) if self.has_power(name) else STOP
            ground = ground_at(self._slippery, t, (body.x, body.y))
            body.accelerate(command.linear, command.angular, self.dt, ground)
            if (hit := self._advance(body, floor, others, i)) != FREE:
                self._touch(t, name, body, hit, others, people, contacts)
            others[i] = self._disc(body)
            if name in self.batteries:
                docked = is_docked((body.x, body.y, body.yaw), body.linear, self._docks)
                self.batteries[name].spend(body.linear, body.angular, self.dt, docked=docked)
        self._look_at_bodies()

    def has_power(self, name: str) -> bool:
        return name not in self.batteries or not self.batteries[name].is_empty

    def _touch(
        self, t: float, name: str, body: Body, hit: int, others: np.ndarray, people: People, contacts: Contacts
    ) -> None:
        """A body has run into disc number `hit`, or a wall, -1."""
        if hit < 0:
            contacts.touch(t, name, WALL, by_robot=True)
        else:
            other, blame = (*self.bodies, *people.names)[hit], self._blame(body, others[hit])
            contacts.touch(t, name, other, by_robot=blame)
        body.hit()

    def _advance(self, body: Body, floor: Floor, others: np.ndarray, i: int) -> int:
        """Move a body, which is disc number `i`. Returns: what stops it, see `advance.obstacle`."""
        x, y, yaw, hit = advance(
            *body.motion, self.dt, others, i, self.drive.radius, floor.room, floor.distance, *floor.frame
        )  # fmt: skip
        body.move_to(x, y, yaw)
        return hit

    def _blame(self, body: Body, other: np.ndarray) -> bool:
        dx, dy = other[0] - body.x, other[1] - body.y
        d = max(math.hypot(dx, dy), 1e-9)
        vx, vy = body.velocity
        return bool(is_by_robot((vx * dx + vy * dy) / d, -(other[3] * dx + other[4] * dy) / d))

    def met_by(self, t: float, touched: np.ndarray, velocity: np.ndarray, people: People, contacts: Contacts) -> None:
        """People have walked into robots. touched: (N,) which, -1 none; velocity: (N, 2), how people wanted to walk."""
        for n in np.nonzero(touched >= 0)[0]:
            robot = tuple(self.bodies)[touched[n]]
            disc = np.array((*people.discs[n, :3], *velocity[n]))
            contacts.touch(t, robot, people.names[n], by_robot=self._blame(self.bodies[robot], disc))

    def end_contacts(self, floor: Floor, people: People, contacts: Contacts) -> None:
        """End the contacts of those that have come apart."""
        for robot, other in contacts.lasting():
            body = self.bodies[robot]
            if other == WALL:
                apart = floor.fits(body.x, body.y, self.drive.radius + APART)
            else:
                index = (*self.bodies, *people.names).index(other)
                x, y, radius = self.among(people)[index, :3]
                apart = math.dist((x, y), (body.x, body.y)) > radius + self.drive.radius + APART
            if apart:
                contacts.end(robot, other)

    def clearance(self, people: People) -> float:
        """Metres between the edges of a robot that drives and of the nearest person or robot; inf where none drives."""
        least, discs = math.inf, self.discs()
        for i, body in enumerate(self.bodies.values()):
            if abs(body.linear) > 0.05:
                gaps = nearest_disc(discs, body.x, body.y, i)[1], nearest_disc(people.discs, body.x, body.y, -1)[1]
                least = min(least, min(gaps) - self.drive.radius)
        return least

    def odometry(self, t: float, name: str) -> OdometryReading:
        body = self.bodies[name]
        return OdometryReading(t, *body.odom, *body.wheels)

    def battery(self, t: float, name: str) -> BatteryReading | None:
        return self.batteries[name].reading(t) if name in self.batteries else None

    def scan(self, t: float, name: str, floor: Floor, everybody: np.ndarray) -> ScanReading | None:
        """One turn of a robot's lidar among `everybody`; None where it is dead."""
        if not self.has_power(name) or any(b.robot == name and b.begins <= t < b.ends for b in self._blindness):
            return None
        ranges = measure(self._exact_ranges(name, floor, everybody), self.lidar, self._noise[name])
        config = self.lidar
        return ScanReading(t, ranges, config.angle_min, config.angle_increment, config.range_max, config.mount)

    def _exact_ranges(self, name: str, floor: Floor, everybody: np.ndarray) -> np.ndarray:
        body, config = self.bodies[name], self.lidar
        pose = config.pose_on(body.x, body.y, body.yaw)
        own = self._number[name]
        seen = (floor.sight, *floor.frame, *pose, config.beams, config.range_max, everybody, own)
        if len(self._panes):
            return scan_through(*seen, self._panes, self._luck[name].random(config.beams))
        return scan(*seen)
