"""Changing a running world from outside: who is brought, taken out, put down elsewhere."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hall_map import Pose2D
from hall_sim import Command, Trace, World
from hall_sim.dashes import Dash
from hall_sim.entities import Entities, NameTakenError, NoRoomError, NoSuchEntityError, NotAllowedError
from hall_sim.habits import Mix
from hall_sim.tracks import Track
from hall_sim.visitor_config import VisitorConfig

OPEN, FAR = (2.0, 3.0), (8.5, 3.0)  # m, where nobody is


@pytest.fixture
def world(situation):
    """A robot, and a crowd of all kinds."""
    dashes, tracks = (Dash((1.0, 7.0), (5.0, 7.0)),), (Track("7", (0.0, 50.0), ((7.0, 1.0), (9.0, 1.0))),)
    return World(situation(people=5, standing=1, mix=Mix(families=1), dashes=dashes, tracks=tracks), 3)


def drive(world, steps):
    """What a robot that drives about shows of a run."""
    shown = []
    for step in range(steps):
        seen = world.step({"one": Command(0.2, math.sin(0.05 * step))}).robots["one"]
        shown.append((seen.odometry, seen.scan and seen.scan.ranges.tobytes(), world.truth))
    return shown


def names(world):
    return [entity.name for entity in Entities(world)]


def test_looking_changes_nothing(world):
    other = World(world.scenario, 3)
    looked = [(list(Entities(world)), drive(world, 1)) for _ in range(60)]
    assert [shown for _, shown in looked] == [drive(other, 1) for _ in range(60)]


def test_the_same_changes_at_the_same_steps_give_the_same_run(world):
    def play(world):
        entities, shown = Entities(world), drive(world, 20)
        entities.bring_walker("ann", OPEN)
        shown += drive(world, 40)
        entities.move("one", Pose2D(*FAR, 1.0))
        entities.remove("person_2")
        return shown + drive(world, 60)

    assert play(world) == play(World(world.scenario, 3))


def test_who_is_brought_is_there_at_once_and_is_seen_by_the_lidar(situation):
    world, dock = World(situation(), 1), situation().hall.dock_of["one"].pose
    world.step({})
    free = np.nanmin(world.step({}).robots["one"].scan.ranges)
    Entities(world).bring_walker("ann", (dock.x, dock.y - 1.0), standing=True)
    assert [agent.name for agent in world.truth.agents] == names(world) == ["one", "ann"]
    world.step({})
    seen = np.nanmin(world.step({}).robots["one"].scan.ranges)
    assert seen == pytest.approx(1.0 - 0.22, abs=0.06)
    assert free > seen + 0.2


def test_who_is_brought_to_stand_stands_and_who_is_on_an_errand_walks(situation):
    world = World(situation(), 1)
    entities = Entities(world)
    entities.bring_walker("post", OPEN, standing=True)
    entities.bring_walker("walker", (4.0, 2.0))
    for _ in range(200):
        world.step({})
    assert math.dist(entities["post"].pose.xy, OPEN) < 0.1
    assert math.dist(entities["walker"].pose.xy, (4.0, 2.0)) > 1.0


def test_a_visitor_who_is_brought_walks_up_to_the_robot_and_asks(situation, guest):
    world = World(situation(), 1)
    for _ in range(10):
        world.step({})
    entities = Entities(world)
    entities.bring_visitor(guest(name="late", arrives=99.0), OPEN)
    assert entities["late"].kind == "visitor"
    heard = []
    for _ in range(200):
        heard += [sound.text for sound in world.step({}).robots["one"].sounds]
    assert heard == ["带我去A01窗口"]
    entities.remove("late")
    for _ in range(400):
        assert not world.step({}).robots["one"].sounds
    assert "late" not in [agent.name for agent in world.truth.agents]


@pytest.mark.parametrize("name", ["person_0", "person_1", "person_2", "person_3", "child_0"])
def test_who_is_taken_out_never_comes_back(world, name):
    entities = Entities(world)
    entities.remove(name)
    for _ in range(1200):
        world.step({})
        assert name not in [agent.name for agent in world.truth.agents]
    with pytest.raises(NoSuchEntityError, match="person_4"):
        entities.remove(name)


def test_a_name_is_free_again_and_means_the_new_one(world):
    entities = Entities(world)
    entities.remove("person_0")
    entities.bring_walker("person_0", OPEN, standing=True)
    assert entities["person_0"].pose.xy == OPEN
    drive(world, 5)
    assert entities["person_0"].kind == "person"


def test_a_contact_ends_when_the_other_is_taken_out(situation):
    world = World(situation(), 1)
    entities, pose = Entities(world), world.scenario.hall.dock_of["one"].pose
    entities.bring_walker("post", (pose.x, pose.y - 0.8), standing=True)
    while not world.contact_log:
        world.crowd.velocity[:] = 0.0
        seen = world.step({"one": Command(0.5)})
    assert seen.robots["one"].bumper
    entities.remove("post")
    assert not world.step({}).robots["one"].bumper


def test_a_robot_is_put_down_elsewhere_and_its_wheels_notice_nothing(situation):
    world = World(situation(), 1)
    before = world.step({}).robots["one"].odometry
    Entities(world).move("one", Pose2D(*FAR, 1.0))
    body = world.fleet.bodies["one"]
    assert (body.x, body.y, body.yaw) == (*FAR, 1.0)
    assert replace(world.step({}).robots["one"].odometry, stamp=before.stamp) == before


def test_who_stands_about_stands_where_they_are_put(world):
    entities = Entities(world)
    entities.move("person_0", Pose2D(*FAR, 1.0))
    for _ in range(200):
        world.step({})
    assert math.dist(entities["person_0"].pose.xy, FAR) < 0.7


def test_a_visitor_who_is_carried_has_not_walked(situation, guest):
    world = World(situation(visitors=(guest(arrives=0.0),)), 1)
    world.step({})
    visitor = world.visitors[0]
    visitor.phase, visitor.engaged = "lagging", "one"
    Entities(world).move("visitor", Pose2D(*FAR))
    visitor.phase, walked = "following", visitor.walked
    visitor._trail.begin(FAR)
    world.step({})
    assert visitor.walked - walked < 0.2


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (lambda e: e.bring_walker("ann", (6.0, 2.0)), NoRoomError, "wall"),
        (lambda e: e.bring_walker("ann", (99.0, 2.0)), NoRoomError, "off the map"),
        (lambda e: e.bring_walker("ann", (math.nan, 2.0)), NoRoomError, "off the map"),
        (lambda e: e.bring_walker("ann", (3.0, 6.3)), NoRoomError, "one stands at"),
        (lambda e: e.bring_walker("one", OPEN), NameTakenError, "one_2"),
        (lambda e: e.bring_walker("person_1", OPEN), NameTakenError, "person_1_2"),
        (lambda e: e.bring_walker("a/b", OPEN), ValueError, "a/b"),
        (lambda e: e.bring_walker("", OPEN), ValueError, "letters"),
        (lambda e: e.remove("one"), NotAllowedError, "a robot"),
        (lambda e: e.remove("recorded_7"), NotAllowedError, "recorded"),
        (lambda e: e.remove("nobody"), NoSuchEntityError, "nobody"),
        (lambda e: e.move("recorded_7", Pose2D(*OPEN)), NotAllowedError, "recorded"),
        (lambda e: e.move("nobody", Pose2D(*OPEN)), NoSuchEntityError, "there are one, "),
        (lambda e: e.move("one", Pose2D(0.3, 0.3)), NoRoomError, "wall"),
        (lambda e: e.move("person_0", Pose2D(3.0, 6.3)), NoRoomError, "one stands"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason_and_changes_nothing(world, change, error, told):
    before = list(Entities(world))
    with pytest.raises(error, match=told):
        change(Entities(world))
    assert list(Entities(world)) == before


def test_a_visitor_for_a_robot_that_is_not_there_is_refused(world, guest):
    with pytest.raises(NotAllowedError, match="there are one"):
        Entities(world).bring_visitor(guest(name="v", robot="two"), OPEN)


def test_all_who_were_brought_are_taken_out_and_nobody_else(world, guest):
    entities, before = Entities(world), names(world)
    entities.bring_walker("ann", OPEN)
    entities.bring_visitor(guest(name="bob"), FAR)
    assert names(world) == [*before, "ann", "bob"]
    entities.remove_brought()
    assert names(world) == before


def test_beginning_again_knows_nothing_of_the_changes(world):
    fresh = drive(World(world.scenario, 3), 50)
    entities = Entities(world)
    entities.bring_walker("ann", OPEN)
    entities.remove("person_3")
    drive(world, 10)
    world.reset()
    assert drive(world, 50) == fresh


def test_a_trace_has_who_comes_later_and_who_is_taken_out(world):
    trace, entities = Trace(world.truth), Entities(world)
    entities.bring_walker("ann", OPEN)
    entities.remove("person_0")
    trace.record(world.truth)
    entities.remove("ann")
    trace.record(world.truth)
    assert trace.present()[:, trace.names.index("ann")].tolist() == [False, True, False]
    assert trace.present()[:, trace.names.index("person_0")].tolist() == [True, False, False]
    assert trace.kinds[trace.names.index("ann")] == "person"
    assert trace.poses("ann")[1, :2].tolist() == list(OPEN)
    assert trace.all_poses().shape == (3, len(trace.names), 3)


def test_who_comes_after_the_alarm_leaves(situation):
    world = World(situation(alarm=0.1, duration=200.0), 1)
    for _ in range(5):
        world.step({})
    Entities(world).bring_walker("late", FAR)
    for _ in range(800):
        world.step({})
    assert names(world) == ["one"]


def test_a_day_of_people_who_come_and_go_leaves_nothing_behind(world):
    entities, sizes = Entities(world), set()
    for i in range(20):
        entities.bring_visitor(VisitorConfig(f"visitor_{i}", "你好"), OPEN)
        entities.bring_walker(f"walker_{i}", FAR)
        drive(world, 3)
        sizes.add((len(world.crowd), len(world.names), len(world.visitors), len(world.numbers)))
        entities.remove(f"visitor_{i}")
        entities.remove(f"walker_{i}")
    assert len(sizes) == 1
    assert not [name for name in names(world) if name.startswith(("visitor", "walker"))]


def test_who_comes_after_somebody_who_left_is_another_one(world):
    entities = Entities(world)
    entities.bring_walker("ann", OPEN, standing=True)
    entities.remove("ann")
    entities.bring_visitor(VisitorConfig("bob", "你好", pace=0.7), FAR)
    before = world.crowd.at(world.names.index("bob"))
    drive(world, 40)
    after = world.crowd.at(world.names.index("bob"))
    assert math.dist(before, after) > 0.3  # bob walks up to a robot; ann, whose number he has, only stood
    assert "ann" not in names(world)


def test_who_vanishes_in_the_middle_of_a_sentence_is_not_heard(world):
    entities, heard = Entities(world), []
    entities.bring_visitor(VisitorConfig("ann", "我想办一张很长很长的居住证"), near_the_robot(world))
    while not world._voices._utterances:
        world.step({})
    entities.remove("ann")
    for _ in range(200):
        heard += world.step({}).robots["one"].sounds
    assert heard == []


def near_the_robot(world):
    body = world.fleet.bodies["one"]
    return world.floor.open_point((body.x + 1.0, body.y))
