"""How soon robots act on what the staff publish in the console, and what publishing and checking take.

The console answers over HTTP; robots of the simulated hall run in real time in the same process and follow its store,
as with `robot-guide console`. What is measured is wall time from the request to publish until every robot has the new
revision: its costmap, its escort and its conversation. Every other publication puts up or takes away a barrier, so that
the floor changes too.

Usage: python benchmarks/revisions.py
"""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import uvicorn

import hall_map
from dialogue import understand
from hall_map.store import Store
from hall_sim import Scenario
from robot_guide.shells.live import LiveLockstep
from robot_guide.web.access import COOKIE
from robot_guide.web.accounts import Accounts, User
from robot_guide.web.app import create_app
from robot_guide.web.console import ConsoleSettings
from robot_guide.web.roles import Role

ROOT = Path(__file__).resolve().parents[1]
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)  # 10:00 in the hall
TIMES = 20
PATIENCE = 10.0  # s
BARRIER = {"points": [[16.0, 8.0], [18.0, 8.0]]}
ASKED = "我要办营业执照"


def told(name: str, seconds: list[float]) -> None:
    values = sorted(1000 * value for value in seconds)
    for kind, value in (("median", statistics.median(values)), ("longest", values[-1])):
        print(json.dumps({"measure": f"{name}, {kind}", "value": round(value, 1), "unit": "ms"}), flush=True)


class Staff:
    """Somebody at a browser who may publish."""

    def __init__(self, port: int, accounts: Accounts):
        self._connection = http.client.HTTPConnection("localhost", port)
        self._headers = {"Content-Type": "application/json", "Host": f"localhost:{port}"}
        self._headers["Cookie"] = f"{COOKIE}={accounts.begin_session(User('admin', Role.ADMIN), MORNING)}"
        self._headers["X-CSRF-Token"] = self.ask("GET", "/api/session")["csrf"]

    def ask(self, method: str, path: str, body: object = None) -> dict:
        """Raises RuntimeError: the console refuses."""
        self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text)


@contextmanager
def served(app: object):
    """The port on which an application answers."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def main() -> None:
    hall = hall_map.load(ROOT / "maps/putuo")
    with tempfile.TemporaryDirectory() as folder:
        store, accounts = Store.open(Path(folder) / "hall.db", hall, at=MORNING), Accounts(Path(folder) / "a.db")
        accounts.first_admin()
        accounts.change_password("admin", accounts.reset_password("admin"), "benchmark of revisions")
        scenario = Scenario("revisions", store.hall(), (), robots=("xiao_pu", "xiao_hui"), people=10)
        live = LiveLockstep(store, scenario, lambda: MORNING)
        thread = threading.Thread(target=live.run, daemon=True)
        thread.start()
        live.order("xiao_pu", "call", "A01")
        with served(create_app(ConsoleSettings(), store, accounts, live, lambda: MORNING)) as port:
            publish_often(Staff(port, accounts), store, live)
        live.end()
        thread.join()
    check(hall)
    ask_anew(hall)


def publish_often(staff: Staff, store: Store, live: LiveLockstep) -> None:
    publishing, following = [], []
    for number in range(TIMES):
        change = {"windows": {"A12": {"open": number % 4 > 1}}}
        if number % 2:
            change = {"barriers": {"b": BARRIER if number % 4 == 1 else None}}
        staff.ask("POST", "/api/draft/edit", {"changes": change, "label": "benchmark"})
        staff.ask("GET", "/api/draft/findings")  # as the page does at every step
        time.sleep(0.3)
        started = time.perf_counter()
        staff.ask("POST", "/api/draft/publish", {"reason": "benchmark", "accept_warnings": True})
        publishing.append(time.perf_counter() - started)
        following.append(until_followed(live, store.head(), started))
    told("publish over HTTP, its check included", publishing)
    told("publish over HTTP until both robots have it", following)


def until_followed(live: LiveLockstep, head: int, started: float) -> float:
    """Raises TimeoutError: a robot never took the revision."""
    while any(robot.revision != head for robot in live.views()):
        if time.perf_counter() - started > PATIENCE:
            raise TimeoutError(f"revision {head} did not reach the robots within {PATIENCE:g} s")
        time.sleep(0.005)
    return time.perf_counter() - started


def check(hall: hall_map.Hall) -> None:
    """A full check, of the hall and of one with something of everything in it."""
    full = hall_map.edit(hall, {
        "lanes": {"l": {"points": [[18, 8], [20, 8]], "width": 1.2}}, "barriers": {"b": BARRIER},
        "keep_outs": {"k": {"polygon": [[16, 9], [17, 9], [17, 10]]}}, "doors": {hall.doors[0].id: {"open": False}},
        "changes": {f"c{n}": {"since": f"2026-12-0{n}T09:00", "changes": {"windows": {"A01": {"open": False}}}}
                    for n in range(1, 4)},
    })  # fmt: skip
    for name, each in (("full check", hall), ("full check, with lane, barrier, closed door, planned changes", full)):
        hall_map.validate(each, now=datetime(2026, 11, 24, 10, 0))
        seconds = []
        for _ in range(TIMES):
            started = time.perf_counter()
            hall_map.validate(each, now=datetime(2026, 11, 24, 10, 0))
            seconds.append(time.perf_counter() - started)
        told(name, seconds)


def ask_anew(hall: hall_map.Hall) -> None:
    """The first words after a revision, for which the dialogue's index has to follow."""
    understand(ASKED, hall)
    changes = {
        "closed window": {"windows": {"A12": {"open": False}}},
        "new way of asking": {"services": {"invoice": {"aliases": {"zh": ["开小纸条"]}}}},
    }
    for name, change in changes.items():
        seconds = []
        for _ in range(3):
            after = hall_map.edit(hall, change)
            started = time.perf_counter()
            understand(ASKED, after)
            seconds.append(time.perf_counter() - started)
            understand(ASKED, hall)
        told(f"first words after a {name}", seconds)


if __name__ == "__main__":
    main()
