"""Every message that anybody may publish on the graph is survived by the node that gets it.

Real nodes, each in this process and on a domain of its own; hypothesis makes messages of the type of each subscription,
with figures that are none, infinite, huge, negative, arrays that are empty or do not fit, and any text.
"""

import array
import importlib
import os
import re
from contextlib import ExitStack, suppress

import numpy as np
import pytest
import rclpy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rclpy.serialization import deserialize_message, serialize_message

import hall_map
from robot_guide.event import Event
from robot_guide_ros import convert, intake, topics
from robot_guide_ros.asking import Errand
from robot_guide_ros.nodes.conversation import ConversationNode
from robot_guide_ros.nodes.ears import EarsNode
from robot_guide_ros.nodes.guide import GuideNode
from robot_guide_ros.nodes.hall_map import HallMap
from robot_guide_ros.nodes.hall_sim import HallSim
from robot_guide_ros.nodes.navigator import NavigatorNode
from robot_guide_ros.speeches import Speeches

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "15"))  # of each topic
ODD = (float("nan"), float("inf"), float("-inf"), 0.0, -1.0, 1e308, -1e12, 1e-300, 0.05, 3.0)
WORDS = (
    "", "xiao_pu", "xiao_hui", "says", "heard", "idle", "map", "{}", "[1]", "带我去A05窗口", "zh", "\x1b[2J", "🙂" * 50,
)  # fmt: skip
fuzzing = settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def values_of(type_):
    """What may stand in a field of a type, as rosidl writes it."""
    if match := re.fullmatch(r"(.+)\[(\d+)\]", type_):
        return st.lists(values_of(match[1]), min_size=int(match[2]), max_size=int(match[2]))
    if match := re.fullmatch(r"sequence<(.+?)(?:, (\d+))?>", type_):
        most = int(match[2]) if match[2] else 400
        if "/" in match[1]:
            return st.lists(values_of(match[1]), max_size=min(most, 4))
        return st.one_of(st.lists(values_of(match[1]), max_size=8), numbers_of(match[1], most))
    if type_ in ("float", "double"):
        odd = [each for each in ODD if type_ == "double" or not abs(each) > 3e38 or np.isinf(each)]
        any_ = st.floats(-(2.0**127), 2.0**127, width=32) if type_ == "float" else st.floats()
        return st.sampled_from(odd) | any_ | st.floats(-50.0, 50.0, width=32)
    if type_ == "boolean":
        return st.booleans()
    if type_ in ("octet", "byte"):
        return st.binary(min_size=1, max_size=1)
    if match := re.fullmatch(r"(u?)int(\d+)", type_):
        bits = int(match[2])
        low, high = (0, 2**bits - 1) if match[1] else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        return st.sampled_from([low, high, 0, 1]) | st.integers(low, high)
    if type_.startswith(("string", "wstring")):
        return st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    package, name = type_.split("/")
    return messages_of(getattr(importlib.import_module(f"{package}.msg"), name))


def numbers_of(type_, most):
    """Many of the same, as sensors have them."""
    if type_ == "string":
        return st.just([])
    return st.builds(lambda value, count: [value] * count, values_of(type_), st.integers(0, most))


def messages_of(type_):
    fields = {name: values_of(kind) for name, kind in type_.get_fields_and_field_types().items()}
    return st.fixed_dictionaries(fields).map(lambda chosen: filled(type_, chosen))


def filled(type_, chosen):
    msg = type_()
    for name, value in chosen.items():
        old = getattr(msg, name)
        if isinstance(old, np.ndarray):
            value = np.array(value, old.dtype)
        elif isinstance(old, array.array):
            value = array.array(old.typecode, value)
        setattr(msg, name, value)
    return msg


def over_the_wire(msg):
    return deserialize_message(serialize_message(msg), type(msg))


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    from robot_guide.shells.processes import own_domain, ros_environment

    with own_domain() as domain, pytest.MonkeyPatch.context() as patch:
        for name, value in ros_environment(tmp_path_factory.mktemp("ros"), domain).items():
            patch.setenv(name, value)
        patch.setattr(Errand, "ready", True)  # nobody is there to answer
        patch.setattr(Speeches, "ready", True)
        rclpy.init(domain_id=domain)
        yield
        rclpy.try_shutdown()


@pytest.fixture(scope="module")
def hall():
    return hall_map.load("maps/putuo")


def navigator(hall):
    node = NavigatorNode()
    node.trigger_configure()
    node.trigger_activate()
    node.take_map(convert.grid_to_msg(hall_map.rasterise(hall, 0.05), 0.0))
    node.take_hall(convert.hall_to_msg(hall, 0.0))
    return node


def guide(hall):
    node = GuideNode()
    node.take_hall(convert.hall_to_msg(hall, 0.0))
    return node


def conversation(hall):
    node = ConversationNode()
    node.take_hall(convert.hall_to_msg(hall, 0.0))
    node.open()
    return node


def ears(hall):
    node = EarsNode()
    topics.HALL.subscription(node, node.take_hall)
    topics.CAPTIONS.subscription(node, node.take_caption)
    topics.EVENTS.subscription(node, node.take_event)
    return node


def lifecycle(kind):
    def make(hall):
        node = kind()
        node.trigger_configure()
        node.trigger_activate()
        return node

    return make


NODES = {
    "navigator": navigator, "guide": guide, "conversation": conversation, "ears": ears, "hall_map": lifecycle(HallMap),
    "hall_sim": lifecycle(HallSim),
}  # fmt: skip


@pytest.fixture(scope="module", params=NODES)
def node(request, context, hall):
    with ExitStack() as stack:
        made = NODES[request.param](hall)
        stack.callback(made.destroy_node)
        yield made


def test_a_node_survives_every_message_on_every_topic_that_it_hears(node):
    heard = [each for each in node.subscriptions if not each.topic_name.endswith("/parameter_events")]
    assert heard
    for subscription in heard:
        survives(subscription)
    node.diagnostics.publish()  # and goes on
    for timer in list(node.timers):
        timer.callback()


def survives(subscription):
    @fuzzing
    @given(messages_of(subscription.msg_type))
    def takes(msg):
        subscription.callback(over_the_wire(msg))

    try:
        takes()
    except Exception as error:
        error.add_note(f"on {subscription.topic_name}")
        raise


def test_what_makes_no_sense_is_left_out_and_named(hall):
    class Log(list):
        def warning(self, text, **_):
            self.append(text)

    class Node:
        log = Log()

        def get_logger(self):
            return self.log

    taken = []
    take = intake.guarded(Node(), "/xiao_pu/odom", taken.append)
    good, bad = topics.ODOM.type(), topics.ODOM.type()
    bad.twist.twist.linear.x = float("nan")
    take(good)
    take(bad)
    assert taken == [good]
    assert Node.log == ["/xiao_pu/odom: a message is left out: twist.twist.linear.x is nan"]


def test_figures_that_may_be_unknown_are_let_through():
    heard = topics.HEARD.type(level_db=float("nan"))
    assert intake.fault_of(heard) == ""
    assert "pose.position.x is inf" in intake.fault_of(topics.STATES.type(pose=pose_at(float("inf"))))
    assert intake.fault_of(topics.BATTERY.type(voltage=float("nan"))) == ""


def pose_at(x):
    from geometry_msgs.msg import Point, Pose

    return Pose(position=Point(x=x))


@fuzzing
@given(messages_of(topics.EVENTS.type))
def test_an_event_is_read_or_refused(msg):
    with suppress(ValueError):
        assert isinstance(convert.event_from_msg(over_the_wire(msg)), Event)
