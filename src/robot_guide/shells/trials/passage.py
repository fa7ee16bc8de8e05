"""Narrow passage: how narrow may an opening be that a robot still goes through, and does it refuse a narrower one?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from hall_map import FREE, Hall, Pose2D, rasterise
from hall_sim.drive import DriveConfig
from robot_guide.shells.trials.floors import TrialFloor, bare_hall
from robot_guide.shells.trials.rig import Rig
from robot_guide.shells.trials.samples import mean_of, share_of

WALL, CELL = 4.0, 0.05  # m: where the wall stands, and the cells of map and world
GOAL = Pose2D(6.5, 3.0, 0.0)
STARTS = (Pose2D(1.5, 3.0, 0.0), Pose2D(1.5, 4.8, 0.0), Pose2D(1.5, 1.2, 0.0))  # straight on, and aslant from two sides
MOST = 30.0  # s, more than twice what it takes


@dataclass(frozen=True)
class PassageTrial:
    """An opening of `width` m, which the map shows."""

    width: float

    @property
    def name(self) -> str:
        return f"{self.width:g}"


TRIALS = tuple(PassageTrial(width) for width in (1.2, 1.0, 0.9, 0.8, 0.75, 0.7, 0.65, 0.6))


def jambs(width: float) -> tuple[float, float]:
    """Where the opening begins and ends, m, both between two cells."""
    low = 3.0 - CELL * math.floor(round(width / 2 / CELL, 6))
    return low, low + width


@lru_cache(maxsize=64)
def floor(width: float, start: Pose2D) -> Hall:
    """8 m by 6 m, in the middle a wall 0.2 m thick with an opening."""
    # The end of a wall reaches half its thickness farther, and takes each cell that it touches: a millimetre is left.
    low, high = (jamb + side * 0.101 for jamb, side in zip(jambs(width), (-1.0, 1.0), strict=True))
    return bare_hall(8.0, 6.0, start, walls=(((WALL, 0.0), (WALL, low)), ((WALL, high), (WALL, 6.0))))


def clear_width(hall: Hall) -> float:
    """Metres of free cells between the jambs: as wide is the opening in map and world alike."""
    grid = rasterise(hall, CELL)
    return round(float((grid.data[:, grid.cell_of(WALL, 3.0)[1]] == FREE).sum() * CELL), 3)


def attempt(trial: PassageTrial, seed: int) -> Mapping[str, object]:
    """Returns: whether it was through untouched, whether it refused to go, the least room at the jambs, its time."""
    hall = floor(trial.width, STARTS[seed % len(STARTS)])
    ride = Rig(TrialFloor(hall), seed).drive(GOAL, most=MOST)
    x, y, _ = ride.poses.T
    (low, high), between = jambs(trial.width), y[np.abs(x - WALL) <= 0.1]
    room = min(between.min() - low, high - between.max()) - DriveConfig.radius if len(between) else None
    return {
        "passed": ride.arrived and not ride.touched, "touched": bool(ride.touched),
        "refused": not ride.arrived and not ride.touched and ride.seconds < MOST,
        "room": None if room is None else float(room),
        "seconds": ride.seconds,
    }  # fmt: skip


def row(trial: PassageTrial, attempts: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    passed = [each for each in attempts if each["passed"]]
    return {
        "width": clear_width(floor(trial.width, STARTS[0])), "passed": share_of(each["passed"] for each in attempts),
        "touched": share_of(each["touched"] for each in attempts),
        "refused": share_of(each["refused"] for each in attempts),
        "room": mean_of(each["room"] for each in passed), "seconds": mean_of(each["seconds"] for each in passed),
    }  # fmt: skip
