"""Clusters of a person's size among the points of a laser scan.

Neighbouring beams whose points lie apart belong to two things, as in the breakpoint detectors of Borges and Aldon
(2004), "Line extraction in 2D range images for mobile robotics", with a threshold that grows with range.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

FEWEST_POINTS = 2
SLANT = 0.8  # sine to the cross direction; somebody round is seen across, the end of a bench along
APART_PER_METRE = 0.035  # m/m: neighbouring beams of 360 hit the same round thing farther apart when it is far
X, Y, WIDTH, WHOLE = range(4)  # columns of a cluster: m, map frame, the middle of a round person; m; 1 may be somebody


@njit(cache=True)
def clusters_of(points, sensor_x, sensor_y, gap, narrowest, widest, radius):
    """Split a scan's points (N, 2), map frame, in the order of the beams, where neighbours lie apart.

    Args: gap, narrowest, widest, radius: m, see `PeopleConfig`.
    Returns: (K, 4): x, y, width and whether each may be somebody, and is not a piece of something wider.
    """
    n = len(points)
    ranges = np.hypot(points[:, 0] - sensor_x, points[:, 1] - sensor_y)
    begins = np.empty(n + 1, np.int64)
    groups = 0
    for i in range(n):
        if i == 0 or distance(points, i - 1, i) > max(gap, APART_PER_METRE * min(ranges[i - 1], ranges[i])):
            begins[groups] = i
            groups += 1
    begins[groups] = n
    shift = 0
    if groups > 1 and distance(points, 0, n - 1) <= gap:  # the full circle closes
        shift = n - begins[groups - 1]
        points, ranges = turned(points, shift), np.roll(ranges, shift)
        groups -= 1
    found, count = np.empty((n, 4)), 0
    for k in range(groups):
        begin, end = 0 if k == 0 else begins[k] + shift, begins[k + 1] + shift
        if end - begin >= FEWEST_POINTS:
            count = add_pieces(
                found, count, points[begin:end], ranges[begin:end], sensor_x, sensor_y, narrowest, widest, radius
            )  # fmt: skip
    return found[:count]


@njit(cache=True)
def turned(points, shift):
    """The same points (N, 2), begun `shift` before their end."""
    out = np.empty_like(points)
    n = len(points)
    for i in range(n):
        out[i] = points[(i - shift) % n]
    return out


@njit(cache=True)
def distance(points, i, j):
    return math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1])


@njit(cache=True)
def add_pieces(found, count, points, ranges, sensor_x, sensor_y, narrowest, widest, radius):
    """Add a group as one person, or, where it is too wide for one, cut evenly into as many as may stand there.

    Returns: how many of `found` there are now.
    """
    n = len(points)
    width = distance(points, 0, n - 1)
    if width <= widest:
        across = abs(ranges[0] - ranges[-1]) <= SLANT * width
        beams_cover = width * n / (n - 1)  # half a beam more on each side
        put(found, count, points, ranges, sensor_x, sensor_y, radius, across and beams_cover >= narrowest)
        return count + 1
    parts = max(round(width / (2.0 * radius)), 2)
    size, larger, begin = n // parts, n % parts, 0
    for part in range(parts):
        end = begin + size + (1 if part < larger else 0)
        if end - begin >= FEWEST_POINTS:
            put(found, count, points[begin:end], ranges[begin:end], sensor_x, sensor_y, radius, False)
            count += 1
        begin = end
    return count


@njit(cache=True)
def put(found, count, points, ranges, sensor_x, sensor_y, radius, whole):
    """Note the middle of a round person whose near side the points are: in their direction, one radius behind."""
    last = len(points) - 1
    x, y = 0.5 * (points[0, 0] + points[last, 0]) - sensor_x, 0.5 * (points[0, 1] + points[last, 1]) - sensor_y
    bearing, far = math.atan2(y, x), ranges.min() + radius
    found[count, X], found[count, Y] = sensor_x + far * math.cos(bearing), sensor_y + far * math.sin(bearing)
    found[count, WIDTH], found[count, WHOLE] = distance(points, 0, last), 1.0 if whole else 0.0
