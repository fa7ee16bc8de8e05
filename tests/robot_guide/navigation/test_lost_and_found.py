"""A robot that is carried off stands until it knows where it is, and then goes on to its goal."""

import pytest

from hall_map.geometry import Pose2D
from robot_guide.navigation import DriveState, NavigationConfig, Navigator

BLOCKS = ((6.0, 3.0, 7.0, 4.0), (10.5, 4.5, 11.0, 5.5), (3.0, 8.0, 5.0, 8.5))
START, GOAL, ELSEWHERE = Pose2D(2.0, 2.0, 0.0), Pose2D(17.0, 9.5, 0.0), Pose2D(13.0, 2.0, 2.4)


@pytest.fixture
def going(room, floor):
    """A navigator under way, and its world."""
    grid = room(20.0, 12.0, *BLOCKS)
    world, navigator = floor(grid, START, seed=1), Navigator(NavigationConfig(), grid, START, seed=1)
    navigator.drive_to(GOAL)
    turn(world, navigator, 60)
    return world, navigator


def turn(world, navigator, count, until=lambda drive: False):
    """What the navigator says, turn by turn."""
    drives, seen = [], world.measured()
    for _ in range(count):
        drives.append(navigator.update(*seen))
        seen = world.step(drives[-1].velocity)
        if until(drives[-1]):
            break
    return drives


def test_carried_off_it_stands_finds_itself_and_arrives(going):
    world, navigator = going
    world.pose = ELSEWHERE
    drives = turn(world, navigator, 1200, until=lambda drive: drive.state is DriveState.ARRIVED)
    lost = [i for i, drive in enumerate(drives) if not drive.localised]
    assert lost[0] < 40
    assert len(lost) < 80
    speeds = [drives[i].velocity.linear for i in lost]
    assert speeds == sorted(speeds, reverse=True)  # it brakes,
    assert speeds[-1] < 0.05  # and stands
    assert drives[-1].state is DriveState.ARRIVED
    assert world.pose.distance_to(GOAL) < 0.2
    assert not world.touched


def test_while_it_looks_around_it_takes_walls_for_nobody_and_asks_nobody_to_make_way(going):
    world, navigator = going
    world.pose = ELSEWHERE
    lost = [drive for drive in turn(world, navigator, 120) if not drive.localised]
    assert lost
    assert lost[-1].people == ()
    assert all(drive.state is DriveState.DRIVING for drive in lost)


def test_who_does_not_find_out_waits_for_what_hides_the_walls(going):
    world, navigator = going
    world.things = [(world.pose.x + dx, world.pose.y + dy, 0.3) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    world.things += [(world.pose.x + dx, world.pose.y + dy, 0.3) for dx in (-0.7, 0.7) for dy in (-0.7, 0.7)]
    world.things += [(world.pose.x + dx, world.pose.y + dy, 0.3) for dx in (-0.9, 0.9) for dy in (-0.4, 0.4)]
    world.things += [(world.pose.x + dx, world.pose.y + dy, 0.3) for dx in (-0.4, 0.4) for dy in (-0.9, 0.9)]
    navigator.relocate(None)
    last = turn(world, navigator, 200)[-1]
    assert not last.localised
    assert last.state is DriveState.WAITING
    world.things = []
    assert turn(world, navigator, 200)[-1].localised


def test_told_to_forget_its_pose_it_goes_on_to_its_goal_as_soon_as_it_is_found(going):
    world, navigator = going
    navigator.relocate(None)
    drives = turn(world, navigator, 100)
    assert not drives[0].localised
    assert drives[-1].localised
    assert drives[-1].velocity.linear > 0.1
    assert drives[-1].pose.distance_to(world.pose) < 0.15
