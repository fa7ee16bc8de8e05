"""The whole graph in separate processes: a visitor is led to the window, watched from outside by a plain client."""

import math
from dataclasses import dataclass, field

import pytest

from hall_sim.metrics import ARRIVAL_RADIUS, stop_of
from robot_guide_ros import convert, topics

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ROBOTS = ("xiao_pu", "xiao_hui")
SPEED = 3.0  # times as fast as real time


@dataclass
class Record:
    """What somebody on the graph saw of a whole visit."""

    events: list = field(default_factory=list)
    truth: list = field(default_factory=list)
    captions: list = field(default_factory=list)
    bids: list = field(default_factory=list)
    conditions: dict = field(default_factory=dict)  # by node: all levels that it has told
    frames: set = field(default_factory=set)  # (parent, child)
    types: dict = field(default_factory=dict)
    publishers: dict = field(default_factory=dict)
    services: dict = field(default_factory=dict)
    hall: object = None
    specs: tuple = ()

    def told(self, event):
        return [e for e in self.events if e.event == event]

    def at(self, t):
        """Where everybody truly was."""
        return min(self.truth, key=lambda truth: abs(truth.t - t))


def agent(truth, name):
    return next(agent for agent in truth.agents if agent.name == name)


@pytest.fixture(scope="module")
def visit(shared, specs_of):
    """A graph on a domain of its own, from its start until the robot that has led the visitor is home again."""
    outside, start = shared
    record = Record(specs=tuple(specs_of(clock="", real_time_factor=SPEED).values()))
    watch(outside, record)
    start(*record.specs)
    outside.until(lambda: record.told("leads"), 120.0)
    look_around(outside, record)
    home = outside.until(lambda: record.told("home"), 400.0)[0]
    outside.until(lambda: record.truth[-1].t >= home.t)  # the truth may come later than the news
    return record


def watch(outside, record):
    node = outside.node
    topics.EVENTS.subscription(node, lambda msg: record.events.append(convert.event_from_msg(msg)))
    topics.TRUTH.subscription(node, lambda msg: record.truth.append(convert.truth_from_msg(msg)))
    topics.BIDS.subscription(node, lambda msg: record.bids.append(convert.bid_from_msg(msg)))
    topics.HALL.subscription(node, lambda msg: setattr(record, "hall", convert.hall_from_msg(msg)))
    for robot in ROBOTS:
        topics.CAPTIONS.subscription(node, record.captions.append, robot)

    def take_conditions(msg):
        for status in msg.status:
            record.conditions.setdefault(status.name, []).append((status.level, status.message))

    def take_transforms(msg):
        record.frames |= {(tf.header.frame_id, tf.child_frame_id) for tf in msg.transforms}

    topics.DIAGNOSTICS.subscription(node, take_conditions)
    topics.TF.subscription(node, take_transforms)


def look_around(outside, record):
    """What `ros2 topic list -t`, `topic info` and `service list` would show."""
    node = outside.node
    record.types = dict(node.get_topic_names_and_types())
    record.services = dict(node.get_service_names_and_types())
    record.publishers = {name: node.get_publishers_info_by_topic(name) for name in record.types}


def test_the_visitor_truly_stands_before_the_window_when_the_robot_says_so(visit):
    arrived = visit.told("arrived")[0]
    x, y = stop_of(visit.hall, arrived.data["window"])
    visitor = agent(visit.at(arrived.t), "visitor")
    assert math.hypot(visitor.x - x, visitor.y - y) <= ARRIVAL_RADIUS
    service = visit.hall.service_by_id[arrived.data["target"]["id"]]
    assert arrived.data["window"] in service.windows


def test_nobody_and_nothing_is_run_into(visit):
    assert visit.truth[-1].collisions == 0


