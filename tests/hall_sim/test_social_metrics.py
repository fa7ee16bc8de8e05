"""Figures computed by hand."""

import math

import numpy as np
import pytest

from hall_sim.guiding_metrics import company, guiding, heading_error, latencies
from hall_sim.social_force import wall_push
from hall_sim.social_metrics import (
    Way,
    approaches,
    motion,
    pedestrians,
    proxemics,
    social_work,
    towards_goal,
    turns_of,
    violations,
)

FAR = np.full((60, 60), 25.0, np.float32)  # a floor without walls
FRAME = (0.5, -15.0, -15.0)


def way(robot, *people, dt=1.0, present=None, yaw=0.0):
    """A way from paths, lists of (x, y), one point each `dt` s; radii 0.3 m and 0.2 m."""
    robot = np.array([(*point, yaw)[:3] for point in robot], float)
    track = np.array(people, float).reshape(len(people), len(robot), 2).transpose(1, 0, 2)
    present = np.ones(track.shape[:2], bool) if present is None else np.array(present, bool)
    return Way(dt * np.arange(len(robot)), robot, track, present, np.full(len(people), 0.2), 0.3)


def test_motion_is_told_by_differences_over_time():
    figures = motion(way([(0, 0), (1, 0), (3, 0), (4, 0), (4, 0)], dt=0.5))  # 2, 4, 2, 0 m/s; 4, -4, -4 m/s²
    assert figures["mean_speed_mps"] == 2.0
    assert figures["mean_acceleration_mps2"] == 4.0
    assert figures["mean_jerk_mps3"] == 8.0  # 16 and 0
    assert figures["time_not_moving_s"] == 0.5


def test_turning_on_the_spot_is_moving_and_adds_up():
    figures = motion(way([(0, 0, 3.0), (0, 0, 3.1), (0, 0, -3.0), (0, 0, -3.0)]))
    assert figures["time_not_moving_s"] == 1.0
    assert figures["heading_changes_rad"] == pytest.approx(0.1 + (2 * math.pi - 6.1))
    assert figures["mean_turn_rate_radps"] == pytest.approx((0.2 + 2 * math.pi - 6.2) / 3)


def test_the_turns_of_a_path_add_up_whichever_way_they_go():
    zigzag = np.array([(0, 0), (1, 0), (1, 1), (2, 1), (2.01, 1), (3, 1)], float)
    assert turns_of(zigzag) == pytest.approx(math.pi)
    assert turns_of(zigzag[:2]) == 0.0


def test_a_detour_is_irregular_and_long_next_to_the_shortest_way():
    straight = np.array([(0, 0), (4, 0)], float)
    figures = towards_goal(way([(0, 0), (0, 3), (4, 3), (4, 1)]), (4.0, 0.0), straight)
    assert figures["path_irregularity_rad"] == pytest.approx(math.pi)
    assert figures["path_efficiency"] == pytest.approx(9.0 / 4.0)
    assert (figures["min_goal_distance_m"], figures["final_goal_distance_m"], figures["completed"]) == (1.0, 1.0, True)
    lost = towards_goal(way([(0, 0), (3, 0), (0, 0)]), (4.0, 0.0), np.zeros((0, 2)))
    assert (lost["min_goal_distance_m"], lost["final_goal_distance_m"], lost["completed"]) == (1.0, 4.0, False)
    assert (lost["path_efficiency"], lost["path_irregularity_rad"]) == (None, None)


def test_spaces_are_shares_of_the_time_by_the_nearest_person():
    near, far = [(x, 0.0) for x in (0.8, 1.2, 2.5, 5.0)], [(10.0, 0.0)] * 4  # gaps 0.3, 0.7, 2.0, 4.5 m
    figures = proxemics(way([(0, 0)] * 4, near, far))
    assert [figures[f"{space}_space_percent"] for space in ("intimate", "personal", "social")] == [25.0, 25.0, 25.0]
    assert figures["closest_person_mean_m"] == pytest.approx((0.3 + 0.7 + 2.0 + 4.5) / 4)
    assert (figures["closest_person_min_m"], figures["farthest_person_max_m"]) == pytest.approx((0.3, 9.5))


def test_who_is_not_there_is_not_near():
    figures = proxemics(way([(0, 0)] * 2, [(0.6, 0), (0.6, 0)], present=[[False], [False]]))
    assert set(figures.values()) == {None}
    half = proxemics(way([(0, 0)] * 2, [(0.6, 0), (0.6, 0)], present=[[True], [False]]))
    assert half["intimate_space_percent"] == 50.0


