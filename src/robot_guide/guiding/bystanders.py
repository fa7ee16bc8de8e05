"""Who has come up to the robot and stands there without having been greeted.

The laser tells a person from a chair by their having walked; it does not tell which way they look, so who stops while
walking towards the robot is taken to look at it. A track that is lost and found again near by is the same person, who
is not greeted twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hall_map.geometry import Point, Pose2D, wrap_angle
from robot_guide.config import Checked, quantity
from robot_guide.sensing import PersonTrack

FRESH = 0.35  # s: a track measured since is one that is seen


@dataclass(frozen=True)
class GreetingConfig(Checked):
    """Whom a robot greets that nobody has spoken to."""

    reach: float = quantity(3.0, "m", above=0.0)  # who stands within this,
    standing: float = quantity(0.25, "m/s", above=0.0)  # slower than this,
    jostled: float = quantity(0.6, "m/s", above=0.0)  # and since then no faster than this: who makes room still stands,
    stays: float = quantity(3.0, "s", least=1.5)  # for this long, so that who has something to say is not cut off,
    approached: float = quantity(0.5, "m", above=0.0)  # has come nearer by this,
    towards: float = quantity(0.6, "rad", above=0.0, most=math.pi)  # and walked towards the robot at last, is greeted
    quiet: float = quantity(2.0, "s", least=0.0)  # since anybody was heard to speak
    same: float = quantity(1.0, "m", above=0.0)  # a track that begins this near to where a known one was lost
    remembered: float = quantity(10.0, "s", above=0.0)  # no longer ago than this, is the same person


@dataclass(frozen=True)
class Bystander:
    """Somebody near the robot."""

    id: int
    at: Point  # m, map frame
    came_from: Point  # m, where they were first seen
    seen: float  # s, last
    still: float | None = None  # s, since when they have stood
    heading: float | None = None  # rad, map frame, in which they walked last
    known: bool = False  # greeted, or served
    pace: float = 0.0  # m/s, as they move now


@dataclass(frozen=True)
class Bystanders:
    """Those whom the robot has seen lately. Immutable: each method gives the next ones."""

    all: tuple[Bystander, ...] = ()

    def look(self, people: Iterable[PersonTrack], now: float, config: GreetingConfig) -> Bystanders:
        """After another look at the people around."""
        before = {each.id: each for each in self.all if now - each.seen <= config.remembered}
        for person in people:
            if now - person.last_seen > FRESH:
                continue
            at = (person.x, person.y)
            old = before.get(person.id) or self._lost_near(before.values(), at, now, config, person.id)
            pace = math.hypot(person.vx, person.vy)
            stands = pace < (config.standing if old.still is None else config.jostled)
            heading = old.heading if stands else math.atan2(person.vy, person.vx)
            still = (old.still if old.still is not None else now) if stands else None
            before.pop(old.id, None)
            before[person.id] = Bystander(person.id, at, old.came_from, now, still, heading, old.known, pace)
        return Bystanders(tuple(before.values()))

    def _lost_near(
        self, lost: Iterable[Bystander], at: Point, now: float, config: GreetingConfig, id: int
    ) -> Bystander:  # fmt: skip
        """The known person who was lost near by; else somebody new."""
        near = [each for each in lost if each.known and each.seen < now and math.dist(each.at, at) <= config.same]
        return min(near, key=lambda each: math.dist(each.at, at), default=Bystander(id, at, at, now))

    def make_known(self, pose: Pose2D, config: GreetingConfig) -> Bystanders:
        """Whoever is near now is not greeted any more: somebody is being served, or has been greeted."""
        return Bystanders(tuple(
            replace(each, known=True) if not each.known and pose.distance_to(each.at) <= config.reach else each
            for each in self.all
        ))  # fmt: skip

    def waiting(self, pose: Pose2D, now: float, config: GreetingConfig) -> Bystander | None:
        """The nearest one who has come up, stands there, and is not known."""
        found = [each for each in self.all if not each.known and has_come_up(each, pose, now, config)]
        return min(found, key=lambda each: pose.distance_to(each.at), default=None)


def has_come_up(person: Bystander, pose: Pose2D, now: float, config: GreetingConfig) -> bool:
    distance = pose.distance_to(person.at)
    stays = person.still is not None and now - person.still >= config.stays and person.seen == now
    if not stays or distance > config.reach or person.heading is None:
        return False
    ahead = math.atan2(pose.y - person.at[1], pose.x - person.at[0])
    towards = abs(wrap_angle(person.heading - ahead)) <= config.towards
    return towards and pose.distance_to(person.came_from) - distance >= config.approached
