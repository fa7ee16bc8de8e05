"""The ways to every known goal, worked out beside the driving."""

from __future__ import annotations

import threading

from hall_map import Hall
from robot_guide.navigation import Navigator


def work_out_ways(navigator: Navigator | None, hall: Hall | None) -> None:
    """Begin to work out the ways to all windows, places and docks, in a thread of its own; not while one is unknown."""
    if navigator is None or hall is None:
        return
    stops = [thing.stop for thing in (*hall.windows, *hall.places)]
    goals = [*stops, *(dock.pose for dock in hall.docks)]
    threading.Thread(target=navigator.prepare, args=(goals,), name="ways ahead", daemon=True).start()
