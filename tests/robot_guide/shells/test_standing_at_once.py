"""From the word stop at a robot's screen to a body that stands, in the simulator, whatever the robot was doing."""

import datetime as dt
import math
from pathlib import Path

import pytest

import hall_map
from hall_map.store import Store
from hall_sim import Scenario
from robot_guide.heard import Heard
from robot_guide.shells.live import LiveLockstep

HALL = hall_map.load(Path(__file__).resolve().parents[3] / "maps" / "putuo")
NOON = dt.datetime(2026, 11, 26, 4, 0, tzinfo=dt.timezone.utc)
WITHIN = 0.2  # s
WALKING = 0.65  # m/s


@pytest.fixture
def live(tmp_path):
    store = Store.open(tmp_path / "hall.db", HALL, at=NOON)
    return LiveLockstep(store, Scenario("quiet", HALL, (), people=0), lambda: NOON)


def body(live):
    return live._stage.world.fleet.bodies["xiao_pu"]


def say(live, text):
    live.hear("xiao_pu", Heard(text, "zh", live.t, live.t))


def is_led(live):
    say(live, "带我去卫生间")


def is_called(live):
    assert live.order("xiao_pu", "call", HALL.windows[-1].id) == ""


def goes_home(live):
    is_called(live)
    live.advance(8.0)
    assert live.order("xiao_pu", "home") == ""


def until(live, happens):
    for _ in range(600):
        live.advance(0.05)
        if happens(body(live)):
            return
    pytest.fail(f"{body(live).linear} m/s, {body(live).angular} rad/s: it did not come to that")


@pytest.mark.parametrize(
    ("begin", "moves"),
    [
        (is_led, lambda robot: robot.linear > WALKING),
        (is_called, lambda robot: robot.linear > WALKING),
        (goes_home, lambda robot: abs(robot.angular) > 0.5),
        (goes_home, lambda robot: robot.linear > WALKING),
    ],
)
def test_a_robot_stands_a_fifth_of_a_second_after_the_word_stop(live, begin, moves):
    begin(live)
    until(live, moves)
    say(live, "停")
    live.advance(WITHIN)
    assert (body(live).linear, body(live).angular) == (0.0, 0.0)
    where = (body(live).x, body(live).y)
    live.advance(1.0)
    assert math.dist(where, (body(live).x, body(live).y)) < 0.005
