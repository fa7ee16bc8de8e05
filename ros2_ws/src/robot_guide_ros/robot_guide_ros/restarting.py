"""When a simulation begins again, its clock goes back, and who follows that clock begins anew.

So do tf2's buffers and other nodes of ROS. A real base follows the machine's clock, where nothing of this happens.
"""

from __future__ import annotations

from collections.abc import Callable

from rclpy.clock import JumpHandle, JumpThreshold
from rclpy.duration import Duration
from rclpy.node import Node

from robot_guide_ros.reporting import now

APART = 1.0  # s between the stamps of a world that has ended and of the one that has begun


def on_restart(node: Node, begin_anew: Callable[[], None]) -> JumpHandle:
    """Have `begin_anew` called soon after simulated time has gone back. Returns: what has to be kept meanwhile."""
    back = JumpThreshold(min_forward=None, min_backward=Duration(nanoseconds=-1), on_clock_change=False)
    return node.get_clock().create_jump_callback(
        back, post_callback=lambda jump: node.executor.create_task(begin_anew)
    )


def is_of_another_world(node: Node, stamp: float, last: float) -> bool:
    """Whether what was stamped so belongs to the world before a restart, or to the one after it, too early.

    `stamp` and the `last` one that counted, s. The clock's news and others come in any order.
    """
    return node.get_clock().ros_time_is_active and (stamp > now(node) + APART or stamp < last - APART)
