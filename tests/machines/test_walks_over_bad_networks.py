"""A visitor is led while the network of her robot is away, or as bad as networks get. `make machines`."""

import json
import os
import time

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not os.environ.get("MACHINES"), reason="whole walks on four machines: make machines"),
]
ROBOTS = ("xiao_pu", "xiao_hui")
BAD = {"loss": 0.1, "delay": 0.15, "jitter": 0.05, "duplicate": 0.02}  # at each of two ports: 19 % lost, 300 ms late
LEADING = ("leading", "waiting")
UNUSED = {"windows": {"B02": {"open": False}}}


class Hall:
    """Hall server, two robots and the staff, the world around them, and somebody who watches at each."""

    def __init__(self, field, wait_until, scenario, quality):
        self.field, self.wait, network = field, wait_until, field.network
        self.watchers = {}
        common = ("sim:=true", f"scenario:={scenario}", "clock:=2026-11-24T10:00:00")
        roles = {
            "server": ("role:=hall", f"store:={field.folder / 'hall.db'}"),
            "world": ("role:=world",),
            **{robot: ("role:=robot", f"here:={robot}") for robot in ROBOTS},
        }
        for name in network.names:
            network.quality(name, **quality)
        for name, settings in roles.items():
            field.up(name, *settings, *common, f"peers:={','.join(network.peers_of(name))}")
        for name in ("xiao_pu", "xiao_hui", "staff"):
            self.watchers[name] = field.watch(name, *ROBOTS, **variables_of(network.peers_of(name)))

    def event(self, at, name, seconds=120.0):
        told = self.watchers[at]
        return self.wait(lambda: told.of("event", event=name), seconds, self.field)[0]

    def revision(self, at, number, seconds=90.0):
        told = self.watchers[at]
        return self.wait(lambda: told.of("hall", revision=number), seconds, self.field)[0]

    def half_way(self, robot):
        """Wait until half of the way is left."""
        told = self.watchers[robot]

        def half():
            left = [each["remaining"] for each in told.of("guide", robot=robot) if each["phase"] in LEADING]
            return left and 1.0 < left[-1] < 0.6 * max(left)

        self.wait(half, 120.0, self.field)


def variables_of(peers):
    from robot_guide.graph_network import network_variables

    return network_variables({"peers": peers})


@pytest.fixture
def report(request, tmp_path_factory):
    """Figures of a walk, told on standard output and kept in a file where MACHINES names one."""
    figures = {"walk": request.node.name}
    yield figures
    print(json.dumps(figures))
    if os.path.isabs(os.environ.get("MACHINES", "")):
        with open(os.environ["MACHINES"], "a") as file:
            file.write(json.dumps(figures) + "\n")


@pytest.mark.parametrize("quality", [{}, BAD], ids=["calm", "stormy"])
def test_a_robot_that_is_cut_off_half_way_arrives_and_gets_the_newer_map_when_it_is_back(
    machines, wait_until, report, quality
):
    field = machines("server", *ROBOTS, "staff", seed=1, world="world")
    hall = Hall(field, wait_until, os.path.join(os.path.dirname(__file__), "visit.yaml"), quality)
    hall.revision("staff", 1)
    leader = hall.event("xiao_pu", "leads", 150.0)["robot"]
    hall.half_way(leader)
    field.network.quality(leader, cut=True)
    cut = time.monotonic()
    hall.watchers["staff"].say(UNUSED)
    newer = hall.revision("staff", 2)
    arrived = wait_until(lambda: hall.watchers[leader].of("event", event="arrived", robot=leader), 150.0, field)[0]
    assert not hall.watchers[leader].of("hall", revision=2), "nothing reaches a machine that is cut off"
    counts = field.network.quality(leader, **quality)
    back = time.monotonic()
    there = hall.revision(leader, 2)
    tell = wait_until(
        lambda: [e for e in hall.watchers["staff"].of("state", robot=leader) if e["at"] > back], 60.0, field
    )[0]
    report.update(
        leader=leader, cut_to_arrival=round(arrived["at"] - cut, 1), edit_to_staff=round(newer["at"] - cut, 1),
        back_to_newer_map=round(there["at"] - back, 1), back_to_seen_by_staff=round(tell["at"] - back, 1),
        lost_frames=counts["lost"], passed_frames=counts["passed"], doubled_frames=counts["doubled"],
    )  # fmt: skip
    wait_until(lambda: hall.watchers[leader].of("guide", robot=leader, revision=2), 60.0, field)
