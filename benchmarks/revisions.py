"""How soon robots act on what the staff publish, and what publishing itself takes.

Robots of the simulated hall run in real time in this process and follow a store of their own, as in the console. A
store polls; what is measured is wall time from the call of `publish` until every robot has the new revision.

Usage: python benchmarks/revisions.py
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

import hall_map
from dialogue.retrieval import Index
from hall_map.store import Store
from hall_sim import Scenario
from robot_guide.shells.live import LiveLockstep

ROOT = Path(__file__).resolve().parents[1]
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)  # 10:00 in the hall
TIMES = 20
PATIENCE = 10.0  # s


def told(name: str, seconds: list[float]) -> None:
    values = sorted(1000 * value for value in seconds)
    for kind, value in (("median", statistics.median(values)), ("longest", values[-1])):
        print(json.dumps({"measure": f"{name}, {kind}", "value": value, "unit": "ms"}), flush=True)


def publish_once(store: Store, number: int) -> float:
    """Open or close a window. Returns: seconds that it took."""
    draft = hall_map.edit(store.hall(), {"windows": {"A12": {"open": bool(number % 2)}}})
    started = time.perf_counter()
    store.publish(draft, base=store.head(), author="li", reason="benchmark", at=MORNING, accept_warnings=True)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "hall.db", hall_map.load(ROOT / "maps/putuo"), at=MORNING)
        scenario = Scenario("revisions", store.hall(), (), robots=("xiao_pu", "xiao_hui"), people=10)
        live = LiveLockstep(store, scenario, lambda: MORNING)
        thread = threading.Thread(target=live.run, daemon=True)
        thread.start()
        live.order("xiao_pu", "call", "A01")
        publishing, following = [], []
        for number in range(TIMES):
            time.sleep(0.3)
            started = time.perf_counter()
            publishing.append(publish_once(store, number))
            following.append(until_followed(live, store.head(), started))
        live.end()
        thread.join()
    told("publish, its check included", publishing)
    told("publish until both robots have it", following)
    hall = hall_map.load(ROOT / "maps/putuo")
    started = time.perf_counter()
    Index(hall)
    told("index of the dialogue", [time.perf_counter() - started])


def until_followed(live: LiveLockstep, head: int, started: float) -> float:
    """Raises TimeoutError: a robot never took the revision."""
    while any(robot.revision != head for robot in live.views()):
        if time.perf_counter() - started > PATIENCE:
            raise TimeoutError(f"revision {head} did not reach the robots within {PATIENCE:g} s")
        time.sleep(0.005)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
