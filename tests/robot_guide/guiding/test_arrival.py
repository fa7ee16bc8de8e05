"""When the visitor will be there is told from how the two have got on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from robot_guide.guiding import (
    Destination,
    DriveStatus,
    GuideConfig,
    GuideState,
    Look,
    Phase,
    SetOut,
    Sighting,
    Tell,
    step,
)
from robot_guide.guiding.arrival import seconds_left
from robot_guide.navigation import DriveState

CONFIG = GuideConfig()
WINDOW = Destination(Pose2D(40.0, 3.0), Target("window", "A01", "A01"), "A01")


def walk(speed, way=30.0, until=15.0, pause=0.0):
    """A guide followed at `speed` m/s until `until` m are left, the visitor having stood `pause` s at two thirds.

    Returns: its state, m left, s since it set out, and all that was told.
    """
    state, _ = step(GuideState(), SetOut(WINDOW), 0.0, CONFIG)
    now, gone, stood, told = 0.0, 0.0, 0.0, []
    while way - gone > until:
        now += 0.1
        stands = gone > way / 3 and stood < pause
        stood, gone = (stood + 0.1, gone) if stands else (stood, gone + 0.1 * speed)
        pose = Pose2D(40.0 - way + gone, 3.0)
        seen = Sighting(True, True, 1.6, 0.0 if stands else speed, 0.0, (pose.x - 1.6, 3.0))
        state, commands = step(state, Look(DriveStatus(pose, DriveState.DRIVING, way - gone), seen), now, CONFIG)
        told += [(now, command) for command in commands if isinstance(command, Tell)]
    return state, way - gone, now, told


@given(st.floats(0.35, 1.0))
def test_at_half_way_it_is_right_within_a_tenth_of_the_walk(speed):
    state, left, now, _ = walk(speed)
    whole = 30.0 / speed
    assert now + seconds_left(state, left, CONFIG) == pytest.approx(whole + CONFIG.turning, abs=0.1 * whole)


def test_a_visitor_who_has_stood_is_not_taken_for_a_slow_one():
    (stood, left, _, _), (walked, other, _, _) = walk(0.8, pause=2.5), walk(0.8)
    assert left == pytest.approx(other, abs=0.1)
    assert seconds_left(stood, left, CONFIG) == pytest.approx(seconds_left(walked, other, CONFIG), abs=1.5)


def test_it_is_told_at_the_start_and_on_the_way():
    _, _, _, told = walk(0.8)
    assert [tell.report for _, tell in told] == ["started", "progress"]
    assert all(tell.seconds > 0.0 for _, tell in told)
    assert told[0][1].seconds > told[1][1].seconds


def test_whoever_wants_it_slower_is_told_of_a_longer_walk():
    normal = GuideState(Phase.LEADING, WINDOW, way=20.0)
    assert seconds_left(replace(normal, pace=0.6), 20.0, CONFIG) > seconds_left(normal, 20.0, CONFIG)
