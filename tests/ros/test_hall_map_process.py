"""The hall map node, as another process sees it."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import hall_map
from robot_guide.shells.processes import find_executable, ros_environment
from robot_guide_ros import convert, topics

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hall():
    return hall_map.load(ROOT / "maps" / "putuo")


@pytest.fixture(scope="module")
def spec(specs_of):
    return replace(specs_of(sim=False)["hall_map"], required=False)


@pytest.fixture(scope="module")
def untouched(shared, spec):
    """The client of a node whose hall nobody changes: what it refuses leaves it as it was."""
    outside, start = shared
    start(spec)
    return outside


def latest(outside, topic):
    messages = outside.collect(topic)
    return outside.until(lambda: messages and messages[-1])


def test_late_joiners_get_the_map_and_the_hall(outside, run_graph_of, spec, another_client, hall):
    run_graph_of(spec)
    latest(outside, topics.HALL)
    late = another_client()
    grid = convert.grid_from_msg(latest(late, topics.MAP))
    np.testing.assert_array_equal(grid.data, hall_map.rasterise(hall).data)
    assert convert.hall_from_msg(latest(late, topics.HALL)) == hall


def test_an_edit_reaches_those_who_watch_and_those_who_join_later(outside, run_graph_of, spec, another_client, hall):
    run_graph_of(spec)
    window = hall.windows[0]
    halls = outside.collect(topics.HALL)
    outside.until(lambda: halls)
    changes = json.dumps({"windows": {window.id: {"open": not window.open}}})
    answer = outside.call(topics.EDIT_HALL, author="staff", reason="lunch", changes=changes)
    assert answer.accepted
    assert answer.revision == hall.revision + 1
    outside.until(lambda: halls[-1].revision == answer.revision)
    late = convert.hall_from_msg(latest(another_client(), topics.HALL))
    assert late.window_by_id[window.id].open is not window.open
    assert late.revision == answer.revision
    events = outside.collect(topics.EVENTS)
    told = outside.until(lambda: [convert.event_from_msg(e) for e in events])
    assert told[-1].event == "hall_edited"
    assert told[-1].data["reason"] == "lunch"


def test_a_new_wall_is_on_the_new_map(outside, run_graph_of, spec, hall):
    run_graph_of(spec)
    maps = outside.collect(topics.MAP)
    before = convert.grid_from_msg(outside.until(lambda: maps and maps[-1]))
    free = np.argwhere(before.data == 0)
    clearing = next((r, c) for r, c in free[::997] if not before.data[r - 20 : r + 20, c - 20 : c + 20].any())
    x, y = before.point_of(*clearing)
    square = [[x - 0.2, y - 0.2], [x + 0.2, y - 0.2], [x + 0.2, y + 0.2], [x - 0.2, y + 0.2]]
    changes = {"obstacles": {"new_plant": {"kind": "planter", "polygon": square}}}
    answer = outside.call(topics.EDIT_HALL, author="staff", reason="a plant", changes=json.dumps(changes))
    assert answer.accepted, answer.findings
    outside.until(lambda: len(maps) > 1)
    assert convert.grid_from_msg(maps[-1]).data[clearing] == 100


@pytest.mark.parametrize(
    "changes",
    [
        "no json", "[]", '{"windows": {"nowhere": {"open": false}}}', '{"windows": {"A01": {"open": "perhaps"}}}',
        '{"colour": "red"}',
    ],
)  # fmt: skip
def test_an_edit_that_makes_no_sense_is_refused_with_a_reason(untouched, hall, changes):
    answer = untouched.call(topics.EDIT_HALL, author="staff", reason="", changes=changes)
    assert not answer.accepted
    assert answer.findings[0].problem
    assert convert.hall_from_msg(latest(untouched, topics.HALL)) == hall


def test_a_hall_in_which_a_window_cannot_be_reached_is_refused(untouched, hall):
    window = hall.windows[0]
    changes = {"windows": {window.id: {"stop": {"x": -5.0, "y": -5.0, "yaw": 0.0}}}}
    answer = untouched.call(topics.EDIT_HALL, author="staff", reason="", changes=json.dumps(changes))
    assert not answer.accepted
    assert window.id in answer.findings[0].where
    assert latest(untouched, topics.HALL).revision == hall.revision


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"hall": "/nowhere"}, "/nowhere"),
        ({"halls": "x"}, "no parameter 'halls'"),
        ({"resolution": 7.0}, "resolution must be"),
        ({"resolution": "fine"}, "must be of type float"),
    ],
)
def test_a_wrong_start_ends_with_status_1_and_a_line_that_says_why(spec, tmp_path, domain, parameters, told):
    wrong = replace(spec, parameters={**spec.parameters, **parameters})
    environment = ros_environment(tmp_path, domain)
    command = [find_executable(wrong, environment), *wrong.arguments()]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM"])
def test_it_stops_with_status_0(outside, run_graph_of, spec, signal):
    import signal as signals

    process = run_graph_of(spec).running[0].process
    latest(outside, topics.HALL)
    process.send_signal(getattr(signals, signal))
    assert process.wait(timeout=20) == 0
