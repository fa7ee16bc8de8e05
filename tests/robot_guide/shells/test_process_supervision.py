"""Processes are started, watched, restarted and always reaped. The programs here are small shell scripts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from robot_guide.graph import ProcessSpec
from robot_guide.shells import processes
from robot_guide.shells.processes import ProcessError, Supervisor, SupervisorConfig

QUICK = SupervisorConfig(restarts=1, first_delay=0.01, patience=2.0, poll_period=0.01)
SLEEPER = 'echo started\nexec sleep 60'


@pytest.fixture
def install(tmp_path):
    """Installs a script as `lib/pkg/<name>`; gives the environment that finds it."""

    def make(**scripts):
        for name, script in scripts.items():
            path = tmp_path / "lib" / "pkg" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)
        return {**os.environ, "AMENT_PREFIX_PATH": str(tmp_path)}

    return make


def spec(name, namespace="", **more):
    return ProcessSpec(name, "pkg", name, namespace, **more)


def supervisor(tmp_path, environment, *specs):
    return Supervisor(specs, tmp_path / "logs", environment, QUICK)


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return result


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_all_processes_run_and_none_is_left(tmp_path, install):
    with supervisor(tmp_path, install(one=SLEEPER, two=SLEEPER), spec("one"), spec("two", "r")) as some:
        pids = [entry.process.pid for entry in some.running]
        wait_for(lambda: all(e.log.read_text() == "started\n" for e in some.running))
        assert some.poll() == ()
    assert all(gone(pid) for pid in pids)
    assert {file.name for file in (tmp_path / "logs").iterdir()} == {"one.log", "r.two.log"}


def test_a_process_that_dies_is_started_again_and_given_up_at_last(tmp_path, install):
    environment = install(weak=f"echo life >> {tmp_path}/lives; exit 3")
    with supervisor(tmp_path, environment, spec("weak")) as some:
        first = wait_for(some.poll)[0]
        second = wait_for(some.poll)[0]
    assert (first.status, first.fatal) == (3, False)
    assert second.fatal
    assert (tmp_path / "lives").read_text() == "life\nlife\n"
    assert "weak" in str(first)
    assert "status 3" in str(first)


def test_who_dies_for_once_is_started_again_at_once_and_only_who_dies_again_has_to_wait(tmp_path, install):
    environment, patient = install(weak=SLEEPER), SupervisorConfig(first_delay=3600.0, patience=2.0)
    with Supervisor([spec("weak")], tmp_path / "logs", environment, patient) as some:
        (entry,) = some.running
        first = entry.process
        first.kill()
        wait_for(some.poll)
        wait_for(lambda: (some.poll(), entry.process is not None)[1])
        assert entry.process.pid != first.pid
        entry.process.kill()
        wait_for(some.poll)
        assert entry.restart_at - time.monotonic() > 3000.0


def test_a_process_that_all_need_ends_the_graph_at_once(tmp_path, install):
    with supervisor(tmp_path, install(heart="exit 0"), spec("heart", required=True)) as some:
        assert wait_for(some.poll)[0].fatal


def test_the_graph_goes_on_without_what_it_can_do_without_and_tries_it_again_later(tmp_path, install):
    config = SupervisorConfig(restarts=1, first_delay=0.01, another_try=0.3, patience=2.0)
    environment = install(ears=f"echo life >> {tmp_path}/lives; exit 1", guide=SLEEPER)
    with Supervisor([spec("ears", optional=True), spec("guide")], tmp_path / "logs", environment, config) as some:
        deaths = [wait_for(some.poll)[0] for _ in range(4)]
        assert some.running[1].process.poll() is None
    assert [(death.fatal, death.missed) for death in deaths] == [(False, False), *[(False, True)] * 3]
    assert (tmp_path / "lives").read_text() == 4 * "life\n"


def test_who_ignores_requests_is_killed(tmp_path, install):
    deaf = "trap '' INT TERM\necho started\nwhile :; do sleep 0.05; done"
    config = SupervisorConfig(patience=0.1)
    with Supervisor([spec("deaf")], tmp_path / "logs", install(deaf=deaf), config) as some:
        entry = some.running[0]
        wait_for(lambda: entry.log.read_text() == "started\n")
        process = entry.process
    assert process.returncode == -signal.SIGKILL


def test_the_robots_nodes_stop_before_what_all_need(tmp_path, install):
    note = "trap 'echo {0} >> {1}/order; exit 0' INT\necho started\nwhile :; do sleep 0.02; done"
    environment = install(hall=note.format("hall", tmp_path), guide=note.format("guide", tmp_path))
    with supervisor(tmp_path, environment, spec("hall", required=True), spec("guide")) as some:
        wait_for(lambda: all(e.log.read_text() == "started\n" for e in some.running))
    assert (tmp_path / "order").read_text() == "guide\nhall\n"


def test_nothing_is_started_when_one_program_is_missing(tmp_path, install):
    environment = install(one=f"touch {tmp_path}/ran; {SLEEPER}")
    with pytest.raises(ProcessError, match="make setup"), supervisor(tmp_path, environment, spec("one"), spec("no")):
        pytest.fail("a graph with a missing program has started")
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl(2) is of Linux")
def test_nodes_end_when_the_supervisor_is_killed(tmp_path, install):
    script = f"""
