"""The graph's data become processes."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from robot_guide import graph
from robot_guide.graph import Argument, GraphError

ROOT = Path(__file__).resolve().parents[2]
EACH_ROBOT = {"navigator", "guide", "voice", "conversation", "dispatch"}


@pytest.fixture
def ours():
    return graph.load(ROOT / "launch" / "graph.yaml")


def by_label(specs):
    return {spec.label: spec for spec in specs}


def small(**node):
    arguments = {"robots": {"default": ["a", "b"]}, "n": {"default": 1}, "on": {"default": True}}
    return graph.from_document({"arguments": arguments, "nodes": [{"executable": "x", **node}]})


def test_hall_and_simulator_run_once_and_each_robot_has_its_own_nodes(ours):
    labels = [spec.label for spec in graph.expand(ours)]
    expected = {f"{robot}.{node}" for robot in ("xiao_pu", "xiao_hui") for node in EACH_ROBOT}
    assert set(labels) == {"hall_map", "hall_sim"} | expected
    assert len(labels) == len(set(labels))


def test_the_hall_starts_before_the_nodes_that_need_it(ours):
    assert graph.expand(ours)[0].name == "hall_map"


def test_real_bases_get_no_simulator_and_real_time(ours):
    specs = by_label(graph.expand(ours, {"sim": False}))
    assert "hall_sim" not in specs
    assert not any(spec.parameters.get("use_sim_time") for spec in specs.values())


def test_everybody_but_the_simulator_follows_the_simulated_clock(ours):
    for spec in graph.expand(ours):
        assert spec.parameters.get("use_sim_time") is (None if spec.name == "hall_sim" else True), spec.label


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("ours", {"navigator"}), ("true", {"navigator"}), ("True", {"navigator"}),
        ("nav2", {"monitor", "people"}),
        ("none", set()), ("false", set()),
    ],
)  # fmt: skip
def test_who_drives_is_a_choice_and_nav2_gets_our_monitor_and_our_eyes_for_people(ours, said, there):
    chosen = graph.parse_settings(ours, [f"navigation:={said}"])
    names = {spec.name for spec in graph.expand(ours, chosen) if spec.namespace == "xiao_pu"}
    assert names & {"navigator", "monitor", "people"} == there
    assert names - there == EACH_ROBOT - {"navigator"}


def test_a_program_may_say_yes_and_no_to_our_navigator(ours):
    for said, there in ((True, True), (False, False)):
        assert any(spec.name == "navigator" for spec in graph.expand(ours, {"navigation": said})) is there


@pytest.mark.parametrize("said", ["theirs", "", "1"])
def test_another_navigator_is_refused_with_the_choices(ours, said):
    with pytest.raises(GraphError, match="ours, nav2, none"):
        graph.parse_settings(ours, [f"navigation:={said}"])


def test_nav2s_velocity_and_the_lasers_place_reach_both_nodes(ours):
    words = ["navigation:=nav2", "nav2_velocity:=cmd_vel_smoothed", "nav2_stamped:=false", "laser_x:=0.2"]
    specs = by_label(graph.expand(ours, graph.parse_settings(ours, words)))
    monitor, people = specs["xiao_hui.monitor"].parameters, specs["xiao_hui.people"].parameters
    assert (monitor["velocity"], monitor["stamped"]) == ("cmd_vel_smoothed", False)
    assert monitor["gate.laser.x"] == people["laser.x"] == 0.2


def test_ears_come_with_audio(ours):
    with_ears = by_label(graph.expand(ours, {"ears": True}))
    assert "xiao_pu.ears" in with_ears
    assert with_ears["hall_sim"].parameters["audio"] is True
    assert by_label(graph.expand(ours))["hall_sim"].parameters["audio"] is False


@given(robots=st.lists(st.from_regex(graph.NAME, fullmatch=True), unique=True, max_size=5))
def test_any_number_of_robots_get_the_same_nodes_each(robots):
    specs = graph.expand(graph.load(ROOT / "launch" / "graph.yaml"), {"robots": robots})
    for robot in robots:
        assert {spec.name for spec in specs if spec.namespace == robot} == EACH_ROBOT
    assert len(specs) == 2 + len(robots) * len(EACH_ROBOT)


@pytest.mark.parametrize("name", ["Xiao Pu", "1st", "", "小普", "a/b"])
def test_a_name_that_ros_cannot_use_is_refused(ours, name):
    with pytest.raises(GraphError, match="robots"):
        graph.expand(ours, {"robots": [name]})


def test_a_lone_placeholder_keeps_the_type_and_one_in_a_text_becomes_text():
    spec = graph.expand(small(parameters={"whole": "{n}", "part": "n={n}", "robots": "{robots}", "fixed": 2.5}))[0]
    assert spec.parameters["whole"] == 1
    assert spec.parameters["part"] == "n=1"
    assert spec.parameters["robots"] == ["a", "b"]
    assert spec.parameters["fixed"] == 2.5


def test_an_entry_whose_condition_is_false_is_left_out():
    assert graph.expand(small(when="{on}"), {"on": False}) == ()
    assert len(graph.expand(small(when="{on}"))) == 1


def test_an_entry_may_name_the_values_that_it_needs():
    assert graph.expand(small(when={"n": 2})) == ()
    assert len(graph.expand(small(when={"n": 2, "on": True}), {"n": 2})) == 1
    assert graph.expand(small(when={"n": 2, "on": True}), {"n": 2, "on": False}) == ()


@pytest.mark.parametrize(
    ("node", "told"),
    [
        ({"when": {"nobody": 1}}, "nobody"),
        ({"parameters": {"p": "{nobody}"}}, "nobody"),
        ({"for": "everyone"}, "each_robot"),
        ({"clock": "sundial"}, "sundial"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_faulty_entry_is_named(node, told):
    with pytest.raises(GraphError, match=told):
        graph.expand(small(**node))


@pytest.mark.parametrize("document", [None, [], {}, {"arguments": {}}, {"arguments": {"a": 1}, "nodes": []}])
def test_what_is_no_graph_is_refused(document):
    with pytest.raises(GraphError):
        graph.from_document(document)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(GraphError, match=r"nowhere\.yaml"):
        graph.load(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("default", "text", "value"),
    [
        (1, "7", 7),
        (1.0, "2", 2.0),
        (1.0, "2.5", 2.5),
        (True, "false", False),
        ("x", "7", "7"),
        ("", "a: b", "a: b"),
        (["a"], "a,b", ["a", "b"]),
        (["a"], "[a, b]", ["a", "b"]),
        (["a"], "xiao_pu", ["xiao_pu"]),
    ],
)
def test_an_argument_is_read_in_the_type_of_its_default(default, text, value):
    read = Argument("name", default).parse(text)
    assert read == value
    assert type(read) is type(default)


@pytest.mark.parametrize(("default", "text"), [(1, "x"), (1, "1.5"), (1.0, "fast"), (True, "7"), (1, "true"), (1, "[")])
def test_an_argument_of_another_type_is_refused_with_an_example(default, text):
    with pytest.raises(GraphError, match="name:="):
        Argument("name", default).parse(text)


def test_paths_are_relative_to_the_project_by_default_and_to_the_caller_when_named(ours, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert graph.settings(ours, {})["hall"] == str(ROOT / "maps" / "putuo")
    assert graph.parse_settings(ours, ["hall:=mine"])["hall"] == str(tmp_path / "mine")


@pytest.mark.parametrize("word", ["seed", "seed=7", "nothing:=7"])
def test_words_that_are_no_argument_are_refused(ours, word):
    with pytest.raises(GraphError):
        graph.parse_settings(ours, [word])


VALUES = st.one_of(st.booleans(), st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6), st.text(max_size=30))


@given(value=st.one_of(VALUES, st.lists(st.text(max_size=5), max_size=3)))
def test_a_parameter_reaches_the_node_as_it_was_whatever_is_in_it(value):
    words = graph.ProcessSpec("n", "p", "n", parameters={"key": value}).arguments()
    key, text = words[words.index("-p") + 1].split(":=", 1)
    assert key == "key"
    assert json.loads(text) == value
    if not isinstance(value, float) and text.isprintable() and "\\u" not in text:
        assert yaml.safe_load(text) == value


def test_a_robots_node_is_started_in_its_namespace():
    words = graph.expand(small(**{"for": "each_robot"}))[1].arguments()
    assert words[:5] == ["--ros-args", "-r", "__node:=x", "-r", "__ns:=/b"]
