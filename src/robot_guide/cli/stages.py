"""The two shells that a demo can run in, behind one signature."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import hall_folder
from robot_guide.cli.errors import CommandError, existing_file
from robot_guide.cli.output import Output
from robot_guide.cli.runs import shown
from robot_guide.cli.scenarios import load_scenario

if TYPE_CHECKING:
    import numpy as np

    from hall_sim import Scenario

ROS_PACKAGES = ("rclpy", "robot_guide_interfaces", "robot_guide_ros")


@dataclass(frozen=True)
class Visit:
    """One visitor to be served."""

    file: Path  # of the scenario
    hall: str | None  # folder; None: that of the scenario
    ask: str | None  # None: what the scenario says
    wav: Path | None  # a recording of it
    seed: int

    @cached_property
    def scenario(self) -> Scenario:
        """Raises CommandError: it cannot be read."""
        scenario = load_scenario(self.file, self.hall)
        return scenario if self.ask is None and self.wav is None else scenario.with_ask(self.ask or "", wav=self.wav)


Tell = Callable[[Mapping[str, object]], None]
Tracks = Mapping[str, "np.ndarray"]  # (N, 3) float64: s, m, m in the map frame, by name
Play = Callable[[Visit, Tell], Tracks]  # tells events as they happen, the summary last


def choose_stage(shell: str | None, speed: float | None, output: Output) -> Play:
    """The shell asked for, else ROS 2 where it is installed. Raises CommandError: it is asked for and not there."""
    missing = [name for name in ROS_PACKAGES if importlib.util.find_spec(name) is None]
    if shell == "ros" and missing:
        raise CommandError(
            f"ROS 2 is not installed: no {', '.join(missing)}", "robot-guide demo",
            "Run make setup, which says why where it cannot; or use --shell lockstep.",
        )  # fmt: skip
    if shell is None and missing:
        output.note("ROS 2 is not installed here, so the robots run in one process (the lockstep shell).")
    if shell == "lockstep" or missing:
        return lambda visit, tell: play_lockstep(visit, tell, speed)
    return lambda visit, tell: play_ros(visit, tell, speed or 1.0, output)


def play_lockstep(visit: Visit, tell: Tell, speed: float | None) -> Tracks:
    """Run in this process; with a speed, no faster than that many times real time."""
    import numpy as np

    from robot_guide.shells.lockstep import run

    begun = time.monotonic()

    def pace(event) -> None:
        if speed is not None:
            time.sleep(max(0.0, begun + event.t / speed - time.monotonic()))
        tell(event.as_json())

    trace = run(visit.scenario, visit.seed, on_event=pace).trace
    return {name: np.column_stack((trace.times, trace.poses(name)[:, :2])) for name in trace.names}


def play_ros(visit: Visit, tell: Tell, speed: float, output: Output) -> Tracks:
    """Run on a ROS 2 graph of its own. Raises CommandError: the graph does not run."""
    from robot_guide.shells.processes import ProcessError
    from robot_guide.shells.ros_demo import RosDemo

    hall = None if visit.hall is None else hall_folder(visit.hall)
    demo = RosDemo(
        visit.file, hall=hall, ask=visit.ask, wav=visit.wav, seed=visit.seed, speed=speed,
        duration=visit.scenario.duration, ears=visit.wav is not None,
    )  # fmt: skip
    output.note(f"Starting hall, simulator and robots as ROS 2 nodes; their logs are in {shown(demo.folder)}")
    try:
        with demo:
            for event in demo.events():
                tell(event)
    except ProcessError as error:
        remedy = "Run: robot-guide doctor. Or without ROS 2: robot-guide demo --shell lockstep"
        raise CommandError(str(error), "robot-guide demo", remedy) from error
    return demo.tracks


def tell_how_words_enter(output: Output) -> None:
    """A visitor without a recording has no voice: where no recogniser could hear one anyway, say so."""
    from robot_guide.hearing import installed

    if not installed():
        output.note("No speech recogniser's model is installed (make models), so the visitor's words enter as text.")


def recording(given: str) -> Path:
    """A recording that the robots can hear. Raises CommandError: it is none, or no recogniser is installed."""
    file = existing_file(given, "recording, a WAV file")
    from robot_guide.hearing import AudioError, installed, read_wav
    from robot_guide.hearing.models import NAMES, NoModel

    try:
        read_wav(file)
    except AudioError as error:
        raise CommandError(error.problem, error.where, error.remedy) from error
    if not installed():
        remedy = "Run make models; or let the visitor's words enter as text: --ask TEXT"
        raise CommandError(str(NoModel(tuple(NAMES))), given, remedy)
    return file