import os, sys, time
from robot_guide.graph import ProcessSpec
from robot_guide.shells.processes import Supervisor
from pathlib import Path
environment = {{**os.environ, "AMENT_PREFIX_PATH": {str(tmp_path)!r}}}
with Supervisor([ProcessSpec("one", "pkg", "one")], Path({str(tmp_path)!r}) / "logs", environment) as some:
    print(some.running[0].process.pid, flush=True)
    time.sleep(60)
"""
    install(one=SLEEPER)
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    wait_for(lambda: gone(child) or Path(f"/proc/{child}/stat").read_text().split()[2] == "Z")


def test_ctrl_c_ends_a_graph_with_status_0(tmp_path, install, monkeypatch):
    install(one=SLEEPER)
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    lines = []

    def tell(line):
        lines.append(line)
        os.kill(os.getpid(), signal.SIGINT) if "are up" in line else None

    status = processes.run_graph([spec("one")], domain=42, folder=tmp_path / "logs", tell=tell, config=QUICK)
    assert status == 0
    assert "domain 42" in lines[0]
    assert lines[-1] == "stopping"


def test_a_graph_that_cannot_go_on_ends_with_status_1_and_says_where_the_log_is(tmp_path, install, monkeypatch):
    install(heart="echo no hall here; exit 1")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    lines = []
    status = processes.run_graph([spec("heart", required=True)], folder=tmp_path, tell=lines.append, config=QUICK)
    assert status == 1
    assert "heart.log" in lines[-1]
    assert (tmp_path / "heart.log").read_text() == "no hall here\n"


def test_graphs_that_run_at_the_same_time_have_different_domains():
    with processes.own_domain() as one, processes.own_domain() as other:
        assert one != other
        assert {one, other} <= set(processes.DOMAINS)


def test_a_domain_is_free_again_after_its_graph(tmp_path):
    with processes.own_domain() as one:
        pass
    with processes.own_domain() as again:
        assert one == again


def test_what_the_user_has_set_in_the_environment_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "SUBNET")
    monkeypatch.setenv("ROS_DOMAIN_ID", "5")
    assert processes.ros_environment(tmp_path)["ROS_AUTOMATIC_DISCOVERY_RANGE"] == "SUBNET"
    assert processes.ros_environment(tmp_path)["ROS_DOMAIN_ID"] == "5"
    assert processes.ros_environment(tmp_path, 7)["ROS_DOMAIN_ID"] == "7"


@pytest.mark.parametrize("wrong", [{"restarts": -1}, {"patience": 0.0}, {"first_delay": float("nan")}])
def test_an_impossible_policy_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SupervisorConfig(**wrong)


def test_a_process_that_is_stopped_for_good_is_replaced_and_one_that_goes_on_soon_is_not(tmp_path, install):
    environment = install(one=SLEEPER)
    config = SupervisorConfig(first_delay=0.01, patience=2.0, frozen_after=0.2)
    with Supervisor([spec("one")], tmp_path / "logs", environment, config) as some:
        entry = some.running[0]
        old = entry.process.pid
        os.kill(old, signal.SIGSTOP)
        wait_for(lambda: processes.is_stopped(old))
        assert some.poll() == ()
        os.kill(old, signal.SIGCONT)
        wait_for(lambda: not processes.is_stopped(old))
        assert some.poll() == ()
        os.kill(old, signal.SIGSTOP)
        death = wait_for(some.poll)[0]
        assert (death.frozen, death.fatal, gone(old)) == (True, False, True)
        assert "stood still" in str(death)
        wait_for(lambda: some.poll() or entry.process)
        assert entry.process.pid != old


def test_what_all_need_is_started_again_when_somebody_has_killed_it(tmp_path, install):
    with supervisor(tmp_path, install(heart=SLEEPER), spec("heart", required=True)) as some:
        os.kill(some.running[0].process.pid, signal.SIGKILL)
        death = wait_for(some.poll)[0]
        assert not death.fatal
        wait_for(lambda: some.poll() or some.running[0].process)
