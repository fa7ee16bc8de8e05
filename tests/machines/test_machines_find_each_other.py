"""Nodes on other machines are found, or not, as the settings of the graph say; and again after the network was away."""

from pathlib import Path

import pytest

from robot_guide.graph_network import network_variables

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
BAD = {"loss": 0.1, "delay": 0.15, "jitter": 0.05, "duplicate": 0.02}  # at each of two ports: 19 % lost, 300 ms late
CLOSED = {"windows": {"A05": {"open": False}}}
NODES, FRAME = 4, 1300  # on the robot; bytes of a map that a frame carries
CROWD, PROCESSES = Path(__file__).with_name("crowd.py"), 10
AGAIN = {"windows": {"A06": {"open": False}}}


def hall(field, *settings):
    store = field.folder / "hall.db"
    return field.up("server", "role:=hall", "sim:=false", f"store:={store}", "clock:=2026-11-24T10:00:00", *settings)


def test_by_default_another_machine_sees_nothing(machines, wait_until):
    field = machines("server", "robot")
    hall(field)
    far = [field.watch("robot"), field.watch("robot", ROS_AUTOMATIC_DISCOVERY_RANGE="SUBNET")]
    near = field.watch("server")
    wait_until(lambda: near.of("hall", revision=1), 60.0, field)
    near.say(CLOSED)
    wait_until(lambda: near.of("hall", revision=2), 60.0, field)
    assert not [line for line in far if line.of("hall")]


def test_a_machine_that_was_away_gets_the_newest_map_however_bad_the_network(machines, wait_until):
    field = machines("server", "robot", "staff")
    network = field.network
    hall(field, f"peers:={network['robot'].addresses['lan']},{network['staff'].addresses['lan']}")
    for name in network.names:
        network.quality(name, **BAD)
    robot, staff = (
        field.watch(name, **network_variables({"peers": network.peers_of(name)})) for name in ("robot", "staff")
    )
    wait_until(lambda: robot.of("hall", revision=1) and staff.of("hall", revision=1), 60.0, field)
    network.quality("robot", cut=True)
    staff.say(CLOSED)
    wait_until(lambda: staff.of("hall", revision=2), 60.0, field)
    assert not robot.of("hall", revision=2)
    counts = network.quality("robot", **BAD)
    assert counts["lost"] > 0
    wait_until(lambda: robot.of("hall", revision=2), 60.0, field)


def test_a_machine_that_is_back_gets_the_newest_map_without_a_flood_of_what_is_on_its_way_already(
    machines, wait_until
):
    """Fast DDS's own times let each reader ask anew, every few ms, for all that has not come yet: six times the map."""
    field = machines("server", "robot")
    network = field.network
    hall(field, f"peers:={network['robot'].addresses['lan']}")
    settings = network_variables({"peers": network.peers_of("robot")})
    robot = [field.watch("robot", **settings) for _ in range(NODES)]
    staff = field.watch("server", **network_variables({"peers": network.peers_of("server")}))
    wait_until(lambda: all(line.of("hall", revision=1) for line in (*robot, staff)), 60.0, field)
    network.quality("robot", cut=True)
    staff.say(CLOSED)
    newer = wait_until(lambda: staff.of("hall", revision=2), 60.0, field)[0]
    before = network.quality("robot")
    wait_until(lambda: all(line.of("hall", revision=2) for line in robot), 60.0, field)
    frames = network.quality("robot")["passed"] - before["passed"]
    assert frames < 4 * NODES * newer["size"] / FRAME


def test_where_no_multicast_passes_each_of_a_robots_many_processes_meets_each_of_the_others(machines, wait_until):
    """Fast DDS's own way is to ask a machine that is named for its first four only."""
    field = machines("xiao_pu", "xiao_hui")
    network = field.network
    for name in network.names:
        network.quality(name, multicast=False)
    crowds = [
        field.line(name, CROWD, PROCESSES, **network_variables({"peers": network.peers_of(name)}))
        for name in network.names
    ]
    wait_until(lambda: all(crowd.of("seen", nodes=2 * PROCESSES) for crowd in crowds), 60.0, field)


def test_a_discovery_server_joins_machines_whose_network_carries_no_multicast(machines, wait_until):
    field = machines("server", "robot")
    address = f"{field.network['server'].addresses['lan']}:11811"
    for name in ("server", "robot"):
        field.network.quality(name, multicast=False)
    hall(field, f"discovery_server:={address}", "serve_discovery:=true")
    by_multicast = field.watch("robot", ROS_AUTOMATIC_DISCOVERY_RANGE="SUBNET")
    by_server = field.watch("robot", **network_variables({"discovery_server": address}))
    wait_until(lambda: by_server.of("hall", revision=1), 60.0, field)
    by_server.say(AGAIN)
    wait_until(lambda: by_server.of("edited", accepted=True) and by_server.of("hall", revision=2), 60.0, field)
    assert not by_multicast.of("hall")
