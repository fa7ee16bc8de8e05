"""What happens in a run: the hall, the robots, who comes, how many others walk about, what should come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hall_map import Hall, Point
from hall_sim.battery import BatteryConfig
from hall_sim.dashes import Dash
from hall_sim.drive import DriveConfig
from hall_sim.floor import floor_of
from hall_sim.habits import Mix
from hall_sim.happenings import Blindness, DoorShut, Kidnap, Slippery
from hall_sim.lidar import LidarConfig
from hall_sim.panes import Pane
from hall_sim.ticket_system import TicketConfig
from hall_sim.tracks import Track
from hall_sim.visitor_config import VisitorConfig
from hall_sim.voices import recording_seconds
from hall_sim.working_morning import WORKING_MORNING


@dataclass(frozen=True)
class Block:
    """Something that stands in the way for a time."""

    polygon: tuple[Point, ...]  # m
    begins: float = 0.0  # s
    ends: float = float("inf")  # s


@dataclass(frozen=True)
class HallEdit:
    """The staff change the hall while the robots work, as `hall_map.edit` understands it."""

    at: float  # s
    changes: Mapping[str, object]


@dataclass(frozen=True)
class StaffCall:
    """The staff ask for a robot at a place, whichever."""

    at: float  # s
    place: str  # id of a window or place
    rank: str = "normal"  # or urgent
    language: str = ""  # that it should understand
    cancelled: float = float("inf")  # s, when they take it back


@dataclass(frozen=True)
class Split:
    """The network falls apart for a time: those named hear only each other, and so do all others."""

    apart: tuple[str, ...]  # robots, or `staff`
    begins: float = 0.0  # s
    ends: float = float("inf")  # s


STAFF = "staff"  # the staff's machine, in a split
FIGURES = (  # of a run, that a scenario may bound
    "bumps", "min_clearance_m", "guided_m", "seconds", "spl", "intrusions_s", "follow_gap_mean_m", "follow_gap_p95_m",
    "in_company_share", "stop_latency_s", "resume_latency_s", "arrival_heading_deg", "path_efficiency",
    "intimate_space_percent", "personal_space_percent", "time_not_moving_s",
    "requests_served", "longest_wait_s",
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """Between what a figure must lie."""

    least: float = float("-inf")
    most: float = float("inf")

    def __post_init__(self) -> None:
        if not self.least <= self.most:
            raise ValueError(f"least must not be more than most, got {self.least} and {self.most}")

    def hold(self, figure: float | None) -> bool:
        """Whether the figure exists and lies between them."""
        return figure is not None and self.least <= figure <= self.most


@dataclass(frozen=True)
class Expectation:
    """What a run must show; None: anything goes."""

    success: bool | None = None  # the visitor was led to where they wanted to go
    windows: tuple[str, ...] | None = None  # one of these, windows or places
    visitor_lost: bool | None = None
    collisions: int | None = 0  # at most, caused by robots
    figures: Mapping[str, Bounds] = field(default_factory=dict)  # of FIGURES


@dataclass(frozen=True)
class Scenario:
    """One situation; with a seed it is one run."""

    name: str
    hall: Hall
    visitors: tuple[VisitorConfig, ...]
    robots: tuple[str, ...] = ("xiao_pu", "xiao_hui")
    people: int = 12  # besides the visitors
    standing: int = 3  # of them, who stand about
    duration: float = 240.0  # s at most
    clock: dt.datetime = WORKING_MORNING  # what the hall's clock shows when the run begins
    dt: float = 0.05  # s a step
    blocks: tuple[Block, ...] = ()
    edits: tuple[HallEdit, ...] = ()
    calls: tuple[StaffCall, ...] = ()
    splits: tuple[Split, ...] = ()
    tickets: TicketConfig | None = None  # None: the hall has no ticket system
    guests: bool = False  # somebody real may step up to each robot's screen
    expect: Expectation = field(default_factory=Expectation)
    drive: DriveConfig = field(default_factory=DriveConfig)
    lidar: LidarConfig = field(default_factory=LidarConfig)
    battery: BatteryConfig | None = None  # None: the robots never tire
    doors: tuple[DoorShut, ...] = ()
    panes: tuple[Pane, ...] = ()
    slippery: tuple[Slippery, ...] = ()
    kidnaps: tuple[Kidnap, ...] = ()
    blindness: tuple[Blindness, ...] = ()
    mix: Mix = field(default_factory=Mix)  # who of the people are no adults on their own
    dashes: tuple[Dash, ...] = ()
    tracks: tuple[Track, ...] = ()  # of people who were recorded; besides `people`
    alarm: float | None = None  # s, when everybody has to leave

    def __post_init__(self) -> None:
        if missing := [robot for robot in self.robots if robot not in self.hall.dock_of]:
            raise ValueError(f"robots: the hall has no dock for {', '.join(missing)}")
        if not self.robots:
            raise ValueError("robots: at least one is needed")
        if self.people < 0 or not self.duration > 0.0 or not 0.0 < self.dt <= 0.2:
            raise ValueError(
                "people must be >= 0, duration > 0 s and dt in (0, 0.2] s, "
                f"got {self.people}, {self.duration}, {self.dt}"
            )
        doors = {door.id for door in self.hall.doors}
        if unknown := [shut.door for shut in self.doors if shut.door not in doors]:
            raise ValueError(f"doors: the hall has no door {', '.join(unknown)}")
        if unknown := [each.robot for each in (*self.kidnaps, *self.blindness) if each.robot not in self.robots]:
            raise ValueError(f"kidnaps and blindness: no robot {', '.join(unknown)} in this scenario")
        places = {*self.hall.window_by_id, *self.hall.place_by_id}
        if unknown := [call.place for call in self.calls if call.place not in places]:
            raise ValueError(f"calls: the hall has no window or place {', '.join(unknown)}")
        if unknown := [name for split in self.splits for name in split.apart if name not in (STAFF, *self.robots)]:
            raise ValueError(f"splits: no robot {', '.join(unknown)} in this scenario, and it is not {STAFF!r}")
        if self.mix.total > max(self.people - self.standing, 0):
            walking = self.people - self.standing
            raise ValueError(f"mix: {self.mix.total} people are more than the {walking} who walk about")
        for kidnap in self.kidnaps:
            if not floor_of(self.hall).fits(*kidnap.to.xy, self.drive.radius):
                raise ValueError(f"kidnaps: there is no room for a robot at {kidnap.to.xy}")

    def moment(self, t: float) -> dt.datetime:
        """What the hall's clock shows `t` s after the beginning."""
        return self.clock + dt.timedelta(seconds=t)

    def blocks_at(self, t: float) -> tuple[tuple[Point, ...], ...]:
        """The polygons that stand in the way at `t` s."""
        return tuple(block.polygon for block in self.blocks if block.begins <= t < block.ends)

    def hear_each_other(self, one: str, other: str, t: float) -> bool:
        """Whether the network joins two machines at `t` s."""
        now = [split.apart for split in self.splits if split.begins <= t < split.ends]
        return all((one in apart) == (other in apart) for apart in now)

    @staticmethod
    def load(path: str | Path) -> Scenario:
        """Read a scenario file. Raises ScenarioError: what is wrong, in which line, and the remedy."""
        from hall_sim.scenario_file import load

        return load(Path(path))

    @staticmethod
    def from_mapping(mapping: Mapping[str, object], where: str = "scenario", base: Path | None = None) -> Scenario:
        """A scenario from plain values, as a file holds them; paths relative to `base`. Raises ScenarioError."""
        from hall_sim.scenario_file import from_mapping

        return from_mapping(mapping, where, base or Path())

    def with_ask(self, text: str, language: str | None = None, wav: Path | None = None) -> Scenario:
        """The same situation, the first visitor asking for something else; nothing particular is expected of where.

        `wav`: a recording that is played instead of the words. Raises ValueError: it cannot be played.
        """
        old = self.visitors[0]
        language = language or (language_of(text) if text else old.language)
        seconds = recording_seconds(wav) if wav is not None else None
        first = replace(
            old, ask=text, language=language, wav=wav, wav_seconds=seconds, answers=(), says_on_way=()
        )
        expect = replace(self.expect, windows=None)
        return replace(self, visitors=(first, *self.visitors[1:]), edits=(), expect=expect)


def language_of(text: str) -> str:
    """By the script alone: zh, ko, else en."""
    if any("가" <= letter <= "힣" for letter in text):
        return "ko"
    return "zh" if any("一" <= letter <= "鿿" for letter in text) else "en"
