"""How each kind of fault is brought about on a running graph."""

from __future__ import annotations

import array
import itertools
import math
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.faults import Fault
from geometry_msgs.msg import PoseWithCovarianceStamped, TwistStamped
from nav_msgs.msg import OccupancyGrid
from robot_guide_interfaces.msg import Heard, People, Person

from robot_guide.graph import ProcessSpec
from robot_guide.shells.processes import Supervisor, find_executable
from robot_guide_ros import convert, topics

BASE, CLOCK = ("scan", "odom"), ("clock",)
RELAYED = {
    "scan": topics.SCAN, "odom": topics.ODOM, "people": topics.PEOPLE, "amcl_pose": topics.AMCL_POSE,
    "clock": topics.CLOCK,
}  # fmt: skip
LARGE = 10_000_000  # bytes


@dataclass(frozen=True)
class Remapped(ProcessSpec):
    """A node that hears topics through the relay."""

    topics: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        rules = [f"{RELAYED[name].name}:={relayed(name)}" for name in self.topics]
        return [*super().arguments(), *(word for rule in rules for word in ("-r", rule))]


def relayed(name: str) -> str:
    return f"/relayed/{name}" if RELAYED[name].name.startswith("/") else f"relayed/{name}"


def topics_of(fault: Fault) -> tuple[str, ...]:
    """What goes through the relay."""
    if fault.kind not in ("silence", "distort"):
        return ()
    return BASE if fault.target in BASE else (fault.target,)


def hears(name: str, topic: str) -> bool:
    """Whether a node is to hear a topic through the relay: the clock all but who makes it, the rest those it is for."""
    if topic in CLOCK:
        return name != "hall_sim"
    return name == "navigator" if topic in BASE else name in ("guide", "conversation")


class Relay:
    """Hands on what the base says, unless told otherwise: to be silent, or to distort it."""

    def __init__(self, node, robot: str, names: tuple[str, ...]):
        self.change: dict[str, Callable[[object], object | None]] = {}
        for name in names:
            topic = RELAYED[name]
            publisher = node.create_publisher(topic.type, topics.within(robot, relayed(name)), topic.offered)
            topic.subscription(node, lambda msg, name=name, out=publisher: self.hand_on(msg, name, out), robot)

    def hand_on(self, msg, name: str, publisher) -> None:
        changed = self.change[name](msg) if name in self.change else msg
        if changed is not None:
            publisher.publish(changed)


def scan_of(value: float):
    def distort(msg):
        msg.ranges = array.array("f", [value] * len(msg.ranges))
        return msg

    return distort


def foreign(msg):
    msg.header.frame_id = "another_robot/camera"
    return msg


def odom_nan(msg):
    msg.pose.pose.position.x = msg.twist.twist.linear.x = math.nan
    return msg


def shifted(seconds: int):
    def shift(msg):
        msg.header.stamp.sec = max(0, msg.header.stamp.sec + seconds)
        return msg

    return shift


def clock_shifted(seconds: float):
    def shift(msg):
        msg.clock.sec += int(seconds)
        return msg

    return shift


def clock_to_and_fro():
    turns = itertools.cycle((0.0, 0.3))

    def shift(msg):
        at = convert.time_from_msg(msg.clock) + next(turns)
        msg.clock = convert.time_to_msg(at)
        return msg

    return shift


DISTORT = {
    ("clock", "ahead"): {"clock": clock_shifted(5)},
    ("clock", "jitter"): {"clock": clock_to_and_fro()},
    ("scan", "nan"): {"scan": scan_of(math.nan)},
    ("scan", "inf"): {"scan": scan_of(math.inf)},
    ("scan", "frame"): {"scan": foreign},
    ("odom", "nan"): {"odom": odom_nan},
    ("odom", "ahead"): {"odom": shifted(10), "scan": shifted(10)},
    ("odom", "behind"): {"odom": shifted(-10), "scan": shifted(-10)},
}


def bad_map(what: str) -> OccupancyGrid:
    msg = OccupancyGrid()
    msg.header.frame_id, msg.info.resolution = topics.MAP_FRAME, 0.05
    msg.info.width = msg.info.height = 100
    cells = {"size": 99, "resolution": 10_000, "large": LARGE}[what]
    if what == "resolution":
        msg.info.resolution = 0.0
    if what == "large":
        msg.info.width, msg.info.height = LARGE // 2000, 2000
    msg.data = array.array("b", bytes(cells))
    return msg


def bad_people(_: str) -> People:
    msg = People(people=[Person(), Person()])
    for field in ("x", "y"):
        setattr(msg.people[0].position, field, math.nan)
    return msg


def bad_velocity(_: str) -> TwistStamped:
    msg = TwistStamped()
    msg.twist.linear.x = msg.twist.angular.z = math.nan
    return msg


def bad_pose(_: str) -> PoseWithCovarianceStamped:
    msg = PoseWithCovarianceStamped()
    msg.header.frame_id, msg.pose.pose.position.x = topics.MAP_FRAME, math.nan
    return msg


PUBLISH = {
    "map": (topics.MAP, bad_map),
    "people": (topics.PEOPLE, bad_people),
    "cmd_vel": (topics.CMD_VEL, bad_velocity),
    "heard": (topics.HEARD, lambda _: Heard(text="办" * (LARGE // 3), language="zh")),
    "initialpose": (topics.INITIAL_POSE, bad_pose),
}


class Injector:
    """Brings one fault about; `undo` ends it, where it ends before the walk does."""

    def __init__(self, fault: Fault, graph: Supervisor, relay: Relay | None, node, robot: str):
        self.fault, self.graph, self.relay, self.node, self.robot = fault, graph, relay, node, robot
        self.publisher = None
        if fault.kind == "publish":
            self.publisher = PUBLISH[fault.target][0].publisher(node, robot)

    def process(self) -> int:
        return next(e for e in self.graph.running if e.spec.name == self.fault.target).process.pid

    def inject(self) -> None:
        match self.fault.kind:
            case "kill":
                os.kill(self.process(), signal.SIGKILL)
            case "freeze":
                pid = self.process()
                os.kill(pid, signal.SIGSTOP)
                if self.fault.seconds:
                    time.sleep(self.fault.seconds)
                    os.kill(pid, signal.SIGCONT)
            case "silence":
                self.relay.change[self.fault.target] = lambda msg: None
            case "distort":
                self.relay.change.update(DISTORT[self.fault.target, self.fault.what])
            case "publish":
                self.publisher.publish(PUBLISH[self.fault.target][1](self.fault.what))

    def undo(self) -> None:
        if self.relay is not None:
            self.relay.change.clear()


def late(fault: Fault, spec: ProcessSpec, folder: Path, environment: dict[str, str]) -> dict[str, str]:
    """The environment in which a node is found as a program that waits first."""
    program = find_executable(spec, environment)
    script = folder / "late" / "lib" / spec.package / spec.executable
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nsleep {fault.seconds}\nexec {program} "$@"\n')
    script.chmod(0o755)
    prefixes = [str(folder / "late"), environment.get("AMENT_PREFIX_PATH", "")]
    return {**environment, "AMENT_PREFIX_PATH": os.pathsep.join(filter(None, prefixes))}
