"""What stands and walks in the way in the tests of detection and of avoidance, and what counts as a success."""

import math

import numpy as np
import pytest

from hall_sim.drive import DriveConfig
from robot_guide.shells.trials import avoidance, detection

BODY = 2 * DriveConfig.radius


@pytest.mark.parametrize("trial", detection.TRIALS, ids=lambda trial: trial.name)
@pytest.mark.parametrize("seed", range(6))
def test_there_is_no_room_to_pass_what_is_to_be_detected(trial, seed):
    floor = detection.floor_of_trial(trial, seed)
    spans = [(disc.track.points[0][1] - disc.radius, disc.track.points[0][1] + disc.radius) for disc in floor.discs]
    spans += [(box[1], box[3]) for box in floor.boxes]
    edges = [0.0, *(edge for span in sorted(spans) for edge in span), floor.hall.height]
    gaps = [high - low for low, high in zip(edges[::2], edges[1::2], strict=True)]
    # Beside a single thin cylinder there is 15 mm more than the body: less than the robot may come near to a wall.
    assert max(gaps) < BODY + 0.03


def test_reacting_is_becoming_slower_for_good():
    assert detection.reacted(np.array([0.0, 0.5, 1.0, 0.5, 1.0, 0.6, 0.1])) == 4
    assert detection.reacted(np.array([0.0, 0.5, 1.0])) is None


def test_a_robot_that_never_set_off_has_detected_nothing():
    assert detection.reacted(np.zeros(5)) is None


@pytest.mark.parametrize("kind", detection.Kind)
def test_it_keeps_off_what_bars_its_way(kind):
    trial = next(trial for trial in detection.TRIALS if trial.kind is kind)
    outcome = detection.attempt(trial, 3)
    assert outcome["detected"]
    assert 0.0 < outcome["nearest"] < outcome["reaction"]


def test_a_touch_is_no_detection_and_spoils_no_distances():
    good = {"detected": True, "touched": False, "speed": 1.0, "reaction": 1.5, "nearest": 0.2, "profile": []}
    bad = {"detected": False, "touched": True, "speed": 1.0, "reaction": None, "nearest": -0.1, "profile": []}
    row = detection.row(detection.TRIALS[0], [good, bad])
    assert (row["detected"]["hits"], row["touched"]["hits"], row["detected"]["n"]) == (1, 1, 2)
    assert row["nearest"]["least"] == 0.2


@pytest.mark.parametrize("trial", avoidance.TRIALS, ids=lambda trial: trial.name)
def test_what_is_in_the_way_is_on_the_line_that_the_robot_would_drive(trial):
    line = np.linspace(avoidance.START.x, avoidance.GOAL.x, 300)
    for seed in range(4):
        floor = avoidance.floor_of_trial(trial, seed)
        things = [min(gap_to_line(disc, line), 9.9) for disc in floor.discs]
        things += [0.0 for box in floor.boxes if box[1] < avoidance.START.y < box[3]]
        assert bool(things) == (trial.kind is not avoidance.Kind.NOTHING)
        assert all(gap < DriveConfig.radius for gap in things)


def gap_to_line(disc, line):
    """How near somebody comes to the straight way, m, rim to middle line."""
    (x0, y0), (x1, y1) = disc.track.points
    shares = np.linspace(0.0, 1.0, 200)
    return min(
        math.hypot(x0 + s * (x1 - x0) - x, y0 + s * (y1 - y0) - avoidance.START.y) - disc.radius
        for s in shares
        for x in line[::10]
    )


def test_those_who_cross_come_from_both_sides():
    trial = next(trial for trial in avoidance.TRIALS if trial.kind is avoidance.Kind.CROSSING)
    begins = {avoidance.floor_of_trial(trial, seed).discs[0].track.points[0][1] > 4.0 for seed in (1, 2)}
    assert begins == {True, False}


@pytest.mark.parametrize("kind", [avoidance.Kind.NOTHING, avoidance.Kind.CYLINDER, avoidance.Kind.BOX])
def test_it_gets_past_what_stands_in_the_way(kind):
    trial = next(trial for trial in avoidance.TRIALS if trial.kind is kind)
    outcome = avoidance.attempt(trial, 4)
    assert outcome["avoided"]
    assert outcome["arrived"]
    assert outcome["room"] > 0.1


def test_a_contact_counts_as_not_avoided_whoever_caused_it():
    free = {"avoided": True, "caused": False, "arrived": True, "room": 0.5, "seconds": 13.0, "path": []}
    run_into = {"avoided": False, "caused": False, "arrived": False, "room": -0.01, "seconds": 6.0, "path": []}
    row = avoidance.row(avoidance.TRIALS[4], [free, run_into])
    assert (row["avoided"]["hits"], row["caused"], row["seconds"]["n"]) == (1, 0, 1)
    assert row["room"]["least"] == -0.01
