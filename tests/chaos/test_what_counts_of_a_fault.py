"""What is measured of a fault, on tracks and stories that are known."""

import math

import pytest
from benchmarks.chaos.faults import FAULTS, Fault, named
from benchmarks.chaos.measuring import Seen, row_of, stopped_after
from benchmarks.chaos.reporting import document

KILL = Fault("kill -9 of navigator", "kill", "navigator", wheels=True)
SILENT = Fault("scan silent", "silence", "scan", wheels=True)


def track(stands_from, until=10.0, starts_again=math.inf):
    """20 times a second; 1 m/s until it stands."""
    points, x = [], 0.0
    for step in range(int(until * 20) + 1):
        t = step / 20
        points.append((t, x, 0.0))
        x += 0.05 if t < stands_from or t >= starts_again else 0.0
    return points


def test_wheels_stop_when_the_robot_begins_to_stand():
    assert stopped_after(track(4.25), 4.0) == pytest.approx(0.25, abs=0.051)


def test_a_robot_that_drives_on_never_stops():
    assert stopped_after(track(math.inf), 4.0) == math.inf


def test_a_halt_of_a_tenth_of_a_second_is_no_stop():
    assert stopped_after(track(4.2, starts_again=4.3), 4.0) == math.inf


def test_a_robot_that_was_held_up_for_a_moment_has_stood_and_drives_on():
    held_up = Fault("navigator held up", "freeze", "navigator", seconds=0.6, wheels=True)
    row = row_of(held_up, good(track=track(4.3, starts_again=4.55), deaths=()))
    assert row.wheels_stop == pytest.approx(0.3, abs=0.051)
    assert row_of(KILL, good(track=track(4.3, starts_again=4.55))).wheels_stop == math.inf


def test_who_stood_before_the_fault_stops_at_once():
    assert stopped_after(track(3.0), 4.0) == 0.0


def good(**other):
    fields = {
        "fault_at": 4.0, "track": track(4.2),
        "said": [(1.0, "follow_me", "follow me"), (4.3, "turn_left", "left"), (4.5, "legs_gone", "one moment")],
        "events": [(1.0, "leads"), (9.0, "arrived")], "back": 1.5, "used": 1.2, "at_window": True,
        "deaths": ("navigator",),
    }  # fmt: skip
    return Seen(**{**fields, **other})


def test_a_walk_that_keeps_every_goal_misses_none():
    row = row_of(KILL, good())
    assert (row.end, row.told, row.misses) == ("at the window", "one moment", ())


@pytest.mark.parametrize(
    ("other", "miss"),
    [
        ({"track": track(math.inf)}, "wheels"),
        ({"said": [(1.0, "legs_gone", "one moment"), (9.5, "arrived", "here we are")]}, "not told"),
        ({"back": 3.1}, "back late"),
        ({"back": math.nan}, "back late"),
        ({"events": [(1.0, "leads")]}, "no end"),
        ({"collisions": 1}, "collision"),
    ],
)
def test_each_goal_that_is_missed_is_said(other, miss):
    assert row_of(KILL, good(**other)).misses == (miss,)


def test_a_message_must_not_end_a_process():
    assert row_of(SILENT, good()).misses == ("a process died",)


def test_arriving_without_the_visitor_is_not_the_window():
    assert row_of(KILL, good(at_window=False)).end == "arrived"


def test_faults_have_names_of_their_own_and_an_unknown_one_is_refused():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    with pytest.raises(ValueError, match="no fault 'rain'"):
        named("rain")


def test_the_page_has_a_line_for_each_row_and_says_what_was_not_measured():
    rows = [row_of(KILL, good(track=track(math.inf))).as_json(), {"fault": "x | y", "misses": ["the run failed: no"]}]
    lines = document(rows).splitlines()
    assert lines[-2] == "| kill -9 of navigator | never | one moment | 1.50 s | 1.20 s | at the window | wheels |"
    assert lines[-1] == "| x / y | – | – | – | – | ? | the run failed: no |"
    assert all(line.count("|") == lines[-1].count("|") for line in lines[-4:])


def test_the_page_says_how_busy_the_machine_was():
    rows = [{"fault": "x", "misses": [], "load": load, "cores": 2} for load in (3.2, 11.7, 0.4)]
    assert "The machine had 2 cores, and meanwhile a load (`uptime`) of 0 to 12." in document(rows)
