"""Where beside its route, and how fast, a robot goes on among people: the best of a few ways that all lead along it.

The ways are those of Werling, Ziegler, Kammel, Thrun (2010), "Optimal trajectory generation for dynamic street
scenarios in a Frenet frame", sections III and V: to a number of lateral offsets, at a number of speeds. Everybody is
carried on at constant velocity, which for people in buildings is hard to beat (Schöller, Aravantinos, Lay, Knoll 2020,
"What the constant velocity model can teach us about pedestrian motion prediction", section IV). A way on which somebody
ahead would be touched, or a wall or thing, is none; of the others the cheapest is taken, in seconds: of time lost, of
time in somebody's personal space, of less in the space that people like to keep, between people who stand together, on
the side that is not agreed, and of changing the mind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from robot_guide.navigation.config import CourtesyConfig
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.polyline import beside, point_at

SHARES = np.array([1.0, 0.85, 0.7, 0.55, 0.4, 0.27, 0.16, 0.08])  # of the speed wanted that are tried
OFFSETS = np.array([0.0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45, -0.6, 0.6, -0.8, 0.8, -1.1, 1.1])  # m to the left
STEP = 0.2  # s
LEFT = 1.0  # s that it goes on to be near to whoever has not been passed at the end
CROSSED = 0.5  # s; whoever walks by as near as that now is let by
CERTAIN = 1.2  # s; what people do later may turn out otherwise, and there is time to stop
WALL_MARGIN = 0.05  # m that a way keeps from walls and things
WALL_COMFORT = 0.20  # m that it likes to keep
BESIDE, BESIDE_PER_SPEED = 0.12, 0.30  # m between rims that are enough to creep past somebody, and s, more at speed
NEAR = 6.0  # m; who is farther away does not matter
TOGETHER = 2.0  # m between the middles of two who stand and may talk
HEAD_ON = 0.3  # m/s; who comes faster than this along the route is passed on the agreed side


@dataclass(frozen=True)
class Course:
    """What of the route to follow."""

    offset: float  # m to the left of the route
    speed: float  # m/s


@dataclass(frozen=True)
class Way:
    """The route that is followed, and how far along and beside it the robot is."""

    points: np.ndarray  # (N, 2), m, map frame
    arcs: np.ndarray  # (N,) m
    at: float  # m
    lateral: float  # m to the left


def choose(
    config: CourtesyConfig, way: Way, costmap: Costmap, others: np.ndarray, things: np.ndarray, *,
    radius: float, speed: float, wanted: float, acceleration: float, before: float, stood: float,
) -> Course:  # fmt: skip
    """The best course. Its speed is 0 where nobody and nothing lets the robot pass.

    Args:
        costmap: of the map alone.
        others: (N, 5) float64: x, y, vx, vy, radius of people and robots; map frame, m, m/s.
        things: (M, 2) m: what stands about and no map shows.
        radius: of the robot, m; speed, wanted: now and at most, m/s; acceleration: m/s^2.
        before: the offset chosen last, m.
        stood: s, for how long it has got no farther: the longer, the less it minds coming near to who stands.
    """
    x, y, _ = point_at(way.points, way.arcs, way.at)
    near = others[np.hypot(others[:, 0] - x, others[:, 1] - y) < NEAR]
    if len(near) == 0 and abs(way.lateral) < 0.05 and before == 0.0:
        return Course(0.0, wanted)
    close = things[np.hypot(things[:, 0] - x, things[:, 1] - y) < wanted * config.horizon + 1.5]
    k, share = best(
        way.points, way.arcs, way.at, way.lateral, speed, wanted, acceleration, near, close, together(near, config),
        costmap.distance, *costmap.origin, costmap.resolution, radius, config.distance, config.comfort,
        config.standing_speed, config.horizon, before, config.reserve * math.exp(-stood / config.patience), OFFSETS,
        SHARES,
    )  # fmt: skip
    return Course(float(OFFSETS[k]), wanted * share)


def together(others: np.ndarray, config: CourtesyConfig) -> np.ndarray:
    """(K, 4) m: the two middles of each pair of people who stand so near to each other that they may talk or queue."""
    stand = others[np.hypot(others[:, 2], others[:, 3]) < config.standing_speed]
    pairs = [
        (*a[:2], *b[:2]) for i, a in enumerate(stand) for b in stand[:i] if math.dist(a[:2], b[:2]) < TOGETHER
    ]  # fmt: skip
    return np.array(pairs, float).reshape(-1, 4)


@njit(cache=True)
def best(points, arcs, at, lateral, speed, wanted, acceleration, others, things, pairs, distance, origin_x, origin_y,
         resolution, radius, personal, comfort, standing, horizon, before, dear, offsets, shares):  # fmt: skip
    """(index of the offset, share of the speed) of the cheapest way; a share of 0: there is none."""
    least, chosen, chosen_share = horizon + 1e-9, 0, 0.0
    for k in range(len(offsets)):  # standing still costs the whole horizon, and a change of mind
        if offsets[k] == before:
            chosen = k
    steps = int(horizon / STEP)
    x0, y0, yaw0 = point_at(points, arcs, at)
    x0, y0 = x0 - lateral * math.sin(yaw0), y0 + lateral * math.cos(yaw0)
    for k in range(len(offsets)):
        aim = offsets[k]
        aside = 0.25 * abs(aim) + 1.0 * abs(aim - before)
        free, walls = along_walls(points, arcs, at, lateral, aim, wanted * horizon, things, distance, origin_x,
                                  origin_y, resolution, radius)  # fmt: skip
        for share in shares:
            cost = horizon * (1.0 - share) + aside + walls
            if cost >= least:
                continue
            v, s, now, fits = wanted * share, 0.0, min(speed, wanted * share), True
            for j in range(1, steps + 1):
                now = min(now + acceleration * STEP, v)
                s += now * STEP
                if s > free:
                    fits = False
                    break
                x, y, yaw = beside(points, arcs, at, s, lateral, aim)
                cost += met(others, x0, y0, x, y, yaw, STEP * j, now, radius, personal, comfort, standing, dear,
                            j == steps)  # fmt: skip
                if cost >= least:
                    fits = False
                    break
            if fits and len(pairs) > 0:
                cost += dear * between(points, arcs, at, lateral, aim, s + 0.5, pairs, radius)
            if fits and cost < least:
                least, chosen, chosen_share = cost, k, share
    return chosen, chosen_share


@njit(cache=True)
def along_walls(points, arcs, at, lateral, aim, reach, things, distance, origin_x, origin_y, resolution, radius):
    """Metres along a way until a wall or thing is too near, and the cost of passing near to some."""
    cost, start = 0.0, np.inf
    for j in range(int(reach / 0.1) + 2):
        x, y, _ = beside(points, arcs, at, 0.1 * j, lateral, aim)
        row, column = math.floor((y - origin_y) / resolution), math.floor((x - origin_x) / resolution)
        gap = -1.0
        if 0 <= row < distance.shape[0] and 0 <= column < distance.shape[1]:
            gap = distance[row, column] - radius
        square = (gap + radius) ** 2 if gap > -radius else 0.0
        for i in range(len(things)):
            square = min(square, (things[i, 0] - x) ** 2 + (things[i, 1] - y) ** 2)
        gap = math.sqrt(square) - radius
        if j == 0:
            start = gap
        elif gap < WALL_MARGIN and gap < start - 0.01 and aim != 0.0:
            return 0.1 * (j - 1), cost
        if aim != 0.0 and gap < WALL_COMFORT:
            cost += 0.1 * (WALL_COMFORT - gap) / WALL_COMFORT
    return np.inf, cost


@njit(cache=True)
def met(others, x0, y0, x, y, yaw, t, speed, radius, personal, comfort, standing, dear, last):
    """What it costs to be at (x, y) at the time `t`, having begun at (x0, y0): inf where somebody ahead is too near.

    last: it is the end of the horizon; whoever is not passed by then will be near for another while.
    """
    cost, c, s = 0.0, math.cos(yaw), math.sin(yaw)
    for i in range(len(others)):
        dx, dy = others[i, 0] + others[i, 2] * t - x, others[i, 1] + others[i, 3] * t - y
        apart = math.hypot(dx, dy)
        gap = apart - radius - others[i, 4]
        if gap > comfort + 0.4:
            continue
        forth = dx * c + dy * s
        along = forth / max(apart, 1e-6)
        now = math.hypot(others[i, 0] - x0, others[i, 1] - y0) - radius - others[i, 4]
        walks = math.hypot(others[i, 2], others[i, 3]) > standing
        weight = STEP / (1.0 + 0.5 * t) if walks else STEP
        if along > 0.0 and gap < now - 0.01:
            clear = BESIDE + BESIDE_PER_SPEED * speed
            if walks:
                clear += max(personal - clear, 0.0) * along * along
            if gap < clear and (t <= CERTAIN or not walks):
                return np.inf
        if along < -0.5 or (gap >= now and not (walks and t < CROSSED)):
            continue  # who is behind looks out for themselves; who stands is left behind
        if gap < personal:
            cost += dear * (weight + (LEFT if last and along > 0.0 else 0.0)) * (0.5 + (personal - gap) / personal)
        elif gap < comfort:
            cost += 0.3 * weight * (comfort - gap) / comfort
        towards = -(others[i, 2] * c + others[i, 3] * s)
        if towards > HEAD_ON and abs(forth) < 0.6 and dx * s - dy * c > 0.0:
            cost += 0.3  # they go by on the right hand
    return cost


@njit(cache=True)
def between(points, arcs, at, lateral, aim, reach, pairs, radius):
    """How many pairs a way would pass between."""
    count = 0.0
    for i in range(len(pairs)):
        ax, ay, bx, by = pairs[i]
        ux, uy = bx - ax, by - ay
        length = max(math.hypot(ux, uy), 1e-6)
        for j in range(int(reach / 0.2) + 1):
            x, y, _ = beside(points, arcs, at, 0.2 * j, lateral, aim)
            along = ((x - ax) * ux + (y - ay) * uy) / length
            off = abs((x - ax) * uy - (y - ay) * ux) / length
            if 0.0 < along < length and off < 0.15:
                count += 1.0
                break
    return count
