"""What somebody on one machine sees of the graph, a line of JSON each; and edits of the hall, a line of JSON in.

python watcher.py [ROBOT …]
"""

import contextlib
import json
import os
import select
import sys
import time

import rclpy
from rclpy.executors import ExternalShutdownException
from robot_guide_interfaces.srv import EditHall

from robot_guide_ros import convert, topics


def tell(kind, **what):
    print(json.dumps({"kind": kind, "at": time.monotonic(), **what}), flush=True)


def tell_event(msg):
    event = convert.event_from_msg(msg)
    tell("event", t=event.t, robot=event.robot, event=event.event, data=dict(event.data))


def tell_hall(msg):
    tell("hall", revision=convert.hall_from_msg(msg).revision, size=len(msg.document.encode()))


def main():
    rclpy.init()
    node = rclpy.create_node(f"watcher_{os.getpid()}")
    topics.EVENTS.subscription(node, tell_event)
    topics.HALL.subscription(node, tell_hall)
    topics.STATES.subscription(node, lambda msg: tell("state", robot=msg.robot, phase=msg.phase))
    for robot in sys.argv[1:]:
        topics.GUIDE_STATE.subscription(
            node,
            lambda msg: tell("guide", robot=msg.robot, phase=msg.phase, remaining=msg.remaining, revision=msg.revision),
            robot,
        )
    edits = topics.EDIT_HALL.client(node)
    tell("ready")
    while True:
        rclpy.spin_once(node, timeout_sec=0.1)
        if select.select([sys.stdin], [], [], 0.0)[0]:
            line = sys.stdin.readline()
            if not line:
                return
            edits.wait_for_service(20.0)
            answer = edits.call_async(EditHall.Request(author="front desk", reason="test", changes=line))
            answer.add_done_callback(lambda done: tell("edited", accepted=done.result().accepted))


if __name__ == "__main__":
    with contextlib.suppress(ExternalShutdownException):
        main()
