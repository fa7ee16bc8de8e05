"""What robots tell each other of their ways, and who goes first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numba import njit

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
    return passed(np.ascontiguousarray(way, float), speed * STEP, int(seconds / STEP))


@njit(cache=True)
def passed(way, stride, most):
    """(N, 2) m, N <= most + 1: the points of a way each `stride` m, the last one at its end if it is reached."""
    arcs = np.zeros(len(way))
    for k in range(1, len(way)):
        arcs[k] = arcs[k - 1] + np.hypot(way[k, 0] - way[k - 1, 0], way[k, 1] - way[k - 1, 1])
    count = min(int(np.ceil(arcs[-1] / stride)), most) + 1
    points = np.empty((count, 2))
    k = 0
    for i in range(count):
        at = min(i * stride, arcs[-1])
        while k + 2 < len(way) and arcs[k + 1] < at:
            k += 1
        points[i] = way[k]
        if k + 1 < len(way) and arcs[k + 1] > arcs[k]:
            points[i] += (way[k + 1] - way[k]) * ((at - arcs[k]) / (arcs[k + 1] - arcs[k]))
    return points


def priority_of(rank: Rank, waited: int, place: float) -> float:
    """waited: how often it has had to give way for long; place: in [0, 1), among the robots, by name."""
    return 100.0 * rank + (min(waited, 90) if rank > Rank.IDLE else 0) + place
