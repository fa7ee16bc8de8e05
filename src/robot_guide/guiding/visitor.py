"""Which of the people around is my visitor, and how far behind.

The tracker gives everybody an id that lasts while they are seen. The lock holds on to the id of the one who was there
when the walk began. When that id dies, the visitor has been hidden: the best new track near where they must be by now
takes their place, within a gate that grows (nearest neighbour with a growing gate, Bar-Shalom, Li, Kirubarajan 2001,
"Estimation with applications to tracking and navigation", section 1.4). Whoever was seen beside the visitor is
somebody else, unless the robot was mistaken: the one who walks where the robot drives is the visitor, not one who
merely stands there, nor one who walks away after coming so close to another that the tracker may have mixed them up.
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
    rival: bool = False  # somebody else stands nearer to the robot, who may be the visitor


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
    company: Mapping[int, float] = field(default_factory=dict)  # m that each has walked beside the driving robot
    rivals: frozenset[int] = field(default_factory=frozenset)  # ids that may have been mixed up with the visitor's
    former: frozenset[int] = field(default_factory=frozenset)  # ids that were taken for the visitor before
    nearest: float = math.inf  # m from the robot to who is nearest of the others
    robot: Pose2D | None = None  # where the robot was at the last look,
    looked: float = 0.0  # s, and when

    def follow(self, people: Iterable[PersonTrack], robot: Pose2D, now: float, config: VisitorConfig) -> VisitorLock:
        """The lock after another look at the people around."""
        seen = [person for person in people if now - person.last_seen <= FRESH]
        if self.position is None:
            return replace(lock_on(seen, robot, config), robot=robot, looked=now)
        lock = self._note_company(seen, robot, now, config)
        mine = next((person for person in seen if person.id == lock.id), None)
        if mine is None:
            mine = lock._retake(seen, now, config)
        if mine is not None:
            lock = lock._see(mine, seen, now, config)
        lock = lock._reconsider(mine, seen, robot, now, config)
        others = (robot.distance_to((person.x, person.y)) for person in seen if person.id != lock.id)
        return replace(lock, nearest=min(others, default=math.inf))

    def sighting(self, robot: Pose2D, now: float, config: VisitorConfig) -> Sighting:
        """What is known of the visitor by now."""
        if self.position is None:
            return NOBODY
        unseen = max(now - self.last_seen, 0.0)
        gap = robot.distance_to(self.expected(now, config))
        belief = self.confidence * math.exp(-max(unseen - FRESH, 0.0) / config.fade)
        rival = self.nearest <= min(config.rival, gap)
        return Sighting(unseen <= FRESH, belief >= config.believed, gap, self.pace, unseen, self.position, rival)

    def expected(self, now: float, config: VisitorConfig) -> Point:
        """Where the visitor must be by now, m: their last velocity, believed for a while."""
        dt = min(max(now - self.last_seen, 0.0), config.coasting)
        return (self.position[0] + self.velocity[0] * dt, self.position[1] + self.velocity[1] * dt)

    def _note_company(self, seen: list[PersonTrack], robot: Pose2D, now: float, config: VisitorConfig) -> VisitorLock:
        """Count the way of those who walk after the driving robot; forget those who have been left behind.

        The visitor gets the benefit of the doubt while hidden for a moment.
        """
        moved, dt = (robot.distance_to(self.robot) if self.robot else 0.0), max(now - self.looked, 1e-6)
        company = dict(self.company)
        hidden = FRESH < now - self.last_seen <= config.benefit
        for person in seen:
            at, speed = (person.x, person.y), math.hypot(person.vx, person.vy)
            near = robot.distance_to(at) <= config.company
            after = abs(wrap_angle(robot.bearing_to(at) - robot.yaw)) > config.ahead
            if near and after and abs(speed - moved / dt) <= config.same_speed:
                walked = min(moved, speed * dt)
                company[person.id] = company.get(person.id, 0.0) + walked
            elif not near and person.id != self.id:
                company.pop(person.id, None)
        if hidden:
            company[self.id] = company.get(self.id, 0.0) + moved
        return replace(self, company=company, robot=robot, looked=now)

    def _reconsider(
        self, mine: PersonTrack | None, seen: list[PersonTrack], robot: Pose2D, now: float, config: VisitorConfig
    ) -> VisitorLock:  # fmt: skip
        """Perhaps the wrong one was taken: it is who follows, or was mixed up, or, if nobody follows, who is near."""
        own = self.company.get(self.id, 0.0)
        near = [p for p in seen if p.id != self.id and robot.distance_to((p.x, p.y)) <= config.company]
        follower = max(near, key=lambda p: (self.company.get(p.id, 0.0), -p.id), default=None)
        margin = config.doubt if own < config.proven else config.certainty
        if follower is not None and self.company.get(follower.id, 0.0) >= own + margin:
            return self._turn_to(follower, seen)
        strayed = robot.distance_to(self.position) > config.stray or now - self.last_seen > config.stray_time
        if not strayed:
            return self
        if mine is None or retreat(mine, robot) > config.leaving:
            enough = config.certainty if self.sighting(robot, now, config).believed else config.doubt
            if follower is not None and self.company.get(follower.id, 0.0) >= enough:
                return self._turn_to(follower, seen)
            likely = self.former if mine is None else self.former | self.rivals
            staying = [p for p in seen if p.id in likely and retreat(p, robot) < config.leaving]
            if staying:
                return self._turn_to(min(staying, key=lambda p: (robot.distance_to((p.x, p.y)), p.id)), seen)
        if own < config.proven and near:
            return self._turn_to(nearest_of(near, robot, config), seen)
        return self

    def _turn_to(self, visitor: PersonTrack, seen: list[PersonTrack]) -> VisitorLock:
        """The same walk with another visitor, who has kept the robot company for as long."""
        own = max(self.company.get(self.id, 0.0), self.company.get(visitor.id, 0.0))
        return replace(
            locked_on(visitor, seen), others=ids_beside(visitor, seen) | {self.id}, robot=self.robot,
            looked=self.looked, former=self.former | {self.id}, company={**self.company, self.id: 0.0, visitor.id: own},
        )  # fmt: skip

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
            rivals=(self.rivals | self._mixed_up_with(mine, seen, config)) - {mine.id},
            pace=self.pace + weight * (speed - self.pace),
            last_seen=max(mine.last_seen, self.last_seen),
            confidence=self._confidence_in(mine, seen, now, config),
            others=(self.others | ids_beside(mine, seen)) - {mine.id},
        )

    def _mixed_up_with(self, mine: PersonTrack, seen: list[PersonTrack], config: VisitorConfig) -> frozenset[int]:
        """Those who are so near to the visitor, or to where they just were, that their ids may have been swapped.

        Nobody appears out of nothing beside somebody who is in sight: a new id there may well be the visitor's.
        """
        spots = ((mine.x, mine.y), self.position)
        apart = ((p.id, min(math.dist((p.x, p.y), spot) for spot in spots)) for p in seen)
        return frozenset(id for id, gap in apart if gap <= (config.swap if id in self.others else config.appear))

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


def lock_on(seen: list[PersonTrack], robot: Pose2D, config: VisitorConfig) -> VisitorLock:
    """A lock on the one within reach who is most likely to have asked; an open one if nobody is there."""
    reachable = [person for person in seen if robot.distance_to((person.x, person.y)) <= config.reach]
    return locked_on(nearest_of(reachable, robot, config), seen) if reachable else VisitorLock()


def locked_on(visitor: PersonTrack, seen: list[PersonTrack]) -> VisitorLock:
    return VisitorLock(
        visitor.id, (visitor.x, visitor.y), (visitor.vx, visitor.vy), math.hypot(visitor.vx, visitor.vy),
        visitor.last_seen, 1.0, ids_beside(visitor, seen),
    )  # fmt: skip


def nearest_of(people: list[PersonTrack], robot: Pose2D, config: VisitorConfig) -> PersonTrack:
    """The nearest one, rather one who stands in front than one who walks by behind."""

    def distance(person: PersonTrack) -> float:
        aside = abs(wrap_angle(robot.bearing_to((person.x, person.y)) - robot.yaw))
        walking = config.walking_penalty * math.hypot(person.vx, person.vy)
        return robot.distance_to((person.x, person.y)) + config.behind_penalty * aside / math.pi + walking

    return min(people, key=lambda person: (distance(person), person.id))


def retreat(person: PersonTrack, robot: Pose2D) -> float:
    """How fast somebody walks away from the robot, m/s; negative: towards it."""
    dx, dy = person.x - robot.x, person.y - robot.y
    return (person.vx * dx + person.vy * dy) / max(math.hypot(dx, dy), 1e-6)


def ids_beside(visitor: PersonTrack, seen: list[PersonTrack]) -> frozenset[int]:
    """Those who are seen at the same time, far enough away to be no second track of the same body."""
    return frozenset(
        person.id for person in seen if math.hypot(person.x - visitor.x, person.y - visitor.y) > BODY
    )
