"""`make test`: who runs when, what is shown of it, and what comes of it."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TELLS_PRIORITY = """
import os, pathlib
group = pathlib.Path("/proc/self/autogroup")  # "/autogroup-25 nice 19"
print(os.sched_getscheduler(0) == os.SCHED_IDLE and (not group.exists() or group.read_text().split()[-1] == "19"))
"""
needs_idle = pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="this system has no such priority")


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("run_tests", ROOT / "scripts" / "run_tests.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def played(script, monkeypatch):
    """Has a program of Python each in the place of the tests with nodes and of the rest."""

    def play(with_nodes, rest):
        programs = {script.WITH_NODES: with_nodes, script.PURE: rest}
        monkeypatch.setattr(script, "pytest", lambda selection, _: [sys.executable, "-c", programs[selection]])

    return play


@pytest.mark.parametrize(
    ("statuses", "verdict"), [((0, 0), 0), ((5, 0), 0), ((5, 5), 5), ((1, 0), 1), ((0, 2), 2), ((5, 1), 1)]
)
def test_all_is_well_when_nothing_failed_and_there_were_tests(script, statuses, verdict):
    assert script.verdict(*statuses) == verdict


@needs_idle
@pytest.mark.parametrize(("statuses", "verdict"), [((0, 0), 0), ((1, 0), 1), ((0, 3), 3)])
def test_the_rest_is_shown_whole_behind_the_tests_with_nodes_and_either_may_fail(
    script, played, capfd, statuses, verdict
):  # fmt: skip
    with_nodes, rest = statuses
    played(f"print('nodes'); raise SystemExit({with_nodes})", f"print('rest'); raise SystemExit({rest})")
    assert script.beside([]) == script.in_turn([]) == verdict
    assert capfd.readouterr().out.split() == ["nodes", "rest", "rest", "nodes"]


@needs_idle
def test_the_rest_takes_only_what_the_nodes_leave(script, played, capfd):
    played(TELLS_PRIORITY, TELLS_PRIORITY)
    assert script.beside([]) == 0
    assert capfd.readouterr().out.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("told", "limited"),
    [("max 100000", False), ("200000 100000", True), ("-1", False), ("150000", True), (None, False)],
)
def test_a_container_with_less_time_than_processors_is_recognised(script, tmp_path, told, limited):
    file = tmp_path / "cpu"
    if told is not None:
        file.write_text(told + "\n")
    assert script.has_quota(file) is limited


@needs_idle
def test_somebody_with_a_busy_machine_has_one_run_after_the_other(script, monkeypatch, tmp_path):
    monkeypatch.setattr(script, "QUOTAS", (str(tmp_path / "none"),))
    monkeypatch.delenv("IN_TURN", raising=False)
    assert script.can_stand_back()
    monkeypatch.setenv("IN_TURN", "1")
    assert not script.can_stand_back()


@pytest.mark.parametrize(("possible", "way"), [(True, "beside"), (False, "in_turn")])
def test_where_nothing_can_stand_back_one_runs_after_the_other(script, monkeypatch, possible, way):
    monkeypatch.setattr(script, "can_stand_back", lambda: possible)
    for name in ("beside", "in_turn"):
        monkeypatch.setattr(script, name, lambda arguments, name=name: (name, arguments))
    assert script.main(["-x"]) == (way, ["-x"])


@pytest.mark.parametrize("wanted", ["ros", "not ros"])
def test_a_file_that_the_choice_leaves_out_is_not_read(tmp_path, wanted):
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    for folder in ("ros", "machines", "dialogue"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"test_{folder}.py").write_text(f"print('read {folder}')\ndef test_it(): pass\n")
    command = [sys.executable, "-m", "pytest", "-s", "--co", "-p", "no:cacheprovider", "-c", "/dev/null", "-m", wanted]
    done = subprocess.run([*command, "--rootdir", tmp_path, tmp_path], capture_output=True, text=True, check=False)
    read = {word for line in done.stdout.splitlines() if line.startswith("read ") for word in line.split()[1:]}
    assert read == ({"ros", "machines"} if wanted == "ros" else {"machines", "dialogue"})
