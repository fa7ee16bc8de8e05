"""Runs that are kept: read back with the reader of another library, and compared with what the run had."""

import json
from dataclasses import replace

import numpy as np
import pytest
from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore

from hall_map import rasterise
from hall_sim import Scenario
from robot_guide.shells.keepsakes import Keepsakes, run_and_keep
from robot_guide.shells.lockstep import run
from robot_guide.shells.moments import Watcher
from robot_guide.watching.messages import pose_of
from robot_guide.watching.moment import joined, scan_points
from robot_guide.watching.recording import Recording
from robot_guide.watching.replaying import read


@pytest.fixture(scope="module")
def scenario(request):
    root = request.config.rootpath
    return Scenario.load(root / "sim/scenarios/toilet.yaml")


def record(scenario, file, until=2.0):
    """The moments of a short run, which `file` is a recording of."""
    moments, open_ = [], []

    def step(stage, seen, events):
        if not open_:
            open_.extend((Watcher(stage), Recording(file, stage.hall, stage.grid).__enter__()))
        moments.append(open_[0].moment(seen, events))
        open_[1].add(moments[-1])

    run(scenario, 1, until=until, on_step=step)
    open_[1].__exit__(None, None, None)
    return moments


@pytest.fixture(scope="module")
def kept(scenario, tmp_path_factory):
    file = tmp_path_factory.mktemp("kept") / "run.mcap"
    return file, record(scenario, file)


@pytest.fixture(scope="module")
def messages(kept):
    """Topic → what was told there, as (seconds, message)."""
    told = {}
    with AnyReader([kept[0]], default_typestore=get_typestore(Stores.EMPTY)) as bag:  # the file tells its own types
        for connection, stamp, data in bag.messages():
            told.setdefault(connection.topic, []).append((stamp * 1e-9, bag.deserialize(data, connection.msgtype)))
    return told


def test_every_step_is_in_the_recording_at_its_time(kept, messages):
    times = [moment.t for moment in kept[1]]
    assert len(times) == 40
    for topic in ("/clock", "/tf", "/xiao_pu/odom", "/xiao_pu/ground_truth", "/sim/people"):
        assert [t for t, _ in messages[topic]] == pytest.approx(times)
    assert [m.clock.sec + m.clock.nanosec * 1e-9 for _, m in messages["/clock"]] == pytest.approx(times)


def test_a_scan_has_the_ranges_that_the_lidar_gave(kept, messages):
    scans = [moment.robot("xiao_pu").scan for moment in kept[1]]
    distinct = [scan for i, scan in enumerate(scans) if i == 0 or scan is not scans[i - 1]]
    told = messages["/xiao_pu/scan"]
    assert len(told) == len(distinct) == 20
    for (_, message), scan in zip(told, distinct, strict=True):
        np.testing.assert_array_equal(message.ranges, np.asarray(scan.ranges, np.float32))
        assert message.angle_increment == pytest.approx(scan.angle_increment)


def test_the_map_comes_first_and_for_late_joiners(kept, messages):
    with AnyReader([kept[0]]) as bag:
        first = next(iter(bag.messages()))[0].topic
        (connection,) = [each for each in bag.connections if each.topic == "/map"]
        assert [qos.durability.name for qos in connection.ext.offered_qos_profiles] == ["TRANSIENT_LOCAL"]
    assert first == "/map"
    (_, grid), = messages["/map"]  # fmt: skip
    assert set(np.unique(grid.data)) == {0, 100}


def test_transforms_lead_from_the_map_to_where_the_robot_believes_to_be(kept, messages):
    last, moment = messages["/tf"][-1][1], kept[1][-1]
    links = {each.child_frame_id: each for each in last.transforms}
    for robot in moment.robots:
        odom, base = links[f"{robot.name}/odom"], links[f"{robot.name}/base_link"]
        assert (odom.header.frame_id, base.header.frame_id) == ("map", f"{robot.name}/odom")
        at = joined(pose_of(odom.transform), pose_of(base.transform))
        assert (at.x, at.y, at.yaw) == pytest.approx((robot.believed.x, robot.believed.y, robot.believed.yaw))


def test_people_stand_in_the_recording_where_they_stood(kept, messages):
    _, last = messages["/sim/people"][-1]
    where = {each.text: (each.pose.position.x, each.pose.position.y) for each in last.markers if each.action == 0}
    assert where == {person.name: (person.pose.x, person.pose.y) for person in kept[1][-1].people}
    assert where


def test_what_happens_is_told_as_json(kept, messages):
    told = [json.loads(message.data) for _, message in messages["/events"]]
    assert [each["event"] for each in told] == [event.event for moment in kept[1] for event in moment.events]


def test_the_same_run_gives_the_same_file(scenario, tmp_path):
    files = [tmp_path / "a.mcap", tmp_path / "another.mcap"]
    for file in files:
        record(scenario, file, until=0.5)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == files


def test_moments_that_come_out_of_order_are_refused(kept, scenario, tmp_path):
    first, last = kept[1][0], kept[1][-1]
    with Recording(tmp_path / "a.mcap", scenario.hall, rasterise(scenario.hall, 0.5)) as recording:
        recording.add(last)
        with pytest.raises(ValueError, match="in order"):
            recording.add(first)


def test_a_recording_is_read_back_as_the_moments_that_it_was_made_of(kept):
    replayed, last = read(kept[0]), kept[1][-1]
    assert len(replayed.moments) == 20
    assert replayed.hall is not None
    there = replayed.moments[-1]
    for robot in last.robots:
        again = there.robot(robot.name)
        assert (again.pose.x, again.pose.y) == pytest.approx((robot.pose.x, robot.pose.y))
        np.testing.assert_allclose(scan_points(again), scan_points(robot), atol=1e-4)
        np.testing.assert_array_equal(again.costmap.data, robot.costmap.data)
        assert again.state == robot.state
    assert {person.name for person in there.people} == {person.name for person in last.people}


@pytest.mark.slow
def test_a_run_leaves_what_was_asked_for(scenario, tmp_path):
    short = replace(scenario, duration=1.0)
    asked = Keepsakes(tmp_path / "a.mcap", tmp_path / "a.mp4", tmp_path / "a.png").of_seed(7)
    summary = run_and_keep(short, 7, asked)
    assert summary["recording"].endswith("a-7.mcap")
    assert summary["video"].endswith("a-7.mp4")
    assert "picture" not in summary, "nobody was answered in a second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-7.mcap", "a-7.mp4"]
