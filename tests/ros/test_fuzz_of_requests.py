"""Whatever is asked of a service or an action of our nodes, there is an answer, and no node ends or writes a traceback.

All nodes of a hall with one robot, on one executor in this process, so that what would end a node's process fails the
test; a client asks them over the wire.
"""

import json
import time
from contextlib import ExitStack

import pytest
import rclpy
from action_msgs.srv import CancelGoal
from hypothesis import given
from hypothesis import strategies as st
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from odd_messages import WORDS, filled, fuzzing, messages_of
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters, SetParametersAtomically
from rclpy.action import ActionClient
from simulation_interfaces.msg import EntityFilters, Result, SimulationState
from simulation_interfaces.srv import GetEntities

from robot_guide_ros import topics
from robot_guide_ros.nodes.conversation import ConversationNode
from robot_guide_ros.nodes.dispatch import DispatchNode
from robot_guide_ros.nodes.guide import GuideNode
from robot_guide_ros.nodes.hall_map import HallMap
from robot_guide_ros.nodes.hall_sim import HallSim
from robot_guide_ros.nodes.navigator import NavigatorNode
from robot_guide_ros.nodes.voice import VoiceNode
from robot_guide_ros.running import EventsExecutor, make_ready

EXAMPLES = 12  # of each service and action
PATIENCE = 30.0  # s for an answer
SPOKEN = (  # in requests, where they mean something
    *WORDS, "service", "window", "place", "home", "meet", "A05", "entrance", "call", "stop", "continue", "hand_over",
    "pause", "resume", "pace", "normal", "urgent", "elder", "en", "ko", "xiao_pu/base_link", "visitor", "person",
    "standing_person", "person_\\d", "(", "a{99999999999}", "{ask: 你好}", "{ask: [1], 2: {}}",
    "{ask: 你好, wav: /nowhere.wav}", "&a [*a]", "{? [1] : 2}", '{"windows": {"A05": {"open": false}}}',
    '{"windows": {"A05": null}, "size": [1e308, NaN]}', '{"names": {"zh": "\\ud800"}}', "你好，请跟我来。",
)  # fmt: skip
NAMES = ("hall_map", "hall_sim", "navigator", "guide", "conversation", "dispatch", "voice")
KINDS = (HallMap, HallSim, NavigatorNode, GuideNode, ConversationNode, DispatchNode, VoiceNode)
PARAMETERS = {
    "hall_sim": {"use_sim_time": False, "situation.robots": ["xiao_pu"], "wait_for_robots": False},
    "navigator": {"robots": ["xiao_pu"]}, "conversation": {"robots": ["xiao_pu"]},
    "voice": {"sink": "none", "rehearse": False},
}  # fmt: skip


class Graph:
    """Nodes on one executor, and a client of what they serve."""

    def __init__(self, stack, kinds):
        self.executor = EventsExecutor()
        stack.callback(self.executor.shutdown)
        self.nodes = {}
        for kind in kinds:
            node = kind()
            self.nodes[node.get_name()] = node
            stack.callback(node.destroy_node)
            stack.callback(getattr(node, "close", lambda: None))
            self.executor.add_node(node)
            make_ready(node)
        self.client = rclpy.create_node("client")
        stack.callback(self.client.destroy_node)
        self.executor.add_node(self.client)
        self.clients = {}

    def until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain for {what}"
            self.executor.spin_once(timeout_sec=0.05)

    def result(self, future, what):
        self.until(future.done, what)
        return future.result()

    def send(self, type_, name, request):
        """The answer, as a future."""
        if name not in self.clients:
            self.clients[name] = self.client.create_client(type_, name)
            self.until(self.clients[name].service_is_ready, name)
        return self.clients[name].call_async(request)

    def ask(self, service, request):
        return self.result(self.send(service.type, service.name, request), service.name)

    def actor(self, action):
        if action.name not in self.clients:
            self.clients[action.name] = ActionClient(self.client, action.type, action.name)
            self.until(self.clients[action.name].server_is_ready, action.name)
        return self.clients[action.name]


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    from robot_guide.shells.processes import own_domain, ros_environment

    folder = tmp_path_factory.mktemp("ros")
    with ExitStack() as stack:
        domain = stack.enter_context(own_domain())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in ros_environment(folder, domain).items():
            patch.setenv(name, value)
        every = {"/**": {"ros__parameters": {"use_sim_time": True}}}
        own = {f"/xiao_pu/{node}": {"ros__parameters": values} for node, values in PARAMETERS.items()}
        file = folder / "parameters.yaml"
        file.write_text(json.dumps(every | own))
        rclpy.init(args=["--ros-args", "-r", "__ns:=/xiao_pu", "--params-file", str(file)], domain_id=domain)
        stack.callback(rclpy.try_shutdown)
        made = Graph(stack, KINDS)
        made.until(lambda: made.nodes["guide"].pose is not None, "the robot's pose")
        made.until(lambda: made.nodes["conversation"].reception is not None, "the conversation")
        yield made


@pytest.fixture
def told(capfd):
    """Fails a test in which a node has written a traceback."""
    capfd.readouterr()
    yield
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err, (out + err)[-3000:]


STEPS = topics.STEP_SIMULATION  # which are answered when they have been taken
SERVED = [service for service in topics.SERVICES if service not in (*topics.OF_NAV2, STEPS)]


