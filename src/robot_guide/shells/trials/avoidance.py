"""Obstacle avoidance: does a robot get past what stands and walks in its way, and with how much room?

Those who walk give way to nobody. Nothing here is on the robot's map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from hall_map import Hall, Pose2D
from hall_sim.crowd import PERSON_RADIUS
from robot_guide.shells.trials.floors import TrialFloor, bare_hall, cylinder, walker
from robot_guide.shells.trials.rig import Ride, Rig
from robot_guide.shells.trials.samples import mean_of, share_of

WIDTH, HEIGHT = 14.0, 8.0  # m
MIDDLE = (7.0, 4.0)
START, GOAL = Pose2D(1.5, 4.0, 0.0), Pose2D(12.5, 4.0, 0.0)
ASIDE = 0.2  # m, from the line between the two, at most
MEETING, EARLIER = 6.3, 0.8  # s: when a robot that nothing slows is in the middle, and how much it may be missed by
MOST = 60.0  # s


class Kind(str, Enum):
    """What is in the way."""

    NOTHING = "nothing"
    CYLINDER = "cylinder"
    BOX = "box"
    CROSSING = "crossing"
    ONCOMING = "oncoming"
    AHEAD = "ahead"  # walks the same way, slower


@dataclass(frozen=True)
class AvoidanceTrial:
    """Something in the way of a robot that drives at up to 1 m/s."""

    kind: Kind
    size: float = 2 * PERSON_RADIUS  # m, across
    speed: float = 0.0  # m/s

    @property
    def name(self) -> str:
        return f"{self.kind.value}-{self.size:g}-{self.speed:g}"


TRIALS = (
    AvoidanceTrial(Kind.NOTHING, 0.0), AvoidanceTrial(Kind.CYLINDER, 0.2), AvoidanceTrial(Kind.CYLINDER, 0.6),
    AvoidanceTrial(Kind.BOX, 1.2), AvoidanceTrial(Kind.CROSSING, speed=0.5), AvoidanceTrial(Kind.CROSSING, speed=1.0),
    AvoidanceTrial(Kind.CROSSING, speed=1.5), AvoidanceTrial(Kind.ONCOMING, speed=1.0),
    AvoidanceTrial(Kind.AHEAD, speed=0.4),
)  # fmt: skip


def floor() -> Hall:
    return bare_hall(WIDTH, HEIGHT, START)


HALL = floor()


def floor_of_trial(trial: AvoidanceTrial, seed: int) -> TrialFloor:
    """The floor of one attempt: how far aside, from which side and how early depends on the seed."""
    rng = np.random.default_rng(seed)
    aside, early, side = float(rng.uniform(-ASIDE, ASIDE)), float(rng.uniform(-EARLIER, EARLIER)), (-1.0, 1.0)[seed % 2]
    x, y = MIDDLE[0], MIDDLE[1] + aside
    radius, speed, at = trial.size / 2, trial.speed, MEETING + early
    match trial.kind:
        case Kind.NOTHING:
            return TrialFloor(HALL)
        case Kind.CYLINDER:
            return TrialFloor(HALL, (cylinder((x, y), trial.size),))
        case Kind.BOX:
            return TrialFloor(HALL, boxes=((x - 0.3, y - radius, x + 0.3, y + radius),))
        case Kind.CROSSING:
            start, end = (x, MIDDLE[1] - 3.4 * side), (x, MIDDLE[1] + 3.4 * side)
            return TrialFloor(HALL, (walker(start, end, MIDDLE, at, speed, radius),))
        case Kind.ONCOMING:
            return TrialFloor(HALL, (walker((13.4, y), (0.6, y), (x, y), at, speed, radius),))
        case Kind.AHEAD:
            return TrialFloor(HALL, (walker((3.5, y), (13.4, y), (3.5, y), 0.0, speed, radius),))


def attempt(trial: AvoidanceTrial, seed: int) -> Mapping[str, object]:
    """Returns: whether it touched nothing, whether it arrived, the least room it left, and its way."""
    ride = Rig(floor_of_trial(trial, seed), seed).drive(GOAL, most=MOST)
    return {
        "avoided": not ride.touched, "caused": any(contact.by_robot for contact in ride.touched),
        "arrived": ride.arrived, "room": float(ride.rooms.min()), "seconds": ride.seconds,
        "path": path_of(ride),
    }  # fmt: skip


def path_of(ride: Ride) -> list[list[float]]:
    """Every fifth point of its way, m, to a centimetre: for pictures."""
    return [[round(float(x), 2), round(float(y), 2)] for x, y in ride.poses[::5, :2]]


def row(trial: AvoidanceTrial, attempts: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    return {
        "kind": trial.kind.value, "size": trial.size, "speed": trial.speed,
        "avoided": share_of(each["avoided"] for each in attempts),
        "caused": sum(each["caused"] for each in attempts),
        "arrived": share_of(each["arrived"] for each in attempts),
        "room": None if trial.kind is Kind.NOTHING else mean_of(each["room"] for each in attempts),
        "seconds": mean_of(each["seconds"] for each in attempts if each["arrived"]),
        "paths": [each["path"] for each in attempts[:5]],
    }  # fmt: skip
