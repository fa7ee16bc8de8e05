"""A whole busy day in the lockstep shell, and what the process holds meanwhile.

Visitors of all kinds come one after another, are served, and leave for good; of what has happened nothing is kept. So
whatever a robot or the world holds more of at noon than at ten is a leak.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from hall_map import Hall
from hall_sim import Observation, Scenario
from hall_sim.randomness import stream
from hall_sim.scenario import language_of
from hall_sim.visitor_config import Lag, Remark, VisitorConfig
from hall_sim.world import door_of
from robot_guide.event import Event
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep, queues_of
from robot_guide.shells.lockstep_robot import RobotConfig

MEAN_GAP = 35.0  # s between two visitors
MOST_AT_ONCE = 4  # visitors in the hall; one more comes when one has left
EVENING = 240.0  # s
SMALL_TALK = (
    "你好", "你叫什么名字", "今天天气怎么样", "我要投诉", "谢谢，再见", "附近有银行吗", "厕所在哪里", "哪里可以喝水",
    "几点下班", "Where is the toilet?", "What documents do I need for a residence permit?", "화장실이 어디예요?",
    "帮我叫个人", "我想办点事", "随便看看", "办营业执照要带什么材料", "社保卡丢了怎么办",
)  # fmt: skip
ON_THE_WAY = ("等一下", "走慢一点", "还有多远", "停", "不去了", "继续", "是的", "我还要办居住证")


@dataclass(frozen=True)
class Holding:
    """What the process and its world hold at a moment."""

    t: float  # s of simulated time
    rss_mb: float
    blocks: int  # of memory that Python has handed out, after a collection
    objects: int  # that the collector follows
    threads: int
    files: int  # open descriptors
    children: int
    visitors: int  # in the world, those who are to come and have left included
    crowd: int
    tracks: int  # of people that the robots follow
    in_conversation: int  # robots

    def as_json(self) -> dict[str, float]:
        return {key: round(value, 1) for key, value in vars(self).items()}


@dataclass
class Tally:
    """What happened, in numbers only."""

    visitors: int = 0
    events: Counter = field(default_factory=Counter)
    opened: int = 0  # conversations
    closed: int = 0
    longest: float = 0.0  # s, of a conversation


class BusyDay:
    """Both robots in a hall to which people keep coming, for `seconds` of simulated time.

    Those of the scenario do not come.
    """

    def __init__(self, scenario: Scenario, seed: int, seconds: float, *, evening: float = EVENING,
                 config: RobotConfig | None = None):  # fmt: skip
        """`evening`: s at the end in which nobody comes any more."""
        self.seconds, self.evening, self.tally = seconds, evening, Tally()
        self._stage = Lockstep(replace(scenario, visitors=()), seed, config or RobotConfig(), recognise)
        self._rng = stream(seed, "busy day")
        self._next = 1.0  # s, when the next visitor comes
        self._since: dict[str, float] = {}  # robot → s, when its conversation began

    def samples(self, period: float) -> Iterator[Holding]:
        """What is held at the beginning, every `period` s, and at the end."""
        seen, due = self._stage.world.reset(), 0.0
        while seen.t < self.seconds - 1e-6:
            if seen.t >= due - 1e-6:
                due += period
                yield self.holding(seen.t)
            seen = self._step(seen)
        yield self.holding(seen.t)

    def _step(self, seen: Observation) -> Observation:
        stage, now = self._stage, seen.t
        self._let_come_and_go(now)
        stage.edit_hall(now)
        stage.take_queues(queues_of(seen), now)
        commands = {}
        for name, command, events in stage.robots_step(seen):
            commands[name] = command
            self._count(name, events, now)
        return stage.world.step(commands)

    def _let_come_and_go(self, now: float) -> None:
        world = self._stage.world
        for visitor in [each for each in world.visitors if each.phase == "left"]:
            world.remove(world.names.index(visitor.config.name))
        if now < self._next or now > self.seconds - self.evening or len(world.visitors) >= MOST_AT_ONCE:
            return
        self._next = now + float(self._rng.exponential(MEAN_GAP))
        self.tally.visitors += 1
        door = world.floor.open_point(door_of(self._stage.hall))
        world.bring_visitor(visitor_of(self._stage.hall, self._rng, f"visitor_{self.tally.visitors}"), door)

    def _count(self, robot: str, events: Sequence[Event], now: float) -> None:
        self.tally.events.update(event.event for event in events)
        talks = self._stage.robots[robot].reception.in_conversation
        if talks and robot not in self._since:
            self._since[robot] = now
            self.tally.opened += 1
        elif not talks and robot in self._since:
            self.tally.closed += 1
            self.tally.longest = max(self.tally.longest, now - self._since.pop(robot))

    def holding(self, t: float) -> Holding:
        gc.collect()
        robots, world = self._stage.robots.values(), self._stage.world
        return Holding(
            t, rss_mb(), sys.getallocatedblocks(), len(gc.get_objects()), threading.active_count(), open_files(),
            len(multiprocessing.active_children()), len(world.visitors), len(world.crowd),
            sum(len(robot.drive.people) for robot in robots if robot.drive is not None),
            sum(robot.reception.in_conversation for robot in robots),
        )  # fmt: skip


def visitor_of(hall: Hall, rng: np.random.Generator, name: str) -> VisitorConfig:
    """Somebody who wants something of this hall, and behaves somehow on the way."""
    wanted = rng.random()
    if wanted < 0.4:
        service = hall.services[rng.integers(len(hall.services))]
        ask = f"我想办{service.names['zh']}"
    elif wanted < 0.7:
        ask = f"带我去{hall.windows[rng.integers(len(hall.windows))].id}窗口"
    else:
        ask = SMALL_TALK[rng.integers(len(SMALL_TALK))]
    remarks = tuple(
        Remark(float(rng.uniform(2.0, 15.0)), ON_THE_WAY[rng.integers(len(ON_THE_WAY))]) for _ in range(rng.integers(3))
    )
    return VisitorConfig(
        name, ask, language_of(ask), pace=float(rng.uniform(0.5, 1.3)),
        lag=Lag(float(rng.uniform(3.0, 10.0)), float(rng.uniform(3.0, 20.0))) if rng.random() < 0.2 else None,
        leaves_after=float(rng.uniform(3.0, 20.0)) if rng.random() < 0.1 else np.inf, says_on_way=remarks,
        answers=("不是", "算了")[: rng.integers(3)],
    )  # fmt: skip


def rss_mb() -> float:
    """Of this process now; its peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    return pages * resource.getpagesize() / 2**20


def open_files() -> int:
    """Descriptors of this process; 0 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0


def slope(samples: Sequence[Holding], figure: str) -> float:
    """By how much a figure grows an hour, by least squares over the samples. Raises ValueError: fewer than two."""
    if len(samples) < 2:
        raise ValueError(f"a slope needs two samples or more, got {len(samples)}")
    hours = np.array([sample.t for sample in samples]) / 3600.0
    return float(np.polyfit(hours, [getattr(sample, figure) for sample in samples], 1)[0])
