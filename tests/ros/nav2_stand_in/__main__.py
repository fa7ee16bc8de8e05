"""A stand-in for Nav2, for tests where no Nav2 is: `python tests/ros/nav2_stand_in --ros-args -r __ns:=/xiao_pu …`.

It has the names, types, qualities of service and habits of Nav2 as of ROS 2 Kilted, read from its sources: `amcl` and a
lifecycle node `bt_navigator`. Nothing in it comes from `topics.py`: whoever renames a topic there breaks the test.
Planner and controller are plain ones of this project's; other than Nav2's they see no people.
"""

import signal
import sys

import rclpy
from amcl import Amcl
from bt_navigator import BtNavigator
from rclpy.executors import SingleThreadedExecutor
from rclpy.signals import SignalHandlerOptions


def main() -> None:
    named = next((i for i, word in enumerate(sys.argv) if word.startswith("__node:=")), None)
    if named is not None:
        del sys.argv[named - 1 : named + 1]  # it is two nodes, with names of their own
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    asked = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.append(True))
    amcl = Amcl()
    navigator = BtNavigator(amcl)
    executor = SingleThreadedExecutor()
    for node in (amcl, navigator):
        executor.add_node(node)
    navigator.trigger_configure()  # to be activated by whoever plays the lifecycle manager
    while not asked:
        executor.spin_once(timeout_sec=0.2)
    executor.shutdown()
    rclpy.try_shutdown()


if __name__ == "__main__":
    main()
