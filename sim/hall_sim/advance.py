"""How far a robot's body gets in a step, before somebody, something or a wall stops it."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_sim.drive import arc
from hall_sim.grid_rays import disc_fits

HALVINGS = 12  # of a step, to find where a contact begins
SKIN = 1e-6  # m
FREE, AT_WALL = -2, -1  # what is in the way, besides the numbers of discs: nothing; a wall


@njit(cache=True)
def nearest_disc(discs, x, y, but):
    """Number of the disc, of (N, 3 or more: x, y, radius, …) m, whose edge is nearest to (x, y), and how far that is;
    -1 and inf without any. Number `but` does not count; -1: all do."""
    nearest, least = -1, np.inf
    for i in range(discs.shape[0]):
        if i != but:
            gap = math.hypot(discs[i, 0] - x, discs[i, 1] - y) - discs[i, 2]
            if gap < least:
                nearest, least = i, gap
    return nearest, least


@njit(cache=True)
def clearance(distance, resolution, origin_x, origin_y, x, y):
    """Metres from a point to the next wall, to about a cell; 0 in walls and off the floor."""
    row, column = math.floor((y - origin_y) / resolution), math.floor((x - origin_x) / resolution)
    if 0 <= row < distance.shape[0] and 0 <= column < distance.shape[1]:
        return distance[row, column]
    return 0.0


@njit(cache=True)
def obstacle(others, but, radius, x, y, to_x, to_y, room, distance, resolution, origin_x, origin_y):
    """What keeps a body of `radius` m, which is at (x, y), from being at (to_x, to_y): the number of one of the discs
    `others` (N, 3 or more: x, y, radius, …) but number `but`, AT_WALL or FREE.

    Who is caught within something may leave, and go no deeper. room, distance and what follows: see `floor.Floor`.
    """
    nearest, gap = nearest_disc(others, to_x, to_y, but)
    if gap < radius - SKIN:
        before = math.hypot(others[nearest, 0] - x, others[nearest, 1] - y)
        if gap + others[nearest, 2] < before:
            return nearest
    if disc_fits(room, resolution, origin_x, origin_y, to_x, to_y, radius):
        return FREE
    if disc_fits(room, resolution, origin_x, origin_y, x, y, radius):
        return AT_WALL
    now = clearance(distance, resolution, origin_x, origin_y, x, y)
    return FREE if clearance(distance, resolution, origin_x, origin_y, to_x, to_y) >= now else AT_WALL


@njit(cache=True)
def advance(x, y, yaw, linear, angular, dt, others, but, radius, room, distance, resolution, origin_x, origin_y):
    """Drive along an arc for `dt` s or until something is in the way. Arguments: see `arc` and `obstacle`.

    Returns: x, y, yaw, and what stops the body, see `obstacle`. It turns all the same: a disc can wherever it stands.
    """
    to_x, to_y, to_yaw = arc(x, y, yaw, linear, angular, dt)
    hit = obstacle(others, but, radius, x, y, to_x, to_y, room, distance, resolution, origin_x, origin_y)
    if hit == FREE:
        return to_x, to_y, to_yaw, FREE
    free, taken = 0.0, dt
    for _ in range(HALVINGS):
        middle = 0.5 * (free + taken)
        to_x, to_y, _yaw = arc(x, y, yaw, linear, angular, middle)
        found = obstacle(others, but, radius, x, y, to_x, to_y, room, distance, resolution, origin_x, origin_y)
        if found == FREE:
            free = middle
        else:
            taken, hit = middle, found
    if free > 0.0:
        x, y, _yaw = arc(x, y, yaw, linear, angular, free)
    return x, y, to_yaw, hit
