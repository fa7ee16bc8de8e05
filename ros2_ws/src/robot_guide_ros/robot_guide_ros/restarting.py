"""When a simulation begins again, its clock goes back to its beginning, and who follows that clock begins anew.

So do tf2's buffers and other nodes of ROS, at every step back. But a clock that goes back by a little, or from a time
that never was, has only been wrong: the world goes on, and so does a walk in it. A real base follows the machine's
clock, where nothing of this happens.
"""

from __future__ import annotations

from collections.abc import Callable

from rclpy.clock import JumpHandle, JumpThreshold, TimeJump
from rclpy.duration import Duration
from rclpy.node import Node

from robot_guide_ros.reporting import now

BEGINNING = 5.0  # s; a simulation that begins again is told of before this, on however busy a machine,
SHARE = 0.25  # or, where it runs many times faster than real time, before this share of the time that it had reached
QUIET = 5.0  # s between two warnings of it
APART = 1.0  # s between the stamps of a world that has ended and of the one that has begun


def on_restart(node: Node, begin_anew: Callable[[], None]) -> JumpHandle:
    """Have `begin_anew` called soon after simulated time has begun again. Returns: what has to be kept meanwhile."""
    back = JumpThreshold(min_forward=None, min_backward=Duration(nanoseconds=-1), on_clock_change=False)

    def jumped(jump: TimeJump) -> None:
        here = now(node)
        if here < max(BEGINNING, SHARE * (here - jump.delta.nanoseconds * 1e-9)):
            node.executor.create_task(begin_anew)
        else:
            node.get_logger().warning("the clock went back; the world goes on", throttle_duration_sec=QUIET)

    return node.get_clock().create_jump_callback(back, post_callback=jumped)


def is_of_another_world(node: Node, stamp: float, last: float) -> bool:
    """Whether what was stamped so belongs to the world before a restart, or to the one after it, too early.

    `stamp` and the `last` one that counted, s. The clock's news and others come in any order.
    """
    return node.get_clock().ros_time_is_active and (stamp > now(node) + APART or stamp < last - APART)
