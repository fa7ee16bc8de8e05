"""The hall: publishes `/map` and `/hall`, and takes edits that leave the hall valid."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rclpy.lifecycle import LifecycleNode
from robot_guide_interfaces.srv import EditHall

import hall_map
from hall_map.hall import Hall
from robot_guide.event import Event
from robot_guide_ros import convert, topics
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import ERROR, OK, Condition, Diagnostics, Events, now
from robot_guide_ros.running import StartError, run, transition


@dataclass(frozen=True)
class HallMapConfig:
    hall: str = "maps/putuo"  # folder
    resolution: float = 0.05  # m a cell

    def __post_init__(self) -> None:
        if not 0.01 <= self.resolution <= 0.5:
            raise ValueError(f"resolution must be from 0.01 to 0.5 m, got {self.resolution}")


class HallMap(LifecycleNode):
    def __init__(self) -> None:
        super().__init__("hall_map")
        self.config = declare_config(self, HallMapConfig)
        self.hall: Hall | None = None
        self.fault = ""
        self.map_publisher = topics.MAP.publisher(self)
        self.hall_publisher = topics.HALL.publisher(self)
        self.events = Events(self)
        self.diagnostics = Diagnostics(self, self.condition)
        self.edits = topics.EDIT_HALL.server(self, self.edit)

    @transition
    def on_configure(self) -> None:
        hall = hall_map.load(Path(self.config.hall))
        if errors := errors_of(hall):
            raise StartError("; ".join(f"{e.where}: {e.problem}. {e.remedy}" for e in errors))
        self.hall = hall

    @transition
    def on_activate(self) -> None:
        self.publish()

    def publish(self) -> None:
        stamp = now(self)
        grid = hall_map.rasterise(self.hall, self.config.resolution)
        self.map_publisher.publish(convert.grid_to_msg(grid, stamp))
        self.hall_publisher.publish(convert.hall_to_msg(self.hall, stamp))

    def edit(self, request: EditHall.Request, response: EditHall.Response) -> EditHall.Response:
        """Make a new revision of the hall, unless it would have an error."""
        if self.hall is None:
            return refused(response, "hall", "no hall is loaded yet", "configure the node first")
        try:
            hall = hall_map.edit(self.hall, changes_of(request.changes))
        except hall_map.HallError as error:
            return refused(response, error.where, error.problem, error.remedy)
        except ValueError as error:
            return refused(response, "changes", str(error), 'send JSON such as {"windows": {"A01": {"open": false}}}')
        response.findings = convert.findings_to_msgs(hall_map.validate(hall))
        response.accepted = not errors_of(hall)
        response.revision = hall.revision if response.accepted else self.hall.revision
        if response.accepted:
            self.hall = hall
            self.publish()
            self.events.publish([edited(hall, request, now(self))])
        return response

    def condition(self) -> Condition:
        if self.hall is None:
            return ERROR, self.fault or "no hall is loaded", {"hall": self.config.hall}
        return OK, "the hall is published", {"hall": self.hall.id, "revision": self.hall.revision}


def errors_of(hall: Hall) -> list:
    return [finding for finding in hall_map.validate(hall) if finding.severity == "error"]


def changes_of(text: str) -> dict:
    """Raises ValueError: no JSON object."""
    changes = json.loads(text)
    if not isinstance(changes, dict):
        raise ValueError(f"changes must be a JSON object, got {text[:80]!r}")
    return changes


def edited(hall: Hall, request: EditHall.Request, stamp: float) -> Event:
    data = {"revision": hall.revision, "author": request.author, "reason": request.reason}
    return Event(stamp, "", "hall_edited", data)


def refused(response: EditHall.Response, where: str, problem: str, remedy: str) -> EditHall.Response:
    response.accepted = False
    response.findings = [convert.FindingMsg(severity="error", where=where, problem=problem, remedy=remedy)]
    return response


def main() -> int:
    return run(HallMap)
