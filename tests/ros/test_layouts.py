"""The layouts of RViz and Foxglove name topics that the graph has, and are those that the script writes."""

import importlib.util
import json
from pathlib import Path

import pytest
import yaml

from robot_guide_ros import topics

ROOT = Path(__file__).resolve().parents[2]
ROBOTS = ("xiao_pu", "xiao_hui")
KNOWN = {topics.within(robot, topic.name): topic for robot in ROBOTS for topic in topics.TOPICS}
RVIZ_TYPES = {  # what a display shows, by the documentation of rviz_default_plugins
    "Map": "OccupancyGrid", "LaserScan": "LaserScan", "Path": "Path", "PoseWithCovariance": "PoseWithCovarianceStamped",
    "Odometry": "Odometry", "SetInitialPose": "PoseWithCovarianceStamped",
}  # fmt: skip


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("draw_layouts", ROOT / "scripts" / "draw_layouts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rviz(script):
    return yaml.safe_load(script.RVIZ.read_text("utf-8"))


@pytest.fixture(scope="module")
def foxglove(script):
    return json.loads(script.FOXGLOVE.read_text("utf-8"))


def parts(value):
    """All mappings in a document."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from parts(each)


def test_the_files_are_those_that_the_script_writes(script, rviz, foxglove):
    assert rviz == script.rviz(ROBOTS)
    assert foxglove == json.loads(json.dumps(script.foxglove(ROBOTS)))


def test_each_display_of_rviz_shows_a_topic_of_its_type_and_asks_for_it_as_it_is_offered(rviz):
    shown = [part for part in parts(rviz) if "Class" in part and isinstance(part.get("Topic"), dict)]
    assert len(shown) == 1 + 5 * len(ROBOTS) + 1
    for part in shown:
        topic = KNOWN[part["Topic"]["Value"]]
        assert topic.type.__name__ == RVIZ_TYPES[part["Class"].rpartition("/")[2]]
        if part["Topic"].get("Durability Policy") == "Transient Local":
            assert topic.offered.durability == topics.DurabilityPolicy.TRANSIENT_LOCAL
        if topic.requested and topic.requested.reliability == topics.ReliabilityPolicy.BEST_EFFORT:
            assert part["Topic"]["Reliability Policy"] == "Best Effort"


def test_what_is_drawn_as_arrows_says_so_where_rviz_looks_for_it(rviz):
    """The display of a pose has a property `Shape` beside the arrow's; that of odometry has them below `Shape`."""
    kinds = {"PoseWithCovariance": lambda part: part["Shape"], "Odometry": lambda part: part["Shape"]["Value"]}
    shown = [part for part in parts(rviz) if str(part.get("Class", "")).rpartition("/")[2] in kinds]
    assert [kinds[part["Class"].rpartition("/")[2]](part) for part in shown] == ["Arrow"] * 2 * len(ROBOTS)
    assert all(part["Value"] == part["Enabled"] for part in parts(rviz) if "Value" in part and "Enabled" in part)


def test_a_scan_has_its_robots_colour_in_foxglove_only_where_colours_are_flat(foxglove):
    shown = foxglove["configById"]["3D!hall"]["topics"].values()
    coloured = [looks for looks in shown if "flatColor" in looks]
    assert [looks["colorMode"] for looks in coloured] == ["flat"] * len(ROBOTS)


def test_each_topic_of_foxglove_is_on_the_graph_with_the_fields_that_are_shown(foxglove):
    panels = foxglove["configById"]
    named = set(panels["3D!hall"]["topics"]) | set(panels["3D!hall"]["publish"].values()) - {"pose_estimate"}
    assert named <= set(KNOWN)
    paths = [part["topicPath"] for part in parts(panels) if "topicPath" in part]
    paths += [part["value"] for part in parts(panels) if str(part.get("value", "")).startswith("/")]
    assert len(paths) >= 9
    for path in paths:
        name, *fields = path.split(".")
        message = KNOWN[name].type()
        for field in fields:
            message = getattr(message, field)
    assert panels["DiagnosticSummary!all"]["topicToRender"] == topics.DIAGNOSTICS.name


def test_each_panel_of_foxglove_has_its_place_and_each_place_its_panel(foxglove):
    def leaves(node):
        return [node] if isinstance(node, str) else leaves(node["first"]) + leaves(node["second"])

    placed = leaves(foxglove["layout"])
    assert len(placed) == len(set(placed))
    assert set(placed) == set(foxglove["configById"])
