"""Machines as Linux namespaces: each has its own network, name, shared memory and view of the file system's mounts.

They share processors, disk and clock. The hall's network is a switch (`switch.py`) with a port for each machine. What
is no network in a hall, the floor under the wheels and the air between mouths and microphones, is a cable of its own
from the simulated world to each machine: nothing is handed on between these cables, so that a machine that is cut off
from the network still drives and hears, and learns nothing else.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIOCETHTOOL, STXCSUM = 0x8946, 0x17
PR_SET_PDEATHSIG = 1
LAN, FLOOR = "10.77.0.{}", "10.78.{}.{}"
UNSHARED = ["unshare", "--net", "--mount", "--uts", "--ipc", "--propagation", "private"]
BECOME = "hostname {name} && mount -t tmpfs tmpfs /dev/shm && ip link set lo up && echo up && exec cat"


def why_not():
    """Why there can be no namespaces here; empty where there can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    tried = subprocess.run(
        [*UNSHARED, "sh", "-c", "ip link add one type veth peer name two"], capture_output=True, text=True
    )
    return f"no network namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Machine:
    """A namespace that lives until `close`."""

    def __init__(self, name):
        self.name, self.addresses = name, {}
        self.process = subprocess.Popen(
            [*UNSHARED, "sh", "-c", BECOME.format(name=name.replace("_", "-"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent,
        )  # fmt: skip
        if self.process.stdout.readline() != "up\n":
            raise RuntimeError(f"the machine {name} could not be made")

    def entered(self, *command):
        """The words that run a command on this machine."""
        return [
            "nsenter",
            "-t",
            str(self.process.pid),
            "-n",
            "-m",
            "-u",
            "-i",
            f"--wd={os.getcwd()}",
            *map(str, command),
        ]

    def run(self, *command):
        done = subprocess.run(self.entered(*command), capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(map(str, command))}: {done.stderr.strip()}")
        return done.stdout

    def start(self, *command, **streams):
        """A process of this machine, in a session of its own."""
        return subprocess.Popen(
            self.entered(*command),
            start_new_session=True,
            preexec_fn=die_with_parent,
            **{"stdin": subprocess.DEVNULL, **streams},
        )

    def close(self):
        self.process.stdin.close()
        self.process.wait(5.0)


def cable(one, its_name, other, other_name):
    """A virtual cable between two machines."""
    subprocess.run(
        ["ip", "link", "add", its_name, "netns", str(one.process.pid), "type", "veth",
         "peer", "name", other_name, "netns", str(other.process.pid)],
        check=True, capture_output=True,
    )  # fmt: skip
    for machine, name in ((one, its_name), (other, other_name)):
        machine.run("ip", "link", "set", name, "up")


def finish_checksums(interface):
    """Have this machine's kernel work checksums out; what a virtual cable leaves to the other end our switch cannot."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        value = ctypes.create_string_buffer(struct.pack("II", STXCSUM, 0))
        request = struct.pack("16sP8x", interface.encode(), ctypes.addressof(value))
        fcntl.ioctl(asked.fileno(), SIOCETHTOOL, request)


class HallNetwork:
    """Machines on one switch; used as a context."""

    def __init__(self, *names, seed=1, world=""):
        self.names, self.seed, self.world = names, seed, world
        self.stack = ExitStack()
        self.machines = {}

    def __enter__(self):
        with self.stack:
            hub = self.add("switch")
            for number, name in enumerate(self.names, 1):
                self.connect(hub, self.add(name), number)
            if self.world:
                self.lay_floor()
            self.switch = hub.start(
                sys.executable, HERE / "switch.py", self.seed, *self.names,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            self.stack.callback(self.end_switch)
            self.switch.stdout.readline()
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def __getitem__(self, name):
        return self.machines[name]

    def add(self, name):
        machine = self.machines[name] = Machine(name)
        self.stack.callback(machine.close)
        return machine

    def connect(self, hub, machine, number):
        cable(machine, "lan", hub, machine.name)
        machine.addresses["lan"] = LAN.format(number)
        machine.run("ip", "addr", "add", f"{machine.addresses['lan']}/24", "dev", "lan")
        machine.run("ip", "route", "add", "224.0.0.0/4", "dev", "lan")
        machine.run(sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(HERE)!r}); import namespaces; "
                    "namespaces.finish_checksums('lan')")  # fmt: skip

    def lay_floor(self):
        """The world, with a cable to each machine that is in it."""
        world = self.add(self.world)
        for number, name in enumerate(self.names, 1):
            machine = self.machines[name]
            cable(world, name, machine, "floor")
            for end, interface, last in ((world, name, 1), (machine, "floor", 2)):
                end.run("ip", "addr", "add", f"{FLOOR.format(number, last)}/24", "dev", interface)
            machine.addresses["floor"], world.addresses[name] = FLOOR.format(number, 2), FLOOR.format(number, 1)

    def end_switch(self):
        self.switch.stdin.close()
        self.switch.wait(5.0)

    def quality(self, name, **order):
        """Make a machine's port as bad as this. Returns: its counts up to now."""
        self.switch.stdin.write(json.dumps({"port": name, **order}) + "\n")
        self.switch.stdin.flush()
        return json.loads(self.switch.stdout.readline())

    def peers_of(self, name):
        """Addresses of those whom a machine reaches directly, over the network or over the floor."""
        if name == self.world:
            return [self.machines[each].addresses["floor"] for each in self.names]
        others = [self.machines[each].addresses["lan"] for each in self.names if each != name]
        return others + ([self.machines[self.world].addresses[name]] if self.world else [])
