"""How people walk: the social-force model, compiled.

Helbing and Molnár, Social force model for pedestrian dynamics (Physical Review E 51, 1995): relaxation to the wanted
velocity (eq. 2), repulsion with elliptical equipotentials that reach out in front of whoever moves (eq. 3 and 4), walls
(eq. 5), and the field of view (eq. 8). Bodies and walls are hard besides: nobody walks through anything.

Some things are ours. Who sees somebody stand in the way walks past them, as in Moussaïd, Helbing and Theraulaz, How
simple rules determine pedestrian behavior (PNAS 2011), and does not wait to be pushed aside. What comes towards one is
passed on the right, so that two who meet head-on do not stand face to face. Walls repel over 0.1 m instead of 0.2 m, so
that one can stand at a counter. People repel with 1.2 m²/s² instead of 2.1: with that as many go through a door as have
been counted (1.2 to 1.9 people a metre and second: Kretz, Grünebohm and Schreckenberg, Experimental study of pedestrian
flow through a bottleneck, J. Stat. Mech. 2006; 1.2 to 1.3: Weidmann, Transporttechnik der Fussgänger, 1993), with 2.1
it was two thirds. Robots repel more than people.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_sim.grid_rays import disc_fits

RELAXATION = 0.5  # s, tau
REPULSION, REPULSION_RANGE = 1.2, 0.3  # m²/s², m: V0 and sigma
FAINT = 6.0 * REPULSION_RANGE  # m, semi-minor axis b from which a push is too weak to count: a hundredth of a m/s²
FORESIGHT = 2.0  # s: a step of somebody else, delta t
WALL_REPULSION, WALL_RANGE = 5.0, 0.1  # m²/s², m: U0 and R
HALF_VIEW, BEHIND = math.cos(math.radians(100.0)), 0.5  # field of view 2 phi = 200 degrees; weight c of what is behind
SIGHT = 4.0  # m
FASTEST, IDLE = 1.3, 0.4  # times the wanted speed; m/s at most for who wants to stand
ROBOT_AWE = 3.15  # times the repulsion of a person: people leave robots more room
RIGHT = 0.3  # share of a repulsion from ahead that turns to the right
LOOK_AHEAD, ELBOW = 3.0, 0.25  # m: how far ahead one looks for who stands in the way; left between them in passing
STEADY = 0.12  # m/s below which somebody who wants to stand does not shuffle


@njit(cache=True)
def neighbours(xy, present):
    """Who is near enough to matter to whom: (N, N) numbers of people, of which row i holds the first `count[i]`."""
    n = xy.shape[0]
    near, count = np.empty((n, n), np.int64), np.zeros(n, np.int64)
    for i in range(n):
        if not present[i]:
            continue
        for j in range(i):
            if present[j] and abs(xy[i, 0] - xy[j, 0]) < SIGHT and abs(xy[i, 1] - xy[j, 1]) < SIGHT:
                near[i, count[i]], near[j, count[j]] = j, i
                count[i] += 1
                count[j] += 1
    return near, count


@njit(cache=True)
def repulsion(dx, dy, vx, vy, larger):
    """Push, m/s², on somebody at (dx, dy) from another who moves at (vx, vy); `larger`: m, radius above a person's."""
    d = math.sqrt(dx * dx + dy * dy)
    if d < 1e-6 or d > SIGHT:
        return 0.0, 0.0
    near = max(d - larger, 0.05)
    dx, dy = dx * near / d, dy * near / d
    sx, sy = dx - FORESIGHT * vx, dy - FORESIGHT * vy
    far = math.sqrt(sx * sx + sy * sy)
    stride2 = FORESIGHT * FORESIGHT * (vx * vx + vy * vy)
    b = 0.5 * math.sqrt(max((near + far) * (near + far) - stride2, 1e-4))
    if b > FAINT:
        return 0.0, 0.0
    strength = REPULSION / REPULSION_RANGE * math.exp(-b / REPULSION_RANGE) * (near + far) / (4.0 * b)
    far = max(far, 1e-6)
    return strength * (dx / near + sx / far), strength * (dy / near + sy / far)


@njit(cache=True)
def perceived(fx, fy, ex, ey):
    """A push as one who looks along (ex, ey) takes it: weaker from behind, a little to the right from ahead."""
    f = math.hypot(fx, fy)
    if f < 1e-9 or (ex == 0.0 and ey == 0.0):
        return fx, fy
    ahead = -(ex * fx + ey * fy) / f
    if ahead < HALF_VIEW:
        return BEHIND * fx, BEHIND * fy
    if ahead > 0.7:
        return fx + RIGHT * f * ey, fy - RIGHT * f * ex
    return fx, fy


