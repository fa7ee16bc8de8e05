"""The ways to every known goal, worked out beside the driving."""

from __future__ import annotations

import threading

from hall_map import Hall
from robot_guide.navigation import Navigator

LATER = 2.0  # s; a navigator that was started again drives first


def work_out_ways(navigator: Navigator | None, hall: Hall | None) -> None:
    """Soon begin to work out the ways to all windows, places and docks, in a thread of its own; not while either is
    unknown."""
    if navigator is None or hall is None:
        return
    stops = [thing.stop for thing in (*hall.windows, *hall.places)]
    goals = [*stops, *(dock.pose for dock in hall.docks)]
    beside = threading.Timer(LATER, navigator.prepare, args=(goals,))
    beside.name, beside.daemon = "ways ahead", True
    beside.start()
