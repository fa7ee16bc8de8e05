"""Which of the people around is my visitor, and how far behind.

The tracker gives everybody an id that lasts while they are seen. The lock holds on to the id of the one who was there
when the walk began. When that id dies, the visitor has been hidden: the best new track near where they must be by now
takes their place, within a gate that grows (nearest neighbour with a growing gate, Bar-Shalom, Li, Kirubarajan 2001,
"Estimation with applications to tracking and navigation", section 1.4). Whoever was seen beside the visitor is
somebody else and never becomes the visitor.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hall_map.geometry import Point, Pose2D, wrap_angle
from robot_guide.guiding.config import VisitorConfig
from robot_guide.sensing import PersonTrack

FRESH = 0.35  # s: a track measured since is one that is seen
BODY = 0.6  # m: nearer together, two tracks may be one person


@dataclass(frozen=True)
class Sighting:
    """What is known of the visitor at one moment."""

    seen: bool  # now
    believed: bool  # it is still known who it is
    gap: float  # m from the robot; of who is out of sight, to where they must be; inf: nobody is known
    pace: float  # m/s, smoothed
    unseen: float  # s since the visitor was last seen; inf: never
    position: Point | None  # m, map frame, where last seen


NOBODY = Sighting(False, False, math.inf, 0.0, math.inf, None)


@dataclass(frozen=True)
class VisitorLock:
    """The belief about who the visitor is. Immutable: `follow` gives the next one."""

    id: int | None = None
    position: Point | None = None  # m, map frame, when last seen
    velocity: Point = (0.0, 0.0)  # m/s
    pace: float = 0.0  # m/s
    last_seen: float = -math.inf  # s
    confidence: float = 0.0  # that the one who is followed is the visitor, 0 to 1
    others: frozenset[int] = field(default_factory=frozenset)  # ids of people who are not the visitor

    def follow(self, people: Iterable[PersonTrack], robot: Pose2D, now: float, config: VisitorConfig) -> VisitorLock:
        """The lock after another look at the people around."""
        seen = [person for person in people if now - person.last_seen <= FRESH]
        if self.id is None and self.position is None:
            return lock_on(seen, robot, now, config)
        mine = next((person for person in seen if person.id == self.id), None)
        if mine is None:
            mine = self._retake(seen, now, config)
        return self if mine is None else self._see(mine, seen, now, config)

    def sighting(self, robot: Pose2D, now: float, config: VisitorConfig) -> Sighting:
        """What is known of the visitor by now."""
        if self.position is None:
            return NOBODY
        unseen = max(now - self.last_seen, 0.0)
        gap = robot.distance_to(self.expected(now, config))
        belief = self.confidence * math.exp(-max(unseen - FRESH, 0.0) / config.fade)
        return Sighting(unseen <= FRESH, belief >= config.believed, gap, self.pace, unseen, self.position)

    def expected(self, now: float, config: VisitorConfig) -> Point:
        """Where the visitor must be by now, m: their last velocity, believed for a while."""
        dt = min(max(now - self.last_seen, 0.0), config.coasting)
        return (self.position[0] + self.velocity[0] * dt, self.position[1] + self.velocity[1] * dt)

    def _retake(self, seen: list[PersonTrack], now: float, config: VisitorConfig) -> PersonTrack | None:
        x, y = self.expected(now, config)
        gate = min(config.gate + config.gate_growth * max(now - self.last_seen, 0.0), config.gate_most)
        strangers = [person for person in seen if person.id not in self.others]
        nearest = min(strangers, key=lambda p: (math.hypot(p.x - x, p.y - y), p.id), default=None)
        if nearest is None or math.hypot(nearest.x - x, nearest.y - y) > gate:
            return None
        return nearest

    def _see(self, mine: PersonTrack, seen: list[PersonTrack], now: float, config: VisitorConfig) -> VisitorLock:
        dt = max(now - self.last_seen, 0.0)
        weight = 1.0 - math.exp(-min(dt, 5.0) / config.smoothing)
        speed = math.hypot(mine.vx, mine.vy)
        return replace(
            self,
            id=mine.id,
            position=(mine.x, mine.y),
            velocity=(mine.vx, mine.vy),
            pace=self.pace + weight * (speed - self.pace),
            last_seen=max(mine.last_seen, self.last_seen),
            confidence=self._confidence_in(mine, seen, now, config),
            others=(self.others | ids_beside(mine, seen)) - {mine.id},
        )

    def _confidence_in(self, mine: PersonTrack, seen: list[PersonTrack], now: float, config: VisitorConfig) -> float:
        """The same id keeps the belief, and restores it; a new id costs some, more where others would fit as well."""
        if mine.id == self.id:
            return min(1.0, self.confidence + 0.1 * max(now - self.last_seen, 0.0))
        x, y = self.expected(now, config)
        unknown = [person for person in seen if person.id not in self.others]
        near = sum(math.hypot(person.x - x, person.y - y) <= config.gate_most for person in unknown)
        faded = math.exp(-0.5 * max(now - self.last_seen, 0.0) / config.fade)
        return max(self.confidence * faded / max(near, 1), config.believed)


def lock_on(seen: list[PersonTrack], robot: Pose2D, now: float, config: VisitorConfig) -> VisitorLock:
    """A lock on the nearest person within reach, the one in front rather than one behind; an open one if none is."""

    def distance(person: PersonTrack) -> float:
        aside = abs(wrap_angle(robot.bearing_to((person.x, person.y)) - robot.yaw))
        return robot.distance_to((person.x, person.y)) + config.behind_penalty * aside / math.pi

    reachable = [person for person in seen if robot.distance_to((person.x, person.y)) <= config.reach]
    visitor = min(reachable, key=lambda person: (distance(person), person.id), default=None)
    if visitor is None:
        return VisitorLock()
    return VisitorLock(
        visitor.id, (visitor.x, visitor.y), (visitor.vx, visitor.vy), math.hypot(visitor.vx, visitor.vy),
        visitor.last_seen, 1.0, ids_beside(visitor, seen),
    )  # fmt: skip


def ids_beside(visitor: PersonTrack, seen: list[PersonTrack]) -> frozenset[int]:
    """Those who are seen at the same time, far enough away to be no second track of the same body."""
    return frozenset(
        person.id for person in seen if math.hypot(person.x - visitor.x, person.y - visitor.y) > BODY
    )
