"""How the machines of one hall find each other and who may join: settings of the graph as the middleware's variables.

Without any of them a graph stays on its machine. Nothing here knows ROS; the variables are those of ROS 2 (Improved
Dynamic Discovery) and of Fast DDS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from robot_guide.graph import GraphError

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:]+")
PORTS = range(1024, 65536)
PROFILE = Path(__file__).resolve().parents[2] / "launch" / "fastdds_network.xml"
# The discovery range must not be LOCALHOST: there rmw_fastrtps sets transports of its own, not those of the profile.
BEYOND_THIS_MACHINE = {
    "ROS_AUTOMATIC_DISCOVERY_RANGE": "SUBNET",
    "FASTDDS_DEFAULT_PROFILES_FILE": str(PROFILE),
}
OF_SECURITY = ("ROS_SECURITY_ENABLE", "ROS_SECURITY_STRATEGY", "ROS_SECURITY_KEYSTORE")


def network_variables(values: Mapping[str, object]) -> dict[str, str]:
    """The variables that the nodes of a graph need beside those of every graph.

    values: the graph's arguments by name, of which peers, discovery_server, serve_discovery and keystore count.
    Raises: GraphError: an address makes no sense, or two of them contradict each other.
    """
    peers, server = list(values.get("peers", ())), str(values.get("discovery_server", ""))
    if peers and server:
        raise GraphError("peers and discovery_server are two ways to the same end; give one of them")
    if values.get("serve_discovery") and not server:
        raise GraphError("serve_discovery needs its address, such as discovery_server:=192.168.7.1:11811")
    variables = dict(BEYOND_THIS_MACHINE) if peers or server else {}
    if peers:
        variables["ROS_STATIC_PEERS"] = ";".join(checked_host(peer, "peers") for peer in peers)
    if server:
        host, port = split_address(server)
        variables["ROS_DISCOVERY_SERVER"] = f"{host}:{port}"
    return variables | security_variables(str(values.get("keystore", "")))


def security_variables(keystore: str) -> dict[str, str]:
    """Those of SROS2: `Enforce`, since the default joins without security where a key is missing."""
    if not keystore:
        return {}
    return dict(zip(OF_SECURITY, ("true", "Enforce", keystore), strict=True))


def split_address(address: str) -> tuple[str, int]:
    """Host and port of `host:port`. Raises GraphError."""
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal() or int(port) not in PORTS:
        raise GraphError(f"discovery_server:={address} is wrong; give host:port, such as 192.168.7.1:11811")
    return checked_host(host, "discovery_server"), int(port)


def checked_host(host: object, where: str) -> str:
    if not isinstance(host, str) or not HOST.fullmatch(host):
        raise GraphError(f"{where}: {host!r} is neither a name nor an address of a machine, such as 192.168.7.2")
    return host
