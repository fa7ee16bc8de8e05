"""The real graph for minutes on end: what each of its processes holds, sampled while visitors keep coming.

Starts the graph as `robot-guide up` does, on a ROS domain of its own. Every so often a visitor is put into the
simulated hall, and taken out again when they have left. Prints a JSON line a sample, and what came of it last.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from robot_guide import graph
from robot_guide.shells.processes import Supervisor, own_domain, ros_environment

ROOT = Path(__file__).resolve().parents[1]
PERIOD, GAP = 15.0, 25.0  # s of the machine's clock between two samples, and two visitors
ASKS = (
    "带我去A05窗口", "我想办营业执照", "厕所在哪里", "Where is the drinking water? Please take me there",
    "社保卡丢了怎么办",
)  # fmt: skip
DOOR = (25.0, 3.0)  # m
GONE = 240.0  # s after which a visitor is taken out
WARM_UP = 0.3  # of the samples
# That a process may grow by over the samples after the warm-up, MB. Navigators keep the fields of the last 64 goals,
# 3 MB each, and the simulator the ways to the last 400 places, 0.15 MB each: they grow until they know so many.
MOST_MB = {"navigator": 200.0, "hall_sim": 70.0}
MOST_MB_ELSE = 12.0


@dataclass(frozen=True)
class Held:
    """By one process."""

    rss_mb: float
    threads: int
    files: int


def held_by(pid: int) -> Held | None:
    """None: it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        files = len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return None
    figures = dict(line.split(":", 1) for line in lines if ":" in line)
    return Held(int(figures["VmRSS"].split()[0]) / 1024.0, int(figures["Threads"]), files)


class Outside:
    """A client of the graph that lets visitors come and go, and counts the ends of topics that there are."""

    def __init__(self, domain: int):
        import rclpy

        from robot_guide_ros import topics

        self._rclpy, self.context = rclpy, rclpy.Context()
        rclpy.init(context=self.context, domain_id=domain)
        self.node = rclpy.create_node("soak", context=self.context)
        self.executor = rclpy.executors.SingleThreadedExecutor(context=self.context)
        self.executor.add_node(self.node)
        self._spawn, self._delete = topics.SPAWN_ENTITY, topics.DELETE_ENTITY
        self.spawning = self._spawn.client(self.node)
        self.deleting = self._delete.client(self.node)
        self.count = 0
        self.there: dict[str, float] = {}  # name → s, when they came
        self.answered = 0
        self.talking: dict[str, bool] = {}
        topics.EVENTS.subscription(self.node, self._take_event)
        topics.STATES.subscription(self.node, self._take_state)

    def _take_event(self, msg: object) -> None:
        self.answered += msg.event == "answers"

    def _take_state(self, msg: object) -> None:
        self.talking[msg.robot] = msg.in_conversation

    def spin(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.executor.spin_once(timeout_sec=0.05)

    def visitors(self, now: float, *, more: bool) -> None:
        """Let somebody come, and those go who have been here long enough."""
        for name in [name for name, came in self.there.items() if now - came > GONE]:
            self.deleting.call_async(self._delete.type.Request(entity=name))
            del self.there[name]
        if more and self.spawning.service_is_ready():
            self.count += 1
            name = f"soaking_{self.count}"
            request = self._spawn.type.Request(name=name)
            target = getattr(request, "entity_resource", request)
            target.resource_string = json.dumps({"ask": ASKS[self.count % len(ASKS)]}, ensure_ascii=False)
            request.initial_pose.header.frame_id = "map"
            request.initial_pose.pose.position.x, request.initial_pose.pose.position.y = DOOR
            request.initial_pose.pose.orientation.w = 1.0
            self.spawning.call_async(request)
            self.there[name] = now

    def ends(self) -> int:
        """Of all topics: publishers and subscriptions on the graph."""
        names = [name for name, _ in self.node.get_topic_names_and_types()]
        return sum(self.node.count_publishers(name) + self.node.count_subscribers(name) for name in names)

    def close(self) -> None:
        self.executor.shutdown()
        self.node.destroy_node()
        self.context.try_shutdown()


@contextmanager
def running_graph(settings: Mapping[str, object]) -> Iterator[tuple[Supervisor, int]]:
    with ExitStack() as stack:
        domain = stack.enter_context(own_domain())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        environment = ros_environment(folder, domain)
        os.environ.update(environment)
        loaded = graph.load(ROOT / "launch" / "graph.yaml")
        specs = graph.expand(loaded, graph.parse_settings(loaded, [f"{k}:={v}" for k, v in settings.items()]))
        yield stack.enter_context(Supervisor(specs, folder, environment)), domain


def soak(minutes: float) -> int:
    """Returns: the exit status; 1: something grew, died, or was left open."""
    samples: dict[str, list[Held]] = defaultdict(list)
    deaths, ends = [], []
    with running_graph({"seed": 3}) as (graph_, domain):
        outside = Outside(domain)
        began = time.monotonic()
        last_sample = last_visitor = -1e9
        while (now := time.monotonic() - began) < minutes * 60.0:
            outside.spin(0.5)
            deaths += [str(death) for death in graph_.poll()]
            if now - last_visitor >= GAP:
                outside.visitors(now, more=now < minutes * 60.0 - 120.0)
                last_visitor = now
            if now - last_sample >= PERIOD:
                last_sample = now
                sample(graph_, samples)
                ends.append(outside.ends())
                last = {name: round(held[-1].rss_mb, 1) for name, held in samples.items()}
                print(json.dumps({"t": round(now), "ends": ends[-1], "visitors": outside.count,
                                  "answered": outside.answered, "rss_mb": last}), flush=True)  # fmt: skip
        outside.visitors(1e9, more=False)
        outside.spin(5.0)
        talking = sorted(robot for robot, talks in outside.talking.items() if talks)
        answered = outside.answered
        outside.close()
    return tell(samples, ends, deaths, answered, talking)


def sample(graph_: Supervisor, samples: dict[str, list[Held]]) -> None:
    for entry in graph_.running:
        if entry.process is not None and (held := held_by(entry.process.pid)) is not None:
            samples[entry.spec.label].append(held)


def tell(
    samples: Mapping[str, list[Held]], ends: list[int], deaths: list[str], answered: int, talking: list[str]
) -> int:
    """Print what came of it. Returns: the exit status."""
    warm = {name: held[int(len(held) * WARM_UP) :] for name, held in samples.items()}
    grown = {name: round(growth([each.rss_mb for each in held]), 1) for name, held in warm.items()}
    more = {name: [max(each.threads for each in held), max(each.files for each in held)] for name, held in warm.items()}
    fewer = {name: [held[0].threads, held[0].files] for name, held in warm.items()}
    settled = ends[int(len(ends) * WARM_UP) :]
    little = all(mb <= most_mb(name) for name, mb in grown.items())
    ok = little and not deaths and not talking and len(set(settled)) <= 2
    print(json.dumps({"ok": ok, "grown_mb": grown, "threads_and_files_first": fewer, "threads_and_files_most": more,
                      "ends": [min(settled), max(settled)], "answered": answered, "still_talking": talking,
                      "deaths": deaths}))  # fmt: skip
    return 0 if ok else 1


def most_mb(name: str) -> float:
    """`name` of a process, such as `xiao_pu.navigator`."""
    return MOST_MB.get(name.rpartition(".")[2], MOST_MB_ELSE)


def growth(figures: list[float]) -> float:
    """From the first to the last by the straight line through them all."""
    if len(figures) < 2:
        return 0.0
    steps = np.arange(len(figures))
    return float(np.polyfit(steps, figures, 1)[0] * (len(figures) - 1))