def test_each_approach_counts_once_and_for_who_came():
    still = [(3.0, 0.0)] * 5
    comes = way([(0, 0), (1.5, 0), (2.2, 0), (1.5, 0), (2.2, 0)], still)  # gaps 2.5, 1, 0.3, 1, 0.3
    assert approaches(comes, 0.45) == (2, 0)
    assert approaches(comes, 1.2) == (1, 0)
    met = way([(0, 0)] * 3, [(3, 0), (1, 0), (0.6, 0)])
    assert violations(met) == {
        "robot_on_person_intimate": 0, "person_on_robot_intimate": 1,
        "robot_on_person_personal": 0, "person_on_robot_personal": 1,
    }  # fmt: skip
    assert approaches(way([(0, 0), (1, 0)], [(3, 0), (2, 0)]), 1.2) == (1, 0)  # of two alike, the robot


def test_peoples_speeds_are_of_all_and_of_the_nearest():
    slow, quick = [(2, 0), (2, 0), (2, 1)], [(5, 0), (5, 2), (0.6, 2)]
    figures = pedestrians(way([(0, 0)] * 3, slow, quick))
    assert figures["pedestrian_speed_mps"] == pytest.approx((0 + 1 + 2 + 4.4) / 4)
    assert figures["closest_pedestrian_speed_mps"] == pytest.approx((0 + 4.4) / 2)
    assert pedestrians(way([(0, 0)] * 2))["pedestrian_speed_mps"] is None


def test_social_work_is_the_force_between_two_who_stand_times_the_time():
    figures = social_work(way([(0, 0)] * 5, [(1.5, 0)] * 5, dt=0.5), FAR, FRAME)
    # Both stand, so that the ellipse is a circle of radius 1.4 m, where the push is V0 / sigma exp(-1.4 / sigma).
    push = 1.2 / 0.3 * math.exp(-1.4 / 0.3)
    assert figures["social_force_on_robot_ns"] == pytest.approx(push * 2.0, rel=1e-9)
    assert figures["social_force_on_people_ns"] == pytest.approx(3.15 * figures["social_force_on_robot_ns"])
    assert figures["obstacle_force_on_robot_ns"] == 0.0
    assert figures["social_work_ns"] == pytest.approx(4.15 * figures["social_force_on_robot_ns"])


def test_walls_push_people_whether_there_is_a_robot_or_not():
    gap = np.tile(np.arange(60, dtype=np.float32) * 0.5, (60, 1))  # a wall along the western edge
    figures = social_work(way([(10, 0)] * 3, [(-14.25, 0)] * 3), gap, FRAME)
    push = math.hypot(*wall_push(gap, *FRAME, -14.25, 0.0))
    assert push > 0.1
    assert figures["obstacle_force_on_people_ns"] == pytest.approx(2.0 * push)
    parts = ("social_force_on_robot_ns", "social_force_on_people_ns", "obstacle_force_on_robot_ns")
    assert figures["social_work_ns"] == pytest.approx(sum(figures[part] for part in parts))


def test_a_visitor_is_well_led_between_one_and_three_metres():
    assert company(np.array([0.9, 1.0, 2.0, 3.0, 3.1])) == 0.6


def test_latencies_run_from_the_visitors_change_to_the_robots():
    moves = [1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1]  # whether the robot drives in each step
    robot = np.column_stack((np.cumsum(moves), np.zeros(12)))
    phases = ["following"] * 2 + ["lagging"] * 4 + ["following"] * 6
    assert latencies(np.arange(12.0), robot, phases) == ([2.0], [3.0])
    never = np.column_stack((np.arange(12.0), np.zeros(12)))
    assert latencies(np.arange(12.0), never, phases) == ([], [0.0])
    assert latencies(np.arange(12.0), never, ["following"] * 12) == ([], [])


@pytest.mark.parametrize(("yaw", "wanted", "error"), [(0.0, 0.0, 0.0), (3.1, -3.1, 4.77), (0.0, math.pi / 2, 90.0)])
def test_a_heading_is_off_by_the_smaller_angle(yaw, wanted, error):
    assert heading_error(yaw, wanted) == pytest.approx(error, abs=0.01)


def test_a_visitor_who_never_stops_has_no_latencies():
    robot = np.array([(0.0, 0.0, 0.1), (1.0, 0.0, 0.1)])
    figures = guiding(np.array([0.0, 1.0]), robot, np.array([1.5, 1.5]), ["following"] * 2, 0.1)
    assert figures == {
        "in_company_share": 1.0, "stop_latency_s": None, "resume_latency_s": None, "arrival_heading_deg": 0.0,
    }  # fmt: skip
