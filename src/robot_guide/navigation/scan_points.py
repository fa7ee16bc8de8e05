"""A laser scan as points."""

from __future__ import annotations

import numpy as np

from hall_map.geometry import Pose2D
from robot_guide.sensing import LaserScan

NEAREST = 0.05  # m; what is nearer is the robot's own housing


def is_sound(scan: LaserScan) -> bool:
    """Whether a scan can be used: it has beams, at least one has measured, and its stamp and angles are numbers."""
    numbers = np.isfinite([scan.stamp, scan.angle_min, scan.angle_increment]).all() and scan.angle_increment != 0.0
    return bool(numbers and len(scan.ranges) > 0 and not np.isnan(scan.ranges).all())


def points_of(scan: LaserScan, reach: float = np.inf) -> tuple[np.ndarray, np.ndarray]:
    """End points within `reach` metres, (M, 2) float64 in the laser's frame, and the indices (M,) of their beams.

    Beams that measured nothing (NaN), or hit nothing, have no end point.
    """
    ranges = np.asarray(scan.ranges, float)
    indices = np.flatnonzero((ranges > NEAREST) & (ranges < min(reach, scan.range_max)))
    angles = scan.angle_min + scan.angle_increment * indices
    hits = ranges[indices]
    return np.column_stack((hits * np.cos(angles), hits * np.sin(angles))), indices


def to_frame(points: np.ndarray, pose: Pose2D) -> np.ndarray:
    """Points (N, 2) of the frame that `pose` is the origin of, in the frame that `pose` is given in."""
    c, s = np.cos(pose.yaw), np.sin(pose.yaw)
    return points @ np.array([[c, s], [-s, c]]) + np.array(pose.xy)
