"""Runs the processes of a graph: starts them, watches them, restarts what dies, and stops all in order.

No ROS in here: a process is a program with arguments. `run_graph` is `robot-guide up`.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from robot_guide.graph import ProcessSpec
from robot_guide.shells.service_notice import ALIVE, READY, STOPPING, notify
from robot_guide.shells.writable import elsewhere, variables

ROOT = Path(__file__).resolve().parents[3]
DISCOVERY_PROFILE = ROOT / "launch" / "fastdds.xml"
DOMAINS = range(1, 102)  # the ports of these lie below those that Linux gives to clients
PR_SET_PDEATHSIG = 1


class ProcessError(Exception):
    """A graph that does not run: what is wrong, where, and the remedy."""


@dataclass(frozen=True)
class SupervisorConfig:
    restarts: int = 5  # of a process, before the graph is given up, or goes on without it where it can
    first_delay: float = 0.4  # s before the second restart; the first comes at once, and twice as long each time after
    healthy_after: float = 30.0  # s of running, after which earlier deaths are forgotten
    another_try: float = 60.0  # s, after which one is started again that the graph goes on without
    patience: float = 5.0  # s from asking to stop to insisting, and from insisting to killing
    poll_period: float = 0.1  # s
    frozen_after: float = 1.0  # s of being stopped (SIGSTOP), after which a process is killed and started again

    def __post_init__(self) -> None:
        if self.restarts < 0:
            raise ValueError(f"restarts must be >= 0, got {self.restarts}")
        for name in ("first_delay", "healthy_after", "another_try", "patience", "poll_period", "frozen_after"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be > 0 s, got {getattr(self, name)}")


@dataclass
class Running:
    """A process, with its history."""

    spec: ProcessSpec
    log: Path
    process: subprocess.Popen | None = None
    started: float = 0.0  # s, monotonic
    deaths: int = 0
    restart_at: float | None = None
    stopped: float | None = None  # s, monotonic, since when it has been seen stopped


@dataclass(frozen=True)
class Death:
    """A process that has ended without being asked to."""

    label: str
    status: int
    log: Path
    fatal: bool  # the graph cannot go on
    frozen: bool = False  # it stood still, and was killed for that
    missed: bool = False  # the graph goes on without it for now

    def __str__(self) -> str:
        how = f"killed by {signal.Signals(-self.status).name}" if self.status < 0 else f"status {self.status}"
        how += ", as it stood still" if self.frozen else ""
        return f"{self.label} has ended ({how}); its log is {self.log}"


@dataclass
class Supervisor:
    """Starts processes in order, restarts those that die, stops them: first the robots' nodes, then what all need."""

    specs: Sequence[ProcessSpec]
    folder: Path  # for the logs
    environment: Mapping[str, str]
    config: SupervisorConfig = field(default_factory=SupervisorConfig)
    running: list[Running] = field(default_factory=list)
    commands: dict[str, Path] = field(default_factory=dict)

    def __enter__(self) -> Supervisor:
        self.commands = {spec.label: find_executable(spec, self.environment) for spec in self.specs}
        try:
            for spec in self.specs:
                self.running.append(Running(spec, self.folder / f"{spec.label}.log"))
                self.launch(self.running[-1])
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def launch(self, entry: Running) -> None:
        folder = elsewhere(self.folder)
        folder.mkdir(parents=True, exist_ok=True)
        environment = {**self.environment, **variables(self.environment)}
        if folder != self.folder:  # the disk has become read-only
            environment["ROS_LOG_DIR"] = str(folder / "ros")
        entry.log = folder / entry.log.name
        with entry.log.open("ab") as log:
            command = [str(self.commands[entry.spec.label]), *entry.spec.arguments()]
            entry.process = start(command, environment, stdout=log, stderr=log)
        entry.started, entry.restart_at, entry.stopped = time.monotonic(), None, None

    def poll(self) -> tuple[Death, ...]:
        """Look after every process once. Returns: those that have died since the last look; they are restarted."""
        deaths = []
        for entry in self.running:
            if entry.restart_at is not None:
                if time.monotonic() >= entry.restart_at:
                    self.launch(entry)
            elif entry.process is not None and (status := entry.process.poll()) is not None:
                deaths.append(self.bury(entry, status))
            elif entry.process is not None and self.is_frozen(entry):
                entry.process.kill()
                deaths.append(self.bury(entry, entry.process.wait(), frozen=True))
        return tuple(deaths)

    def is_frozen(self, entry: Running) -> bool:
        """Whether a process has been stopped for longer than it may be; nobody else would set it going again."""
        if not is_stopped(entry.process.pid):
            entry.stopped = None
            return False
        entry.stopped = time.monotonic() if entry.stopped is None else entry.stopped
        return time.monotonic() - entry.stopped >= self.config.frozen_after

    def bury(self, entry: Running, status: int, *, frozen: bool = False) -> Death:
        """What all need ends the graph when it ends by itself, as it then cannot do its work; not when it is killed."""
        if time.monotonic() - entry.started > self.config.healthy_after:
            entry.deaths = 0
        entry.deaths += 1
        entry.process = None
        hopeless = entry.deaths > self.config.restarts
        missed = hopeless and entry.spec.optional
        fatal = (entry.spec.required and status >= 0) or (hopeless and not missed)
        if not fatal:
            again = 0.0 if entry.deaths == 1 else self.config.first_delay * 2 ** (entry.deaths - 2)
            delay = self.config.another_try if missed else again
            entry.restart_at = time.monotonic() + delay
        return Death(entry.spec.label, status, entry.log, fatal, frozen, missed)

    def stop(self) -> None:
        """Stop everything; nothing that was started is left when this returns."""
        for required in (False, True):
            some = [e.process for e in reversed(self.running) if e.process and e.spec.required is required]
            stop_all(some, self.config.patience)
        self.running.clear()


