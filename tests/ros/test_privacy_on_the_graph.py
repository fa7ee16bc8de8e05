"""Whoever records the whole graph, as `ros2 bag record --all` does, gets nothing that tells who a visitor is.

The project itself records no graph; so here is kept what a recorder would be sent, every message of every topic as it
is on the wire, and what the nodes write into their logs.
"""

import importlib
from pathlib import Path

import pytest
import yaml
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from salted import leaks, salted

from hall_sim.scenario import language_of
from robot_guide.heard import Heard
from robot_guide_ros import convert, topics

PUTUO = Path(__file__).resolve().parents[2] / "maps" / "putuo"
ROBOT = "xiao_pu"
PARTS = ("navigator", "guide", "conversation", "voice")


class Recorder:
    """Everything that is published, as it comes: (topic, bytes)."""

    def __init__(self, outside):
        self.outside, self.known, self.kept = outside, set(), []

    def look(self):
        """Subscribe to the topics that have come up, with the durability that they are offered with."""
        for name, (kind,) in self.outside.node.get_topic_names_and_types():
            offered = self.outside.node.get_publishers_info_by_topic(name)
            if name not in self.known and offered:
                self.known.add(name)
                self.listen(name, kind, offered)

    def listen(self, name, kind, offered):
        latched = all(each.qos_profile.durability == DurabilityPolicy.TRANSIENT_LOCAL for each in offered)
        durability = DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE
        qos = QoSProfile(depth=500, reliability=ReliabilityPolicy.BEST_EFFORT, durability=durability)
        take = lambda data: self.kept.append((name, bytes(data)))  # noqa: E731
        self.outside.node.create_subscription(type_of(kind), name, take, qos, raw=True)

    def of(self, topic):
        return [data for name, data in self.kept if name == topic]


def type_of(kind):
    """The class of `package/msg/Name`, or of the feedback of `package/action/Name_FeedbackMessage`."""
    package, group, name = kind.split("/")
    module = importlib.import_module(f"{package}.{group}")
    if group == "action":
        return getattr(module, name.removesuffix("_FeedbackMessage")).Impl.FeedbackMessage
    return getattr(module, name)


@pytest.fixture
def said():
    return salted(14, seed=21)


@pytest.fixture
def scenario(tmp_path, said):
    """Visitors tell the only robot who they are, one after the other."""
    visitors = [
        {"ask": each.text, "arrives": 3.0 * i, "start": [18.5, 7.0 + i / 2], "robot": ROBOT}
        for i, each in enumerate(said[:4])
    ]  # fmt: skip
    file = tmp_path / "scenario.yaml"
    file.write_text(yaml.safe_dump({"hall": str(PUTUO), "people": 0, "visitors": visitors}, allow_unicode=True))
    return str(file)


@pytest.mark.slow
def test_no_topic_and_no_log_of_the_graph_tells_who_somebody_is(
    outside, run_graph_of, specs_of, scenario, said, tmp_path
):
    specs = specs_of(scenario=scenario, robots=[ROBOT], wait_for_robots=False, real_time_factor=6.0)
    run_graph_of(specs["hall_map"], specs["hall_sim"], *(specs[f"{ROBOT}.{part}"] for part in PARTS))
    recorder, events = Recorder(outside), outside.collect(topics.EVENTS)

    def heard(count):
        recorder.look()
        return sum(event.event == "heard" for event in events) >= count

    outside.until(lambda: heard(2), 60.0)
    assert recorder.of("/events")
    assert recorder.of(f"/{ROBOT}/heard")
    assert leaks(recorder.kept, said) == []

    ours = publish_unhidden(outside, said[4:])  # as ears of somebody else may
    outside.until(lambda: heard(2 + len(ours) // 2), 60.0)
    assert leaks(recorder.kept, said)  # the search finds what is there
    kept = [(topic, data) for topic, data in recorder.kept if topic != f"/{ROBOT}/heard"]
    logs = [path for path in tmp_path.rglob("*.log") if path.is_file()]
    assert len(logs) > len(PARTS)
    assert leaks([*kept, *((path.name, path.read_bytes()) for path in logs)], said) == []


def publish_unhidden(outside, said):
    publisher = topics.HEARD.publisher(outside.node, ROBOT)
    outside.until(lambda: publisher.get_subscription_count() > 1)
    for i, each in enumerate(said):
        heard = Heard(each.text, language_of(each.text), 100.0 + 3.0 * i, 101.0 + 3.0 * i, level_db=60.0)
        publisher.publish(convert.heard_to_msg(heard, heard.end))
    return said
