"""Two robots lead their visitors towards each other through a passage with room for one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.made_floors import hall_of

from hall_map import Place, Pose2D
from hall_sim import Scenario
from hall_sim.visitor_config import VisitorConfig
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import RobotConfig

FLOOR = """
###################
....###########....
...................
....###########....
....###########....
"""  # squares of 1 m
LEFT, RIGHT = Pose2D(1.0, 1.2), Pose2D(18.0, 1.2)
TOUCH = 0.56  # m between the middles of two


def between_rooms():
    closed = np.array([[square == "#" for square in row] for row in FLOOR.split()[::-1]])
    hall = hall_of(closed, 1.0, {"xiao_pu": (2.5, 2.5), "xiao_hui": (16.5, 2.5)})
    pu, hui = (hall.dock_of[name] for name in ("xiao_pu", "xiao_hui"))
    docks = replace(pu, pose=replace(pu.pose, yaw=math.pi)), replace(hui, pose=replace(hui.pose, yaw=0.0))
    places = (
        Place("toilet", "toilet", {"zh": "厕所", "en": "Toilet", "ko": "화장실"}, RIGHT.xy, RIGHT),
        Place("exit", "exit", {"zh": "出口", "en": "Exit", "ko": "출구"}, LEFT.xy, LEFT),
    )
    return replace(hall, places=places, docks=docks)


@pytest.mark.parametrize("far", [0.9, 0.5], ids=["at once", "one is in the passage already"])
def test_one_waits_for_the_other_and_both_visitors_arrive(far):
    """far: m from the wall at which the second visitor begins; from 0.5 m she is heard 12 s later."""
    visitors = (
        VisitorConfig("visitor", "带我去厕所", robot="xiao_pu", start=(0.9, 2.7)),
        VisitorConfig("visitor_2", "带我去出口", robot="xiao_hui", start=(19.0 - far, 2.7)),
    )
    scenario = Scenario("passage", between_rooms(), people=0, visitors=visitors, robots=("xiao_pu", "xiao_hui"),
                        duration=200.0)  # fmt: skip
    stage = Lockstep(scenario, 1, RobotConfig(), recognise)
    arrived, leads, told, gap = {}, {}, set(), math.inf
    for seen, events in stage.steps(200.0):
        told |= {event.event for event in events}
        leads |= {event.robot: seen.t for event in events if event.event == "leads"}
        arrived |= {event.robot: event.data["target"]["id"] for event in events if event.event == "arrived"}
        one, other = (agent for agent in stage.world.truth.agents if agent.kind == "robot")
        gap = min(gap, math.hypot(one.x - other.x, one.y - other.y))
        if len(arrived) == 2:
            break
    assert arrived == {"xiao_pu": "toilet", "xiao_hui": "exit"}
    assert (leads["xiao_hui"] - leads["xiao_pu"] > 5.0) == (far == 0.5)
    assert gap > TOUCH
    assert stage.world.truth.collisions == 0
    assert not told & {"stuck", "no_route"}
