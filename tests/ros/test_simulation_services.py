"""The simulator's node by the standard's services: time stands, steps, begins again; people come, go and are carried.

One node for all tests: each begins with a world that has been reset and stands.
"""

import math

import pytest
from geometry_msgs.msg import Point, Pose, PoseStamped, Quaternion, Twist, Vector3
from rcl_interfaces.srv import GetParameters, SetParameters
from rclpy.parameter import Parameter
from simulation_interfaces.msg import (
    Bounds,
    EntityCategory,
    EntityFilters,
    EntityState,
    Result,
    SimulationState,
    SimulatorFeatures,
    TagsFilter,
)
from simulation_interfaces.srv import ResetSimulation, SetSimulationState, SpawnEntity

from robot_guide_ros import convert, topics

STOPPED, PLAYING, PAUSED = SimulationState.STATE_STOPPED, SimulationState.STATE_PLAYING, SimulationState.STATE_PAUSED
OPEN, FAR = (24.0, 10.0), (20.0, 10.0)  # m, where nobody is


class Simulator:
    """The node, as a client of its services sees it."""

    def __init__(self, outside):
        self.outside = outside
        self.clock = outside.collect(topics.CLOCK)
        self.truth = outside.collect(topics.TRUTH)
        self.heard = outside.collect(topics.HEARD, "xiao_pu")

    def call(self, service, **fields):
        return self.outside.call(service, **fields)

    def state(self, state):
        request = SimulationState(state=state)
        return self.call(topics.SET_SIMULATION_STATE, state=request).result

    def reset(self, scope=0):
        return self.call(topics.RESET_SIMULATION, scope=scope).result

    def step(self, steps=1):
        return self.call(topics.STEP_SIMULATION, steps=steps).result

    def names(self, **filters):
        return self.call(topics.GET_ENTITIES, filters=EntityFilters(**filters)).entities

    def pose(self, name):
        state = self.call(topics.GET_ENTITY_STATE, entity=name).state
        return convert.time_from_msg(state.header.stamp), convert.pose_from_msg(state.pose)

    @property
    def t(self):
        return self.pose("xiao_pu")[0]

    def spawn(self, name, at, uri="standing_person", words="", **fields):
        return self.call(
            topics.SPAWN_ENTITY, name=name, uri=uri, resource_string=words,
            initial_pose=PoseStamped(pose=pose(*at)), **fields,
        )  # fmt: skip

    def carry(self, name, at, yaw=0.0, **state):
        return self.call(topics.SET_ENTITY_STATE, entity=name, state=EntityState(pose=pose(*at, yaw), **state)).result

    def set(self, name, value):
        parameter = Parameter(name, value=value).to_parameter_msg()
        service = topics.Service("/hall_sim/set_parameters", SetParameters)
        return self.call(service, parameters=[parameter]).results[0]


def pose(x, y, yaw=0.0):
    return Pose(position=Point(x=float(x), y=float(y)), orientation=convert.quaternion(yaw))


@pytest.fixture(scope="module")
def node(shared, specs_of, empty_hall):
    outside, start = shared
    start(specs_of(scenario=str(empty_hall), wait_for_robots=False, real_time_factor=20.0)["hall_sim"])
    return Simulator(outside)


@pytest.fixture
def simulator(node):
    """Reset and paused, at 0 s."""
    node.state(PAUSED)
    assert node.reset().result == Result.RESULT_OK
    node.heard.clear()
    yield node
    node.set("real_time_factor", 20.0)


def test_time_passes_until_it_is_paused_and_passes_on_when_played(simulator):
    assert simulator.state(PLAYING).result == Result.RESULT_OK
    simulator.outside.until(lambda: simulator.t > 0.2)
    assert simulator.state(PAUSED).result == Result.RESULT_OK
    assert simulator.call(topics.GET_SIMULATION_STATE).state.state == PAUSED
    stands = simulator.t
    assert [simulator.t for _ in range(20)] == [stands] * 20
    simulator.state(PLAYING)
    simulator.outside.until(lambda: simulator.t > stands)


def test_steps_are_taken_exactly_and_time_stands_again(simulator):
    assert simulator.step().result == Result.RESULT_OK
    assert simulator.t == pytest.approx(0.05)
    assert simulator.step(40).result == Result.RESULT_OK
    assert simulator.t == pytest.approx(2.05)
    assert simulator.step(0).result == Result.RESULT_OK
    assert simulator.t == pytest.approx(2.05)
    simulator.outside.until(lambda: convert.time_from_msg(simulator.clock[-1].clock) == pytest.approx(2.05))


def test_steps_are_refused_while_time_passes(simulator):
    simulator.state(PLAYING)
    refused = simulator.step(5)
    assert refused.result == Result.RESULT_OPERATION_FAILED
    assert "paused" in refused.error_message