def test_the_nearer_robot_answers_and_the_other_one_keeps_silent(visit):
    answers = visit.told("answers")[0]
    here = agent(visit.at(answers.t), "visitor")
    distance = {
        robot: math.hypot(agent(visit.at(answers.t), robot).x - here.x, agent(visit.at(answers.t), robot).y - here.y)
        for robot in ROBOTS
    }
    assert answers.robot == min(distance, key=distance.get)
    said = [event for event in visit.told("says") if event.data["line"] != "greet"]  # whoever else comes up is greeted
    assert {event.robot for event in said} == {answers.robot}
    assert answers.robot in {bid.robot for bid in visit.bids}


def test_the_story_is_complete_and_in_order(visit):
    kinds = [event.event for event in sorted(visit.events, key=lambda event: event.t)]
    expected = ["heard", "answers", "understood", "says", "leads", "arrived", "home"]
    places = [kinds.index(kind) for kind in expected]
    assert places == sorted(places)


def test_the_robot_is_back_at_its_dock_at_the_end(visit):
    home = visit.told("home")[0]
    robot, end = home.robot, agent(visit.at(home.t), home.robot)
    assert visit.hall.dock_of[robot].pose.distance_to((end.x, end.y)) < 0.3


def test_what_is_said_is_captioned_from_beginning_to_end(visit):
    said = [event.data["text"] for event in visit.told("says")]
    started = [caption.text for caption in visit.captions if caption.phase == caption.STARTED]
    assert started
    assert set(started) <= set(said)
    assert all(caption.seconds > 0.5 for caption in visit.captions)


def names_of(topic):
    return [topic.name] if topic.name.startswith("/") else [f"/{robot}/{topic.name}" for robot in ROBOTS]


def type_name(cls):
    package, kind = cls.__module__.split(".")[:2]
    return f"{package}/{kind}/{cls.__name__}"


NOT_SENT = (topics.AUDIO, topics.INITIAL_POSE, topics.GOAL_POSE, topics.TF_STATIC)  # from people, and from real bases
ON_THE_GRAPH = [topic for topic in topics.TOPICS if topic not in (*NOT_SENT, *topics.OF_NAV2)]


@pytest.mark.parametrize("topic", ON_THE_GRAPH, ids=lambda topic: topic.name)
def test_each_topic_of_the_table_is_on_the_graph_with_its_type_and_quality(visit, topic):
    for name in names_of(topic):
        assert visit.types[name] == [type_name(topic.type)]
        assert visit.publishers[name], f"nobody publishes {name}"
        for publisher in visit.publishers[name]:
            assert publisher.qos_profile.reliability == topic.offered.reliability
            assert publisher.qos_profile.durability == topic.offered.durability


def test_no_topic_of_ours_is_missing_from_the_table(visit):
    known = {name for topic in topics.TOPICS for name in names_of(topic)} | {f"/{topics.HEARTBEATS.name}"}
    of_ros = ("/rosout", "/parameter_events", "/transition_event", "/_action/")
    assert {name for name in visit.types if name not in known and not any(part in name for part in of_ros)} == set()


@pytest.mark.parametrize("action", topics.ACTIONS, ids=lambda action: action.name)
def test_each_robot_serves_each_action(visit, action):
    for robot in ROBOTS:
        assert f"/{robot}/{action.name}/_action/send_goal" in visit.services


SERVED = [service for service in topics.SERVICES if service not in topics.OF_NAV2]


@pytest.mark.parametrize("service", SERVED, ids=lambda service: service.name)
def test_each_service_is_served_with_its_type(visit, service):
    for name in names_of(service):
        assert visit.services[name] == [type_name(service.type)]


def test_every_node_says_once_that_all_is_well_and_none_reports_an_error(visit):
    nodes = {f"{spec.namespace}/{spec.name}".lstrip("/") for spec in visit.specs}
    assert set(visit.conditions) == nodes
    for node, told in visit.conditions.items():
        assert told[-1][0] == b"\x00", f"{node}: {told[-1][1]}"


def test_the_frames_form_the_chain_of_rep_105_for_each_robot(visit):
    expected = {pair for r in ROBOTS for pair in (("map", f"{r}/odom"), (f"{r}/odom", f"{r}/base_link"))}
    assert visit.frames == expected
