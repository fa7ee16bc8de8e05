"""Obstacle detection: does a robot notice what stands where it cannot get past, and stop before it?

In a corridor that it fills a single cylinder bars the way, but nobody drives fast there; so posts in a row and a board
bar the whole width of a wide floor as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from hall_map import Hall, Pose2D
from hall_sim.lidar import LidarConfig
from robot_guide.shells.trials.floors import TrialFloor, bare_hall, cylinder
from robot_guide.shells.trials.rig import Rig
from robot_guide.shells.trials.samples import mean_of, share_of

LENGTH, NARROW, WIDE = 14.0, 1.1, 4.0  # m, of the floors
THING = 9.0  # m from their beginning
ASIDE = 0.05  # m, from the middle, at most: there must be no room to pass
BETWEEN, THICKNESS = 0.5, 0.05  # m: from post to post, and of the board
SLOWER = 0.7  # times its speed on the free way: it has reacted; in a corridor its speed varies by less
REST, MOST = 3.0, 30.0  # s


class Kind(str, Enum):
    """What bars the way."""

    CYLINDER = "cylinder"
    POSTS = "posts"
    BOARD = "board"


@dataclass(frozen=True)
class DetectionTrial:
    """What bars the way, and how fast the robot comes."""

    kind: Kind
    diameter: float = 0.0  # m, of the cylinder or of each post
    speed: float = 1.0  # m/s, at most
    dropout: float = LidarConfig.dropout  # share of beams that give nothing: high where surfaces reflect badly

    @property
    def name(self) -> str:
        return f"{self.kind.value}-{self.diameter:g}-{self.speed:g}-{self.dropout:g}"


TRIALS = (
    *(DetectionTrial(Kind.CYLINDER, diameter) for diameter in (0.05, 0.10, 0.20, 0.40)),
    DetectionTrial(Kind.CYLINDER, 0.05, dropout=0.5), DetectionTrial(Kind.POSTS, 0.05),
    DetectionTrial(Kind.POSTS, 0.05, speed=0.5), DetectionTrial(Kind.POSTS, 0.05, dropout=0.5),
    DetectionTrial(Kind.BOARD), DetectionTrial(Kind.BOARD, dropout=0.5),
)  # fmt: skip


def floor(width: float) -> Hall:
    return bare_hall(LENGTH, width, Pose2D(1.0, width / 2, 0.0))


HALLS = {kind: floor(NARROW if kind is Kind.CYLINDER else WIDE) for kind in Kind}


def floor_of_trial(trial: DetectionTrial, seed: int) -> TrialFloor:
    """The floor of one attempt: how far aside the thing stands depends on the seed."""
    hall, lidar = HALLS[trial.kind], LidarConfig(dropout=trial.dropout)
    aside = float(np.random.default_rng(seed).uniform(-ASIDE, ASIDE))
    if trial.kind is Kind.BOARD:
        return TrialFloor(hall, boxes=((THING, 0.2, THING + THICKNESS, WIDE - 0.2),), lidar=lidar)
    rows = [NARROW / 2] if trial.kind is Kind.CYLINDER else np.arange(BETWEEN / 2, WIDE, BETWEEN)
    posts = tuple(cylinder((THING, float(y) + aside), trial.diameter, f"post_{i}") for i, y in enumerate(rows))
    return TrialFloor(hall, posts, lidar=lidar)


def attempt(trial: DetectionTrial, seed: int) -> Mapping[str, object]:
    """Returns: whether it kept off the thing, how far from it it reacted, and how near it came, rim to rim."""
    rig = Rig(floor_of_trial(trial, seed), seed)
    goal = Pose2D(LENGTH - 1.0, HALLS[trial.kind].height / 2, 0.0)
    ride = rig.drive(goal, most=MOST, speed=trial.speed, rest=REST)
    reaction = reacted(ride.speeds)
    kept_off = reaction is not None and not ride.touched and not ride.arrived
    return {
        "detected": kept_off, "touched": bool(ride.touched), "speed": float(ride.speeds.max()),
        "reaction": None if reaction is None else float(ride.rooms[reaction]),
        "nearest": float(ride.rooms.min()),
        "profile": [[float(room), float(v)] for room, v in zip(ride.rooms[::2], ride.speeds[::2], strict=True)],
    }  # fmt: skip


def reacted(speeds: np.ndarray) -> int | None:
    """The step, of (N,) m/s, after which it was slower than on the free way for good; None: it never was."""
    fast = np.nonzero(speeds >= SLOWER * speeds.max())[0]
    return int(fast[-1]) if fast[-1] + 1 < len(speeds) else None


def row(trial: DetectionTrial, attempts: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    detected = [each for each in attempts if each["detected"]]
    return {
        "kind": trial.kind.value, "diameter": trial.diameter, "limit": trial.speed, "dropout": trial.dropout,
        "detected": share_of(each["detected"] for each in attempts),
        "touched": share_of(each["touched"] for each in attempts),
        "speed": mean_of(each["speed"] for each in attempts),
        "reaction": mean_of(each["reaction"] for each in detected),
        "nearest": mean_of(each["nearest"] for each in detected),
        "profile": attempts[0]["profile"],
    }  # fmt: skip
