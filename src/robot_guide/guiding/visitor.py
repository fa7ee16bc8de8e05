"""Which of the people around is my visitor, and how far behind.

The tracker gives everybody an id that lasts while they are seen. The lock holds on to the id of the one who was there
when the walk began. When that id dies, the visitor has been hidden: the best new track near where they must be by now
takes their place, within a gate that grows (nearest neighbour with a growing gate, Bar-Shalom, Li, Kirubarajan 2001,
"Estimation with applications to tracking and navigation", section 1.4). Whoever was seen beside the visitor is
somebody else, and becomes the visitor only when the one who was taken for them strays and had never followed, or had
kept the robot less company on its way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
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
    company: Mapping[int, float] = field(default_factory=dict)  # m of the robot's way on which each was near it
    robot: Pose2D | None = None  # where the robot was at the last look

    def follow(self, people: Iterable[PersonTrack], robot: Pose2D, now: float, config: VisitorConfig) -> VisitorLock:
        """The lock after another look at the people around."""
        seen = [person for person in people if now - person.last_seen <= FRESH]
        if self.position is None:
            return lock_on(seen, robot, config)
        lock = self._note_company(seen, robot, config)
        mine = next((person for person in seen if person.id == lock.id), None)
        if mine is None:
            mine = lock._retake(seen, now, config)
        if mine is not None:
            lock = lock._see(mine, seen, now, config)
        if lock._strayed(robot, now, config):
            return lock._reconsider(seen, robot, config)
        return lock

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

    def _note_company(self, seen: list[PersonTrack], robot: Pose2D, config: VisitorConfig) -> VisitorLock:
        """Count the robot's way for those who are near it, and forget those who have been left behind."""
        moved = robot.distance_to(self.robot) if self.robot else 0.0
        company = dict(self.company)
        for person in seen:
            distance = robot.distance_to((person.x, person.y))
            if distance <= config.company:
                company[person.id] = company.get(person.id, 0.0) + moved
            elif person.id != self.id:
                company.pop(person.id, None)
        return replace(self, company=company, robot=robot)

    def _strayed(self, robot: Pose2D, now: float, config: VisitorConfig) -> bool:
        return robot.distance_to(self.position) > config.stray or now - self.last_seen > config.stray_time

    def _reconsider(self, seen: list[PersonTrack], robot: Pose2D, config: VisitorConfig) -> VisitorLock:
        """Perhaps the wrong one was taken: whoever follows instead, or, if nobody ever did, whoever stands there."""
        own = self.company.get(self.id, 0.0)
        near = [p for p in seen if p.id != self.id and robot.distance_to((p.x, p.y)) <= config.company]
        follower = max(near, key=lambda p: (self.company.get(p.id, 0.0), -p.id), default=None)
        if follower is not None and self.company.get(follower.id, 0.0) >= max(own + 1.0, config.proven):
            return lock_on([follower], robot, config, self.company)
        if own >= config.proven or not near:
            return self
        taken = lock_on(near, robot, config, self.company)
        return replace(taken, others=taken.others | {self.id})

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
            company=self._company_of(mine),
            pace=self.pace + weight * (speed - self.pace),
            last_seen=max(mine.last_seen, self.last_seen),
            confidence=self._confidence_in(mine, seen, now, config),
            others=(self.others | ids_beside(mine, seen)) - {mine.id},
        )

    def _company_of(self, mine: PersonTrack) -> Mapping[int, float]:
        """The visitor's company goes over to their new id."""
        if mine.id == self.id or self.id not in self.company:
            return self.company
        company = {id: metres for id, metres in self.company.items() if id != self.id}
        return {**company, mine.id: self.company[self.id]}

    def _confidence_in(self, mine: PersonTrack, seen: list[PersonTrack], now: float, config: VisitorConfig) -> float:
        """The same id keeps the belief, and restores it; a new id costs some, more where others would fit as well."""
        if mine.id == self.id:
            return min(1.0, self.confidence + 0.1 * max(now - self.last_seen, 0.0))
        x, y = self.expected(now, config)
        unknown = [person for person in seen if person.id not in self.others]
        near = sum(math.hypot(person.x - x, person.y - y) <= config.gate_most for person in unknown)
        faded = math.exp(-0.5 * max(now - self.last_seen, 0.0) / config.fade)
        return max(self.confidence * faded / max(near, 1), config.believed)


def lock_on(
    seen: list[PersonTrack], robot: Pose2D, config: VisitorConfig, company: Mapping[int, float] | None = None
) -> VisitorLock:  # fmt: skip
    """A lock on the nearest person within reach, rather one who stands in front than one who walks by behind."""

    def distance(person: PersonTrack) -> float:
        aside = abs(wrap_angle(robot.bearing_to((person.x, person.y)) - robot.yaw))
        walking = config.walking_penalty * math.hypot(person.vx, person.vy)
        return robot.distance_to((person.x, person.y)) + config.behind_penalty * aside / math.pi + walking

    reachable = [person for person in seen if robot.distance_to((person.x, person.y)) <= config.reach]
    visitor = min(reachable, key=lambda person: (distance(person), person.id), default=None)
    if visitor is None:
        return VisitorLock()
    return VisitorLock(
        visitor.id, (visitor.x, visitor.y), (visitor.vx, visitor.vy), math.hypot(visitor.vx, visitor.vy),
        visitor.last_seen, 1.0, ids_beside(visitor, seen), company or {}, robot,
    )  # fmt: skip


def ids_beside(visitor: PersonTrack, seen: list[PersonTrack]) -> frozenset[int]:
    """Those who are seen at the same time, far enough away to be no second track of the same body."""
    return frozenset(
        person.id for person in seen if math.hypot(person.x - visitor.x, person.y - visitor.y) > BODY
    )
