"""The navigator in a closed loop with a small world: it arrives, gives way, goes around, and says why not."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation import DriveState, NavigationConfig, Navigator, Reason, Route, way_to
from robot_guide.navigation.cost_to_go import CostToGo
from robot_guide.sensing import LaserScan, Odometry, Velocity

START = Pose2D(2.0, 3.0, 0.0)
GOAL = Pose2D(12.0, 3.0, 1.5)


class Loop:
    """A world, its navigator, and all that the navigator said."""

    def __init__(self, world, config=None, seed=0):
        self.world = world
        self.navigator = Navigator(config or NavigationConfig(), world.grid, world.pose, seed)
        self.drives = []
        self.poses = []
        self.velocity = Velocity()

    def run(self, seconds, until=(), peers=None):
        """Turn by turn, until one of the states `until` is reached. Returns: the last drive."""
        for _ in range(round(seconds / 0.05)):
            if peers is not None:
                self.navigator.set_peers(peers(self.world.t))
            drive = self.navigator.update(*self.world.step(self.velocity))
            self.velocity = drive.velocity
            self.drives.append(drive)
            self.poses.append(self.world.pose)
            if drive.state in until:
                break
        return self.drives[-1]

    def states(self):
        return {drive.state for drive in self.drives}

    def gap_to(self, x, y, radius=0.25):
        return min(math.hypot(pose.x - x, pose.y - y) for pose in self.poses) - radius - 0.28


@pytest.fixture
def hall(room):
    return room(14.0, 6.0)


def test_it_drives_to_a_goal_and_stands_there_with_the_heading_asked_for(hall, floor):
    loop = Loop(floor(hall, START, seed=3))
    assert loop.run(1.0).state is DriveState.IDLE
    assert loop.velocity == Velocity(0.0, 0.0)
    loop.navigator.drive_to(GOAL)
    last = loop.run(40.0, until=[DriveState.ARRIVED])
    loop.run(1.0)
    assert last.state is DriveState.ARRIVED
    assert loop.world.pose.distance_to(GOAL) < 0.15
    assert abs(wrap_angle(loop.world.pose.yaw - GOAL.yaw)) < 0.15
    assert loop.velocity == Velocity(0.0, 0.0)
    assert last.remaining == 0.0
    assert loop.world.t < 20.0
    assert loop.world.touched == []


@pytest.mark.parametrize("mount", [Pose2D(0.2, 0.1, 2.0), Pose2D(-0.15, 0.0, math.pi)])
def test_it_drives_as_well_with_a_laser_that_is_not_in_the_middle(hall, floor, walker, mount):
    loop = Loop(floor(hall, START, [walker(7.0, 3.0)], seed=3, mount=mount))
    loop.navigator.drive_to(GOAL)
    assert loop.run(60.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.world.pose.distance_to(GOAL) < 0.15
    assert loop.drives[-1].pose.distance_to(loop.world.pose) < 0.08
    assert loop.gap_to(7.0, 3.0) > 0.3
    assert loop.world.touched == []


def test_a_bad_scan_stops_it_at_once_and_the_next_good_one_lets_it_go_on(hall, floor):
    loop = Loop(floor(hall, START, seed=3))
    loop.navigator.drive_to(GOAL)
    loop.run(3.0)
    assert loop.velocity.linear > 0.5
    odometry, scan = loop.world.step(loop.velocity)
    while scan is None:
        odometry, scan = loop.world.step(loop.navigator.update(odometry, scan).velocity)
    bad = replace(scan, ranges=np.full(len(scan.ranges), np.nan, np.float32))
    drive = loop.navigator.update(odometry, bad)
    assert drive.velocity == Velocity(0.0, 0.0)
    assert not drive.sees
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED


def test_after_a_while_without_odometry_it_sets_out_from_the_speed_that_the_wheels_have(hall, floor):
    loop = Loop(floor(hall, START, seed=3))
    loop.navigator.drive_to(GOAL)
    loop.run(3.0)
    assert loop.velocity.linear > 0.5
    for _ in range(20):
        loop.world.step(Velocity(0.0, 0.0))  # unheard; the base has braked
    first = loop.navigator.update(*loop.world.step(Velocity(0.0, 0.0))).velocity
    assert first.linear < 0.2
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED


def test_it_sets_out_by_ways_that_were_worked_out_ahead(hall, floor, monkeypatch):
    loop = Loop(floor(hall, START))
    loop.navigator.prepare([GOAL])
    monkeypatch.setattr(CostToGo, "of", lambda *_: pytest.fail("a field was worked out at the start of the errand"))
    loop.navigator.drive_to(GOAL)
    assert loop.run(0.5).route[-1] == pytest.approx(GOAL.xy)


def test_what_remains_falls_and_the_route_leads_to_the_goal(hall, floor):
    loop = Loop(floor(hall, START))
    loop.navigator.drive_to(GOAL)
    first = loop.run(0.5)
    assert first.route[-1] == pytest.approx(GOAL.xy)
    later = loop.run(4.0)
    assert first.remaining == pytest.approx(10.0, abs=0.3)
    assert 5.0 < later.remaining < first.remaining - 1.0


def test_it_waits_for_somebody_in_a_corridor_and_goes_on_when_they_leave(room, floor, walker):
    corridor = room(14.0, 6.0, (4.0, 0.0, 10.0, 2.4), (4.0, 3.6, 10.0, 6.0))
    world = floor(corridor, START, [walker(7.0, 3.0)])
    loop = Loop(world)
    loop.navigator.drive_to(GOAL)
    waiting = loop.run(30.0, until=[DriveState.WAITING])
    loop.run(5.0)
    assert waiting.state is DriveState.WAITING
    assert loop.velocity.linear == 0.0
    assert loop.gap_to(7.0, 3.0) > 0.3
    world.people[0].way = [(12.0, 4.5)]
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert world.touched == []


def test_it_goes_around_somebody_who_stands_in_the_way(hall, floor, walker):
    loop = Loop(floor(hall, START, [walker(7.0, 3.0)]))
    loop.navigator.drive_to(GOAL)
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.gap_to(7.0, 3.0) > 0.1
    assert loop.world.t < 25.0


def test_it_goes_around_a_thing_that_no_map_shows(hall, floor):
    things = [(7.0, 2.0 + 0.05 * i, 0.05) for i in range(40)]
    loop = Loop(floor(hall, START, things=things))
    loop.navigator.drive_to(GOAL)
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.world.touched == []
    assert all(drive.people == () for drive in loop.drives)


def test_somebody_who_stands_on_the_goal_is_waited_for_nearby(hall, floor, walker):
    world = floor(hall, START, [walker(*GOAL.xy)])
    loop = Loop(world)
    loop.navigator.drive_to(GOAL)
    last = loop.run(30.0, until=[DriveState.ARRIVED])
    assert last.state is DriveState.WAITING
    assert 0.1 < world.pose.distance_to(GOAL) - 0.53 < 0.9
    assert last.failure is None
    world.people[0].way = [(12.0, 5.3)]
    assert loop.run(15.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert world.pose.distance_to(GOAL) < 0.15


def test_beside_somebody_who_stands_near_the_goal_it_has_arrived_and_leaves_them_room(hall, floor, walker):
    world = floor(hall, START, [walker(GOAL.x, GOAL.y + 0.37)])
    loop = Loop(world)
    loop.navigator.drive_to(GOAL)
    assert loop.run(30.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert world.pose.distance_to(GOAL) <= 0.7
    assert loop.gap_to(GOAL.x, GOAL.y + 0.37) > 0.35
    assert abs(world.pose.yaw - GOAL.yaw) < 0.1


def test_somebody_beside_the_goal_does_not_keep_it_from_arriving_nearly_there(hall, floor, walker):
    loop = Loop(floor(hall, START, [walker(GOAL.x + 0.75, GOAL.y)]))
    loop.navigator.drive_to(GOAL)
    assert loop.run(30.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.world.pose.distance_to(GOAL) < NavigationConfig().follower.crowded_distance
    assert abs(wrap_angle(loop.world.pose.yaw - GOAL.yaw)) < 0.15
    assert loop.gap_to(GOAL.x + 0.75, GOAL.y) > 0.15


@pytest.mark.parametrize("crossing", [0.0, 1.5, 3.0, 4.5])
def test_somebody_who_crosses_is_not_run_into(hall, floor, walker, crossing):
    person = walker(7.0, 3.0 - 1.1 * crossing, [(7.0, 5.4), (7.0, 0.6)], speed=1.1, polite=False)
    loop = Loop(floor(hall, START, [person], seed=1))
    loop.navigator.drive_to(GOAL)
    assert loop.run(60.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.world.touched == []


def test_it_gives_way_to_the_other_robot_and_passes(hall, floor):
    world = floor(hall, START, things=[(7.0, 3.0, 0.28)])
    loop = Loop(world)
    loop.navigator.drive_to(GOAL)
    last = loop.run(60.0, until=[DriveState.ARRIVED], peers=lambda t: (Pose2D(7.0, 3.0),))
    assert last.state is DriveState.ARRIVED
    assert all(drive.people == () for drive in loop.drives)
    assert loop.gap_to(7.0, 3.0, 0.28) > 0.05
    assert world.touched == []


def test_two_robots_that_meet_head_on_get_past_each_other(hall, floor):
    worlds = floor(hall, Pose2D(2.0, 3.0, 0.0), seed=1), floor(hall, Pose2D(12.0, 3.0, math.pi), seed=2)
    loops = [Loop(world, seed=i) for i, world in enumerate(worlds)]
    for loop, goal in zip(loops, (Pose2D(12.0, 3.0), Pose2D(2.0, 3.0)), strict=True):
        loop.navigator.drive_to(goal)
    apart = []
    for _ in range(1600):
        for mine, other in (loops, loops[::-1]):
            mine.world.things = [(other.world.pose.x, other.world.pose.y, 0.28)]
            mine.navigator.set_peers((other.world.pose,))
            mine.run(0.05)
        apart.append(worlds[0].pose.distance_to(worlds[1].pose))
        if all(loop.drives[-1].state is DriveState.ARRIVED for loop in loops):
            break
    assert all(loop.drives[-1].state is DriveState.ARRIVED for loop in loops)
    assert min(apart) > 0.56
    assert worlds[0].touched == worlds[1].touched == []


def test_told_again_and_again_to_make_room_it_creeps_past_who_stands_in_a_niche(room, floor):
    """From a seed in which it stood for ever: each new way aside let it begin to be polite anew."""
    niche = (7.0, 3.92)
    corridor = room(14.0, 6.0, (3.0, 0.0, 11.0, 2.55), (3.0, 3.45, 6.5, 6.0), (7.5, 3.45, 11.0, 6.0))
    loop = Loop(floor(corridor, Pose2D(6.2, 3.0), things=[(*niche, 0.28)]))
    for _ in range(50):
        loop.navigator.give_way(np.array([loop.world.pose.xy, (8.2, 3.0)]))
        loop.run(0.6, peers=lambda t: (Pose2D(*niche),))
    assert loop.world.pose.distance_to(Pose2D(8.2, 3.0)) < 0.2
    assert loop.world.touched == []


def test_a_robot_that_makes_room_before_it_sets_out_knows_its_way(room, floor):
    """From two leaders before a passage: with nothing left to go it was not taken to wait, and its visitor not told."""
    loop = Loop(floor(room(14.0, 6.0), Pose2D(2.0, 3.0)))
    loop.navigator.give_way(np.array([loop.world.pose.xy]))
    loop.navigator.drive_to(Pose2D(9.0, 3.0))
    drive = loop.run(1.0)
    assert drive.state is DriveState.WAITING
    assert drive.remaining == pytest.approx(7.0, abs=0.2)
    assert np.allclose(drive.route[-1], (9.0, 3.0))
    loop.navigator.give_way(None)
    assert loop.run(14.0).state is DriveState.ARRIVED


def test_a_robot_that_makes_room_for_where_no_way_leads_says_so(room, floor):
    loop = Loop(floor(room(14.0, 6.0, (6.0, 0.0, 7.0, 6.0)), Pose2D(2.0, 3.0)))
    loop.navigator.give_way(np.array([loop.world.pose.xy]))
    loop.navigator.drive_to(Pose2D(9.0, 3.0))
    assert loop.run(1.0).state is DriveState.FAILED


def test_an_idle_robot_that_makes_room_backs_out_from_a_corner_that_it_stands_too_near_to(room, floor):
    """From a swap that had no end: only a robot on an errand of its own backed out."""
    loop = Loop(floor(room(14.0, 6.0, (2.3, 3.1, 4.0, 6.0)), Pose2D(2.0, 3.0, 0.35)))
    loop.navigator.give_way(np.array([loop.world.pose.xy, (2.6, 3.0), (5.0, 3.0)]))
    assert loop.run(6.0).state is DriveState.IDLE
    assert min(pose.x for pose in loop.poses) < 1.95
    assert loop.world.touched == []


def test_held_at_a_corner_it_backs_out_and_then_cuts_it_no_more(room, floor):
    """From a swap that had no end: each new way aside led from where it stood as near past the corner as before."""
    bend = room(4.0, 6.0, (1.05, 0.0, 4.0, 3.6), (0.0, 0.0, 0.2, 6.0), (0.0, 4.45, 4.0, 6.0), (0.0, 0.0, 4.0, 1.7))
    loop = Loop(floor(bend, Pose2D(0.79, 3.83, 0.36)))
    for _ in range(33):
        ahead = [(x, 3.98) for x in (1.03, 1.65, 2.28) if x > loop.world.pose.x or x == 2.28]
        loop.navigator.give_way(np.array([loop.world.pose.xy, *ahead]))
        loop.run(0.6)
    assert loop.world.pose.distance_to(Pose2D(2.28, 3.98)) < 0.2
    assert loop.world.touched == []


def test_without_a_way_it_stands_and_says_why(room, floor):
    loop = Loop(floor(room(14.0, 6.0, (7.0, 0.0, 7.2, 6.0)), START))
    loop.navigator.drive_to(GOAL)
    last = loop.run(1.0)
    assert last.state is DriveState.FAILED
    assert last.failure.reason is Reason.UNREACHABLE
    assert last.failure.nearest[0] < 7.0
    assert loop.velocity == Velocity(0.0, 0.0)
    loop.navigator.drive_to(Pose2D(5.0, 3.0))
    assert loop.run(20.0, until=[DriveState.ARRIVED]).failure is None


def test_another_map_makes_another_way(hall, room, floor):
    world = floor(hall, START)
    loop = Loop(world)
    loop.navigator.drive_to(GOAL)
    loop.run(2.0)
    walled = room(14.0, 6.0, (7.0, 1.6, 7.3, 6.0))
    world.grid, world.occupied = walled, walled.data != 0
    loop.navigator.set_map(walled)
    last = loop.run(1.0)
    assert min(math.dist(point, (7.15, 3.0)) for point in last.route) > 1.0
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED


def test_halted_gently_it_slows_down_within_its_limits_and_forgets_the_goal(hall, floor):
    loop = Loop(floor(hall, START))
    loop.navigator.drive_to(GOAL)
    loop.run(4.0)
    assert loop.velocity.linear > 0.8
    loop.navigator.halt(gently=True)
    speeds = [loop.run(0.05).velocity.linear for _ in range(40)]
    assert np.diff(speeds).min() >= -1.5 * 0.05 - 1e-9
    assert speeds[-1] == 0.0
    assert loop.drives[-1].state is DriveState.IDLE
    assert len(loop.drives[-1].route) == 0


def test_halted_it_stands_within_a_fifth_of_a_second_from_its_top_speed_and_while_it_turns(hall, floor):
    for goal, seconds in ((GOAL, 4.0), (Pose2D(2.0, 3.0, math.pi), 1.2), (Pose2D(8.0, 5.0, 0.0), 1.7)):
        loop = Loop(floor(hall, START))
        loop.navigator.drive_to(goal)
        before = loop.run(seconds).velocity
        assert before.linear > 0.98 or abs(before.angular) > 0.3
        loop.navigator.halt()
        after = loop.run(0.2).velocity
        assert (after.linear, after.angular) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_a_gentle_halt_does_not_call_off_a_hard_one_but_a_new_goal_does(hall, floor):
    loop = Loop(floor(hall, START))
    loop.navigator.drive_to(GOAL)
    loop.run(4.0)
    loop.navigator.halt()
    loop.navigator.halt(gently=True)
    assert loop.run(0.1).velocity.linear < 0.6
    loop.navigator.drive_to(GOAL)
    loop.run(2.0)
    loop.navigator.halt(gently=True)
    assert loop.run(0.1).velocity.linear > 0.6


def test_a_speed_limit_is_kept(hall, floor):
    loop = Loop(floor(hall, START))
    loop.navigator.limit_speed(0.35)
    loop.navigator.drive_to(GOAL)
    loop.run(6.0)
    assert max(drive.velocity.linear for drive in loop.drives) == pytest.approx(0.35)
    with pytest.raises(ValueError, match="speed must be >= 0 m/s, got -1"):
        loop.navigator.limit_speed(-1)


def test_pushed_against_a_wall_it_gets_out_and_goes_on(hall, floor):
    loop = Loop(floor(hall, START, seed=2))
    loop.navigator.drive_to(GOAL)
    loop.run(2.0)
    shove = Pose2D(loop.world.pose.x, 0.1 + 0.31, -1.4)  # 3 cm from the wall
    loop.velocity = Velocity()
    moved = loop.world.pose.inverse().compose(shove)
    loop.world.pose, loop.world.odometry = shove, loop.world.odometry.compose(moved)
    loop.navigator.relocate(shove)
    assert loop.run(60.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.world.touched == []


def test_carried_elsewhere_and_told_so_it_finds_its_way_from_there(hall, floor):
    loop = Loop(floor(hall, START, seed=2))
    loop.navigator.drive_to(GOAL)
    loop.run(2.0)
    loop.world.pose, loop.velocity = Pose2D(4.0, 5.0, 2.0), Velocity()
    loop.navigator.relocate(Pose2D(4.05, 4.95, 2.03))
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    assert loop.world.pose.distance_to(GOAL) < 0.15
    with pytest.raises(ValueError, match="pose must be finite"):
        loop.navigator.relocate(Pose2D(math.nan, 0.0))


def test_a_scan_that_stays_away_stops_it_and_the_next_lets_it_go_on(hall, floor):
    loop = Loop(floor(hall, START))
    loop.navigator.drive_to(GOAL)
    loop.run(3.0)
    for _ in range(30):
        odometry, _ = loop.world.step(loop.velocity)
        loop.velocity = loop.navigator.update(odometry, None).velocity
    assert loop.velocity == Velocity(0.0, 0.0)
    loop.run(3.0)
    assert loop.velocity.linear > 0.3


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_bad_numbers_stop_it_and_do_not_stay(hall, floor, bad):
    loop = Loop(floor(hall, START))
    loop.navigator.drive_to(GOAL)
    loop.run(3.0)
    odometry, _ = loop.world.step(loop.velocity)
    broken = Odometry(odometry.stamp, Pose2D(bad, 0.0, 0.0), 0.0, 0.0)
    assert loop.navigator.update(broken, None).velocity == Velocity(0.0, 0.0)
    scan = loop.world.scan()
    silly = LaserScan(bad, scan.ranges, 0.0, bad, 25.0)
    loop.velocity = loop.navigator.update(odometry, silly).velocity
    assert loop.run(40.0, until=[DriveState.ARRIVED]).state is DriveState.ARRIVED
    with pytest.raises(ValueError, match="finite"):
        loop.navigator.drive_to(Pose2D(bad, 1.0))


def test_the_same_seed_drives_the_same_way_bit_for_bit(hall, floor, walker):
    runs = []
    for _ in range(2):
        loop = Loop(floor(hall, START, [walker(7.0, 2.0, [(7.0, 5.0), (7.0, 1.0)])], seed=4), seed=8)
        loop.navigator.drive_to(GOAL)
        loop.run(10.0)
        runs.append(loop.poses)
    assert runs[0] == runs[1]


def test_a_way_can_be_asked_for_around_what_stands_there_without_setting_out(hall, floor):
    straight = way_to(Loop(floor(hall, START)).navigator, GOAL)
    loop = Loop(floor(hall, START, things=[(7.0, 3.0, 0.4)]))
    loop.run(1.0)
    around = way_to(loop.navigator, GOAL)
    assert isinstance(around, Route)
    assert np.hypot(*(around.points - (7.0, 3.0)).T).min() > 0.4 + 0.28
    assert straight.length < around.length < 1.2 * straight.length
    assert loop.run(1.0).state is DriveState.IDLE
    assert way_to(loop.navigator, GOAL, Pose2D(12.0, 4.0)).length == pytest.approx(1.0, abs=0.1)
    assert way_to(loop.navigator, Pose2D(-1.0, 3.0)).reason is Reason.GOAL_OFF_MAP
    with pytest.raises(ValueError, match="start must be finite"):
        way_to(loop.navigator, GOAL, Pose2D(math.nan, 0.0))


def test_settings_that_change_on_the_way_hold_from_the_next_turn_on(hall, floor):
    loop = Loop(floor(hall, START))
    config = loop.navigator.config
    loop.navigator.drive_to(GOAL)
    loop.run(3.0)
    assert loop.velocity.linear > 0.35
    loop.navigator.reconfigure(replace(config, follower=replace(config.follower, max_speed=0.3)))
    loop.run(2.0)
    assert 0.1 < loop.velocity.linear <= 0.3 + 1e-9
