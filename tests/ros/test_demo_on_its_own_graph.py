"""`robot-guide demo` on a real graph, alone on the machine: that of another test would run beside it."""

import json
import subprocess
import sys

import pytest

SPEED = 3.0  # times as fast as real time


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_command_line_plays_the_demo_on_its_own_graph_and_ends_with_status_0():
    command = [sys.executable, "-m", "robot_guide", "demo", "--shell", "ros", "--once", "--headless", "--json"]
    command += ["--speed", str(SPEED), "--ask", "请问洗手间在哪里？"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=540)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["event"] == "ready"
    assert events[-1]["event"] == "summary"
    assert events[-1]["success"] is True
    assert events[-1]["collisions"] == 0
