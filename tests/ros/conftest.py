"""Real nodes in real processes, each test on a ROS domain of its own, watched from outside by a plain client."""

import asyncio
import importlib.util
import json
import os
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROS = all(importlib.util.find_spec(name) for name in ("rclpy", "robot_guide_interfaces", "robot_guide_ros"))
WHY_NOT = "ROS 2 is not set up here (its wheels are for Linux on x86-64); `make setup` says more"
ROOT = Path(__file__).resolve().parents[2]
MORNING = "2026-11-24T10:00:00"  # Tuesday, in the hall

os.environ.setdefault("ROS_PYTHON_CHECK_FIELDS", "1")  # a wrong type in a field raises instead of being published


def pytest_pycollect_makemodule(module_path, parent):
    if not ROS:
        pytest.skip(WHY_NOT, allow_module_level=True)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.ros)


class Outside:
    """A plain rclpy client on a domain: collects messages, calls services, waits for conditions."""

    def __init__(self, domain):
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=domain)
        self.node = rclpy.create_node("outside", context=self.context)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.executor.add_node(self.node)
        self.graphs = []  # those on the same domain; a test that waits fails as soon as a process of one has died

    def close(self):
        self.executor.shutdown()
        self.node.destroy_node()
        self.context.try_shutdown()

    def collect(self, topic, namespace=""):
        """A list to which every message of a topic is appended."""
        messages = []
        topic.subscription(self.node, messages.append, namespace)
        return messages

    def until(self, condition, seconds=30.0):
        """Spin until `condition` gives something true, which is returned. Fails after `seconds`."""
        deadline = time.monotonic() + seconds
        while not (result := condition()):
            for death in (death for graph in self.graphs for death in graph.poll()):
                raise AssertionError(f"{death}\n{death.log.read_text(errors='replace')[-3000:]}")
            assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain\n{self.logs()}"
            self.executor.spin_once(timeout_sec=0.05)
        return result

    def logs(self):
        logs = (entry.log for graph in self.graphs for entry in graph.running)
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in logs)

    def answer(self, future, seconds=30.0):
        self.until(future.done, seconds)
        return future.result()

    def insist(self, send, patience=5.0, times=6):
        """The answer to what `send` sends; sent again where none comes.

        A server that a client has just found may not have found the client yet, and then its answer is lost.
        """
        for _ in range(times - 1):
            future, deadline = send(), time.monotonic() + patience
            self.until(lambda future=future, deadline=deadline: future.done() or time.monotonic() > deadline)
            if future.done():
                return future.result()
        return self.answer(send())

    def call(self, service, namespace="", **fields):
        client = service.client(self.node, namespace)
        self.until(client.service_is_ready)
        return self.insist(lambda: client.call_async(service.type.Request(**fields)))

    def begin_again(self, *told):
        """Reset the simulated world.

        told: lists of stamped messages, of which each has one of the new world and none of the old when this returns.
        """
        from robot_guide_ros import topics

        self.until(lambda: all(each and stamp(each[-1]) > 3.0 for each in told))
        late = min(stamp(each[-1]) for each in told) - 1.0  # s; the last of the old world may still be on their way
        assert self.call(topics.RESET_SIMULATION).result.result == 1
        for each in told:
            each.clear()
        self.until(lambda: all(any(stamp(msg) < late for msg in each) for each in told), 60.0)
        for each in told:
            each[:] = [msg for msg in each if stamp(msg) < late]


def stamp(msg):
    from robot_guide_ros import convert

    return convert.time_from_msg(msg.header.stamp)


