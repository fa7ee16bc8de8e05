"""What `robot-guide top` makes of what nodes tell, on values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.vitals.gathering import Vitals
from robot_guide.vitals.screen import render, wide

VALUES = {"lifecycle": "active", "host": "pu", "pid": "7", "cpu_s": "1.0", "memory_mb": "81.4", "people": "3"}


def alive(now=10.0):
    """Vitals of two nodes, a topic and a robot, as they are at `now`."""
    vitals = Vitals()
    for node in ("xiao_pu/navigator", "xiao_pu/guide"):
        vitals.condition(node, 0, "localised", VALUES, now - 1.0)
        vitals.condition(node, 0, "localised", {**VALUES, "cpu_s": "1.25"}, now)
        vitals.beat(node, now)
    vitals.expect("/xiao_pu/scan", 20.0)
    for n in range(60):
        vitals.message("/xiao_pu/scan", now - 1.0 + n / 60.0, stamp=n * 0.05, latency=0.004)
    vitals.robot("xiao_pu", phase="leading", at=[3.0, 4.0], battery=0.83, remaining=7.5)
    return vitals


def node(vitals, now, name="xiao_pu/guide"):
    return next(each for each in vitals.snapshot(now)["nodes"] if each["name"] == name)


def text_of(vitals, now=10.0, width=120):
    return "\n".join(render(vitals.snapshot(now), width=width))


def test_a_node_that_is_well_is_shown_with_its_state_processor_and_memory():
    told = node(alive(), 10.1)
    assert (told["level"], told["lifecycle"], told["cpu"], told["memory_mb"]) == ("ok", "active", 0.25, 81.4)
    assert told["values"] == {"people": "3"}


def test_a_node_without_heartbeat_for_a_second_is_stale_and_gone():
    vitals = alive()
    assert node(vitals, 10.9)["level"] == "ok"
    told = node(vitals, 11.2)
    assert (told["level"], told["lifecycle"]) == ("stale", "gone")
    assert "no heartbeat" in text_of(vitals, 11.2)


def test_a_node_that_beats_and_says_nothing_of_itself_is_stale():
    vitals = alive()
    vitals.beat("xiao_pu/guide", 14.0)
    assert node(vitals, 14.1)["level"] == "stale"
    assert "says nothing of itself" in text_of(vitals, 14.1)


def test_a_restarted_node_is_not_charged_with_the_work_of_the_one_before():
    vitals = alive()
    vitals.condition("xiao_pu/guide", 0, "", {**VALUES, "pid": "8", "cpu_s": "90.0"}, 11.0)
    assert node(vitals, 11.0)["cpu"] == 0.25


def test_rates_are_those_of_the_stamps_however_fast_the_simulation_runs():
    topic = alive().snapshot(10.0)["topics"][0]
    assert topic["rate"] == pytest.approx(20.0)
    assert topic["latency_ms"] == 4.0


def test_what_is_expected_of_a_topic_may_turn_out_otherwise_and_its_messages_stay():
    vitals = alive()
    before = next(each for each in vitals.snapshot(10.0)["topics"] if each["name"] == "/xiao_pu/scan")
    vitals.expect("/xiao_pu/scan", None)
    after = next(each for each in vitals.snapshot(10.0)["topics"] if each["name"] == "/xiao_pu/scan")
    assert (before["expected"], after["expected"]) == (20.0, None)
    assert after["rate"] == before["rate"] > 0.0


def test_a_topic_that_has_fallen_silent_has_no_rate_and_is_told_apart():
    vitals = alive()
    topic = vitals.snapshot(16.0)["topics"][0]
    assert topic["rate"] == 0.0
    assert topic["age"] > 5.0
    row = next(line for line in render(vitals.snapshot(16.0), colour=True) if "/xiao_pu/scan" in line)
    assert row.startswith("\x1b[33m")
    assert not any(line.startswith("\x1b[33m") for line in render(alive().snapshot(10.0), colour=True))


def test_a_robot_has_its_line():
    assert "xiao_pu: leading, 7.5 m to go, at (3.0, 4.0), battery 83%" in text_of(alive())


def test_without_nodes_it_says_what_to_do():
    lines = render(Vitals().snapshot(0.0), width=200)
    assert len(lines) == 1
    assert "robot-guide up" in lines[0]


@given(st.integers(1, 200), st.text(max_size=80))
def test_no_line_is_wider_than_the_terminal(width, message):
    vitals = alive()
    vitals.condition("xiao_pu/guide", 2, message, VALUES, 10.0)
    assert all(wide(line) <= width for line in render(vitals.snapshot(10.0), width=width))


def test_on_a_narrow_terminal_the_name_and_the_level_stay():
    lines = render(alive().snapshot(10.0), width=34)
    row = next(line for line in lines if "xiao_pu/guide" in line)
    assert row.split() == ["xiao_pu/guide", "ok"]


def test_a_message_in_chinese_takes_two_columns_a_character():
    vitals = alive()
    vitals.condition("xiao_pu/guide", 2, "电池快没电了" * 10, VALUES, 10.0)
    row = next(line for line in render(vitals.snapshot(10.0), width=90) if "电池" in line)
    assert wide(row) <= 90
    assert row.endswith("…")


def test_a_level_that_diagnostics_do_not_know_counts_as_an_error():
    vitals = alive()
    vitals.condition("xiao_pu/guide", 9, "", VALUES, 10.0)
    assert node(vitals, 10.0)["level"] == "error"


def test_a_snapshot_is_json():
    assert json.loads(json.dumps(alive().snapshot(10.0)))["robots"][0]["battery"] == 0.83