@pytest.mark.parametrize("service", SERVED, ids=lambda service: service.name)
def test_a_service_answers_whatever_it_is_asked(graph, told, service):
    @fuzzing(EXAMPLES)
    @given(messages_of(service.type.Request, SPOKEN))
    def answers(request):
        assert isinstance(graph.ask(service, request), service.type.Response)

    answers()


PATTERNS = ("(", "a{99999999999}", "(" * 5000, r"(\w+)+!", r"(\w|\w){64}!", r"\w*\w*\w*\w*\w*\w*\w*\w*!")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern[:20])
def test_a_filter_is_refused_that_is_none_or_could_be_held_against_names_for_ever(graph, told, pattern):
    answer = graph.ask(topics.GET_ENTITIES, GetEntities.Request(filters=EntityFilters(filter=pattern)))
    assert answer.result.result == Result.RESULT_OPERATION_FAILED
    assert "pattern" in answer.result.error_message


def test_names_are_told_by_a_pattern(graph):
    answer = graph.ask(topics.GET_ENTITIES, GetEntities.Request(filters=EntityFilters(filter="^xiao_(pu|hui)$")))
    assert answer.entities == ["xiao_pu"]


def test_steps_without_end_are_ended_by_playing_on(graph, told):
    def enter(state):
        service = topics.SET_SIMULATION_STATE
        graph.ask(service, service.type.Request(state=SimulationState(state=state)))

    @fuzzing(EXAMPLES)
    @given(messages_of(STEPS.type.Request))
    def answers(request):
        enter(SimulationState.STATE_PAUSED)
        answer = graph.send(STEPS.type, STEPS.name, request)
        enter(SimulationState.STATE_PLAYING)
        assert graph.result(answer, STEPS.name).result.result in (1, 3, 4, 101)

    answers()


@pytest.mark.parametrize("action", topics.ACTIONS, ids=lambda action: action.name)
def test_an_action_refuses_or_ends_whatever_its_goal_is(graph, told, action):
    ends, cancelling = [], f"{action.name}/_action/cancel_goal"

    @fuzzing(EXAMPLES)
    @given(messages_of(action.type.Goal, SPOKEN), messages_of(CancelGoal.Request), st.booleans())
    def is_refused_or_taken_on(goal, other, take_back):
        handle = graph.result(graph.actor(action).send_goal_async(goal), "acceptance")
        graph.result(graph.send(CancelGoal, cancelling, other), "what was to be cancelled")
        if handle.accepted:
            ends.append(handle.get_result_async())
            if take_back:
                graph.result(handle.cancel_goal_async(), "the cancelling")
                graph.result(ends[-1], "the end")

    is_refused_or_taken_on()
    graph.result(graph.send(CancelGoal, cancelling, CancelGoal.Request()), "the cancelling of all")
    for end in ends:
        graph.result(end, "the end")


def parameters_of(names):
    """Values of any type, and of types that there are none of, mostly for parameters that a node has."""
    types = st.integers(0, ParameterType.PARAMETER_STRING_ARRAY) | st.sampled_from([37, 255])
    return st.builds(
        lambda name, value, type_: Parameter(name=name, value=filled(value, {"type": type_})),
        st.sampled_from([*names, "", "none.such"]), messages_of(ParameterValue, SPOKEN), types,
    )  # fmt: skip


@pytest.mark.parametrize("node", NAMES)
def test_a_node_takes_on_or_refuses_whatever_its_parameters_are_set_to(graph, told, node):
    names = list(graph.nodes[node].get_parameters_by_prefix(""))

    @fuzzing(EXAMPLES)
    @given(st.lists(parameters_of(names), max_size=3))
    def takes_or_refuses(parameters):
        request = SetParameters.Request(parameters=parameters)
        one_by_one = graph.result(graph.send(SetParameters, f"{node}/set_parameters", request), node)
        assert len(one_by_one.results) == len(parameters)
        request = SetParametersAtomically.Request(parameters=parameters)
        graph.result(graph.send(SetParametersAtomically, f"{node}/set_parameters_atomically", request), node)

    takes_or_refuses()


TRANSITIONS = st.integers(1, 4) | st.sampled_from([0, 8, 10, 60, 255])  # of lifecycle_msgs/Transition, and none of them
LABELS = st.sampled_from(["", "", "", "configure", "cleanup", "activate", "deactivate", "none such"])


@pytest.mark.parametrize("node", ["hall_map", "navigator", "hall_sim"])
def test_a_lifecycle_node_goes_through_transitions_in_any_order(graph, told, node):
    def change(id, label=""):
        request = ChangeState.Request(transition=Transition(id=id, label=label))
        return graph.result(graph.send(ChangeState, f"{node}/change_state", request), node).success

    @fuzzing(EXAMPLES)
    @given(TRANSITIONS, LABELS)
    def changes_or_refuses(id, label):
        change(id, label)

    changes_or_refuses()


def test_all_nodes_go_on_afterwards(graph, told):
    names = set()
    topics.DIAGNOSTICS.subscription(graph.client, lambda msg: names.update(status.name for status in msg.status))
    graph.until(lambda: names >= {f"xiao_pu/{name}" for name in graph.nodes}, "the diagnostics of all nodes")
