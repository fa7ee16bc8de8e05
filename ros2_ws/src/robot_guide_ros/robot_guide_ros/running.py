"""From `main` to the exit status of a node's process."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import rclpy
from rclpy.executors import Executor, ExternalShutdownException, SingleThreadedExecutor
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

try:
    from rclpy.experimental import EventsExecutor
except ImportError:  # Jazzy
    EventsExecutor = SingleThreadedExecutor

from robot_guide_ros.heartbeats import Heartbeat
from robot_guide_ros.parameters import AUTOSTART, ParameterError, declare, refuse_unknown, refuse_unknown_types

WAKE = 0.2  # s, how often the loop looks whether it shall stop


class StartError(Exception):
    """A node cannot do its work; what is wrong, where, and the remedy."""


class Stop:
    """Set by SIGINT or SIGTERM."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask)

    def ask(self, *_: object) -> None:
        self.asked = True


def run(make_node: Callable[[], Node], args: list[str] | None = None) -> int:
    """Run one node until a signal. Returns: the exit status, 0 after a clean stop, 1 when it could not start."""
    # Our own handlers: rclpy's shut the context down under a callback that may be publishing.
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    stop = Stop()
    try:
        with running(make_node) as (node, executor):
            while not stop.asked and not getattr(node, "finished", False):
                executor.spin_once(timeout_sec=WAKE)
            return int(getattr(node, "exit_status", 0))
    except (StartError, ParameterError) as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    except ExternalShutdownException:
        return 0
    finally:
        rclpy.try_shutdown()


@contextmanager
def running(make_node: Callable[[], Node]) -> Iterator[tuple[Node, Executor]]:
    """A node on an executor; a lifecycle node goes through its start by itself when `autostart` is set."""
    node = make_node()
    executor = EventsExecutor()
    executor.add_node(node)
    try:
        make_ready(node)
        yield node, executor
    finally:
        stop_node = getattr(node, "close", None)
        if stop_node:
            stop_node()
        executor.shutdown()
        node.destroy_node()


def make_ready(node: Node) -> None:
    """What every node does besides its own work. Raises ParameterError, StartError."""
    starts_itself = isinstance(node, LifecycleNode) and declare(node, AUTOSTART)
    refuse_unknown(node)
    refuse_unknown_types(node)
    node.heartbeat = Heartbeat(node)
    if starts_itself:
        start(node)


def start(node: LifecycleNode) -> None:
    """Configure and activate. Raises StartError: the node refused."""
    for trigger in (node.trigger_configure, node.trigger_activate):
        if trigger() is not TransitionCallbackReturn.SUCCESS:
            raise StartError(getattr(node, "fault", "") or f"{node.get_name()} could not be started")


def transition(work: Callable[[LifecycleNode], None]) -> Callable[..., TransitionCallbackReturn]:
    """A lifecycle callback out of a method that raises StartError or ValueError when it cannot be done.

    What is wrong goes to the node's `fault`; rclpy itself would swallow every exception without a word.
    """

    @wraps(work)
    def callback(node: LifecycleNode, state: LifecycleState) -> TransitionCallbackReturn:
        node.fault = ""
        try:
            work(node)
        except (StartError, ValueError) as error:
            node.fault = str(error)
            node.get_logger().error(node.fault)
            return TransitionCallbackReturn.FAILURE
        except Exception as error:
            node.fault = f"{type(error).__name__}: {error}"
            traceback.print_exc()
            return TransitionCallbackReturn.ERROR
        return TransitionCallbackReturn.SUCCESS

    return callback
