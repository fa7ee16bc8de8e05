"""`robot-guide sim` keeps its contract."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from robot_guide.cli.arguments import project_root

SCENARIOS = project_root() / "sim" / "scenarios"
KEYS = {
    "scenario", "seed", "success", "collisions", "min_clearance_m", "guided_m", "seconds", "spl", "visitor_lost",
    "intrusions_s", "real_time_factor",
}  # fmt: skip


@pytest.fixture
def short(scenario):
    """A visit that is over before the visitor has arrived."""
    return scenario("short", duration=10, expect={"success": False})


def timeless(records):
    return [{key: value for key, value in record.items() if key != "real_time_factor"} for record in records]


def test_a_run_is_a_line_with_the_contracts_figures(run, short):
    ran = run("sim", short, "--seed", "5", "--json")
    assert ran.status == 0
    assert set(ran.record) >= KEYS
    assert ran.record["scenario"] == "short"
    assert ran.record["seed"] == 5
    assert ran.record["success"] is False
    assert ran.record["real_time_factor"] > 0


def test_each_run_has_the_next_seed_and_repeats_itself(run, short):
    many = run("sim", short, "--seed", "5", "--runs", "2", "--json")
    assert [record["seed"] for record in many.records] == [5, 6]
    second = run("sim", short, "--seed", "6", "--json")
    assert timeless(second.records) == timeless(many.records[1:])


@pytest.mark.slow
def test_runs_at_the_same_time_are_those_one_after_another(run, short):
    alone = run("sim", short, "--runs", "3", "--json")
    together = run("sim", short, "--runs", "3", "--jobs", "2", "--json")
    assert timeless(together.records) == timeless(alone.records)


def test_people_read_a_table_and_means(run, short):
    ran = run("sim", short, "--runs", "2")
    assert ran.status == 0
    assert "2 runs: 0 arrived, 2 as expected" in ran.out
    assert "collisions" in ran.out


def test_a_run_unlike_what_the_scenario_expects_has_status_1(run, short):
    short.write_text(short.read_text().replace("success: false", "success: true"))
    ran = run("sim", short)
    assert ran.status == 1
    assert "unlike expected" in ran.out


def test_runs_are_held_against_earlier_ones(run, short, tmp_path):
    baseline = tmp_path / "earlier.jsonl"
    record = run("sim", short, "--json").record
    baseline.write_text(json.dumps(record) + "\n")
    assert run("sim", short, "--json", "--baseline", baseline).status == 0
    baseline.write_text(json.dumps({**record, "seconds": record["seconds"] - 1.0}) + "\n")
    ran = run("sim", short, "--json", "--baseline", baseline)
    assert ran.status == 1
    assert "worse than the baseline: seconds" in ran.err


@pytest.mark.parametrize(
    ("content", "word"), [("", "the file is empty"), ('{"scenario": "welcome"}', "no run of short"), ("{", "no JSON")]
)
def test_a_baseline_that_says_nothing_of_the_scenario_is_refused(run, clear_error, short, tmp_path, content, word):
    baseline = tmp_path / "earlier.jsonl"
    baseline.write_text(content)
    clear_error(run("sim", short, "--json", "--baseline", baseline), 1, word)


@pytest.mark.slow
def test_a_visit_ends_at_a_window_for_licences(run, scenario):
    ran = run("sim", scenario("near", expect={"success": True}), "--json")
    assert ran.status == 0
    assert ran.record["success"] is True
    assert ran.record["window"] in {"A04", "A05", "A06", "A07"}
    assert ran.record["collisions"] == 0


def test_the_schema_of_scenario_files_is_printed_for_people_and_as_one_line_of_json(run):
    published = json.loads((SCENARIOS.parent / "scenario.schema.json").read_text("utf-8"))
    assert run("sim", "--schema", "--json").record == published
    assert json.loads(run("sim", "--schema").out) == published


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("nowhere.yaml",), "no such file"), ((".",), "a folder"), (("--seed", "-1"), "--seed"),
        (("--runs", "0"), "--runs"), (("--jobs", "x"), "--jobs"), (("--seed", "1.5"), "--seed"), ((), "SCENARIO"),
    ],
)  # fmt: skip
def test_wrong_use_is_a_clear_error(run, clear_error, short, arguments, word):
    given = (short, *arguments) if arguments and arguments[0].startswith("--") else arguments
    clear_error(run("sim", *given, "--json"), 2, word)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("people: 0", "people: -4", "people"), ("people: 0", "crowd: 4", "crowd"),
        ("duration: 10", "duration: .nan", "duration"),
        ("visitors:", "visitors: [", "YAML"), ("maps/putuo", "maps/nowhere", "nowhere"), ("ask:", "ask: [1]\n  x:", ""),
    ],
)  # fmt: skip
def test_a_fault_in_a_scenario_is_named_with_its_line(run, clear_error, short, old, new, word):
    text = short.read_text()
    assert old in text
    short.write_text(text.replace(old, new))
    ran = run("sim", short, "--json")
    clear_error(ran, 1, "short.yaml:", word)


def test_visitors_who_speak_as_sound_need_the_recogniser(run, clear_error, monkeypatch, tmp_path):
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    monkeypatch.setattr("robot_guide.hearing.models.packaged_korean", lambda: None)
    clear_error(run("sim", SCENARIOS / "korean_aloud.yaml", "--json"), 1, "korean_aloud.yaml", "ko", "make models")


def test_another_hall_can_be_named_and_must_be_one(run, clear_error, short, tmp_path):
    clear_error(run("sim", short, "--hall", tmp_path / "nowhere", "--json"), 2, "nowhere")


@pytest.mark.parametrize("command", ["sim", "demo"])
def test_robots_do_not_work_in_a_hall_with_a_stop_in_a_wall(run, clear_error, short, tmp_path, command):
    hall = shutil.copytree(project_root() / "maps" / "putuo", tmp_path / "hall")
    windows = (hall / "windows.csv").read_text("utf-8").splitlines()
    index = next(i for i, row in enumerate(windows) if row.startswith("A03,"))
    cells = windows[index].split(",")
    cells[4:6] = cells[2:4]  # the robot's stop in the counter
    windows[index] = ",".join(cells)
    (hall / "windows.csv").write_text("\n".join(windows) + "\n", "utf-8")
    arguments = ("sim", short) if command == "sim" else ("demo", "--shell", "lockstep", "--headless")
    clear_error(run(*arguments, "--hall", hall, "--json"), 1, "windows.A03")


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_a_sweep_with_all_its_processes(short, jobs):
    program = [sys.executable, "-m", "robot_guide", "sim", str(short), "--runs", "10000", "--jobs", jobs, "--json"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert [line for line in err.splitlines() if b"compiling" not in line] == []
    assert ends(process.pid), "somebody of the group is left"


def ends(group, seconds=20.0):
    """Whether the last process of a group ends within a time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
