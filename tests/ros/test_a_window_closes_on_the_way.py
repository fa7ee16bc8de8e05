"""The staff close a window while a visitor is being led there: the robot says so and leads on to another."""

import math
from datetime import datetime, timezone
from pathlib import Path

import pytest

import hall_map
from hall_map.store import Store
from hall_sim.metrics import ARRIVAL_RADIUS
from robot_guide_ros import convert, topics

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
VISITOR = """
hall: {hall}
people: 2
duration: 300
visitors:
  - ask: 我要办营业执照
"""


def test_the_robot_offers_another_window_and_the_visitor_gets_there(outside, run_graph_of, specs_of, tmp_path):
    store = Store.open(tmp_path / "hall.db", hall_map.load(ROOT / "maps" / "putuo"))
    scenario = tmp_path / "one_visitor.yaml"
    scenario.write_text(VISITOR.format(hall=ROOT / "maps" / "putuo"))
    events, truth = outside.collect(topics.EVENTS), outside.collect(topics.TRUTH)
    specs = specs_of(robots=["xiao_pu"], scenario=str(scenario), store=str(store.path), real_time_factor=3.0)
    run_graph_of(*specs.values())

    def told(name):
        return [event for event in map(convert.event_from_msg, events) if event.event == name]

    first = outside.until(lambda: told("leads"), 90.0)[0].data["window"]
    closed = hall_map.edit(store.hall(), {"windows": {first: {"open": False}}})
    store.publish(closed, base=1, author="li", reason="lunch", at=datetime.now(timezone.utc), accept_warnings=True)
    offer = outside.until(lambda: [says for says in told("says") if f"{first}窗口刚刚关了" in says.data["text"]])[0]
    arrived = outside.until(lambda: told("arrived"), 150.0)[0]
    assert arrived.data["window"] != first
    assert arrived.data["window"] in offer.data["text"]
    assert arrived.data["window"] in closed.service_by_id["business_licence"].windows
    stop = closed.window_by_id[arrived.data["window"]].stop
    visitor = next(agent for agent in truth[-1].agents if agent.name == "visitor")
    assert math.dist((visitor.position.x, visitor.position.y), stop.xy) <= ARRIVAL_RADIUS
