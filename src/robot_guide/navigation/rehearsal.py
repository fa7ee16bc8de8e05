"""A moment of driving that nobody sees: it loads what is compiled, which takes a first turn half a second."""

from __future__ import annotations

import math

import numpy as np

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.navigator import Navigator
from robot_guide.sensing import LaserScan, Odometry

ROWS, COLUMNS, RESOLUTION, TURNS = 100, 200, 0.05, 4  # cells, cells, m, updates


def rehearse(config: NavigationConfig) -> Navigator:
    """Drive a few turns on a bare floor of 10 m by 5 m. Returns: who did."""
    cells = np.zeros((ROWS, COLUMNS), np.int8)
    cells[0], cells[-1], cells[:, 0], cells[:, -1] = 100, 100, 100, 100
    navigator = Navigator(config, OccupancyGrid(cells, RESOLUTION, (0.0, 0.0)), Pose2D(2.0, 2.5))
    navigator.drive_to(Pose2D(7.0, 2.5))
    ranges = np.full(360, 2.0, np.float32)
    for turn in range(TURNS):
        scan = LaserScan(0.05 * turn, ranges, -math.pi, 2.0 * math.pi / len(ranges), 25.0) if turn % 2 == 0 else None
        navigator.update(Odometry(0.05 * turn, Pose2D(0.0, 0.0), 0.0, 0.0), scan)
    return navigator
