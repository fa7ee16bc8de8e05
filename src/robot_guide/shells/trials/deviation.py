"""Path deviation: how far a robot gets off the route that it has planned, on routes of several shapes, at several
speeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hall_map import Hall, Pose2D
from robot_guide.shells.trials.avoidance import path_of
from robot_guide.shells.trials.floors import TrialFloor, bare_hall, round_solid
from robot_guide.shells.trials.rig import Rig
from robot_guide.shells.trials.samples import mean_of, share_of

MOST = 120.0  # s


@dataclass(frozen=True)
class Course:
    """A floor on which there is one sensible route."""

    hall: Hall
    goal: Pose2D


def corner() -> Hall:
    """A corridor 2 m wide that turns left at a right angle."""
    inside = ((0.0, 2.0), (6.0, 2.0), (6.0, 8.0), (0.0, 8.0))
    return bare_hall(8.0, 8.0, Pose2D(1.0, 1.0, 0.0), solids=(inside,))


def bend() -> Hall:
    """Around a column 4 m across, half a round; a wall leaves only one way."""
    return bare_hall(
        8.0, 8.0, Pose2D(2.0, 1.0, 0.0), solids=(round_solid((4.0, 4.0), 2.0),), walls=(((0.0, 4.0), (2.1, 4.0)),)
    )


COURSES = {
    "straight": Course(bare_hall(12.0, 4.0, Pose2D(1.0, 2.0, 0.0)), Pose2D(11.0, 2.0, 0.0)),
    "corner": Course(corner(), Pose2D(7.0, 7.0, math.pi / 2)),
    "bend": Course(bend(), Pose2D(2.0, 7.0, math.pi)),
}


@dataclass(frozen=True)
class DeviationTrial:
    """A course, driven at `speed` m/s at most."""

    course: str
    speed: float

    @property
    def name(self) -> str:
        return f"{self.course}-{self.speed:g}"


TRIALS = tuple(DeviationTrial(course, speed) for course in COURSES for speed in (0.3, 0.6, 1.0))


def attempt(trial: DeviationTrial, seed: int) -> Mapping[str, object]:
    """Returns: the mean and the greatest distance from the route of the moment, m, its speed, and its way."""
    course = COURSES[trial.course]
    ride = Rig(TrialFloor(course.hall), seed).drive(course.goal, most=MOST, speed=trial.speed)
    every = ride.off
    off = every[np.isfinite(every)]
    length = float(np.hypot(*np.diff(ride.poses[:, :2], axis=0).T).sum())
    return {
        "arrived": ride.arrived and not ride.touched, "mean": float(off.mean()), "most": float(off.max()),
        "speed": length / ride.seconds, "path": path_of(ride),
        "profile": [[float(t), float(d)] for t, d in zip(ride.times[::4], every[::4], strict=True)],
    }  # fmt: skip


def row(trial: DeviationTrial, attempts: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    arrived = [each for each in attempts if each["arrived"]]
    return {
        "course": trial.course, "limit": trial.speed, "arrived": share_of(each["arrived"] for each in attempts),
        "mean": mean_of(each["mean"] for each in arrived), "most": mean_of(each["most"] for each in arrived),
        "speed": mean_of(each["speed"] for each in arrived),
        "path": attempts[0]["path"], "profile": attempts[0]["profile"],
    }  # fmt: skip
