"""What robots tell each other of their ways, and who goes first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

STEP = 0.5  # s between two points of a course
PROMOTED = 1000.0  # added to the priority of a robot that cannot give way
LENT = 0.01  # less than the lender's priority
RANK_OF = {
    "idle": 0,
    "homeward": 1,
    "errand": 2,
    "meeting": 2,
    "arrived": 4,
    "paused": 4,
}  # of the phases of guiding; others: guiding


class Rank(IntEnum):
    """Of what a robot is doing: the higher goes first."""

    IDLE = 0
    HOMEWARD = 1
    ERRAND = 2
    GUIDING = 3
    FIXED = 4  # cannot move out of the way: stands with its visitor, is held by the staff, or lost


def rank_of(phase: str, *, movable: bool) -> Rank:
    """The rank in a phase of guiding; movable: it is not held, and knows where it is."""
    return Rank(RANK_OF.get(phase, Rank.GUIDING)) if movable else Rank.FIXED


@dataclass(frozen=True, eq=False)
class Course:
    """Where a robot is going to be: at `points[k]` at the time `stamp + k STEP`, and at the last one ever after."""

    robot: str
    stamp: float  # s
    priority: float  # the higher goes first
    points: np.ndarray  # (N, 2) float64, m, map frame, N >= 1; the first is where it is
    gives_to: str = ""  # the robot that it makes room for; empty: it goes its own way

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1:] != (2,) or len(self.points) == 0:
            raise ValueError(f"points must be (N, 2) with N >= 1, got {self.points.shape}")

    def goes_before(self, other: Course) -> bool:
        """Whether this robot has the right of way; of two, always exactly one has."""
        return (self.priority, other.robot) > (other.priority, self.robot)

    def outlook(self, now: float, count: int) -> np.ndarray:
        """(count, 2) m: where it is at `now` and at each step of `STEP` s after that."""
        first = max(round((now - self.stamp) / STEP), 0)
        return self.points[np.minimum(np.arange(first, first + count), len(self.points) - 1)]


def along(way: np.ndarray, speed: float, seconds: float) -> np.ndarray:
    """(N, 2) m: the points of a way (M, 2) that are passed each `STEP` s at a speed, m/s; one if there is no way."""
    arcs = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))))
    count = min(int(np.ceil(arcs[-1] / (speed * STEP))), int(seconds / STEP)) + 1
    at = np.minimum(np.arange(count) * speed * STEP, arcs[-1])
    return np.column_stack([np.interp(at, arcs, way[:, i]) for i in (0, 1)])


def priority_of(rank: Rank, waited: int, place: float) -> float:
    """waited: how often it has had to give way for long; place: in [0, 1), among the robots, by name."""
    return 100.0 * rank + (min(waited, 90) if rank > Rank.IDLE else 0) + place
