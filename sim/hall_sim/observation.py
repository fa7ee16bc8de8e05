"""What a robot's software exchanges with the world: commands in, sensor readings and sounds out.

SI units; `odom` is each robot's own drifting frame, `map` the hall's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from hall_sim.battery import BatteryReading
from hall_sim.ticket_system import QueueReading


@dataclass(frozen=True)
class Speech:
    """Words that a robot begins to speak now."""

    text: str
    language: str
    seconds: float  # how long they sound


@dataclass(frozen=True)
class Command:
    """What a robot does in one step. Who has no command stops."""

    linear: float = 0.0  # m/s, forwards
    angular: float = 0.0  # rad/s, anticlockwise
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True)
class ScanReading:
    """One turn of the lidar, in the sensor's frame."""

    stamp: float  # s
    ranges: np.ndarray  # (N,) float32, m; inf: nothing within range; NaN: the beam dropped out
    angle_min: float  # rad
    angle_increment: float  # rad
    range_max: float  # m
    mount: tuple[float, float, float] = (0.0, 0.0, 0.0)  # m, m, rad: where the sensor sits in the robot's frame


@dataclass(frozen=True)
class OdometryReading:
    """Where the wheels believe the robot is, in `odom`, which starts at the robot's first pose in the hall."""

    stamp: float  # s
    x: float  # m
    y: float  # m
    yaw: float  # rad
    linear: float  # m/s
    angular: float  # rad/s


@dataclass(frozen=True)
class Sound:
    """Words of a visitor that reach a robot's microphone, whole, once they have been spoken."""

    text: str
    language: str
    start: float  # s
    end: float  # s
    level_db: float  # dB SPL at the microphone
    wav: Path | None = None  # the recording that was played instead of the words


@dataclass(frozen=True)
class RobotObservation:
    odometry: OdometryReading
    scan: ScanReading | None  # None between two turns
    sounds: tuple[Sound, ...] = ()
    bumper: bool = False  # something is touched
    battery: BatteryReading | None = None  # None: the scenario's robots never tire


@dataclass(frozen=True)
class Observation:
    t: float  # s
    robots: Mapping[str, RobotObservation]
    done: bool  # the scenario's time is over
    queues: tuple[QueueReading, ...] = ()  # news of the ticket system, where the hall has one; not in every step


@dataclass(frozen=True)
class Agent:
    """Somebody or something that moves, as it truly is."""

    name: str
    kind: str  # robot, visitor, person
    x: float  # m
    y: float  # m
    yaw: float  # rad
    radius: float  # m
    # of visitors: outside, approaching, asking, listening, following, lagging, arrived, leaving, left; people: outside
    phase: str = ""


@dataclass(frozen=True)
class Cast:
    """Who is there, by number: names, kinds, and radii in m, which stay the same from moment to moment."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    radii: tuple[float, ...]

    @classmethod
    def of(cls, robots: Iterable[str], radius: float, people: Sequence[tuple[str, bool, float]]) -> Cast:
        """Robots, all of one `radius` m, and after them people: names, whether they are visitors, and radii, m."""
        robots = tuple(robots)
        return cls(
            (*robots, *(name for name, _, _ in people)),
            (*("robot",) * len(robots), *("visitor" if visits else "person" for _, visits, _ in people)),
            (*(radius,) * len(robots), *(each for _, _, each in people)),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Truth:
    """Everything as it truly is; for pictures, metrics and tests, never for a robot."""

    t: float  # s
    cast: Cast
    poses: np.ndarray  # (N, 3) float64: x, y, yaw of all of the cast, m and rad
    phases: tuple[str, ...]  # of all of the cast, see `Agent.phase`
    collisions: int  # caused by robots
    bumps: int  # caused by people
    min_clearance: float  # m, least so far between the edges of a robot that drives and of a person or robot

    @classmethod
    def of(cls, t: float, agents: tuple[Agent, ...], collisions: int, bumps: int, min_clearance: float) -> Truth:
        """A truth about agents one by one."""
        cast = Cast(*(tuple(getattr(a, name) for a in agents) for name in ("name", "kind", "radius")))
        poses = np.array([(a.x, a.y, a.yaw) for a in agents], float).reshape(-1, 3)
        return cls(t, cast, poses, tuple(a.phase for a in agents), collisions, bumps, min_clearance)

    @cached_property
    def agents(self) -> tuple[Agent, ...]:
        """The cast one by one."""
        rows = zip(
            self.cast.names, self.cast.kinds, self.poses.tolist(), self.cast.radii, self.phases, strict=True
        )  # fmt: skip
        return tuple(Agent(name, kind, *pose, radius, phase) for name, kind, pose, radius, phase in rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Truth) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)

    @property
    def _values(self) -> tuple[object, ...]:
        return self.t, self.agents, self.collisions, self.bumps, self.min_clearance
