"""What time it is in the hall."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from rclpy.node import Node

from hall_map.timetable import moment_of
from hall_sim.working_morning import WORKING_MORNING
from robot_guide_ros.reporting import now


class HallClock:
    """The hall's own clock: the machine's, or on simulated time one that begins at a moment of the hall's day.

    A simulation begins on a working morning unless another moment is given, so that it goes the same by night.
    """

    def __init__(self, node: Node, begins: str, timezone: str):
        """`begins`: local time such as 2026-11-24T10:00, or nothing. Raises ValueError: it is none."""
        self._node = node
        self._zone = ZoneInfo(timezone)
        simulated = bool(node.get_parameter("use_sim_time").value)
        self._begins = moment_of(begins) if begins else (WORKING_MORNING if simulated else None)
        self._since = 0.0 if simulated else now(node)

    def now(self) -> dt.datetime:
        """The moment, with its time zone."""
        if self._begins is None:
            return dt.datetime.now(self._zone)
        passed = dt.timedelta(seconds=now(self._node) - self._since)
        return self._begins.replace(tzinfo=self._zone) + passed
