"""What a service hall is: the values that everything else reads.

A `Hall` is immutable; an edit makes a new one with a higher revision. Lengths in metres, angles in radians, frame
`map` (see `geometry`). Names and sentences for people stand in mappings from language (`zh`, `en`, `ko`) to text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hall_map.geometry import Point, Pose2D

Names = Mapping[str, str]
Phrases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Wall:
    """A wall along a polyline."""

    id: str
    points: tuple[Point, ...]
    thickness: float = 0.2


@dataclass(frozen=True)
class Obstacle:
    """Something that stands fixed in the hall: a counter, a desk, a column, a planter, a row of chairs."""

    id: str
    kind: str
    polygon: tuple[Point, ...]


@dataclass(frozen=True)
class Zone:
    """A named part of the hall, such as the flagship store."""

    id: str
    kind: str
    names: Names
    polygon: tuple[Point, ...]


@dataclass(frozen=True)
class OpeningHours:
    """When the hall or a window serves people, local time; a lunch break is the gap between two of them."""

    days: tuple[str, ...]  # mon, tue, …
    opens: str  # HH:MM
    closes: str  # HH:MM


@dataclass(frozen=True)
class SpecialDays:
    """Days on which the week's hours do not hold: public holidays, and weekend days that are worked instead."""

    id: str
    kind: str  # holiday: closed; workday: as on the day `like`
    names: Names
    first: str  # YYYY-MM-DD
    last: str  # YYYY-MM-DD, included
    like: str = "mon"  # whose hours a workday has


@dataclass(frozen=True)
class Window:
    """A numbered counter window, with the pose at which a robot stops in front of it, facing the visitor's way in."""

    id: str  # also the number on the sign: A01
    names: Names
    zone: str
    xy: Point  # middle of the counter's edge
    stop: Pose2D
    open: bool = True  # whether the staff have it open; its hours close it too, see `timetable`
    hours: tuple[OpeningHours, ...] = ()  # where they are other than the hall's


@dataclass(frozen=True)
class Place:
    """Where a visitor may want to be led that is no service window: toilet, water, exit, lounge, …"""

    id: str
    kind: str
    names: Names
    xy: Point
    stop: Pose2D
    aliases: Phrases = field(default_factory=dict)


@dataclass(frozen=True)
class Dock:
    """Where a robot waits and charges."""

    id: str
    robot: str
    pose: Pose2D
    names: Names = field(default_factory=dict)  # of the robot


@dataclass(frozen=True)
class Department:
    id: str
    names: Names


@dataclass(frozen=True)
class Service:
    """Something that visitors come to have done."""

    id: str
    names: Names
    department: str
    windows: tuple[str, ...]
    documents: Phrases  # what to bring
    aliases: Phrases  # how people ask for it
    audience: str = "both"  # person, company, both
    fee: Names = field(default_factory=dict)
    duration: Names = field(default_factory=dict)
    online: bool = False  # can be done on Government Online-Offline Shanghai or in the Suishenban app
    self_service: bool = False  # can be done at a machine in the self-service section
    source: str = "illustration"  # article: stated by the article; illustration: ours
    programme: str = ""  # what it is part of, such as one_licence; see `kinds.PROGRAMMES`


@dataclass(frozen=True)
class Door:
    """A doorway between two jambs; a closed one is a wall."""

    id: str
    kind: str
    points: tuple[Point, Point]
    open: bool = True
    names: Names = field(default_factory=dict)


@dataclass(frozen=True)
class QueueArea:
    """Where people stand who wait for windows."""

    id: str
    windows: tuple[str, ...]
    polygon: tuple[Point, ...]


@dataclass(frozen=True)
class KeepOut:
    """Where no robot drives, though nothing stands there."""

    id: str
    polygon: tuple[Point, ...]
    names: Names = field(default_factory=dict)


@dataclass(frozen=True)
class SlowArea:
    """Where robots drive no faster than `speed`."""

    id: str
    polygon: tuple[Point, ...]
    speed: float  # m/s
    names: Names = field(default_factory=dict)


@dataclass(frozen=True)
class Lane:
    """A one-way strip: robots drive along it from its first point to its last, or across, never back."""

    id: str
    points: tuple[Point, ...]
    width: float = 1.2  # m
    names: Names = field(default_factory=dict)


@dataclass(frozen=True)
class Barrier:
    """Something put up along a line for a time. Times are local, YYYY-MM-DDTHH:MM; empty: since ever, until removed."""

    id: str
    points: tuple[Point, ...]
    since: str = ""
    until: str = ""
    thickness: float = 0.3  # m
    names: Names = field(default_factory=dict)  # what it is, or why


@dataclass(frozen=True)
class Change:
    """An edit (see `editing.edit`) that takes effect at a stated time, for good or until another time."""

    id: str
    since: str  # YYYY-MM-DDTHH:MM, local
    changes: Mapping[str, object]
    until: str = ""
    names: Names = field(default_factory=dict)  # why


@dataclass(frozen=True)
class Hall:
    """A service hall at one revision."""

    id: str
    names: Names
    revision: int
    width: float  # m, along x
    height: float  # m, along y
    outline: tuple[Point, ...]
    walls: tuple[Wall, ...]
    obstacles: tuple[Obstacle, ...]
    zones: tuple[Zone, ...]
    windows: tuple[Window, ...]
    places: tuple[Place, ...]
    docks: tuple[Dock, ...]
    departments: tuple[Department, ...]
    services: tuple[Service, ...]
    hours: tuple[OpeningHours, ...] = ()
    doors: tuple[Door, ...] = ()
    queues: tuple[QueueArea, ...] = ()
    keep_outs: tuple[KeepOut, ...] = ()
    slow_areas: tuple[SlowArea, ...] = ()
    lanes: tuple[Lane, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    changes: tuple[Change, ...] = ()
    calendar: tuple[SpecialDays, ...] = ()
    timezone: str = "Asia/Shanghai"

    @cached_property
    def window_by_id(self) -> Mapping[str, Window]:
        return {window.id: window for window in self.windows}

    @cached_property
    def place_by_id(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def service_by_id(self) -> Mapping[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def dock_of(self) -> Mapping[str, Dock]:
        """The dock of each robot, by the robot's name."""
        return {dock.robot: dock for dock in self.docks}

    def open_windows_of(self, service_id: str) -> tuple[Window, ...]:
        """The open windows that handle a service, in the catalogue's order. Raises KeyError: no such service."""
        windows = (self.window_by_id[w] for w in self.service_by_id[service_id].windows)
        return tuple(window for window in windows if window.open)
