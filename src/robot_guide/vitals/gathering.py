"""Gathers what nodes tell of themselves: heartbeats, diagnostics, messages as they arrive. Time comes in as values.

Two times occur: the watcher's own, monotonic, in which ages are reckoned; and that of the stamps, which is the
simulated one where a simulation runs. Rates are reckoned in the stamps' time, so that they do not depend on how fast
the simulation runs.
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_guide.heartbeat import HeartbeatConfig

KEPT = 200  # messages of a topic that its rate and latency come from
WINDOW = 5.0  # s, of the watcher's time, in which they have come
LATE = 0.25  # s that whoever gathers may be late itself
SILENT = 3.0  # s, after which what a node has said of itself is stale; nodes tell it every second
LEVELS = ("ok", "warn", "error", "stale")  # of diagnostic_msgs/DiagnosticStatus
VITALS = ("lifecycle", "host", "pid", "cpu_s", "memory_mb")  # what every node's diagnostics have among their values


@dataclass
class NodeRecord:
    """What is known of one node."""

    beat: float | None = None  # s
    told: float | None = None  # s, when its diagnostics came
    level: str = "stale"
    message: str = ""
    values: dict[str, str] = field(default_factory=dict)
    cpu: float | None = None  # of one core, between the last two diagnostics


@dataclass
class TopicRecord:
    """The last messages of one topic."""

    expected: float | None  # Hz, in the stamps' time; None: whenever there is something to tell
    arrivals: deque[tuple[float, float | None]] = field(default_factory=lambda: deque(maxlen=KEPT))  # s, stamp s
    latencies: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))  # s


class Vitals:
    """Takes in what comes from a graph; `snapshot` says how it stands."""

    def __init__(self, config: HeartbeatConfig | None = None):
        self.config = config or HeartbeatConfig()
        self.nodes: dict[str, NodeRecord] = {}
        self.topics: dict[str, TopicRecord] = {}
        self.robots: dict[str, dict[str, object]] = {}

    def beat(self, node: str, now: float) -> None:
        self.nodes.setdefault(node, NodeRecord()).beat = now

    def condition(self, node: str, level: int, message: str, values: Mapping[str, str], now: float) -> None:
        """One status of `/diagnostics`; `level` as there."""
        record = self.nodes.setdefault(node, NodeRecord())
        used, before = number(values.get("cpu_s")), number(record.values.get("cpu_s"))
        same = values.get("pid") == record.values.get("pid") and values.get("host") == record.values.get("host")
        if same and None not in (used, before, record.told) and now > record.told:
            record.cpu = max(0.0, (used - before) / (now - record.told))
        record.told, record.message, record.values = now, message, dict(values)
        record.level = LEVELS[level] if 0 <= level < len(LEVELS) else "error"

    def expect(self, topic: str, rate: float | None) -> None:
        """A topic of the graph, with the rate at which it should come, Hz; what is said last holds."""
        self.topics.setdefault(topic, TopicRecord(rate)).expected = rate

    def message(self, topic: str, now: float, stamp: float | None = None, latency: float | None = None) -> None:
        """A message has come. stamp: s, of its header; latency: s from there to here, where that is known."""
        record = self.topics.setdefault(topic, TopicRecord(None))
        record.arrivals.append((now, stamp))
        if latency is not None:
            record.latencies.append(latency)

    def robot(self, name: str, **facts: object) -> None:
        """Something about a robot: `phase`, `at`, `battery`, `in_conversation`, `remaining`."""
        self.robots.setdefault(name, {}).update(facts)

    def snapshot(self, now: float) -> dict[str, object]:
        """How all of it stands, in the types of JSON: `nodes`, `topics` and `robots`, each by name."""
        return {
            "nodes": [self.node_at(name, now) for name in sorted(self.nodes)],
            "topics": [self.topic_at(name, now) for name in sorted(self.topics)],
            "robots": [{"robot": name, **facts} for name, facts in sorted(self.robots.items())],
        }

    def node_at(self, name: str, now: float) -> dict[str, object]:
        record = self.nodes[name]
        age = None if record.beat is None else now - record.beat
        silent = record.told is None or now - record.told > SILENT
        gone = age is not None and age > self.config.silent_after + LATE
        level = "stale" if silent or gone else record.level
        message = "no heartbeat: gone, or frozen" if gone else "says nothing of itself" if silent else record.message
        told = {key: value for key, value in record.values.items() if key not in VITALS}
        return {
            "name": name, "lifecycle": "gone" if gone else record.values.get("lifecycle", "unknown"),
            "beat_age": rounded(age, 2), "cpu": rounded(record.cpu, 3),
            "memory_mb": rounded(number(record.values.get("memory_mb")), 1), "host": record.values.get("host", ""),
            "pid": int(number(record.values.get("pid")) or 0), "level": level, "message": message, "values": told,
        }  # fmt: skip

    def topic_at(self, name: str, now: float) -> dict[str, object]:
        record = self.topics[name]
        recent = [each for each in record.arrivals if now - each[0] <= WINDOW]
        last = record.arrivals[-1][0] if record.arrivals else None
        latency = statistics.median(record.latencies) * 1e3 if record.latencies else None
        return {
            "name": name, "rate": rounded(rate_of(recent, now), 1), "expected": record.expected,
            "latency_ms": rounded(latency, 1), "age": rounded(None if last is None else now - last, 2),
        }  # fmt: skip


def rate_of(arrivals: list[tuple[float, float | None]], now: float) -> float:
    """Messages a second, Hz: by their stamps where they have some that grow, else by when they came."""
    if len(arrivals) < 2:
        return len(arrivals) / WINDOW
    stamps = [stamp for _, stamp in arrivals if stamp is not None]
    if len(stamps) == len(arrivals) and stamps[-1] > stamps[0]:
        return (len(stamps) - 1) / (stamps[-1] - stamps[0])
    span = now - arrivals[0][0]
    return len(arrivals) / span if span > 0.0 else 0.0


def number(text: object) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
