"""The hall: publishes `/map`, `/hall` and `/hall/queues` as its source and the clock go on; takes edits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from robot_guide_interfaces.msg import Queues
from robot_guide_interfaces.srv import EditHall

import hall_map
from hall_map.grid import OccupancyGrid
from hall_map.hall import Hall
from hall_map.store import Store
from robot_guide.event import Event
from robot_guide.hall_source import FolderSource, HallSource, StoreSource, has_error
from robot_guide_ros import convert, topics
from robot_guide_ros.hall_clock import HallClock, moment_of
from robot_guide_ros.intake import json_in
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import ERROR, OK, Condition, Diagnostics, Events, now
from robot_guide_ros.running import StartError, run, transition

QUEUE_PERIOD = 1.0  # s


@dataclass(frozen=True)
class HallMapConfig:
    hall: str = "maps/putuo"  # folder
    store: str = ""  # file of revisions; made from the folder where there is none; empty: the folder itself
    clock: str = ""  # what the hall's clock shows at the start, 2026-11-24T10:00; empty: the machine's
    resolution: float = 0.05  # m a cell
    poll: float = 0.2  # s between two looks at store and clock

    def __post_init__(self) -> None:
        if not 0.01 <= self.resolution <= 0.5:
            raise ValueError(f"resolution must be from 0.01 to 0.5 m, got {self.resolution}")
        if not 0.01 <= self.poll <= 5.0:
            raise ValueError(f"poll must be from 0.01 to 5 s, got {self.poll}")
        if self.clock:
            moment_of(self.clock)


class HallMap(LifecycleNode):
    def __init__(self) -> None:
        super().__init__("hall_map")
        self.config = declare_config(self, HallMapConfig)
        self.source: HallSource | None = None
        self.hall: Hall | None = None  # in force
        self.grid: OccupancyGrid | None = None
        self.fault = ""
        self.map_publisher = topics.MAP.publisher(self)
        self.hall_publisher = topics.HALL.publisher(self)
        self.queues_publisher = topics.QUEUES.publisher(self)
        self.events = Events(self)
        self.diagnostics = Diagnostics(self, self.condition)
        self.edits = topics.EDIT_HALL.server(self, self.edit)
        topics.TICKETS.subscription(self, self.take_tickets)

    @transition
    def on_configure(self) -> None:
        source = source_of(self.config)
        errors = [finding for finding in hall_map.validate(source.published) if finding.severity == "error"]
        if errors:
            raise StartError("; ".join(f"{e.where}: {e.problem}. {e.remedy}" for e in errors))
        self.clock = HallClock(self, self.config.clock, source.published.timezone)
        self.source = source

    @transition
    def on_activate(self) -> None:
        self.poll()
        # By the machine's clock: what the staff publish is heeded while the simulated one stands still, too.
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.timers_running = [
            self.create_timer(self.config.poll, self.poll, clock=steady),
            self.create_timer(QUEUE_PERIOD, self.publish_queues, clock=steady),
        ]

    @transition
    def on_deactivate(self) -> None:
        for timer in self.timers_running:
            self.destroy_timer(timer)

    def poll(self) -> None:
        """Publish the hall where it has become another."""
        try:
            hall = self.source.poll(self.clock.now())
        except hall_map.HallError as error:
            self.fault = str(error)
            return
        self.fault = ""
        if hall is None:
            return
        known, self.hall = self.hall, hall
        stamp = now(self)
        grid = hall_map.rasterise(hall, self.config.resolution)
        if self.grid is None or not np.array_equal(grid.data, self.grid.data):
            self.grid = grid
            self.map_publisher.publish(convert.grid_to_msg(grid, stamp))
        self.hall_publisher.publish(convert.hall_to_msg(hall, stamp))
        if known is not None and known.revision != hall.revision:
            told = self.source.told_of(hall.revision)
            self.events.publish([Event(stamp, "", "hall_edited", {"revision": hall.revision, **told})])

    def edit(self, request: EditHall.Request, response: EditHall.Response) -> EditHall.Response:
        """Make a new revision of the hall, unless it would have an error."""
        if self.hall is None:
            return refused(response, "hall", "no hall is loaded yet", "configure the node first")
        try:
            changes = changes_of(request.changes)
            edited = self.source.edit(changes, request.author, request.reason, self.clock.now())
        except hall_map.HallError as error:
            return refused(response, error.where, error.problem, error.remedy)
        except ValueError as error:
            return refused(response, "changes", str(error), 'send JSON such as {"windows": {"A01": {"open": false}}}')
        response.findings = convert.findings_to_msgs(edited.findings)
        response.accepted = edited.accepted and not has_error(edited.findings)
        response.revision = edited.revision
        self.poll()
        return response

    def take_tickets(self, msg: Queues) -> None:
        """News of a ticket system that is on the graph; another one tells the store."""
        if self.source is None:
            return
        known = self.source.published.window_by_id
        states = [state for state in convert.queues_from_msg(msg, self.clock.now()) if state.window in known]
        try:
            self.source.put_queues(states)
        except hall_map.HallError as error:
            self.get_logger().error(f"/hall/tickets: not kept: {error}")

    def publish_queues(self) -> None:
        moment = self.clock.now()
        try:
            states = self.source.queues(moment)
        except hall_map.HallError as error:
            self.fault = str(error)
            return
        if states:
            self.queues_publisher.publish(convert.queues_to_msg(states, moment, now(self)))

    def condition(self) -> Condition:
        if self.hall is None:
            return ERROR, self.fault or "no hall is loaded", {"hall": self.config.hall}
        values = {"hall": self.hall.id, "revision": self.hall.revision, "store": self.config.store}
        return (ERROR, self.fault, values) if self.fault else (OK, "the hall is published", values)


def source_of(config: HallMapConfig) -> HallSource:
    """Raises HallError: folder or store cannot be read."""
    if not config.store:
        return FolderSource(config.hall)
    first = None if Path(config.store).exists() else hall_map.load(config.hall)
    return StoreSource(Store.open(config.store, first))


def changes_of(text: str) -> dict:
    """Raises ValueError: no JSON object."""
    changes = json_in(text)
    if not isinstance(changes, dict):
        raise ValueError(f"changes must be a JSON object, got {text[:80]!r}")
    return changes


def refused(response: EditHall.Response, where: str, problem: str, remedy: str) -> EditHall.Response:
    response.accepted = False
    response.findings = [convert.FindingMsg(severity="error", where=where, problem=problem, remedy=remedy)]
    return response


def main() -> int:
    return run(HallMap)
