"""What a run leaves behind to be looked at: a recording, a film, a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hall_sim import Observation, Scenario
from robot_guide.event import Event
from robot_guide.shells.lockstep import Lockstep, Run, run
from robot_guide.shells.lockstep_robot import RobotConfig
from robot_guide.shells.moments import Watcher


@dataclass(frozen=True)
class Keepsakes:
    """Files that a run is to leave; None: not this one."""

    recording: Path | None = None  # MCAP
    film: Path | None = None  # MP4
    picture: Path | None = None  # PNG

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any((self.recording, self.film, self.picture))

    def of_seed(self, seed: int) -> Keepsakes:
        """The same with the seed in their names, where several runs each leave theirs."""
        def named(path: Path | None) -> Path | None:
            return None if path is None else path.with_name(f"{path.stem}-{seed}{path.suffix}")

        return Keepsakes(named(self.recording), named(self.film), named(self.picture))


def run_and_keep(
    scenario: Scenario, seed: int, keepsakes: Keepsakes, *, config: RobotConfig | None = None
) -> Mapping[str, object]:
    """The summary of a run, with the names of what it left. Raises OSError: something could not be written."""
    with ExitStack() as open_files:
        camera = Camera(keepsakes, open_files)
        done = run(scenario, seed, config=config, on_step=camera.step)
    left = {"recording": keepsakes.recording, "video": keepsakes.film}
    left["picture"] = draw(done, scenario, keepsakes.picture)
    return {**done.summary, **{key: str(path) for key, path in left.items() if path is not None}}


class Camera:
    """Is shown each step of a run, and tells recording and film."""

    def __init__(self, keepsakes: Keepsakes, files: ExitStack):
        self._keepsakes, self._files = keepsakes, files
        self._watcher: Watcher | None = None
        self._takers: list = []

    def step(self, stage: Lockstep, seen: Observation, events: Sequence[Event]) -> None:
        if self._keepsakes.recording is None and self._keepsakes.film is None:
            return
        if self._watcher is None:
            self._watcher = Watcher(stage)
            self._begin(stage)
        moment = self._watcher.moment(seen, tuple(events))
        for taker in self._takers:
            taker.add(moment)

    def _begin(self, stage: Lockstep) -> None:
        if self._keepsakes.recording is not None:
            from robot_guide.watching.recording import Recording

            self._takers.append(self._files.enter_context(Recording(self._keepsakes.recording, stage.hall, stage.grid)))
        if self._keepsakes.film is not None:
            from robot_guide.watching.film import Film, backdrop_of

            film = Film(self._keepsakes.film, backdrop_of(stage.hall, stage.grid))
            self._takers.append(self._files.enter_context(film))


def draw(done: Run, scenario: Scenario, picture: Path | None) -> Path | None:
    """The picture of who walked where; None: none was asked for, or nobody was answered."""
    if picture is None or not scenario.visitors:
        return None
    from robot_guide.picture_frame import save_walk

    tracks = {name: done.trace.track(name) for name in done.trace.names}
    try:
        save_walk(picture, scenario.hall, [event.as_json() for event in done.events], tracks, scenario.visitors[0].name)
    except ValueError:  # there is no walk
        return None
    return picture
