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
class Window:
    """A numbered counter window, with the pose at which a robot stops in front of it, facing the visitor's way in."""

    id: str  # also the number on the sign: A01
    names: Names
    zone: str
    xy: Point  # middle of the counter's edge
    stop: Pose2D
    open: bool = True


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


@dataclass(frozen=True)
class OpeningHours:
    """When the hall serves people, local time."""

    days: tuple[str, ...]  # mon, tue, …
    opens: str  # HH:MM
    closes: str  # HH:MM


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
