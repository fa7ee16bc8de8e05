"""A clock that is wrong for a while is no new beginning; one that begins again is."""

import time
from types import SimpleNamespace

import pytest
from rclpy.parameter import Parameter
from rosgraph_msgs.msg import Clock

from hall_sim import Command
from robot_guide_ros import convert, topics
from robot_guide_ros.nodes.hall_sim import Body, SimConfig
from robot_guide_ros.reporting import now
from robot_guide_ros.restarting import BEGINNING, on_restart


class Told:
    """A node that follows the clock which the test tells, and how often it has begun anew."""

    def __init__(self, outside):
        self.outside, self.node, self.begun = outside, outside.node, 0
        self.node.set_parameters([Parameter("use_sim_time", value=True)])
        self.clock = topics.CLOCK.publisher(self.node)
        self.handle = on_restart(self.node, self.begin_anew)

    def begin_anew(self):
        self.begun += 1

    def tell(self, t):
        def reached():
            self.clock.publish(Clock(clock=convert.time_to_msg(t)))
            return now(self.node) == pytest.approx(t)

        self.outside.until(reached)


@pytest.fixture
def told(outside):
    return Told(outside)


def test_a_clock_that_goes_back_without_a_new_beginning_changes_nothing(told):
    for t in (12.0, 17.0, 12.5, 12.8, 12.6, 12.9, 12.7):
        told.tell(t)
    told.tell(0.05)
    told.outside.until(lambda: told.begun == 1)


@pytest.mark.parametrize(("reached", "noticed"), [(12.0, BEGINNING - 0.5), (400.0, 90.0)])
def test_a_simulation_that_begins_again_is_noticed_late_as_well(told, reached, noticed):
    told.tell(reached)
    told.tell(noticed)
    told.outside.until(lambda: told.begun == 1)


def test_the_simulator_waits_for_software_that_is_late_unless_it_has_no_patience():
    body = SimpleNamespace(commanded=1.0, arrived=time.monotonic(), patience=60.0, watchdog=0.2)
    assert Body.lags(body, 1.5)
    assert not Body.lags(body, 1.15)
    body.watchdog = 0.1  # a base that brakes earlier is waited for earlier
    assert Body.lags(body, 1.15)
    assert not Body.lags(body, 1.1)
    body.patience = 0.0
    assert not Body.lags(body, 1.5)


def test_a_command_that_is_older_than_the_watchdog_stops_the_wheels():
    body = SimpleNamespace(commanded=1.0, velocity=Command(0.5), speech=[], watchdog=0.1)
    assert Body.command(body, 1.1).linear == 0.5
    assert Body.command(body, 1.15).linear == 0.0


@pytest.mark.parametrize(("name", "least"), [("patience", "0"), ("watchdog", "0.05")])
def test_less_than_no_patience_or_no_watchdog_is_refused(name, least):
    with pytest.raises(ValueError, match=f"{name} must be >= {least} s"):
        SimConfig(**{name: -1.0})
