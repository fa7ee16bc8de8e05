"""The world: robots with wheels and lidars, people who walk, visitors who talk, in a hall with walls."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import compress

import numpy as np

from hall_map import Hall, Point, Pose2D
from hall_sim.contacts import Contact, Contacts
from hall_sim.crowd import Crowd
from hall_sim.dashes import Dashes
from hall_sim.fleet import Fleet, People
from hall_sim.floor import Floor, floor_of
from hall_sim.guest import Guest
from hall_sim.habits import Habits
from hall_sim.happenings import Doors, Kidnap, Polygon, strip
from hall_sim.observation import Cast, Command, Observation, RobotObservation, Truth
from hall_sim.panes import THICKNESS
from hall_sim.randomness import stream
from hall_sim.scenario import Scenario
from hall_sim.ticket_system import TicketSystem
from hall_sim.tracks import Replay
from hall_sim.visitor import Intention, Sight, Sign, Visitor
from hall_sim.visitor_config import VisitorConfig
from hall_sim.voices import Utterance, Voices
from hall_sim.walkers import Walkers, at_counter

STRAIGHT = 3.0  # m: what is so near one walks up to, if nothing is between


class World:
    """One run of a scenario. The same scenario and seed give the same run, bit for bit."""

    def __init__(self, scenario: Scenario, seed: int = 0):
        self.scenario, self.seed = scenario, seed
        self.reset(seed)

    def reset(self, seed: int | None = None) -> Observation:
        """Begin again. Returns: what the robots sense at 0 s."""
        self.seed = self.seed if seed is None else seed
        scenario = self.scenario
        self._steps = 0
        self.fleet = Fleet(scenario, self.seed)
        self._panes = tuple(strip(pane.points, THICKNESS) for pane in scenario.panes)
        self._doors = Doors(scenario.hall, scenario.doors)
        self._kidnaps = list(scenario.kidnaps)
        self.floor = floor_of(scenario.hall).with_blocks(self._blocks(self.fleet.discs()), self._panes)
        self.contacts = Contacts()
        self._min_clearance = math.inf
        self._voices = Voices()
        tickets = scenario.tickets
        self._tickets = TicketSystem(tickets, scenario.hall, self.seed) if tickets is not None else None
        door = self.floor.open_point(door_of(scenario.hall))
        signs = signs_of(scenario.hall, self.floor)
        self.guests = {robot: Guest.of(robot) for robot in scenario.robots if scenario.guests}
        visitors = [
            Visitor(config, self.floor.open_point(config.start) if config.start else door, door, signs)
            for config in scenario.visitors
        ]
        self.visitors: list[Visitor | Guest] = [*visitors, *self.guests.values()]
        self.numbers = list(range(len(self.visitors)))  # of the visitors, in the crowd
        self.crowd = Crowd(len(self.visitors) + scenario.people + len(scenario.dashes) + len(scenario.tracks))
        for i, visitor in enumerate(self.visitors):
            self.crowd.xy[i] = visitor.door
        self._bring_people(door)
        return self._observe()

    def _bring_people(self, door: Point) -> None:
        """Everybody but the visitors, in the order of the crowd's numbers."""
        scenario, crowd = self.scenario, self.crowd
        first, standing = len(self.visitors), min(scenario.standing, scenario.people)
        rng = stream(self.seed, "habits")
        habits = Habits(crowd, first, standing, scenario.people, scenario.mix, rng) if scenario.mix.total else None
        self.walkers = Walkers(
            crowd, self.floor, door, first=first, count=scenario.people, standing=standing,
            rng=stream(self.seed, "people"), habits=habits,
            avoid=(*((body.x, body.y) for body in self.fleet.bodies.values()), *(v.door for v in self.visitors)),
        )  # fmt: skip
        self._newcomers: dict[int, Walkers] = {}  # by their number
        self._vacant: list[int] = []  # numbers of people who were brought and are gone, for whoever is brought next
        self._dashes = Dashes(crowd, first + scenario.people, scenario.dashes)
        self._replay = Replay(crowd, first + scenario.people + len(scenario.dashes), scenario.tracks)
        self.names: tuple[str, ...] = (  # of the crowd
            *(visitor.config.name for visitor in self.visitors),
            *(f"person_{i}" for i in range(scenario.people)),
            *(f"child_{i}" for i in range(len(scenario.dashes))),
            *(f"recorded_{track.id}" for track in scenario.tracks),
        )
        self._known_as: tuple[str, ...] | None = None
        self._first_brought = len(self.names)  # who has this number or a greater one was brought later
        self._alarm = math.inf if scenario.alarm is None else scenario.alarm

    @property
    def t(self) -> float:
        """Seconds since the beginning."""
        return self._steps * self.scenario.dt

    def bring_guest(self, robot: str, at: Point) -> None:
        """Somebody real steps up to a robot, about `at` m. Raises KeyError: nobody may."""
        self.guests[robot].come(self.floor.open_point(at))

    def change_hall(self, hall: Hall) -> None:
        """The staff have changed the hall; everybody moves on its new floor from now on."""
        self._lay(hall)

    def bring_walker(self, name: str, at: Point, *, standing: bool = False) -> int:
        """Somebody is in the hall from now on, at `at` m, on an errand or to stay there. Returns: their number."""
        i = self._enlist(name)
        walker = Walkers(
            self.crowd, self.floor, self.floor.open_point(door_of(self.floor.hall)), first=i, count=1,
            standing=int(standing), avoid=(), begin=(at,), rng=stream(self.seed, f"newcomer {i} {name}"),
        )  # fmt: skip
        if self.alarmed:
            walker.flee(self.t)
        self._newcomers[i] = walker
        return i

    def bring_visitor(self, config: VisitorConfig, at: Point) -> int:
        """A visitor is in the hall from now on, at `at` m, and walks up to a robot. Returns: their number."""
        i, hall = self._enlist(config.name), self.floor.hall
        config = replace(config, arrives=min(config.arrives, self.t))
        visitor = Visitor(config, at, self.floor.open_point(door_of(hall)), signs_of(hall, self.floor))
        self.visitors.append(visitor)
        self.numbers.append(i)
        self.crowd.xy[i] = at
        self._follow_intention(i, visitor, {name: (body.x, body.y) for name, body in self.fleet.bodies.items()})
        if self.alarmed:
            visitor.flee(self.t)
        return i

    def _enlist(self, name: str) -> int:
        if name in self.names or name in self.fleet.bodies:
            raise ValueError(f"{name!r} is there already")
        if not self._vacant:
            self.names = (*self.names, name)
            return self.crowd.add()
        i = self._vacant.pop()
        self.names = (*self.names[:i], name, *self.names[i + 1 :])
        self.crowd.renew(i)
        return i

    def remove(self, i: int) -> None:
        """Person number `i` of the crowd vanishes, and their name is free again."""
        for robot, other in self.contacts.lasting():
            if other == self.names[i]:
                self.contacts.end(robot, other)
        self.crowd.remove(i)
        self._voices.forget(self.names[i])
        self.names = (*self.names[:i], "", *self.names[i + 1 :])
        if i < self._first_brought:
            return
        self._newcomers.pop(i, None)
        if i in self.numbers:
            del self.visitors[self.numbers.index(i)]
            self.numbers.remove(i)
        self._vacant.append(i)

    def carry(self, i: int, to: Pose2D) -> None:
        """Person number `i` of the crowd is suddenly elsewhere, and stands."""
        self.crowd.xy[i], self.crowd.velocity[i], self.crowd.wish[i], self.crowd.yaw[i] = to.xy, 0.0, 0.0, to.yaw
        for walkers in (self.walkers, *self._newcomers.values()):
            walkers.carried(i, self.t)
        for number, visitor in zip(self.numbers, self.visitors, strict=True):
            if number == i:
                visitor.carried(to.xy)

    def step(self, commands: Mapping[str, Command]) -> Observation:
        """Let `scenario.dt` seconds pass. Robots without a command stop. Raises KeyError: no such robot."""
        if unknown := set(commands) - set(self.fleet.bodies):
            raise KeyError(f"no robot {', '.join(sorted(unknown))}; there are {', '.join(self.fleet.bodies)}")
        self._lay(self.floor.hall)
        for kidnap in self._kidnaps:
            self._carry(kidnap)
        awake = {name: command.speech for name, command in commands.items() if self.fleet.has_power(name)}
        self._voices.hear_robots(self.t, awake)
        self.fleet.move(self.t, commands, self.floor, self._people, self.contacts)
        self._move_people()
        self._steps += 1
        people = self._people
        self.fleet.end_contacts(self.floor, people, self.contacts)
        self._min_clearance = min(self._min_clearance, self.fleet.clearance(people))
        return self._observe()

    def _lay(self, hall: Hall) -> None:
        """Put the walls of a hall and the blocks of this moment in place."""
        old = self.floor if hall is self.floor.hall else floor_of(hall)
        floor = old.with_blocks(self._blocks(), self._panes)
        if floor is not self.floor:
            self.floor = floor
            for walkers in (self.walkers, *self._newcomers.values()):
                walkers.change_floor(floor)
            self.crowd.step_out_of_walls(floor)

    def _blocks(self, discs: np.ndarray | None = None) -> tuple[Polygon, ...]:
        """What stands in the way at this moment; `discs`: who is about, where that is not everybody yet."""
        blocks = self.scenario.blocks_at(self.t)
        if not self.scenario.doors:
            return blocks
        if discs is None:
            discs = np.concatenate((self.fleet.discs(), self.crowd.discs()))
        return (*blocks, *self._doors.shut_at(self.t, discs))

    def _carry(self, kidnap: Kidnap) -> None:
        """Put a robot down somewhere else when its time has come and there is room."""
        radius, (x, y) = self.scenario.drive.radius, kidnap.to.xy
        if self.t < kidnap.at or not self.floor.fits(x, y, radius) or self.crowd.crowded((x, y), 2.0 * radius):
            return
        self.fleet.carry(kidnap.robot, kidnap.to)
        self._kidnaps = [other for other in self._kidnaps if other is not kidnap]

    # People

    @property
    def _people(self) -> People:
        return People(self.crowd.discs(), self.names)

    def _move_people(self) -> None:
        t, crowd = self.t, self.crowd
        robots = {name: (body.x, body.y) for name, body in self.fleet.bodies.items()}
        for i, visitor in zip(self.numbers, self.visitors, strict=True):
            if not crowd.removed[i]:
                self._follow_intention(i, visitor, robots)
        if t >= self._alarm:
            self._sound_alarm(t)
        for walkers in (self.walkers, *self._newcomers.values()):
            walkers.step(t, self._steps)
        self._dashes.step({name: (body.x, body.y, body.linear) for name, body in self.fleet.bodies.items()})
        velocity, discs = crowd.velocity.copy(), self.fleet.discs()
        touched = crowd.step(self.floor, discs, self.scenario.dt)
        if self.scenario.tracks:
            self._replay.step(t + self.scenario.dt, self.scenario.dt)
            for i, robot in self._replay.touching(discs):
                touched[i], velocity[i] = robot, crowd.velocity[i]
        if (touched >= 0).any():
            self.fleet.met_by(t, touched, velocity, self._people, self.contacts)

    @property
    def alarmed(self) -> bool:
        """Whether everybody has been told to leave."""
        return self.scenario.alarm is not None and self._alarm == math.inf

    def _sound_alarm(self, t: float) -> None:
        self._alarm = math.inf
        for walkers in (self.walkers, *self._newcomers.values()):
            walkers.flee(t)
        for visitor in self.visitors:
            visitor.flee(t)

    def _follow_intention(self, i: int, visitor: Visitor | Guest, robots: Mapping[str, Point]) -> None:
        """Ask a visitor what they want to do, and let them want it."""
        t, crowd, at = self.t, self.crowd, self.crowd.at(i)
        was_present = visitor.present
        heard = self._voices.within_earshot(at, robots) if was_present else ()
        intention = visitor.step(t, at, self._sights(at), heard)
        if visitor.present != was_present:
            if visitor.present:
                crowd.enter(i, visitor.door)
            else:
                crowd.leave(i)
        if intention.say is not None:
            self._voices.say(utterance_of(visitor, intention, t))
        goal = intention.towards
        if goal is None or intention.speed <= 0.0:
            crowd.stand(i, intention.facing)
        elif math.dist(at, goal) < STRAIGHT and self.floor.passes(at, goal):
            crowd.go_straight(i, goal, intention.speed)
        else:
            crowd.go(self.floor, i, goal, intention.speed)

    def _sights(self, at: Point) -> dict[str, Sight]:
        sights = {}
        for name, body in self.fleet.bodies.items():
            point = (body.x, body.y)
            near = math.dist(at, point) < STRAIGHT and self.floor.passes(at, point)
            sights[name] = Sight(body.x, body.y, abs(body.linear), near)
        return sights

    # What is sensed, and what is true

    def _observe(self) -> Observation:
        t, turn = self.t, max(round(self.scenario.lidar.period / self.scenario.dt), 1)
        robots = {name: (body.x, body.y) for name, body in self.fleet.bodies.items()}
        pairs = zip(self.numbers, self.visitors, strict=True)
        speakers = {visitor.config.name: self.crowd.at(i) for i, visitor in pairs}
        sounds = self._voices.arrive(t, speakers, robots)
        due = self._steps % turn == 0
        everybody = self.fleet.among(self._people) if due else None
        observed = {
            name: RobotObservation(
                self.fleet.odometry(t, name),
                self.fleet.scan(t, name, self.floor, everybody) if due else None,
                sounds.get(name, ()),
                self.contacts.touches(name),
                self.fleet.battery(t, name),
            )
            for name in robots
        }
        queues = self._tickets.news(t, self.floor.hall) if self._tickets is not None else ()
        return Observation(t, observed, t >= self.scenario.duration - 1e-9, queues)

    @property
    def truth(self) -> Truth:
        """Where everybody is. Visitors who have not come yet, or have left, stand at the door (see their phase)."""
        crowd, bodies = self.crowd, self.fleet.bodies.values()
        phases = ["" if present else "outside" for present in crowd.present.tolist()]
        for i, visitor in zip(self.numbers, self.visitors, strict=True):
            phases[i] = visitor.phase
        poses = np.empty((len(bodies) + len(crowd), 3))
        for i, body in enumerate(bodies):
            poses[i] = body.x, body.y, body.yaw
        poses[len(bodies) :, :2], poses[len(bodies) :, 2] = crowd.xy, crowd.yaw
        phases = [*("",) * len(bodies), *phases]
        if "" in self.names:  # somebody was removed
            there = [True] * len(bodies) + [bool(name) for name in self.names]
            poses, phases = poses[there], compress(phases, there)
        if self._known_as is not self.names:
            visitors = frozenset(self.numbers)
            self._known_as, self._cast = self.names, Cast.of(
                self.fleet.bodies, self.scenario.drive.radius,
                [(name, i in visitors, float(crowd.radius[i])) for i, name in enumerate(self.names) if name],
            )  # fmt: skip
        return Truth(
            self.t, self._cast, poses, tuple(phases),
            self.contacts.by_robots, self.contacts.by_people, self._min_clearance,
        )  # fmt: skip

    @property
    def contact_log(self) -> tuple[Contact, ...]:
        """All contacts so far, in the order of time."""
        return tuple(self.contacts.log)


def utterance_of(visitor: Visitor, intention: Intention, t: float) -> Utterance:
    config = visitor.config
    end = t + visitor.seconds(intention.say, asks=intention.asks)
    return Utterance(config.name, intention.say, config.language, t, end, config.wav if intention.asks else None)


def signs_of(hall: Hall, floor: Floor) -> tuple[Sign, ...]:
    return tuple(
        Sign(thing.stop.xy, floor.open_point(at_counter(thing.xy, thing.stop.xy)))
        for thing in (*hall.windows, *hall.places)
    )


def door_of(hall: Hall) -> Point:
    """Where people come in: the entrance, or the middle of the hall's southern side."""
    entrances = [place.xy for place in hall.places if place.kind == "entrance"]
    return entrances[0] if entrances else (hall.width / 2.0, 1.0)
