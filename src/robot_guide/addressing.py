"""Whose words are for a robot at all: its visitor's, those of who stands before it, and a call by its name.

A laser sees where people are and how they move, not which way they look. So who has stopped before the robot's screen,
or has stopped on the way straight to it, is taken to face it, if the voice comes from no farther away than they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.config import Checked, quantity
from robot_guide.fleet import FleetConfig, called, distance_of
from robot_guide.guiding.bystanders import Bystander, Bystanders, GreetingConfig
from robot_guide.heard import Heard
from robot_guide.hearing.wake_words import WakeConfig, is_called


@dataclass(frozen=True)
class AddressConfig(Checked):
    """Who needs no wake word. Emergencies never do, nor does a stop while the robot drives."""

    wake_word: bool = True  # False: whoever is in earshot is answered, for a robot that stands alone
    reach: float = quantity(2.2, "m", above=0.0)  # who stands within this
    side: float = quantity(1.1, "rad", above=0.0, most=math.pi)  # and no farther than this to a side is before it;
    close: float = quantity(1.3, "m", above=0.0)  # and so is who stands within this,
    beside: float = quantity(1.7, "rad", above=0.0, most=math.pi)  # no farther to a side than this;
    farther: float = quantity(6.0, "dB", least=0.0)  # they may sound softer than from there by this
    arm: float = quantity(0.7, "m", above=0.0)  # who sounds so near speaks to it, seen or not
    greeted: float = quantity(15.0, "s", least=0.0)  # after a greeting what is said within earshot is an answer
    looked: float = quantity(1.0, "s", above=0.0)  # older looks at the people around say nothing
    call: WakeConfig = field(default_factory=WakeConfig)


def speaks_in_front(
    bystanders: Bystanders, pose: Pose2D | None, now: float, *, distance: float, config: AddressConfig,
    greeting: GreetingConfig,
) -> bool:  # fmt: skip
    """Whether the speaker stands before the robot at `pose`; None: it sees nobody, and how loud they are decides.

    distance: m to the speaker by loudness; NaN: unknown, as of words that were typed.
    """
    if distance <= config.arm:
        return True
    if pose is None:
        return not distance > config.reach
    softer = 10.0 ** (config.farther / 20.0)
    before = [each for each in bystanders.all if is_before(each, pose, now, config, greeting)]
    return any(not distance > softer * pose.distance_to(each.at) for each in before)


def are_several(
    bystanders: Bystanders, pose: Pose2D | None, now: float, *, config: AddressConfig, greeting: GreetingConfig
) -> bool:
    """Whether more than one stands before the robot at `pose`, so that they may be talking to each other."""
    if pose is None:
        return False
    return sum(is_before(each, pose, now, config, greeting) for each in bystanders.all) > 1


def is_before(
    person: Bystander, pose: Pose2D, now: float, config: AddressConfig, greeting: GreetingConfig
) -> bool:  # fmt: skip
    """Whether somebody stands by the robot, and before its screen or turned towards it.

    Who is close may be pushed about by those who pass; who walks by at a usual pace does not stand.
    """
    close = pose.distance_to(person.at) <= config.close
    stands = person.still is not None or (close and person.pace < greeting.jostled)
    if not stands or now - person.seen > config.looked or pose.distance_to(person.at) > config.reach:
        return False
    bearing = math.atan2(person.at[1] - pose.y, person.at[0] - pose.x)
    if abs(wrap_angle(bearing - pose.yaw)) <= (config.beside if close else config.side):
        return True
    return person.heading is not None and abs(wrap_angle(person.heading - bearing - math.pi)) <= greeting.towards


def called_from(
    heard: Heard, robot: str, peers: tuple[str, ...], config: AddressConfig, fleet: FleetConfig
) -> bool | None:
    """Who is called, as `fleet.called` tells. The bare name is no call from afar: people talk about the robots, too."""
    for each in (robot, *peers):
        if is_called(heard, each, config.call):
            return each == robot
    named = called(heard.text, robot, peers)
    return None if named and distance_of(heard.level_db, fleet) > fleet.earshot else named
