"""The staff order a robot about, over the graph and from the console."""

import math
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

import hall_map
from robot_guide.web.accounts import Accounts
from robot_guide.web.roles import Role
from robot_guide_ros import topics

ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"


@pytest.fixture(scope="module")
def settings(empty_hall):
    return {"robots": [ROBOT], "scenario": str(empty_hall), "wait_for_robots": False, "real_time_factor": 2.0}


class Watched:
    """How the robot truly moves, and what it says that it does."""

    def __init__(self, outside):
        self.outside = outside
        self.truth = outside.collect(topics.TRUTH)
        self.states = outside.collect(topics.GUIDE_STATE, ROBOT)
        poses = outside.collect(topics.AMCL_POSE, ROBOT)
        outside.until(lambda: self.truth and self.states and poses)

    def order(self, kind, place=""):
        return self.outside.call(topics.ORDER_ROBOT, ROBOT, kind=kind, place=place)

    def where(self):
        agent = next(agent for agent in self.truth[-1].agents if agent.name == ROBOT)
        return agent.position.x, agent.position.y

    def steps(self):
        agents = [next(a for a in msg.agents if a.name == ROBOT) for msg in self.truth[-8:]]
        points = [(a.position.x, a.position.y) for a in agents]
        return [math.dist(a, b) for a, b in pairwise(points)]

    def moves(self):
        return min(self.steps(), default=0.0) > 0.005

    def stands(self):
        return max(self.steps(), default=math.inf) == 0.0


def test_the_console_shows_the_robot_and_hands_orders_on(outside, run_graph_of, specs_of, settings, tmp_path):
    port = 20000 + outside.node.context.get_domain_id()
    accounts = Accounts(tmp_path / "accounts.db")
    accounts.change_password("li", accounts.add_user("li", Role.EDITOR), "the creek makes waves")
    session = accounts.begin_session(accounts.users()[0], datetime.now(timezone.utc))
    specs = specs_of(
        **settings, store=str(tmp_path / "hall.db"), console=True, console_port=port,
        accounts=str(tmp_path / "accounts.db"),
    )  # fmt: skip
    names = ["hall_map", "hall_sim", "console"]
    names += [f"{ROBOT}.{name}" for name in ("navigator", "guide", "voice", "conversation")]
    run_graph_of(*(specs[name] for name in names))
    watched = Watched(outside)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies={"session": session}) as browser:
        (robot,) = outside.until(lambda: [robot for robot in robots_of(browser) if robot["revision"] == 1])
        assert math.dist((robot["x"], robot["y"]), watched.where()) < 0.3
        assert robot["online"]
        browser.headers["X-CSRF-Token"] = browser.get("/api/session").json()["csrf"]
        answer = browser.post(f"/api/robots/{ROBOT}/orders", json={"kind": "call", "place": "A01"})
        assert answer.status_code == 200, answer.text
        outside.until(watched.moves)
        (robot,) = outside.until(lambda: [robot for robot in robots_of(browser) if robot["route"]])
        assert robot["state"] == "errand"
        assert robot["target"] == "A01"


def robots_of(browser):
    try:
        answer = browser.get("/api/robots")
    except httpx.TransportError:
        return []
    assert answer.status_code == 200, answer.text
    return answer.json()["robots"]


@pytest.fixture(scope="module")
def watched(shared, specs_of, settings):
    """On a graph that the tests from here on share; the one above has the machine for itself."""
    outside, start = shared
    specs = specs_of(**settings)
    start(*(specs[name] for name in ("hall_map", "hall_sim", f"{ROBOT}.navigator", f"{ROBOT}.guide")))
    return Watched(outside)


def test_called_stopped_let_go_on_and_sent_home(watched):
    stop = hall_map.load(ROOT / "maps" / "putuo").window_by_id["A01"].stop
    assert watched.order("call", "A01").accepted
    watched.outside.until(watched.moves)
    assert watched.states[-1].phase == "errand"
    assert watched.states[-1].window == "A01"
    assert watched.order("stop").accepted
    watched.outside.until(watched.stands)
    watched.outside.until(lambda: watched.states[-1].held)
    assert watched.order("continue").accepted
    watched.outside.until(lambda: math.dist(watched.where(), (stop.x, stop.y)) < 0.4, 120.0)
    assert watched.order("home").accepted
    watched.outside.until(lambda: watched.states[-1].phase == "homeward")


@pytest.mark.parametrize(("kind", "place", "reason"), [("dance", "", "unknown_order"), ("call", "Q1", "unknown_place")])
def test_an_order_that_makes_no_sense_is_refused_with_a_reason(watched, kind, place, reason):
    answer = watched.order(kind, place)
    assert not answer.accepted
    assert answer.reason == reason
