"""The lockstep world going on by itself, its hall from a store: robots for the console where there is no hall.

A revision that is published is heeded within a poll, in the middle of a walk too; the staff's orders at once.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import hall_map
from dialogue.queues import WindowQueue
from hall_map.queue_state import QueueState, fresh
from hall_map.store import Feed, Store
from hall_sim import Observation, QueueReading, Scenario
from robot_guide.event import Event
from robot_guide.fleet.replica import RequestView
from robot_guide.fleet.requests import Rank
from robot_guide.guiding import Order
from robot_guide.heard import Heard
from robot_guide.shells.listening import Ears, recognise
from robot_guide.shells.live_talk import ScreenTalk, Tell
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import LockstepRobot, RobotConfig
from robot_guide.web.robots import RobotView

POLL = 0.2  # s between two looks at the store
FOREVER = 1e9  # s
SHOWN_STEP = 8  # every so many points of a route are shown


class LiveLockstep:
    """Robots of a simulated hall; `views`, `order`, `hear` and `follow` may be called from any thread."""

    def __init__(
        self, store: Store, scenario: Scenario, clock: Callable[[], dt.datetime], *, seed: int = 0,
        config: RobotConfig | None = None, ears: Ears = recognise, on_event: Callable[[Event], None] | None = None,
    ):  # fmt: skip
        """`clock` gives the time with its zone; the hall's hours, barriers and planned changes follow it."""
        self._store, self._feed, self._clock, self._on_event = store, Feed(store), clock, on_event
        now = clock()
        hall = self._feed.poll(now)
        local = hall_map.timetable.local(hall, now)
        scenario = replace(
            scenario, hall=hall, duration=FOREVER, edits=(), calls=(), splits=(), clock=local, guests=True
        )
        config = config or RobotConfig()
        self._stage = Lockstep(scenario, seed, config, ears)
        self._seen: Observation = self._stage.world.reset()
        self._talk = ScreenTalk(self._stage.robots, self._stage.world, config.reception.fleet)
        self._polled, self._looked = -POLL, 0.0
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @property
    def t(self) -> float:
        """Seconds of simulated time that have passed."""
        return self._seen.t

    def views(self) -> tuple[RobotView, ...]:
        with self._lock:
            return tuple(view_of(robot, self._stage.hall) for robot in self._stage.robots.values())

    def order(self, robot: str, kind: Order, place: str = "") -> str:
        """Returns: nothing, or why not: unknown_robot, unknown_place, busy, no_visitor."""
        with self._lock:
            if robot not in self._stage.robots:
                return "unknown_robot"
            return self._stage.robots[robot].order(kind, place, self.t)

    def requests(self) -> tuple[RequestView, ...]:
        with self._lock:
            return self._stage.requests.views(self.t)

    def request(self, place: str, rank: Rank, language: str) -> tuple[str, str]:
        """Returns: the request's id, and why there is none: unknown_place, too_many."""
        with self._lock:
            asked = self._stage.requests.ask(place, rank, language, self.t)
        return ("", asked) if isinstance(asked, str) else (asked.id, "")

    def cancel(self, id: str) -> bool:
        with self._lock:
            return self._stage.requests.cancel(id, self.t)

    def hear(self, robot: str, heard: Heard) -> str:
        """Words at a robot's screen; its times are on the clock `t`. Returns: nothing, or why not: unknown_robot."""
        with self._lock:
            return self._talk.hear(robot, heard, self.t)

    def in_conversation(self, robot: str) -> bool:
        """Whether somebody is being served; without waiting for the robots' own thread."""
        found = self._stage.robots.get(robot)
        return found is not None and found.reception.in_conversation

    def follow(self, tell: Tell) -> None:
        """Tell each robot's events, and when its words begin and end to sound, as they happen."""
        with self._lock:
            self._talk.follow(tell)

    def advance(self, seconds: float) -> None:
        """Let simulated time pass, as fast as this machine can."""
        end = self.t + seconds
        while self.t < end - 1e-9:
            self._step()

    def run(self) -> None:
        """Go on in real time until `end`; where the machine is too slow, the world is slower."""
        behind = time.monotonic() - self.t
        while not self._ended.is_set():
            self._step()
            ahead = self.t + behind - time.monotonic()
            if ahead > 0:
                self._ended.wait(ahead)
            else:
                behind -= ahead

    def end(self) -> None:
        self._ended.set()

    def _step(self) -> None:
        with self._lock:
            # on a machine that is too slow for its world, the staff are not to wait for it
            if self.t - self._polled >= POLL or time.monotonic() - self._looked >= POLL:
                self._polled = self.t
                self._look_at_store(self._clock())
                self._looked = time.monotonic()
            commands = {}
            told: list[Event] = []
            for name, command, events in self._stage.robots_step(self._seen):
                commands[name] = command
                told += events
            self._talk.tick(self.t)
            self._seen = self._stage.world.step(commands)
            if self._seen.queues:  # the simulated ticket system tells the store, as a real one would
                self._store.put_queues(states_of(self._seen.queues, self._clock()))
            for event in told:
                self._talk.tell(event.robot, event)
        if self._on_event is not None:
            for event in told:
                self._on_event(event)

    def _look_at_store(self, now: dt.datetime) -> None:
        """Heed what was published, and what the ticket system has told."""
        hall = self._feed.poll(now)
        if hall is not None:
            self._stage.take_hall(hall, self.t)
        self._stage.take_queues(queues_of(self._store.queues(), now, self.t), self.t)


def states_of(readings: Iterable[QueueReading], at: dt.datetime) -> tuple[QueueState, ...]:
    return tuple(QueueState(q.window, at, q.waiting, q.wait_minutes, q.called) for q in readings)


def queues_of(states: Iterable[QueueState], now: dt.datetime, t: float) -> tuple[WindowQueue, ...]:
    """Queues with their time on the robots' clock, which shows `t` s now."""
    return tuple(
        WindowQueue(state.window, t - max((now - state.at).total_seconds(), 0.0), state.waiting, state.wait_minutes,
                    state.called)
        for state in fresh(states, now)
    )  # fmt: skip


def view_of(robot: LockstepRobot, hall: hall_map.Hall) -> RobotView:
    """What the staff see of a robot."""
    drive, going = robot.drive, robot.escort.destination
    phase = robot.escort.phase
    state = "talking" if phase in ("idle", "arrived") and robot.reception.in_conversation else phase
    target = "" if going is None or going.target is None or phase == "idle" else going.window or going.target.id
    route = () if drive is None else tuple(map(tuple, drive.route[::SHOWN_STEP].tolist()))
    return RobotView(
        name=robot.name, names=hall.dock_of[robot.name].names if robot.name in hall.dock_of else {}, pose=robot.pose,
        state=state, target=target, remaining=0.0 if drive is None else float(drive.remaining),
        revision=hall.revision, held=robot.escort.held, with_visitor=robot.reception.in_conversation, route=route,
    )  # fmt: skip
