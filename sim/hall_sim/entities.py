"""What is in a world, by name, and how somebody from outside may change it between two steps."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hall_map import Point, Pose2D
from hall_sim.crowd import PERSON_RADIUS
from hall_sim.visitor_config import VisitorConfig
from hall_sim.world import World

NAME = re.compile(r"\w[\w-]{0,63}")


class NoSuchEntityError(LookupError):
    """Nobody and nothing of this name is in the hall."""


class NameTakenError(ValueError):
    """Somebody has this name already."""


class NoRoomError(ValueError):
    """A wall, a robot or a person is in the way."""


class NotAllowedError(ValueError):
    """Something that this world does not let be done to this entity."""


@dataclass(frozen=True)
class Entity:
    """A robot or a person, as it truly is."""

    name: str
    kind: str  # robot, visitor, person
    pose: Pose2D
    radius: float  # m
    velocity: tuple[float, float] = (0.0, 0.0)  # m/s, map frame
    turning: float = 0.0  # rad/s


class Entities:
    """The robots, and the people who are in the hall now.

    Each change is as deterministic as the world: the same one at the same step gives the same run. A world in which
    nothing is changed runs as it always does.
    """

    def __init__(self, world: World):
        self._world = world
        self._brought: set[str] = set()

    def __iter__(self) -> Iterator[Entity]:
        world = self._world
        for name, body in world.fleet.bodies.items():
            pose = Pose2D(body.x, body.y, body.yaw)
            yield Entity(name, "robot", pose, world.scenario.drive.radius, body.velocity, body.angular)
        crowd, visitors = world.crowd, set(world.numbers)
        for i, name in enumerate(world.names):
            if crowd.present[i]:
                velocity = float(crowd.velocity[i, 0]), float(crowd.velocity[i, 1])
                pose = Pose2D(*crowd.at(i), float(crowd.yaw[i]))
                kind = "visitor" if i in visitors else "person"
                yield Entity(name, kind, pose, float(crowd.radius[i]), velocity)

    def __getitem__(self, name: str) -> Entity:
        """Raises NoSuchEntityError: it is not in the hall now."""
        for entity in self:
            if entity.name == name:
                return entity
        there = ", ".join(entity.name for entity in self)
        raise NoSuchEntityError(f"no {name!r} is in the hall now; there are {there}")

    def free_name(self, wanted: str) -> str:
        """A name that nobody has: `wanted`, or that with a number."""
        taken = {*self._world.fleet.bodies, *self._world.names}
        names = (wanted, *(f"{wanted}_{n}" for n in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)

    def bring_walker(self, name: str, at: Point, *, standing: bool = False) -> None:
        """Put somebody into the hall who is on an errand, or stays.

        Raises NameTakenError, NoRoomError, or ValueError: it is no name.
        """
        self._check_new(name, at)
        self._world.bring_walker(name, at, standing=standing)
        self._brought.add(name)

    def bring_visitor(self, config: VisitorConfig, at: Point) -> None:
        """Put a visitor into the hall, who walks up to a robot.

        Raises as `bring_walker`, and NotAllowedError: they want a robot that is not there.
        """
        self._check_new(config.name, at)
        if config.robot is not None and config.robot not in self._world.fleet.bodies:
            raise NotAllowedError(f"no robot {config.robot!r}; there are {', '.join(self._world.fleet.bodies)}")
        self._world.bring_visitor(config, at)
        self._brought.add(config.name)

    def remove(self, name: str) -> None:
        """Take a person out of the hall, for good. Raises NoSuchEntityError; NotAllowedError: it is no such person."""
        self._check_movable(name, guests=False)
        if name in self._world.fleet.bodies:
            raise NotAllowedError(f"{name} is a robot, whose software would be left without a body")
        self._world.remove(self._world.names.index(name))
        self._brought.discard(name)

    def remove_brought(self) -> None:
        """Take out everybody who has been put in."""
        for name in sorted(self._brought):
            self.remove(name)

    def move(self, name: str, to: Pose2D) -> None:
        """Put a robot or a person down elsewhere; a robot is not told.

        Raises NoSuchEntityError, NoRoomError; NotAllowedError: it is a recording.
        """
        self._check_movable(name)
        entity = self[name]
        self._check_room(to.xy, entity.radius, but=name)
        if name in self._world.fleet.bodies:
            self._world.fleet.carry(name, to)
        else:
            self._world.carry(self._world.names.index(name), to)

    def _check_new(self, name: str, at: Point) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"a name has letters, digits, _ and -, 64 at most, got {name!r:.100}")
        if self.free_name(name) != name:
            raise NameTakenError(f"{name!r} is there already; {self.free_name(name)!r} is free")
        self._check_room(at, PERSON_RADIUS)

    def _check_movable(self, name: str, *, guests: bool = True) -> None:
        world = self._world
        if name not in world.fleet.bodies and name not in world.names:
            self[name]  # which tells who there is
        if name.startswith("recorded_") and name in world.names:
            raise NotAllowedError(f"{name} was recorded, and does what was recorded")
        if not guests and name in {guest.config.name for guest in world.guests.values()}:
            raise NotAllowedError(f"{name} is somebody real, who comes and goes by the robot's screen")

    def _check_room(self, at: Point, radius: float, but: str = "") -> None:
        world = self._world
        if not (math.isfinite(at[0]) and math.isfinite(at[1])) or not world.floor.fits(*at, radius):
            raise NoRoomError(f"({at[0]:.2f}, {at[1]:.2f}) m lies in a wall, in furniture or off the map")
        for entity in self:
            if entity.name != but and math.dist(entity.pose.xy, at) < entity.radius + radius:
                raise NoRoomError(f"{entity.name} stands at ({at[0]:.2f}, {at[1]:.2f}) m")