def test_steps_that_are_still_due_end_when_the_world_begins_again(simulator):
    client = topics.STEP_SIMULATION.client(simulator.outside.node)
    simulator.outside.until(client.service_is_ready)
    future = client.call_async(topics.STEP_SIMULATION.type.Request(steps=100_000))
    simulator.outside.until(lambda: simulator.t > 0.0)
    assert "earlier steps" in simulator.step().error_message
    simulator.reset()
    assert "before all steps" in simulator.outside.answer(future).result.error_message
    assert simulator.t == 0.0


def test_to_stop_is_to_begin_again_and_stand(simulator):
    simulator.step(3)
    assert simulator.state(STOPPED).result == Result.RESULT_OK
    assert simulator.t == 0.0
    assert simulator.state(STOPPED).result == SetSimulationState.Response.ALREADY_IN_TARGET_STATE
    assert simulator.state(SimulationState.STATE_LOADING_WORLD).result != Result.RESULT_OK
    assert simulator.call(topics.GET_SIMULATION_STATE).state.state == STOPPED


def test_who_was_spawned_is_gone_after_a_reset_or_alone_when_asked_for(simulator):
    for scope, gone, t in ((ResetSimulation.Request.SCOPE_SPAWNED, True, 0.05), (0, True, 0.0), (1, False, 0.05)):
        simulator.reset()
        simulator.spawn("ann", OPEN)
        simulator.step()
        done = simulator.reset(scope).result
        assert (done == Result.RESULT_OK) == gone
        assert ("ann" not in simulator.names()) == gone
        assert simulator.t == pytest.approx(t)


def test_a_person_is_spawned_found_carried_and_deleted(simulator):
    spawned = simulator.spawn("ann", OPEN)
    assert (spawned.result.result, spawned.entity_name) == (Result.RESULT_OK, "ann")
    assert simulator.names() == ["xiao_pu", "xiao_hui", "ann"]
    assert simulator.pose("ann")[1].xy == pytest.approx(OPEN)
    assert simulator.carry("ann", FAR, 1.0).result == Result.RESULT_OK
    assert simulator.pose("ann")[1].yaw == pytest.approx(1.0)
    simulator.outside.until(lambda: [a.position.x for a in simulator.truth[-1].agents if a.name == "ann"] == [FAR[0]])
    assert simulator.call(topics.DELETE_ENTITY, entity="ann").result.result == Result.RESULT_OK
    assert simulator.names() == ["xiao_pu", "xiao_hui"]
    assert simulator.call(topics.DELETE_ENTITY, entity="ann").result.result == Result.RESULT_NOT_FOUND
    assert simulator.call(topics.GET_ENTITY_STATE, entity="ann").result.result == Result.RESULT_NOT_FOUND


def test_a_visitor_is_spawned_and_says_their_words_to_the_robot_beside_them(simulator):
    _, robot = simulator.pose("xiao_pu")
    at = robot.x + 1.2 * math.cos(robot.yaw), robot.y + 1.2 * math.sin(robot.yaw)
    answer = simulator.spawn("", at, uri="", words="{ask: 带我去A02窗口, robot: xiao_pu}", allow_renaming=True)
    assert answer.result.result == Result.RESULT_OK, answer.result.error_message
    assert answer.entity_name == "visitor_2"
    simulator.step(120)
    simulator.outside.until(lambda: simulator.heard)
    assert simulator.heard[0].text == "带我去A02窗口"


def test_a_robot_is_carried_off_and_its_odometry_does_not_know(simulator):
    odometry = simulator.outside.collect(topics.ODOM, "xiao_pu")
    simulator.step()
    simulator.outside.until(lambda: odometry)
    assert simulator.carry("xiao_pu", FAR, 0.5).result == Result.RESULT_OK
    simulator.step()
    simulator.outside.until(lambda: len(odometry) > 1)
    assert simulator.pose("xiao_pu")[1].xy == pytest.approx(FAR)
    assert odometry[-1].pose.pose == odometry[0].pose.pose


def test_entities_are_filtered_by_name_kind_and_place(simulator):
    simulator.spawn("ann", OPEN)
    robots = [EntityCategory(category=EntityCategory.CATEGORY_ROBOT)]
    x, y = OPEN
    near = Bounds(type=Bounds.TYPE_SPHERE, points=[Vector3(x=x + 1.0, y=y), Vector3(x=0.8)])
    far = Bounds(type=Bounds.TYPE_SPHERE, points=[Vector3(x=x + 1.0, y=y), Vector3(x=0.7)])
    box = Bounds(type=Bounds.TYPE_BOX, points=[Vector3(x=x + 1, y=y + 1), Vector3(x=x - 1, y=y - 1)])
    assert simulator.names(filter="^xiao_") == ["xiao_pu", "xiao_hui"]
    assert simulator.names(categories=robots) == ["xiao_pu", "xiao_hui"]
    assert simulator.names(bounds=near) == simulator.names(bounds=box) == ["ann"]
    assert simulator.names(bounds=far) == []
    for filters in (
        EntityFilters(filter="("), EntityFilters(tags=TagsFilter(tags=["x"])), EntityFilters(bounds=Bounds(type=1)),
        EntityFilters(bounds=Bounds(type=Bounds.TYPE_CONVEX_HULL)),
    ):  # fmt: skip
        assert simulator.call(topics.GET_ENTITIES, filters=filters).result.result != Result.RESULT_OK


