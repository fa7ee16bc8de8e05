"""A report with figures that were made up, for tests of how it is told."""

import pytest

from robot_guide.trial_report.page import Making


def mean(value, spread=0.1):
    return {"mean": value, "low": value - spread, "high": value + spread, "least": value - 2 * spread,
            "most": value + 2 * spread, "n": 30}  # fmt: skip


def share(hits, n=30):
    return {"mean": hits / n, "low": max(hits / n - 0.1, 0.0), "high": min(hits / n + 0.1, 1.0), "hits": hits, "n": n}


def passage(width, passed, refused=0, touched=0):
    return {"width": width, "passed": share(passed), "touched": share(touched), "refused": share(refused),
            "room": mean(0.1, 0.01) if passed else None, "seconds": mean(9.0) if passed else None}  # fmt: skip


def floor(width, height):
    return {"width": width, "height": height, "solids": [[[1, 1], [2, 1], [2, 2]]], "walls": [[[0, 3], [1, 3]]]}


@pytest.fixture
def made_up():
    """A report as `shells.trials.programme.report_of` gives it."""
    pose = {"pose": "P1", "x": 5.0, "y": 4.0, "yaw": 0.0, "arrived": share(30), "accuracy": 0.021,
            "repeatability": 0.045, "heading_accuracy": 0.01, "heading_repeatability": 0.03, "middle_ahead": 0.01,
            "middle_left": 0.02, "distance": mean(0.03, 0.002), "turned": mean(0.02, 0.001),
            "believed_off": mean(0.01, 0.001), "stops": [[0.01, 0.02, 0.0], [0.01, -0.02, 0.1]]}  # fmt: skip
    lost = {"pose": "P2", "x": 2.0, "y": 2.0, "yaw": -1.0, "arrived": share(0), "distance": None, "turned": None,
            "believed_off": None, "stops": []}  # fmt: skip
    seen = {"kind": "posts", "diameter": 0.05, "limit": 0.5, "dropout": 0.5, "detected": share(29),
            "touched": share(1), "speed": mean(0.5), "reaction": mean(1.5), "nearest": mean(0.4),
            "profile": [[3.0, 0.5], [0.2, 0.0]]}  # fmt: skip
    unseen = {**seen, "kind": "board", "diameter": 0.0, "limit": 1.0, "dropout": 0.002, "detected": share(0),
              "reaction": None, "nearest": None}  # fmt: skip
    met = {"kind": "crossing", "size": 0.44, "speed": 1.5, "avoided": share(28), "caused": 0, "arrived": share(28),
           "room": mean(0.3), "seconds": mean(15.0), "paths": [[[1, 4], [12, 4]]]}  # fmt: skip
    stood = {**met, "kind": "box", "size": 1.2, "speed": 0.0, "avoided": share(30), "room": mean(0.9)}
    free = {**met, "kind": "nothing", "size": 0.0, "speed": 0.0, "room": None}
    path = {"course": "corner", "limit": 0.6, "arrived": share(10, 10), "mean": mean(0.02, 0.001),
            "most": mean(0.09, 0.002), "speed": mean(0.57), "path": [[1, 1], [2, 2]], "profile": [[0, 0]]}  # fmt: skip
    drive = {"radius": 0.28, "scale_error": 0.02, "turn_error": 0.02, "heading_drift": 0.008}
    lidar = {"beams": 360, "range_max": 25.0, "period": 0.1, "noise": 0.015, "dropout": 0.002}
    navigation = {"follower": {"max_speed": 1.0, "goal_distance": 0.1, "goal_angle": 0.08},
                  "monitor": {"stop_margin": 0.03}, "costmap": {"margin": 0.07}}  # fmt: skip
    return {
        "simulated": True, "runs": 30, "seeds": [1, 30], "passage_limit": 40.0, "repetitions": {"deviation": 10},
        "robot": {"drive": drive, "lidar": lidar, "navigation": navigation},
        "floors": {"pose": floor(10, 8), "avoidance": floor(14, 8), "corner": floor(8, 8)},
        "tests": {
            "pose": [pose, lost], "detection": [seen, unseen], "avoidance": [free, met, stood], "deviation": [path],
            "passage": [passage(1.2, 30), passage(0.8, 30), passage(0.7, 10, 5), passage(0.6, 0, 30)],
        },
    }  # fmt: skip


@pytest.fixture
def making():
    return Making("2026-11-26", "robot-guide 0.1.0", "0123456789abcdef", "robot-guide report --runs 30 --seed 1")
