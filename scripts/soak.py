"""Soak: a whole day in the lockstep shell, or twenty minutes of the real graph; what is held, sampled on the way.

Usage: python scripts/soak.py day [HOURS [SEED]]
       python scripts/soak.py graph [MINUTES]
Prints a JSON line a sample, and what came of it last. Exit status 1: something leaked.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from hall_sim import Scenario
from robot_guide.shells.soak import BusyDay, slope
from robot_guide.warm import warm

HALL = Path(__file__).resolve().parents[1] / "maps" / "putuo"
DAY = {
    "name": "busy_day", "hall": str(HALL), "people": 20, "standing": 4, "clock": "2026-11-24T09:00",
    "mix": {"families": 2, "wheelchairs": 1, "phones": 2, "children": 1}, "tickets": {"arrivals": 0.2},
    "battery": {"charge": 0.9}, "duration": 86400, "visitors": [{"ask": "你好"}],
    "calls": [{"at": 600, "place": "C06"}],  # so that what assigns requests is loaded while the day warms up
}  # fmt: skip
PERIOD = 1800.0  # s of simulated time between two samples
WARM_UP = 3 * 3600.0  # s until nothing new is learnt about the hall: fields of 64 goals, ways to 400 places
GROWTH = {"rss_mb": 4.0, "blocks": 4000.0, "objects": 1000.0}  # an hour, that no leak must exceed


def day(hours: float, seed: int) -> int:
    """Returns: the exit status."""
    warm(sys.stderr)  # what is compiled for a meeting, or for a robot that is lost, would count as growth when it comes
    today = BusyDay(Scenario.from_mapping(DAY), seed, hours * 3600.0)
    samples = []
    for sample in today.samples(min(PERIOD, hours * 3600.0 / 16.0)):
        samples.append(sample)
        spent = {"processor_s": round(time.process_time(), 1), "visitors_so_far": today.tally.visitors}
        print(json.dumps({**sample.as_json(), **spent}), flush=True)
    later = [sample for sample in samples if sample.t >= min(WARM_UP, hours * 3600.0 / 2.0)]
    grown = {figure: slope(later, figure) for figure in GROWTH}
    tally = today.tally
    steady = all(len({getattr(each, figure) for each in later}) == 1 for figure in ("threads", "files", "children"))
    ok = (
        steady and tally.opened == tally.closed and later[-1].in_conversation == 0
        and all(grown[figure] <= most for figure, most in GROWTH.items())
    )  # fmt: skip
    summary = {"ok": ok, "an_hour": grown, "visitors": tally.visitors, "opened": tally.opened, "closed": tally.closed,
               "longest_s": tally.longest, "steady": steady, "events": dict(tally.events)}  # fmt: skip
    print(json.dumps(summary, ensure_ascii=False))
    return 0 if ok else 1


def main(arguments: list[str]) -> int:
    match arguments:
        case ["day", *rest] if len(rest) <= 2:
            return day(float(rest[0]) if rest else 8.0, int(rest[1]) if len(rest) == 2 else 1)
        case ["graph", *rest] if len(rest) <= 1:
            from soak_graph import soak  # needs ROS 2

            return soak(float(rest[0]) if rest else 20.0)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
