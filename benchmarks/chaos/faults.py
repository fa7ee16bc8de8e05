"""What can go wrong, as data: what, to whom, and what matters then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of one walk.

    kind: kill, freeze, slow_start, silence, distort or publish; nothing for a sound walk.
    target: the node or topic that it happens to.
    what: of distort and publish: which.
    seconds: of freeze: until it goes on, s of the machine's clock, 0: never; of slow_start: later; else s of the
        simulated clock until it is over, 0: never.
    wheels: whether the robot cannot drive safely any more, so that its wheels have to stop.
    """

    name: str
    kind: str
    target: str
    what: str = ""
    seconds: float = 0.0
    wheels: bool = False

    @property
    def is_away(self) -> bool:
        """Whether a process ends by it, and is started again."""
        return self.kind == "kill" or (self.kind == "freeze" and self.seconds == 0.0)

    @property
    def is_brief(self) -> bool:
        """Whether a process is back before the simulator, which waits a second for a slow robot, lets time pass."""
        return self.kind == "freeze" and self.seconds > 0.0


NODES = ("navigator", "guide", "conversation", "voice", "dispatch", "hall_map", "hall_sim")
KILLED = tuple(Fault(f"kill -9 of {n}", "kill", n, wheels=n == "navigator") for n in NODES)
FROZEN = tuple(
    Fault(f"{n} stopped (SIGSTOP) {how}", "freeze", n, seconds=s, wheels=n == "navigator")
    for n in ("navigator", "guide", "conversation", "voice")
    for s, how in ((0.0, "for good"), (0.6, "for 0.6 s"))
    if s == 0.0 or n == "navigator"
)
SLOW = tuple(Fault(f"{n} starts 5 s late", "slow_start", n, seconds=5.0) for n in ("navigator", "conversation"))
SILENT = (
    Fault("scan silent for 5 s", "silence", "scan", seconds=5.0, wheels=True),
    Fault("odom silent for 5 s", "silence", "odom", seconds=5.0, wheels=True),
    Fault("scan silent for good", "silence", "scan", wheels=True),
    Fault("people silent for 5 s", "silence", "people", seconds=5.0),
    Fault("amcl_pose silent for 5 s", "silence", "amcl_pose", seconds=5.0),
    Fault("/clock silent for 5 s", "silence", "clock", seconds=5.0),
)
DISTORTED = (
    Fault("scan all NaN for 5 s", "distort", "scan", "nan", 5.0, wheels=True),
    Fault("scan all infinite for 5 s", "distort", "scan", "inf", 5.0, wheels=True),
    Fault("scan from the wrong frame for 5 s", "distort", "scan", "frame", 5.0, wheels=True),
    Fault("odom NaN for 3 s", "distort", "odom", "nan", 3.0, wheels=True),
    Fault("stamps of the base 10 s ahead for 5 s", "distort", "odom", "ahead", 5.0, wheels=True),
    Fault("stamps of the base 10 s behind for 5 s", "distort", "odom", "behind", 5.0, wheels=True),
    Fault("the clock of the nodes 5 s ahead for 2 s", "distort", "clock", "ahead", 2.0),
    Fault("the clock of the nodes 0.3 s to and fro for 2 s", "distort", "clock", "jitter", 2.0),
)
PUBLISHED = (
    Fault("a map whose cells do not fit its size", "publish", "map", "size"),
    Fault("a map with a resolution of 0 m", "publish", "map", "resolution"),
    Fault("a map of 10 MB with nothing in it", "publish", "map", "large"),
    Fault("people at NaN", "publish", "people", "nan"),
    Fault("cmd_vel of NaN", "publish", "cmd_vel", "nan"),
    Fault("words of 10 MB", "publish", "heard", "large"),
    Fault("a pose of NaN set from outside", "publish", "initialpose", "nan"),
)
NONE = (Fault("nothing", "nothing", ""),)
FAULTS = (*NONE, *KILLED, *FROZEN, *SLOW, *SILENT, *DISTORTED, *PUBLISHED)


def named(name: str) -> Fault:
    """Raises ValueError: there is no such fault."""
    for fault in FAULTS:
        if fault.name == name:
            return fault
    raise ValueError(f"no fault {name!r}; there are: {'; '.join(fault.name for fault in FAULTS)}")
