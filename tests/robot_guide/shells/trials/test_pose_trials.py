"""Pose accuracy and repeatability as ISO 9283 defines them, and the runs that they come from."""

import math

import numpy as np
import pytest

from hall_sim.floor import floor_of
from robot_guide.shells.trials import pose


def test_accuracy_is_how_far_the_barycentre_is_off_and_not_the_mean_distance():
    figures = pose.pose_figures(np.array([(0.1, 0.0), (-0.1, 0.0), (0.0, 0.1), (0.0, -0.1)]), np.zeros(4))
    assert figures["accuracy"] == pytest.approx(0.0)
    assert figures["repeatability"] == pytest.approx(0.1)  # all are as far from it: no deviation


def test_repeatability_adds_three_standard_deviations_to_the_mean_distance():
    figures = pose.pose_figures(np.array([(1.0, 0.0), (1.0, 0.0), (1.0, 0.3), (1.0, -0.3)]), np.zeros(4))
    distances = [0.0, 0.0, 0.3, 0.3]
    mean = sum(distances) / 4
    deviation = math.sqrt(sum((d - mean) ** 2 for d in distances) / 3)
    assert figures["accuracy"] == pytest.approx(1.0)
    assert figures["repeatability"] == pytest.approx(mean + 3 * deviation)


def test_headings_are_off_by_their_mean_and_repeat_within_three_deviations():
    figures = pose.pose_figures(np.zeros((3, 2)), np.array([-0.1, -0.2, -0.3]))
    assert figures["heading_accuracy"] == pytest.approx(0.2)
    assert figures["heading_repeatability"] == pytest.approx(0.3)


@pytest.mark.parametrize(("off", "turned"), [(np.zeros((1, 2)), np.zeros(1)), (np.zeros((3, 2)), np.zeros(2))])
def test_figures_of_a_single_stop_are_refused(off, turned):
    with pytest.raises(ValueError, match="two stops"):
        pose.pose_figures(off, turned)


def test_each_pose_is_free_and_is_approached_from_several_sides():
    floor = floor_of(pose.HALL)
    assert all(floor.fits(*trial.pose.xy, 0.5) for trial in pose.TRIALS)
    orders = [pose.order_of(seed) for seed in range(30)]
    assert all(sorted(order) == [0, 1, 2, 3, 4] for order in orders)
    for number in range(5):
        before = {order[order.index(number) - 1] for order in orders if order.index(number)}
        assert len(before) == 4


def test_a_run_stops_near_every_pose_and_is_the_same_again():
    stops = pose.attempt(7)
    assert set(stops) == {trial.name for trial in pose.TRIALS}
    for stop in stops.values():
        assert stop["arrived"]
        assert math.hypot(stop["ahead"], stop["left"]) < 0.25
        assert abs(stop["turned"]) < 0.2
    assert pose.attempt(7) == stops


def test_a_run_that_did_not_arrive_counts_in_the_share_and_in_nothing_else():
    stop = {"arrived": True, "ahead": 0.1, "left": 0.0, "turned": 0.0, "believed_off": 0.0}
    runs = [{"P1": {**stop, "ahead": 0.1 + n / 100}} for n in range(3)]
    runs.append({"P1": {**stop, "arrived": False, "ahead": 9.0}})
    row = pose.row(pose.TRIALS[0], runs)
    assert (row["arrived"]["hits"], row["arrived"]["n"]) == (3, 4)
    assert row["accuracy"] == pytest.approx(0.11)
    assert len(row["stops"]) == 3


def test_a_pose_at_which_nobody_arrived_has_no_figures():
    row = pose.row(pose.TRIALS[0], [{"P1": {"arrived": False}}])
    assert "accuracy" not in row
    assert row["distance"] is None