@njit(cache=True)
def wall_push(distance, resolution, origin_x, origin_y, x, y):
    """Push, m/s², of the nearest wall."""
    rows, columns = distance.shape
    row = min(max(int((y - origin_y) / resolution), 1), rows - 2)
    column = min(max(int((x - origin_x) / resolution), 1), columns - 2)
    gap = distance[row, column]
    if gap > 10.0 * WALL_RANGE:
        return 0.0, 0.0
    gx = distance[row, column + 1] - distance[row, column - 1]
    gy = distance[row + 1, column] - distance[row - 1, column]
    slope = math.hypot(gx, gy)
    if slope < 1e-9:
        return 0.0, 0.0
    push = WALL_REPULSION / WALL_RANGE * math.exp(-gap / WALL_RANGE)
    return push * gx / slope, push * gy / slope


@njit(cache=True)
def in_the_way(ex, ey, speed, dx, dy, vx, vy, reach, room_for_both):
    """How far ahead, m, somebody at (dx, dy) is in one's way along (ex, ey); inf: not at all."""
    along, aside = ex * dx + ey * dy, ex * dy - ey * dx
    if along <= 0.0 or along > min(LOOK_AHEAD, reach - room_for_both) or abs(aside) > room_for_both:
        return np.inf
    return along if ex * vx + ey * vy < 0.5 * speed else np.inf


@njit(cache=True)
def detour(i, ex, ey, speed, xy, velocity, radius, near, reach, robots, room, resolution, origin_x, origin_y):
    """The direction in which person `i`, with people `near`, goes round whatever is first in the way along (ex, ey)."""
    x, y, n = xy[i, 0], xy[i, 1], near.shape[0]
    nearest, ox, oy, both = np.inf, 0.0, 0.0, 0.0
    for m in range(n + robots.shape[0]):
        if m < n:
            j = near[m]
            dx, dy, vx, vy, r = xy[j, 0] - x, xy[j, 1] - y, velocity[j, 0], velocity[j, 1], radius[j]
        else:
            k = m - n
            dx, dy, vx, vy, r = robots[k, 0] - x, robots[k, 1] - y, robots[k, 3], robots[k, 4], robots[k, 2]
        ahead = in_the_way(ex, ey, speed, dx, dy, vx, vy, reach[i], radius[i] + r + ELBOW)
        if ahead < nearest:
            nearest, ox, oy, both = ahead, dx, dy, radius[i] + r + ELBOW
    if nearest == np.inf:
        return ex, ey
    side = -1.0 if ex * oy - ey * ox > -0.05 else 1.0  # past it on the side that is nearer; on the right if it is alike
    for turn in (side, -side):
        px, py = ox - turn * ey * both, oy + turn * ex * both
        if disc_fits(room, resolution, origin_x, origin_y, x + px, y + py, radius[i]):
            d = max(math.hypot(px, py), 1e-6)
            return px / d, py / d
    return ex, ey


@njit(cache=True)
def accelerate(
    xy, velocity, radius, wish, present, reach, near, count, robots, room, distance, resolution, origin_x, origin_y, dt
):
    """Give everybody the velocity of the next step, in place. Arguments: see `walk` and `neighbours`."""
    n = xy.shape[0]
    force = np.zeros((n, 2))
    for i in range(n):
        if not present[i]:
            continue
        speed = math.hypot(wish[i, 0], wish[i, 1])
        ex, ey = (wish[i, 0] / speed, wish[i, 1] / speed) if speed > 0.0 else (0.0, 0.0)
        if speed > 0.0:
            ex, ey = detour(
                i, ex, ey, speed, xy, velocity, radius, near[i, : count[i]], reach, robots,
                room, resolution, origin_x, origin_y,
            )  # fmt: skip
        fx, fy = (ex * speed - velocity[i, 0]) / RELAXATION, (ey * speed - velocity[i, 1]) / RELAXATION
        for j in near[i, : count[i]]:
            px, py = repulsion(xy[i, 0] - xy[j, 0], xy[i, 1] - xy[j, 1], velocity[j, 0], velocity[j, 1], 0.0)
            px, py = perceived(px, py, ex, ey)
            fx, fy = fx + px, fy + py
        for j in range(robots.shape[0]):
            dx, dy, larger = xy[i, 0] - robots[j, 0], xy[i, 1] - robots[j, 1], robots[j, 2] - radius[i]
            px, py = repulsion(dx, dy, robots[j, 3], robots[j, 4], larger)
            px, py = perceived(ROBOT_AWE * px, ROBOT_AWE * py, ex, ey)
            fx, fy = fx + px, fy + py
        px, py = wall_push(distance, resolution, origin_x, origin_y, xy[i, 0], xy[i, 1])
        force[i, 0], force[i, 1] = fx + px, fy + py
    for i in range(n):
        vx, vy = velocity[i, 0] + dt * force[i, 0], velocity[i, 1] + dt * force[i, 1]
        wanted = math.hypot(wish[i, 0], wish[i, 1])
        speed, most = math.hypot(vx, vy), (FASTEST * wanted if wanted > 0.0 else IDLE)
        if not present[i] or (wanted == 0.0 and speed < STEADY):
            vx, vy = 0.0, 0.0
        elif speed > most:
            vx, vy = vx * most / speed, vy * most / speed
        velocity[i, 0], velocity[i, 1] = vx, vy


