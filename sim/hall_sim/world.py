"""The world: robots with wheels and lidars, people who walk, visitors who talk, in a hall with walls."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from hall_map import Hall, Point
from hall_sim.crowd import Walkers, walk, wanted_directions
from hall_sim.drive import Body
from hall_sim.floor import STRIDE, Floor, floor_of
from hall_sim.lidar import measure, scan
from hall_sim.observation import (
    Agent,
    Command,
    Observation,
    OdometryReading,
    RobotObservation,
    ScanReading,
    Sound,
    Truth,
)
from hall_sim.scenario import Scenario
from hall_sim.visitor import EARSHOT, HeardSpeech, Intention, Sight, Visitor, speech_seconds

SPEECH_LEVEL = 60.0  # dB SPL at 1 m
VISITOR_RADIUS = 0.22  # m
TOUCH, APART = 1e-3, 0.05  # m: nearer than this is a contact, which lasts until they are this far apart
GOAL_KINDS = ("entrance", "exit", "waiting", "self_service", "ticket", "information", "toilet", "water")


class World:
    """One run of a scenario. The same scenario and seed give the same run, bit for bit."""

    def __init__(self, scenario: Scenario, seed: int = 0):
        self.scenario, self.seed = scenario, seed
        self.reset(seed)

    def reset(self, seed: int | None = None) -> Observation:
        """Begin again. Returns: what the robots sense at 0 s."""
        self.seed = self.seed if seed is None else seed
        scenario = self.scenario
        streams = np.random.SeedSequence(self.seed).spawn(2 + 2 * len(scenario.robots))
        generators = [np.random.Generator(np.random.PCG64(stream)) for stream in streams]
        self._steps = 0
        self.floor = floor_of(scenario.hall)
        self._lay_blocks()
        self.bodies = {
            name: Body(scenario.drive, *pose_of(scenario.hall, name), generators[2 + 2 * i])
            for i, name in enumerate(scenario.robots)
        }
        self._lidar = {name: generators[3 + 2 * i] for i, name in enumerate(scenario.robots)}
        self._discs = np.zeros((0, 3))
        self._touching: set[tuple[str, str]] = set()
        self._bumpers: set[str] = set()
        self._collisions = self._bumps = 0
        self._min_clearance = math.inf
        self._ways: dict[str, tuple[Point, np.ndarray]] = {}
        exits = [place.stop.xy for place in scenario.hall.places if place.kind == "entrance"]
        door = exits[0] if exits else (scenario.hall.width / 2, 1.0)
        self.visitors = [Visitor(config, door) for config in scenario.visitors]
        starts = [config.start or door for config in scenario.visitors]
        self._at = np.array(starts, float).reshape(-1, 2)
        self._velocity = np.zeros_like(self._at)
        self._intentions = [Intention() for _ in self.visitors]
        self.people = Walkers(self.floor, goals_of(scenario.hall, self.floor), scenario.people, generators[0])
        for body in self.bodies.values():
            self.people.clear((body.x, body.y), 1.2)
        self._voices: list[tuple] = []  # end, visitor, text, language, wav, start
        self._speeches: list[HeardSpeech] = []
        return self._observe({})

    @property
    def t(self) -> float:
        return self._steps * self.scenario.dt

    def change_hall(self, hall: Hall) -> None:
        """The staff have changed the hall; people walk by its new floor from now on."""
        self.floor = floor_of(hall)
        self._lay_blocks(changed=True)

    def step(self, commands: Mapping[str, Command]) -> Observation:
        """Let `scenario.dt` seconds pass. Robots without a command stop. Raises KeyError: no such robot."""
        if unknown := set(commands) - set(self.bodies):
            raise KeyError(f"no robot {', '.join(sorted(unknown))}; there are {', '.join(self.bodies)}")
        self._lay_blocks()
        self._move_robots(commands)
        self._hear_robots(commands)
        self._move_people()
        self._steps += 1
        self._watch_contacts()
        return self._observe(self._carry_voices())

    # Robots

    def _move_robots(self, commands: Mapping[str, Command]) -> None:
        dt, config = self.scenario.dt, self.scenario.drive
        self._bumpers = set()
        for name, body in self.bodies.items():
            command = commands.get(name, Command())
            body.accelerate(command.linear, command.angular, dt)
            x, y, yaw = body.next_pose(dt)
            if self.floor.clearance(x, y) < config.radius and self.floor.clearance(x, y) < self.floor.clearance(
                body.x, body.y
            ):
                self._touch(name, "wall", abs(body.linear) > 0.02)
                x, y, body.linear = body.x, body.y, 0.0
            body.move_to(x, y, yaw)

    def _touch(self, robot: str, what: str, by_robot: bool) -> None:
        """Count a contact once, as long as it lasts."""
        self._bumpers.add(robot)
        if (robot, what) not in self._touching:
            self._touching.add((robot, what))
            self._collisions += by_robot
            self._bumps += not by_robot

    def _watch_contacts(self) -> None:
        """Contacts between robots and people, and the least clearance of a robot that drives."""
        discs, names = self._all_discs()
        radius = self.scenario.drive.radius
        touching = {(name, "wall") for name in self.bodies if self._at_wall(name)}
        for i, (name, body) in enumerate(self.bodies.items()):
            gaps = np.hypot(discs[:, 0] - body.x, discs[:, 1] - body.y) - discs[:, 2] - radius
            gaps[i] = np.inf
            touching |= {(name, names[j]) for j in np.nonzero(gaps < APART)[0]}
            for j in np.nonzero(gaps < TOUCH)[0]:
                self._touch(name, names[j], self._drives_into(body, discs[j]))
            if abs(body.linear) > 0.05:
                wall = self.floor.clearance(body.x, body.y) - radius
                self._min_clearance = min(self._min_clearance, wall, float(gaps.min(initial=np.inf)))
        self._touching &= touching

    def _at_wall(self, name: str) -> bool:
        body = self.bodies[name]
        return self.floor.clearance(body.x, body.y) < self.scenario.drive.radius + APART

    def _drives_into(self, body: Body, disc: np.ndarray) -> bool:
        """Whether the robot's own motion closes the gap."""
        dx, dy = disc[0] - body.x, disc[1] - body.y
        closing = body.linear * (math.cos(body.yaw) * dx + math.sin(body.yaw) * dy) / max(math.hypot(dx, dy), 1e-6)
        return closing > 0.05

    def _all_discs(self) -> tuple[np.ndarray, list[str]]:
        """(N, 3: x, y, radius) of robots, visitors in the hall, and people; and their names."""
        radius = self.scenario.drive.radius
        rows = [(body.x, body.y, radius) for body in self.bodies.values()]
        names = list(self.bodies)
        for visitor, at in zip(self.visitors, self._at, strict=True):
            if visitor.phase not in ("outside", "left"):
                rows.append((at[0], at[1], VISITOR_RADIUS))
                names.append(visitor.config.name)
        people = np.column_stack((self.people.positions, self.people.radii))
        return np.vstack((np.array(rows), people)), names + [f"person_{i}" for i in range(len(people))]

    # People

    def _move_people(self) -> None:
        discs, _ = self._all_discs()
        crowd = len(self.people.positions)
        self.people.step(discs[: len(discs) - crowd], self.scenario.dt)
        self._move_visitors(discs)

    def _move_visitors(self, discs: np.ndarray) -> None:
        sights = {name: Sight(body.x, body.y, body.linear) for name, body in self.bodies.items()}
        t, grid, dt = self.t, self.floor.grid, self.scenario.dt
        present = len(self.bodies)
        for i, visitor in enumerate(self.visitors):
            at = (float(self._at[i, 0]), float(self._at[i, 1]))
            intention = visitor.step(t, at, sights, self._within_earshot(at))
            if intention.say:
                self._say(visitor, intention, t)
            self._intentions[i] = intention
            if visitor.phase in ("outside", "left"):
                continue
            others = np.delete(discs, present, axis=0)
            present += 1
            wanted = self._direction(visitor.config.name, at, intention)
            speed = np.array([max(intention.speed, 0.1)])
            walk(
                self._at[i : i + 1], self._velocity[i : i + 1], np.array([VISITOR_RADIUS]), wanted, speed, others,
                self.floor.distance, grid.resolution, *grid.origin, dt,
            )  # fmt: skip

    def _direction(self, name: str, at: Point, intention: Intention) -> np.ndarray:
        """(1, 2) unit vector that the visitor walks along."""
        goal = intention.towards
        if goal is None:
            return np.zeros((1, 2))
        if not intention.by_flow:
            d = max(math.dist(at, goal), 1e-6)
            return np.array([[(goal[0] - at[0]) / d, (goal[1] - at[1]) / d]])
        known = self._ways.get(name)
        if known is None or math.dist(known[0], goal) > 0.8:
            known = (goal, self.floor.flow_to(goal))
            self._ways[name] = known
        grid = self.floor.grid
        size = grid.resolution * STRIDE
        return wanted_directions(known[1][None], np.zeros(1, np.int64), np.array([at]), size, *grid.origin)

    # Sound

    def _say(self, visitor: Visitor, intention: Intention, t: float) -> None:
        config = visitor.config
        end = t + speech_seconds(intention.say, config.language)
        self._voices.append((end, config.name, intention.say, config.language, intention.wav, t))

    def _carry_voices(self) -> dict[str, list[Sound]]:
        """What visitors have finished saying, at each robot within earshot."""
        t, heard = self.t, {}
        for voice in [v for v in self._voices if v[0] <= t]:
            self._voices.remove(voice)
            end, name, text, language, wav, start = voice
            at = self._at[[v.config.name for v in self.visitors].index(name)]
            for robot, body in self.bodies.items():
                distance = max(math.dist(at, (body.x, body.y)), 0.3)
                if distance <= EARSHOT:
                    level = SPEECH_LEVEL - 20.0 * math.log10(distance)
                    heard.setdefault(robot, []).append(Sound(text, language, start, end, level, wav))
        return heard

    def _hear_robots(self, commands: Mapping[str, Command]) -> None:
        self._speeches = [
            HeardSpeech(name, speech.text, self.t, self.t + speech.seconds)
            for name, command in commands.items()
            for speech in command.speech
        ]

    def _within_earshot(self, at: Point) -> tuple[HeardSpeech, ...]:
        bodies = self.bodies
        return tuple(s for s in self._speeches if math.dist(at, (bodies[s.robot].x, bodies[s.robot].y)) <= EARSHOT)

    # What is sensed, and what is true

    def _observe(self, heard: Mapping[str, list[Sound]]) -> Observation:
        t, config = self.t, self.scenario.lidar
        turn = max(round(config.period / self.scenario.dt), 1)
        robots = {}
        for i, (name, body) in enumerate(self.bodies.items()):
            due = (self._steps + i) % turn == 0 or self._steps == 0
            odometry = OdometryReading(t, *body.odom, body.linear, body.angular)
            reading = self._scan(i, name, t) if due else None
            robots[name] = RobotObservation(odometry, reading, tuple(heard.get(name, ())), name in self._bumpers)
        return Observation(t, robots, t >= self.scenario.duration - 1e-9)

    def _scan(self, i: int, name: str, t: float) -> ScanReading:
        config, grid, body = self.scenario.lidar, self.floor.grid, self.bodies[name]
        discs, _ = self._all_discs()
        exact = scan(
            self.floor.occupied, grid.resolution, *grid.origin, body.x, body.y, body.yaw, config.beams,
            config.range_max, discs, i,
        )  # fmt: skip
        ranges = measure(exact, config, self._lidar[name])
        return ScanReading(t, ranges, config.angle_min, config.angle_increment, config.range_max)

    def _lay_blocks(self, changed: bool = False) -> None:
        now = tuple(b.polygon for b in self.scenario.blocks if b.begins <= self.t < b.ends)
        if now == self.floor.blocks and not changed:
            return
        self.floor = floor_of(self.floor.hall).with_blocks(now)
        if self._steps:
            self.people.change_floor(self.floor)
            self._ways.clear()

    @property
    def truth(self) -> Truth:
        """Where everybody is."""
        radius = self.scenario.drive.radius
        agents = [Agent(n, "robot", b.x, b.y, b.yaw, radius) for n, b in self.bodies.items()]
        for visitor, at, v in zip(self.visitors, self._at, self._velocity, strict=True):
            yaw = math.atan2(v[1], v[0])
            agents.append(
                Agent(visitor.config.name, "visitor", float(at[0]), float(at[1]), yaw, VISITOR_RADIUS, visitor.phase)
            )
        for i, (p, v) in enumerate(zip(self.people.positions, self.people.velocities, strict=True)):
            yaw = math.atan2(v[1], v[0])
            agents.append(Agent(f"person_{i}", "person", float(p[0]), float(p[1]), yaw, float(self.people.radii[i])))
        return Truth(self.t, tuple(agents), self._collisions, self._bumps, self._min_clearance)


def pose_of(hall: Hall, robot: str) -> tuple[float, float, float]:
    pose = hall.dock_of[robot].pose
    return pose.x, pose.y, pose.yaw


def goals_of(hall: Hall, floor: Floor) -> tuple[Point, ...]:
    """Where people go: in front of windows and at places, by turns."""
    windows = [window.stop.xy for window in hall.windows[::2]]
    places = [place.stop.xy for place in hall.places if place.kind in GOAL_KINDS]
    return tuple(point for point in windows + places if floor.clearance(*point) > 0.3)
