"""Several machines on one computer: real network namespaces, real processes, a switch as bad as one wants it."""

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROS = all(importlib.util.find_spec(name) for name in ("rclpy", "robot_guide_interfaces", "robot_guide_ros"))


def load(name):
    spec = importlib.util.spec_from_file_location(f"machines_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.name != "test_switch.py":
            item.add_marker(pytest.mark.ros)


@pytest.fixture(scope="session")
def namespaces():
    module = load("namespaces")
    if reason := module.why_not():
        pytest.skip(reason)
    if not ROS:
        pytest.skip("ROS 2 is not set up here; `make setup` says more")
    return module


@pytest.fixture(scope="session")
def switch():
    return load("switch")


class Line:
    """A process that tells lines of JSON."""

    def __init__(self, machine, environment, *command):
        self.told, self.machine = [], machine.name
        self.process = machine.start(
            *command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.told.append(json.loads(line))

    def of(self, kind, **fields):
        return [each for each in list(self.told) if each.get("kind") == kind and fields.items() <= each.items()]

    def say(self, what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(20.0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5.0)


class Field:
    """The machines with what runs on them, on one ROS domain."""

    def __init__(self, network, domain, folder, stack):
        self.network, self.domain, self.folder, self.stack = network, domain, folder, stack
        self.lines = []

    def environment(self, machine, **more):
        from robot_guide.shells.processes import ros_environment

        log = self.folder / machine
        log.mkdir(exist_ok=True)
        return {**ros_environment(log, self.domain), **more}

    def line(self, machine, *command, **more):
        line = Line(self.network[machine], self.environment(machine, **more), sys.executable, *command)
        self.lines.append(line)
        self.stack.callback(line.close)
        return line

    def watch(self, machine, *robots, **more):
        line = self.line(machine, HERE / "watcher.py", *robots, **more)
        until(lambda: line.of("ready"), 60.0, self)
        return line

    def up(self, machine, *settings):
        return self.line(machine, "-m", "robot_guide", "--json", "up", "--domain", self.domain, *settings)

    def logs(self):
        return "\n".join(f"--- {line.machine}: {line.told[-3:]}" for line in self.lines)


def until(condition, seconds, field=None):
    """Wait for a condition. Returns: what it gave."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain\n{field.logs() if field else ''}"
        time.sleep(0.05)
    return result


@pytest.fixture(scope="session")
def wait_until():
    return until


@pytest.fixture
def machines(namespaces, tmp_path):
    """`machines(name, …, seed=1, world="")`: a Field of machines with these names."""
    from robot_guide.shells.processes import own_domain

    with ExitStack() as stack:

        def make(*names, **options):
            network = stack.enter_context(namespaces.HallNetwork(*names, **options))
            return Field(network, stack.enter_context(own_domain()), tmp_path, stack)

        yield make


os.environ.setdefault("ROS_PYTHON_CHECK_FIELDS", "1")
