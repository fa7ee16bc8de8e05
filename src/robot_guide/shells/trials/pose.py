"""Pose accuracy and repeatability: where a robot comes to stand, against where it was told to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hall_map import Hall, Pose2D
from hall_map.geometry import wrap_angle
from robot_guide.shells.trials.floors import TrialFloor, bare_hall, round_solid
from robot_guide.shells.trials.rig import Rig
from robot_guide.shells.trials.samples import mean_of, share_of

START = Pose2D(5.0, 1.2, math.pi / 2)
MOST = 60.0  # s for a leg, which is 8 m at most


@dataclass(frozen=True)
class PoseTrial:
    """One commanded pose. In a run all five are visited, in an order that depends on the run."""

    name: str
    pose: Pose2D


TRIALS = (
    PoseTrial("P1", Pose2D(5.0, 4.0, 0.0)),
    PoseTrial("P2", Pose2D(8.0, 6.5, math.pi / 2)),
    PoseTrial("P3", Pose2D(2.0, 6.5, math.pi)),
    PoseTrial("P4", Pose2D(2.0, 1.5, -math.pi / 2)),
    PoseTrial("P5", Pose2D(8.0, 1.5, math.pi / 4)),
)


def floor() -> Hall:
    """10 m by 8 m, with two columns, so that no corner is like another."""
    return bare_hall(10.0, 8.0, START, solids=(round_solid((3.5, 4.2), 0.3), round_solid((6.8, 3.0), 0.2)))


HALL = floor()


def order_of(seed: int) -> tuple[int, ...]:
    """The order of the poses in a run: each is come to from any other, and in both senses of the round."""
    numbers = np.random.default_rng(seed).permutation(len(TRIALS))
    return tuple(int(i) for i in numbers)


def attempt(seed: int) -> Mapping[str, object]:
    """One run. Returns: for each pose, by name, how far off the robot came to stand, in the frame of that pose."""
    rig, stops, before = Rig(TrialFloor(HALL), seed), {}, START
    for number in order_of(seed):
        trial = TRIALS[number]
        ride = rig.drive(trial.pose, most=MOST)
        off = trial.pose.inverse().compose(ride.end)
        stops[trial.name] = {
            "arrived": ride.arrived and not ride.touched, "ahead": off.x, "left": off.y, "turned": wrap_angle(off.yaw),
            "from": before.bearing_to(trial.pose), "believed_off": ride.believed.distance_to(ride.end),
            "believed_turned": abs(wrap_angle(ride.believed.yaw - ride.end.yaw)), "seconds": ride.seconds,
        }  # fmt: skip
        before = trial.pose
    return stops


def row(trial: PoseTrial, runs: Sequence[Mapping[str, Mapping[str, float]]]) -> Mapping[str, object]:
    """The figures of one commanded pose, over the runs that arrived there."""
    stops = [run[trial.name] for run in runs]
    came = [stop for stop in stops if stop["arrived"]]
    off = np.array([(stop["ahead"], stop["left"]) for stop in came]).reshape(-1, 2)
    turned = np.array([stop["turned"] for stop in came])
    figures = pose_figures(off, turned) if len(came) > 1 else {}
    return {
        "pose": trial.name, "x": trial.pose.x, "y": trial.pose.y, "yaw": trial.pose.yaw,
        "arrived": share_of(stop["arrived"] for stop in stops), **figures,
        "distance": mean_of(np.hypot(*off.T)), "turned": mean_of(np.abs(turned)),
        "believed_off": mean_of(stop["believed_off"] for stop in came),
        "stops": [[*map(float, where), float(angle)] for where, angle in zip(off, turned, strict=True)],
    }  # fmt: skip


def pose_figures(off: np.ndarray, turned: np.ndarray) -> dict[str, float]:
    """Accuracy and repeatability after ISO 9283:1998, 7.2, in the plane.

    off: (N, 2) m from the commanded position; turned: (N,) rad from the commanded heading; N >= 2.

    Accuracy is how far the barycentre lies from what was commanded; repeatability is the mean distance from the
    barycentre plus three standard deviations of it, and for the heading three standard deviations.
    """
    if len(off) < 2 or len(off) != len(turned):
        raise ValueError(f"two stops at least, with as many headings, are needed, got {len(off)} and {len(turned)}")
    middle = off.mean(axis=0)
    spread = np.hypot(*(off - middle).T)
    return {
        "accuracy": float(np.hypot(*middle)),
        "repeatability": float(spread.mean() + 3.0 * spread.std(ddof=1)),
        "heading_accuracy": float(abs(turned.mean())),
        "heading_repeatability": float(3.0 * turned.std(ddof=1)),
        "middle_ahead": float(middle[0]), "middle_left": float(middle[1]),
    }  # fmt: skip