def start(command: Sequence[str], environment: Mapping[str, str], **streams: object) -> subprocess.Popen:
    """Start a program in a process group of its own, so that a Ctrl-C at the terminal reaches only us."""
    return subprocess.Popen(
        command, env=dict(environment), stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=die_with_parent if sys.platform == "linux" else None, **streams,
    )  # fmt: skip


def is_stopped(pid: int) -> bool:
    """Whether a process stands still by a signal (proc_pid_stat(5): T); never where there is no /proc."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"T"
    except OSError:
        return False


def die_with_parent() -> None:
    """Runs in the child: should we be killed, it gets SIGTERM (prctl(2))."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_all(processes: Iterable[subprocess.Popen], patience: float) -> None:
    """Ask, insist, kill; with `patience` seconds in between. Each is reaped when this returns."""
    processes = list(processes)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        alive = [process for process in processes if process.poll() is None]
        for process in alive:
            process.send_signal(number)
        deadline = time.monotonic() + patience
        for process in alive:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
    for process in processes:
        process.wait()


def find_executable(spec: ProcessSpec, environment: Mapping[str, str]) -> Path:
    """The program of a node, where colcon and `ros2 launch` have it. Raises ProcessError: it is not installed."""
    prefixes = [part for part in environment.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if part]
    for prefix in [*prefixes, sys.prefix]:
        path = Path(prefix) / "lib" / spec.package / spec.executable
        if os.access(path, os.X_OK):
            return path
    raise ProcessError(
        f"{spec.package}/{spec.executable}: not installed under {sys.prefix}; run `make setup`, which says why not"
    )


def ros_environment(
    folder: Path, domain: int | None = None, network: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The variables that the nodes run with: ours, and those that keep a graph to this machine.

    domain: the ROS domain of the graph; None: that of the environment.
    network: what joins it with other machines (`graph_network.network_variables`); it goes before the environment.
    """
    environment = {
        "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST",
        "FASTDDS_DEFAULT_PROFILES_FILE": str(DISCOVERY_PROFILE),
        "ROS_LOG_DIR": str(folder / "ros"),
        # One process for each node is parallel enough.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **os.environ,
        **(network or {}),
        "PYTHONUNBUFFERED": "1",
    }
    if domain is not None:
        environment["ROS_DOMAIN_ID"] = str(domain)
    return environment


@contextmanager
def own_domain() -> Iterator[int]:
    """A ROS domain that no other graph of ours on this machine uses. Raises ProcessError: all are taken."""
    folder = Path(tempfile.gettempdir()) / "robot_guide_domains"
    folder.mkdir(mode=0o777, exist_ok=True)
    first = os.getpid() % len(DOMAINS)
    for domain in [*DOMAINS[first:], *DOMAINS[:first]]:
        lock = lock_file(folder / str(domain))
        if lock is not None:
            with lock:
                yield domain
            return
    raise ProcessError(f"all ROS domains from {DOMAINS[0]} to {DOMAINS[-1]} are taken; stop a graph, or name a domain")


def lock_file(path: Path) -> TextIO | None:
    """The file, open and locked for as long as it stays open; None: somebody else has it."""
    try:
        file = path.open("a")
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def run_folder(kind: str) -> Path:
    """A new folder for what a run leaves behind: `runs/<kind>-<date>-<time>-<process>`; in memory, if it must be."""
    folder = elsewhere(ROOT / "runs") / f"{kind}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run_graph(
    specs: Sequence[ProcessSpec],
    *,
    domain: int | None = None,
    folder: Path | None = None,
    tell: Callable[[str], None] = print,
    config: SupervisorConfig | None = None,
    network: Mapping[str, str] | None = None,
    prepare: Callable[[Sequence[ProcessSpec], Mapping[str, str]], Sequence[ProcessSpec]] = lambda specs, _: specs,
) -> int:
    """Run a graph until Ctrl-C or SIGTERM. Returns: 0 when asked to stop, 1 when the graph could not go on.

    tell: takes a line of news at a time.
    network: variables that join the graph with other machines.
    prepare: the processes as they are to start with those variables.
    Raises: ProcessError: a node is not installed.
    """
    folder = folder or run_folder("up")
    environment = ros_environment(folder, domain, network)
    specs = prepare(specs, environment)
    with stop_signal() as stopped, Supervisor(specs, folder, environment, config or SupervisorConfig()) as supervisor:
        shown = environment.get("ROS_DOMAIN_ID", "0")
        tell(f"{len(specs)} nodes are up on ROS domain {shown}; logs in {folder}; Ctrl-C stops them")
        notify(READY)
        while not stopped():
            notify(ALIVE)
            for death in supervisor.poll():
                tell(f"{death}; {next_step(death)}")
                if death.fatal:
                    return 1
            time.sleep(supervisor.config.poll_period)
        notify(STOPPING)
        tell("stopping")
    return 0


def next_step(death: Death) -> str:
    if death.fatal:
        return "stopping the graph"
    return "going on without it for a minute" if death.missed else "starting it again"


@contextmanager
def stop_signal() -> Iterator[Callable[[], bool]]:
    """SIGINT and SIGTERM set a flag instead of interrupting; gives the function that reads it."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True

    old = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
