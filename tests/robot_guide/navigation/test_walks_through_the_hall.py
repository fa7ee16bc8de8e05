"""The navigator in the real hall, for minutes, among people who walk and stand."""

import math
from pathlib import Path

import numpy as np
import pytest

import hall_map
from robot_guide.navigation import Costmap, DriveState, NavigationConfig, Navigator, plan
from robot_guide.sensing import Velocity

PUTUO = Path(__file__).parents[3] / "maps" / "putuo"


def crowd(walker, costmap, hall, count, rng):
    """People who walk between places that are drawn at random; nobody stands on a stop or a dock."""
    stops = [each.stop for each in (*hall.windows, *hall.places)] + [dock.pose for dock in hall.docks]
    home = costmap.regions[costmap.cell_of(*hall.docks[0].pose.xy)]
    cells = np.argwhere((costmap.cost < 253) & (costmap.regions == home))
    people = []
    while len(people) < count:
        spots = [costmap.point_of(*cells[i]) for i in rng.integers(len(cells), size=3)]
        if min(stop.distance_to(spot) for stop in stops for spot in spots) < 1.5:
            continue
        legs = [plan(costmap, a, b, spacing=None) for a, b in zip(spots, spots[1:] + spots[:1], strict=True)]
        way = [tuple(corner) for leg in legs for corner in leg.points[1:]]
        standing = len(people) % 4 == 0
        people.append(walker(*spots[0], [] if standing else way, speed=float(rng.uniform(0.5, 1.4))))
    return people


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_among_20_people_it_reaches_every_window_it_is_sent_to_and_touches_nobody(floor, walker, seed):
    hall = hall_map.load(PUTUO)
    grid, rng = hall_map.rasterise(hall), np.random.default_rng(seed)
    dock = hall.docks[seed % len(hall.docks)].pose
    people = crowd(walker, Costmap.from_grid(grid, 0.35), hall, 20, rng)
    world = floor(grid, dock, people, seed=seed, noise=0.02)
    navigator, velocity, off = Navigator(NavigationConfig(), grid, dock, seed), Velocity(), []
    goals = [hall.windows[i].stop for i in rng.permutation(len(hall.windows))[:8]] + [dock]
    for goal in goals:
        navigator.drive_to(goal)
        begun, drive = world.t, None
        while drive is None or drive.state is not DriveState.ARRIVED:
            drive = navigator.update(*world.step(velocity))
            velocity = drive.velocity
            off.append(math.dist(drive.pose.xy, world.pose.xy))
            assert drive.state is not DriveState.FAILED, drive.failure
            assert world.t - begun < 150.0, f"on the way to {goal}, at {world.pose}, {drive.state}"
        assert world.pose.distance_to(goal) < 0.55
    assert world.touched == []
    assert max(off) < 0.15
    assert np.sqrt(np.mean(np.square(off))) < 0.05
