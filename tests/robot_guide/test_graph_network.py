"""Several machines: which nodes run where, how they find each other, and who may join."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from robot_guide import graph
from robot_guide.graph_network import network_variables, split_address

FAST_DDS = "{http://www.eprosima.com/XMLSchemas/fastRTPS_Profiles}"
OURS = graph.load(Path(__file__).resolve().parents[2] / "launch" / "graph.yaml")
EVERYTHING = {"console": True, "ears": True, "microphone": True, "discovery_server": "10.0.0.1:11811",
              "serve_discovery": True}  # fmt: skip


def labels(**chosen):
    return [spec.label for spec in graph.expand(OURS, chosen)]


def test_a_graph_of_one_machine_asks_for_no_network():
    assert network_variables(graph.settings(OURS, {})) == {}


def test_the_roles_together_run_each_node_of_the_graph_once():
    apart = [label for role in OURS.roles if role != "all" for label in labels(**EVERYTHING, role=role)]
    assert sorted(apart) == sorted(labels(**EVERYTHING))
    assert len(set(apart)) == len(apart)


def test_each_node_of_the_graph_says_on_which_machine_it_runs():
    assert [node.executable for node in OURS.nodes if not node.machine] == []


def test_a_robots_machine_runs_that_robots_nodes_and_they_know_the_whole_fleet():
    specs = graph.expand(OURS, {"role": "robot", "here": ["xiao_hui"]})
    assert {spec.namespace for spec in specs} == {"xiao_hui"}
    conversation = next(spec for spec in specs if spec.name == "conversation")
    assert conversation.parameters["robots"] == ["xiao_pu", "xiao_hui"]


def test_the_halls_machine_runs_no_robot_and_no_simulator():
    assert labels(role="hall", console=True) == ["hall_map", "console"]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [({"role": "kitchen"}, "role:=kitchen"), ({"here": ["xiao_wang"]}, "none of the hall's robots")],
)
def test_a_role_or_a_robot_that_the_hall_does_not_have_is_refused(chosen, told):
    with pytest.raises(graph.GraphError, match=told):
        graph.expand(OURS, chosen)


def test_peers_are_named_to_ros():
    assert network_variables({"peers": ["10.0.0.2", "hall-server"]})["ROS_STATIC_PEERS"] == "10.0.0.2;hall-server"


@pytest.mark.parametrize("values", [{"peers": ["10.0.0.2"]}, {"discovery_server": "10.0.0.1:11811"}])
def test_beyond_the_machine_each_datagram_fits_into_one_frame(values):
    variables = network_variables(values)
    profile = ElementTree.parse(variables["FASTDDS_DEFAULT_PROFILES_FILE"])
    assert [int(size.text) for size in profile.iter(f"{FAST_DDS}maxMessageSize")] == [1400, 1400]
    assert [use.text for use in profile.iter(f"{FAST_DDS}useBuiltinTransports")] == ["false"]
    assert variables["ROS_AUTOMATIC_DISCOVERY_RANGE"] == "SUBNET"
    assert "FASTDDS_BUILTIN_TRANSPORTS" not in variables


def test_a_discovery_server_is_named_with_its_port():
    variables = network_variables({"discovery_server": "hall-server:11811"})
    assert variables["ROS_DISCOVERY_SERVER"] == "hall-server:11811"
    assert split_address("10.0.0.1:11811") == ("10.0.0.1", 11811)


@pytest.mark.parametrize("address", ["10.0.0.1", ":11811", "10.0.0.1:0", "10.0.0.1:99999", "a b:11811", "x;y:11811"])
def test_an_address_that_is_none_is_refused_with_an_example(address):
    with pytest.raises(graph.GraphError, match=r"192\.168"):
        network_variables({"discovery_server": address})


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"peers": ["10.0.0.2"], "discovery_server": "10.0.0.1:11811"}, "give one of them"),
        ({"serve_discovery": True}, "needs its address"),
        ({"peers": ["10.0.0.2; rm"]}, "neither a name nor an address"),
        ({"peers": [7]}, "neither a name nor an address"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(values, told):
    with pytest.raises(graph.GraphError, match=told):
        network_variables(values)


def test_a_keystore_is_always_enforced():
    variables = network_variables({"keystore": "/etc/robot-guide/keystore"})
    assert variables["ROS_SECURITY_ENABLE"] == "true"
    assert variables["ROS_SECURITY_STRATEGY"] == "Enforce"