class Page:
    """What a screen's page does over its line: remembers what comes, sends words, a microphone's sound, and orders."""

    STRETCH = 320  # samples of 20 ms

    def __init__(self, port, robot):
        self.port, self.robot, self.told, self.sounds, self.ready = port, robot, [], [], threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            self.loop.run_until_complete(self.talk())
        except OSError:
            return  # nobody listens yet

    async def talk(self):
        import websockets

        address, origin = f"ws://127.0.0.1:{self.port}/robot/{self.robot}/talk", f"http://127.0.0.1:{self.port}"
        async with websockets.connect(address, origin=origin) as socket:
            self.socket = socket
            self.ready.set()
            async for message in socket:
                if isinstance(message, str):
                    self.told.append(json.loads(message))
                else:
                    self.sounds.append(message)

    def send(self, message):
        data = message if isinstance(message, bytes) else json.dumps(message)
        asyncio.run_coroutine_threadsafe(self.socket.send(data), self.loop).result(10.0)

    def speak(self, samples):
        """As a microphone does, in real time."""
        began = time.monotonic()
        for at in range(0, len(samples), self.STRETCH):
            self.send(samples[at : at + self.STRETCH].tobytes())
            time.sleep(max(0.0, began + at / 16000 - time.monotonic()))

    def of(self, kind):
        return [message for message in self.told if message["kind"] == kind]

    def close(self):
        asyncio.run_coroutine_threadsafe(self.socket.close(), self.loop)
        self.thread.join(10.0)


@pytest.fixture
def open_page(outside):
    """Opens a robot's screen, `open_page(port, robot)`, as soon as the console serves it; closed after the test."""
    pytest.importorskip("websockets")
    with ExitStack() as stack:

        def open_(port, robot):
            def connected():
                tried = Page(port, robot)
                return tried if tried.ready.wait(2.0) else None

            page = outside.until(connected, 90.0)
            stack.callback(page.close)
            return page

        yield open_


@contextmanager
def on_domain(domain, folder):
    """A client on a domain, and what starts processes there, `start(spec, …)`; all are reaped at the end."""
    from robot_guide.shells.processes import Supervisor, ros_environment

    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        for name, value in ros_environment(folder, domain).items():
            patch.setenv(name, value)
        outside = Outside(domain)
        stack.callback(outside.close)

        def start(*specs):
            graph = stack.enter_context(Supervisor(specs, folder / "logs", ros_environment(folder, domain)))
            outside.graphs.append(graph)
            return graph

        yield outside, start


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A client and a starter of processes for all tests of a module: `outside, start = shared`."""
    from robot_guide.shells.processes import own_domain

    with own_domain() as number, on_domain(number, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture
def domain():
    from robot_guide.shells.processes import own_domain

    with own_domain() as number:
        yield number


@pytest.fixture
def own(domain, tmp_path):
    """A client and a starter of processes for one test."""
    with on_domain(domain, tmp_path) as made:
        yield made


@pytest.fixture
def outside(own):
    """A client on the test's domain."""
    return own[0]


@pytest.fixture
def run_graph_of(own):
    """Starts processes on the test's domain: `run_graph_of(spec, …)`; all are reaped after the test."""
    return own[1]


@pytest.fixture
def another_client(outside, domain):
    """Somebody who joins later: call it."""
    with ExitStack() as stack:

        def join():
            client = Outside(domain)
            stack.callback(client.close)
            return client

        yield join


EMPTY_HALL = """
hall: {hall}
people: 0
duration: 3600
visitors:
  - ask: 你好
    arrives: 3000
"""


@pytest.fixture(scope="session")
def empty_hall(tmp_path_factory):
    """A scenario in which nobody is there."""
    scenario = tmp_path_factory.mktemp("empty") / "empty.yaml"
    scenario.write_text(EMPTY_HALL.format(hall=ROOT / "maps" / "putuo"))
    return scenario


@pytest.fixture(scope="session")
def specs_of():
    """The processes of our graph by label, with arguments: `specs_of(sim=False)`. It is a working morning there."""
    from robot_guide import graph

    def expand(**chosen):
        chosen = {"clock": MORNING, **chosen}
        return {spec.label: spec for spec in graph.expand(graph.load(ROOT / "launch" / "graph.yaml"), chosen)}

    return expand