@njit(cache=True)
def keep_off(x, y, reach, other_x, other_y):
    """Where somebody stands who wants to stand at (x, y), `reach` from another at least."""
    dx, dy = x - other_x, y - other_y
    if abs(dx) >= reach or abs(dy) >= reach:
        return x, y, False
    d = math.hypot(dx, dy)
    if d >= reach or d < 1e-9:
        return x, y, False
    return other_x + dx * reach / d, other_y + dy * reach / d, True


@njit(cache=True)
def overlaps(i, x, y, radius, robots):
    """Whether somebody at (x, y) would stand in a robot."""
    for j in range(robots.shape[0]):
        if math.hypot(x - robots[j, 0], y - robots[j, 1]) < radius[i] + robots[j, 2] - 1e-9:
            return True
    return False


@njit(cache=True)
def place(i, x, y, xy, velocity, radius, near, robots, room, resolution, origin_x, origin_y, touched):
    """Move person `i`, with people `near`, towards (x, y) as far as bodies and walls allow, in place."""
    for j in near:
        x, y, _ = keep_off(x, y, radius[i] + radius[j], xy[j, 0], xy[j, 1])
    for j in range(robots.shape[0]):
        x, y, met = keep_off(x, y, radius[i] + robots[j, 2], robots[j, 0], robots[j, 1])
        if met:
            touched[i] = j
    old_x, old_y = xy[i, 0], xy[i, 1]
    for new_x, new_y in ((x, y), (x, old_y), (old_x, y)):
        if disc_fits(room, resolution, origin_x, origin_y, new_x, new_y, radius[i]) and not overlaps(
            i, new_x, new_y, radius, robots
        ):
            xy[i, 0], xy[i, 1] = new_x, new_y
            velocity[i, 0] *= 1.0 if new_x == x else 0.0
            velocity[i, 1] *= 1.0 if new_y == y else 0.0
            return
    velocity[i, 0], velocity[i, 1] = 0.0, 0.0


@njit(cache=True)
def walk(xy, velocity, radius, wish, present, reach, robots, room, distance, resolution, origin_x, origin_y, dt):
    """Everybody walks for `dt` seconds; `xy` and `velocity` change in place.

    xy, velocity, wish: (N, 2) m, m/s, wanted m/s; radius: (N,) m; present: (N,) bool, who is in the hall;
    reach: (N,) m to where each wants to stop, inf if it is far; what is there is not in the way;
    robots: (M, 5: x, y, radius, vx, vy), which do not give way; room, distance and what follows: see `floor.Floor`.
    Returns: (N,) int64, the robot that each has walked into in this step, -1 none.
    """
    touched = np.full(xy.shape[0], -1)
    near, count = neighbours(xy, present)
    accelerate(
        xy, velocity, radius, wish, present, reach, near, count, robots, room, distance,
        resolution, origin_x, origin_y, dt,
    )  # fmt: skip
    for i in range(xy.shape[0]):
        if not present[i]:
            continue
        moves = velocity[i, 0] != 0.0 or velocity[i, 1] != 0.0
        if moves or overlaps(i, xy[i, 0], xy[i, 1], radius, robots):
            place(
                i, xy[i, 0] + dt * velocity[i, 0], xy[i, 1] + dt * velocity[i, 1], xy, velocity, radius,
                near[i, : count[i]], robots, room, resolution, origin_x, origin_y, touched,
            )  # fmt: skip
    return touched
