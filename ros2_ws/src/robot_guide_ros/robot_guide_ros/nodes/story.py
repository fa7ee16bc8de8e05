"""Watches a run from outside, as anybody on the graph could, and prints one JSON object for each thing that happens.

The last line is the summary, whose figures come from what is true in the simulator, not from what robots say.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rclpy.node import Node
from robot_guide_interfaces.msg import Event as EventMsg
from robot_guide_interfaces.msg import Hall, RobotState, WorldTruth

from hall_sim import Trace, evaluate
from robot_guide.event import Event
from robot_guide.shells.lockstep import EXPECTED, QUIET, claims_of
from robot_guide_ros import convert, topics
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.running import run
from robot_guide_ros.situation import SituationConfig, scenario_of

HELD_BACK = 0.2  # s, for which an event waits for earlier ones from other nodes
AT_REST = "idle"


@dataclass(frozen=True)
class StoryConfig:
    situation: SituationConfig = field(default_factory=SituationConfig)
    seed: int = 1
    tracks: str = ""  # file, .npz, for where everybody was: s, m, m a row


class StoryNode(Node):
    def __init__(self) -> None:
        super().__init__("story")
        self.config = declare_config(self, StoryConfig)
        self.scenario = scenario_of(self.config.situation)
        self.hall = self.scenario.hall
        self.trace: Trace | None = None
        self.events: list[Event] = []  # told, in the order of their times
        self.held: list[Event] = []
        self.resting: dict[str, bool] = dict.fromkeys(self.scenario.robots, True)
        self.at_rest_since: float | None = None
        self.finished = False
        topics.EVENTS.subscription(self, self.take_event)
        topics.STATES.subscription(self, self.take_state)
        topics.HALL.subscription(self, self.take_hall)
        topics.TRUTH.subscription(self, self.take_truth)

    def take_event(self, msg: EventMsg) -> None:
        self.held.append(convert.event_from_msg(msg))

    def take_state(self, msg: RobotState) -> None:
        self.resting[msg.robot] = msg.phase == AT_REST and not msg.in_conversation

    def take_hall(self, msg: Hall) -> None:
        self.hall = convert.hall_from_msg(msg)

    def take_truth(self, msg: WorldTruth) -> None:
        truth = convert.truth_from_msg(msg)
        if self.finished:
            return
        if self.trace is None:
            self.trace, self.began = Trace(truth), time.monotonic()
            self.tell(Event(truth.t, "", "ready"))
        else:
            self.trace.record(truth)
        self.tell_until(truth.t - HELD_BACK)
        if self.is_over(truth.t, [agent.phase for agent in truth.agents if agent.kind == "visitor"]):
            self.tell_until(np.inf)
            self.end(truth.t)

    def tell_until(self, t: float) -> None:
        due = sorted((event for event in self.held if event.t <= t), key=lambda event: event.t)
        self.held = [event for event in self.held if event.t > t]
        for event in due:
            self.tell(event)

    def tell(self, event: Event) -> None:
        self.events.append(event)
        print(json.dumps(event.as_json(), ensure_ascii=False), flush=True)

    def is_over(self, t: float, phases: list[str]) -> bool:
        """Whether nobody is left to serve and every robot has been at rest for a while, or the time is over."""
        if any(phase in EXPECTED for phase in phases) or not all(self.resting.values()):
            self.at_rest_since = None
        elif self.at_rest_since is None:
            self.at_rest_since = t
        rested = self.at_rest_since is not None and t - self.at_rest_since >= QUIET
        return rested or t >= self.scenario.duration

    def end(self, t: float) -> None:
        figures = self.figures()
        factor = {"real_time_factor": round(t / max(time.monotonic() - self.began, 1e-9), 2)}
        summary = {"scenario": self.scenario.name, "seed": self.config.seed, **figures, **factor}
        self.save_tracks()
        self.tell(Event(t, str(figures["robot"] or ""), "summary", summary))
        self.finished = True

    def figures(self) -> Mapping[str, object]:
        """The figures of the first visitor's walk, with the robot that answered."""
        robot = next((event.robot for event in self.events if event.event == "answers"), None)
        mine = [event for event in self.events if event.robot == robot]
        lost = any(event.event == "visitor_lost" for event in mine)
        return evaluate(
            self.trace, self.scenario, claims=tuple(claims_of(mine)), visitor_lost=lost, hall=self.hall
        )  # fmt: skip

    def save_tracks(self) -> None:
        if self.config.tracks:
            tracks = {
                name: np.column_stack((self.trace.times, self.trace.poses(name)[:, :2])) for name in self.trace.names
            }
            np.savez_compressed(Path(self.config.tracks), **tracks)


def main() -> int:
    return run(StoryNode)
