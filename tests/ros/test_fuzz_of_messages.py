"""Every message that anybody may publish on the graph is survived by the node that gets it.

Real nodes, each in this process and on a domain of its own; hypothesis makes messages of the type of each subscription,
with figures that are none, infinite, huge, negative, arrays that are empty or do not fit, and any text.
"""

import json
from contextlib import ExitStack, suppress
from dataclasses import replace

import numpy as np
import pytest
import rclpy
from hypothesis import given
from odd_messages import DEEP, HALF, NESTED, fuzzing, messages_of, over_the_wire
from robot_guide_interfaces.msg import Hypothesis as HypothesisMsg

import hall_map
from robot_guide.event import Event
from robot_guide_ros import convert, intake, packing, topics
from robot_guide_ros.asking import Errand
from robot_guide_ros.nodes.console import ConsoleNode
from robot_guide_ros.nodes.conversation import ConversationNode
from robot_guide_ros.nodes.dispatch import DispatchNode
from robot_guide_ros.nodes.ears import EarsNode
from robot_guide_ros.nodes.guide import GuideNode
from robot_guide_ros.nodes.hall_map import HallMap
from robot_guide_ros.nodes.hall_sim import HallSim
from robot_guide_ros.nodes.monitor import MonitorNode
from robot_guide_ros.nodes.navigator import NavigatorNode
from robot_guide_ros.nodes.people import PeopleNode
from robot_guide_ros.nodes.story import StoryNode
from robot_guide_ros.nodes.top import TopNode
from robot_guide_ros.speeches import Speeches

EXAMPLES = 15  # of each topic


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    from robot_guide.shells.processes import own_domain, ros_environment

    folder = tmp_path_factory.mktemp("ros")
    with own_domain() as domain, pytest.MonkeyPatch.context() as patch:
        for name, value in ros_environment(folder, domain).items():
            patch.setenv(name, value)
        patch.setattr(Errand, "ready", True)  # nobody is there to answer
        patch.setattr(Speeches, "ready", True)
        files = {"store": folder / "hall.db", "accounts": folder / "accounts.db", "port": 0x5100 + domain}
        parameters = [word for key, value in files.items() for word in ("-p", f"console:{key}:={value}")]
        rclpy.init(args=["--ros-args", *parameters], domain_id=domain)
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


def knowing(kind):
    """A node that is told of the hall, if it wants to hear of it."""

    def make(hall):
        node = kind()
        if hasattr(node, "take_hall"):
            node.take_hall(convert.hall_to_msg(hall, 0.0))
        if hasattr(node, "take_map"):
            node.take_map(convert.grid_to_msg(hall_map.rasterise(hall, 0.05), 0.0))
        return node

    return make


def top(hall):
    node = TopNode()
    node.watch_robot("xiao_pu")
    return node


NODES = {
    "navigator": navigator, "guide": knowing(GuideNode), "conversation": conversation, "ears": ears,
    "hall_map": lifecycle(HallMap), "hall_sim": lifecycle(HallSim), "dispatch": knowing(DispatchNode),
    "monitor": knowing(MonitorNode), "people": knowing(PeopleNode), "story": knowing(StoryNode), "top": top,
    "console": knowing(ConsoleNode),
}  # fmt: skip


@pytest.fixture(scope="module", params=NODES)
def node(request, context, hall):
    with ExitStack() as stack:
        made = NODES[request.param](hall)
        stack.callback(made.destroy_node)
        stack.callback(getattr(made, "close", lambda: None))
        yield made


def test_a_node_survives_every_message_on_every_topic_that_it_hears(node):
    heard = [each for each in node.subscriptions if not each.topic_name.endswith("/parameter_events")]
    assert heard
    for subscription in heard:
        survives(subscription)
    for timer in list(node.timers):  # and it goes on; one of them tells its diagnostics
        timer.callback()


def survives(subscription):
    @fuzzing(EXAMPLES)
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

    taken, refused = [], []
    take = intake.guarded(Node(), "/xiao_pu/odom", taken.append, lambda: refused.append(len(taken)))
    good, bad = topics.ODOM.type(), topics.ODOM.type()
    bad.twist.twist.linear.x = float("nan")
    take(good)
    take(bad)
    assert taken == [good]
    assert refused == [1]
    assert Node.log == ["/xiao_pu/odom: a message is left out: twist.twist.linear.x is nan"]


def test_a_map_with_nothing_on_it_and_words_that_nobody_has_breath_for_are_refused(hall):
    grid = hall_map.rasterise(hall, 0.05)
    assert convert.floor_from_msg(convert.grid_to_msg(grid, 0.0)).data.shape == grid.data.shape
    bare = convert.grid_to_msg(replace(grid, data=np.zeros_like(grid.data)), 0.0)
    with pytest.raises(ValueError, match="no cell is occupied"):
        convert.floor_from_msg(bare)
    assert convert.heard_from_msg(topics.HEARD.type(text="办" * 2000)).text
    for words in ({"text": "办" * 2001}, {"nbest": [HypothesisMsg(text="办" * 2001)]}):
        with pytest.raises(ValueError, match="2001 characters"):
            convert.heard_from_msg(topics.HEARD.type(**words))


@pytest.mark.parametrize("text", [DEEP, NESTED, HALF, "{", '"' + "9" * 5000], ids=lambda text: text[:20])
def test_json_that_nobody_can_walk_through_or_send_on_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - json's own error is one, too
        intake.json_in(text)


def test_json_as_nodes_send_it_is_read(hall):
    sent = packing.unpacked(convert.hall_to_msg(hall, 0.0).document)
    for text in ('{"text": "\\ud83d\\ude42 带我去", "n": [1, {"a": null}]}', sent):
        assert intake.json_in(text) == json.loads(text)


def test_figures_that_may_be_unknown_are_let_through():
    heard = topics.HEARD.type(level_db=float("nan"))
    assert intake.fault_of(heard) == ""
    assert "pose.position.x is inf" in intake.fault_of(topics.STATES.type(pose=pose_at(float("inf"))))
    assert intake.fault_of(topics.BATTERY.type(voltage=float("nan"))) == ""


def pose_at(x):
    from geometry_msgs.msg import Point, Pose

    return Pose(position=Point(x=x))


@fuzzing(EXAMPLES)
@given(messages_of(topics.EVENTS.type))
def test_an_event_is_read_or_refused(msg):
    with suppress(ValueError):
        assert isinstance(convert.event_from_msg(over_the_wire(msg)), Event)
