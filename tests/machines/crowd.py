"""Many participants of one machine in one process; tells how many nodes the least informed of them sees.

python crowd.py NUMBER
"""

import contextlib
import json
import os
import sys
import time

import rclpy
from rclpy.executors import ExternalShutdownException


def main():
    host, contexts = os.uname().nodename.replace("-", "_"), [rclpy.Context() for _ in range(int(sys.argv[1]))]
    for context in contexts:
        rclpy.init(context=context)
    nodes = [rclpy.create_node(f"{host}_{number}", context=context) for number, context in enumerate(contexts)]
    told = None
    while all(context.ok() for context in contexts):
        seen = min(len(set(node.get_node_names())) for node in nodes)
        if seen != told:
            told = seen
            print(json.dumps({"kind": "seen", "nodes": seen}), flush=True)
        time.sleep(0.1)


if __name__ == "__main__":
    with contextlib.suppress(ExternalShutdownException):
        main()
