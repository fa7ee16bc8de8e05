"""A network switch in user space whose ports lose, delay, double and reorder frames, the same for the same seed.

    python switch.py SEED PORT … < orders

The kernels of many build machines have no netem. Each port is a network interface; what comes in at one leaves through
the others, or through the one behind which its receiver is known to be. An order is a line of JSON:
`{"port": "pu", "loss": 0.2, "delay": 0.3, "jitter": 0.05, "duplicate": 0.02, "multicast": true, "cut": false}`; what it
does not name is as on a good cable. Both directions of a port suffer alike. Frames that overtake each other come of the
jitter: each is held for `delay` plus or minus up to `jitter` seconds. `cut` and `multicast: false` (ARP still passes)
hold until the next order. Every order is answered with a line of what the port has let through and lost so far.
"""

import dataclasses
import heapq
import json
import random
import select
import socket
import sys
import time

ALL = 0x0003  # ETH_P_ALL
OUTGOING = 4  # PACKET_OUTGOING: what we have sent ourselves
LARGEST = 65536
BROADCAST = b"\xff" * 6


@dataclasses.dataclass(frozen=True)
class Quality:
    """How good a port is; shares from 0 to 1, times in s."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    duplicate: float = 0.0
    multicast: bool = True
    cut: bool = False

    def passes(self, frame, chance):
        """When copies of a frame leave, s from now; none: it is lost."""
        group = frame[0] & 1 and frame[:6] != BROADCAST
        if self.cut or (group and not self.multicast) or chance.random() < self.loss:
            return ()
        copies = 2 if chance.random() < self.duplicate else 1
        return tuple(max(0.0, self.delay + chance.uniform(-self.jitter, self.jitter)) for _ in range(copies))


class Switch:
    def __init__(self, seed, ports):
        self.sockets = {port: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL)) for port in ports}
        for port, each in self.sockets.items():
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_000_000)
            each.bind((port, 0))
            each.setblocking(False)
        self.chances = {port: random.Random(f"{seed} {port}") for port in ports}
        self.qualities = dict.fromkeys(ports, Quality())
        self.counts = {port: {"passed": 0, "lost": 0, "doubled": 0} for port in ports}
        self.behind = {}  # hardware address → port
        self.waiting, self.number = [], 0

    def take(self, port):
        """All frames that have come in at a port."""
        while True:
            try:
                frame, address = self.sockets[port].recvfrom(LARGEST)
            except BlockingIOError:
                return
            except OSError:
                return  # the machine behind it is gone
            if address[2] != OUTGOING:
                self.behind[frame[6:12]] = port
                known = self.behind.get(frame[:6])
                for target in [known] if known else [each for each in self.sockets if each != port]:
                    if target != port:
                        self.forward(frame, port, target)

    def forward(self, frame, source, target):
        """Through the port it came by and the one it leaves by."""
        for first in self.through(source, frame):
            for second in self.through(target, frame):
                self.number += 1
                heapq.heappush(self.waiting, (time.monotonic() + first + second, self.number, target, frame))

    def through(self, port, frame):
        times = self.qualities[port].passes(frame, self.chances[port])
        count = self.counts[port]
        count["passed"] += len(times) > 0
        count["lost"] += not times
        count["doubled"] += len(times) > 1
        return times

    def send_due(self):
        """Returns: s until the next frame is due."""
        while self.waiting:
            due, _, target, frame = self.waiting[0]
            if due > time.monotonic():
                return max(0.0, due - time.monotonic())
            heapq.heappop(self.waiting)
            try:
                self.sockets[target].send(frame)
            except OSError:
                self.counts[target]["lost"] += 1
        return 1.0

    def obey(self, order):
        port = order.pop("port")
        self.qualities[port] = Quality(**order)
        print(json.dumps({"port": port, **self.counts[port]}), flush=True)

    def run(self):
        while True:
            ready, _, _ = select.select([sys.stdin, *self.sockets.values()], [], [], self.send_due())
            for port, each in self.sockets.items():
                if each in ready:
                    self.take(port)
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if not line:
                    return
                self.obey(json.loads(line))


if __name__ == "__main__":
    print("{}", flush=True)
    Switch(sys.argv[1], sys.argv[2:]).run()
