"""The discovery server, through which nodes find each other where the network carries no multicast.

It is Fast DDS's own program: this process reads the address as every node reads its parameters, and becomes it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import rclpy
from rclpy.node import Node

from robot_guide.graph import GraphError
from robot_guide.graph_network import split_address
from robot_guide_ros.parameters import ParameterError, declare_config, refuse_unknown

PROGRAM = "fast-discovery-server"
SERVER = "42"  # of the commands of Fast DDS 3; the program of Fast DDS 2 knows no others
OF_CLIENTS = ("ROS_DISCOVERY_SERVER", "ROS_STATIC_PEERS", "FASTDDS_DEFAULT_PROFILES_FILE")


@dataclass(frozen=True)
class DiscoveryServerConfig:
    address: str = "127.0.0.1:11811"  # of this machine, as the others reach it

    def __post_init__(self) -> None:
        split_address(self.address)


def read_config() -> DiscoveryServerConfig:
    """Raises ParameterError: there is no such parameter, or no such address."""
    rclpy.init()
    try:
        node = Node("discovery_server", enable_rosout=False, start_parameter_services=False)
        config = declare_config(node, DiscoveryServerConfig)
        refuse_unknown(node)
        node.destroy_node()
    except GraphError as error:
        raise ParameterError(str(error)) from error
    finally:
        rclpy.try_shutdown()
    return config


def command_of(program: str) -> list[str]:
    """The program with its command, where it has commands."""
    asked = subprocess.run([program, SERVER, "-v"], capture_output=True, timeout=10.0, check=False)
    return [program, SERVER] if asked.returncode == 0 else [program]


def main() -> int:
    os.environ.pop("ROS_DISCOVERY_SERVER", None)
    try:
        host, port = split_address(read_config().address)
    except ParameterError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    places = os.pathsep.join([str(Path(sys.prefix, "bin")), os.environ.get("PATH", os.defpath)])
    program = shutil.which(PROGRAM, path=places)
    if program is None:
        print(f"error: {PROGRAM} is not installed; it comes with Fast DDS (package fastdds)", file=sys.stderr)
        return 1
    environment = {name: value for name, value in os.environ.items() if name not in OF_CLIENTS}
    return os.execve(program, [*command_of(program), "-i", "0", "-l", host, "-p", str(port)], environment)
