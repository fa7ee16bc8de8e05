"""A demo on ROS 2: the graph in separate processes, and the story that a client on it tells. No ROS in here.

    with RosDemo(Path("sim/scenarios/welcome.yaml"), ask="Where is the toilet?") as demo:
        for event in demo.events():
            …
    demo.tracks        # where everybody was
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from robot_guide import graph
from robot_guide.shells.processes import (
    ROOT,
    ProcessError,
    Supervisor,
    find_executable,
    own_domain,
    ros_environment,
    run_folder,
    start,
    stop_all,
)

GRAPH = ROOT / "launch" / "graph.yaml"
START_SECONDS = 90.0  # s for the graph to come up, on a slow and busy machine
SLOWEST = 4.0  # times slower than it shall be, and the run is given up


@dataclass
class RosDemo:
    """One run of a scenario on a graph of its own.

    ask, wav: what the first visitor says instead of what the scenario has.
    hall: folder; None: that of the scenario.
    speed: times as fast as real time.
    domain: ROS domain; None: one that no other graph of ours uses.
    """

    scenario: Path
    hall: Path | None = None
    ask: str | None = None
    wav: Path | None = None
    seed: int = 1
    speed: float = 1.0
    duration: float = 240.0  # s of simulated time at most
    ears: bool = False  # whether a recogniser is there for the recording
    models: Path | None = None
    domain: int | None = None
    folder: Path = field(default_factory=lambda: run_folder("demo"))
    tracks: Mapping[str, np.ndarray] = field(default_factory=dict)  # by name, (N, 3): s, m, m; known at the end
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> RosDemo:
        with ExitStack() as stack:
            domain = stack.enter_context(own_domain()) if self.domain is None else self.domain
            environment = ros_environment(self.folder, domain)
            specs = graph.expand(graph.load(GRAPH), self.settings())
            self._story = stack.enter_context(Story(self.story_spec(specs), environment, self.folder))
            self._graph = stack.enter_context(Supervisor(specs, self.folder, environment))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def settings(self) -> dict[str, object]:
        given = {
            "scenario": self.scenario.absolute(), "hall": self.hall and self.hall.absolute(), "ask": self.ask,
            "wav": self.wav and self.wav.absolute(), "models": self.models and self.models.absolute(),
        }  # fmt: skip
        chosen = {name: str(value) for name, value in given.items() if value}
        return {**chosen, "seed": self.seed, "real_time_factor": float(self.speed), "ears": self.ears}

    def story_spec(self, specs: tuple[graph.ProcessSpec, ...]) -> graph.ProcessSpec:
        """The story plays the simulator's own situation."""
        simulator = next(spec for spec in specs if spec.name == "hall_sim")
        same = {key: value for key, value in simulator.parameters.items() if key.startswith("situation.")}
        parameters = {**same, "seed": self.seed, "tracks": str(self.folder / "tracks.npz")}
        return replace(simulator, name="story", executable="story", parameters=parameters)

    def events(self) -> Iterator[Mapping[str, object]]:
        """What happens, as it happens; the last one is the summary.

        Raises: ProcessError: a process died that the others need, or nothing happens any more.
        """
        begun = time.monotonic()
        deadline = begun + START_SECONDS
        while True:
            line = self._story.line(self._graph.config.poll_period)
            self.look_after()
            if line is not None:
                event = json.loads(line)
                if event["event"] == "ready":
                    deadline = time.monotonic() + SLOWEST * self.duration / self.speed + START_SECONDS
                elif event["event"] == "summary":
                    self.take_tracks()
                    yield event
                    return
                yield event
            elif time.monotonic() > deadline:
                waited = f"{time.monotonic() - begun:.0f} s"
                raise ProcessError(f"the run does not end; given up after {waited}; the logs are in {self.folder}")

    def look_after(self) -> None:
        for death in self._graph.poll():
            if death.fatal:
                raise ProcessError(f"{death}\n{last_words(death.log)}")

    def take_tracks(self) -> None:
        with np.load(self.folder / "tracks.npz") as saved:
            self.tracks = {name: saved[name] for name in saved.files}


class Story:
    """The process that tells the story, line by line."""

    def __init__(self, spec: graph.ProcessSpec, environment: Mapping[str, str], folder: Path):
        self.spec, self.environment = spec, environment
        self.log = folder / "story.log"
        self.lines: queue.Queue[str] = queue.Queue()

    def __enter__(self) -> Story:
        command = [str(find_executable(self.spec, self.environment)), *self.spec.arguments()]
        with self.log.open("ab") as log:
            self.process = start(command, self.environment, stdout=subprocess.PIPE, stderr=log)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        stop_all([self.process], patience=3.0)
        self.reader.join()
        self.process.stdout.close()

    def read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.decode())

    def line(self, seconds: float) -> str | None:
        """The next line, if it comes within `seconds`. Raises ProcessError: there will be none any more."""
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            if self.process.poll() is not None and not self.reader.is_alive() and self.lines.empty():
                raise ProcessError(f"the story ended too early; {self.log}:\n{last_words(self.log)}") from None
            return None


def last_words(log: Path, lines: int = 8) -> str:
    """The end of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