def test_what_makes_no_sense_is_refused_with_the_standards_code_and_a_reason(simulator):
    answer = SpawnEntity.Response
    wall, turned = (-5.0, 0.0), PoseStamped(pose=Pose(orientation=Quaternion(w=0.0)))
    for code, response in (
        (answer.NAME_NOT_UNIQUE, simulator.spawn("xiao_pu", OPEN)),
        (answer.NAME_INVALID, simulator.spawn("", OPEN)),
        (answer.NAME_INVALID, simulator.spawn("a/b", OPEN)),
        (answer.UNSUPPORTED_FORMAT, simulator.spawn("a", OPEN, uri="file:///a.sdf")),
        (answer.NO_RESOURCE, simulator.spawn("a", OPEN, uri="")),
        (answer.NAMESPACE_INVALID, simulator.spawn("a", OPEN, entity_namespace="x")),
        (answer.RESOURCE_PARSE_ERROR, simulator.spawn("a", OPEN, uri="", words="[")),
        (answer.RESOURCE_PARSE_ERROR, simulator.spawn("a", OPEN, uri="", words="hello")),
        (answer.RESOURCE_PARSE_ERROR, simulator.spawn("a", OPEN, uri="", words="{ask: a, pace: 99}")),
        (answer.RESOURCE_PARSE_ERROR, simulator.spawn("a", OPEN, uri="", words="{ask: a, robot: nobody}")),
        (answer.INVALID_POSE, simulator.spawn("a", wall)),
        (answer.INVALID_POSE, simulator.call(topics.SPAWN_ENTITY, name="a", uri="person", initial_pose=turned)),
    ):
        assert response.result.result == code, response.result.error_message
        assert response.result.error_message
    moving = Twist(linear=Vector3(x=1.0))
    assert simulator.carry("xiao_pu", OPEN, twist=moving).result == Result.RESULT_FEATURE_UNSUPPORTED
    assert simulator.carry("nobody", OPEN).result == Result.RESULT_NOT_FOUND
    assert simulator.carry("xiao_pu", wall).result != Result.RESULT_OK
    assert simulator.carry("xiao_pu", OPEN, header=convert.header(0.0, "odom")).result == 101
    assert simulator.call(topics.DELETE_ENTITY, entity="xiao_pu").result.result == Result.RESULT_OPERATION_FAILED
    assert simulator.names() == ["xiao_pu", "xiao_hui"]


def test_it_tells_what_it_can_do(simulator):
    features = simulator.call(topics.GET_SIMULATOR_FEATURES).features
    assert {SimulatorFeatures.SPAWNING, SimulatorFeatures.STEP_SIMULATION_MULTIPLE} <= set(features.features)
    assert SimulatorFeatures.WORLD_LOADING not in features.features
    assert "ask" in features.custom_info


def test_the_real_time_factor_is_changed_while_it_runs(simulator):
    assert simulator.set("real_time_factor", 0.001).successful
    simulator.state(PLAYING)
    slow = simulator.t
    assert [simulator.t for _ in range(20)] == [slow] * 20  # the next step is due in 50 s
    assert simulator.set("real_time_factor", 100).successful  # a whole number will do
    simulator.outside.until(lambda: simulator.t > slow + 1.0)


def test_values_out_of_range_are_refused_and_the_old_one_stays(simulator):
    for value, told in ((0.0, "> 0"), (101.0, "<= 100"), ("fast", "float")):
        refused = simulator.set("real_time_factor", value)
        assert not refused.successful
        assert told in refused.reason
    service = topics.Service("/hall_sim/get_parameters", GetParameters)
    assert simulator.call(service, names=["real_time_factor"]).values[0].double_value == 20.0
    assert not simulator.set("audio", True).successful  # only read at the start


def test_another_seed_counts_from_the_next_beginning(simulator):
    scans = simulator.outside.collect(topics.SCAN, "xiao_pu")

    def first_scan():
        scans.clear()
        simulator.reset()
        simulator.outside.until(lambda: scans)
        return list(scans[0].ranges)

    first = first_scan()
    assert first_scan() == pytest.approx(first, nan_ok=True)
    assert simulator.set("seed", 2).successful
    other = first_scan()
    simulator.set("seed", 1)
    assert other != pytest.approx(first, nan_ok=True)
    assert first_scan() == pytest.approx(first, nan_ok=True)
