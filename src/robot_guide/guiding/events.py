"""What goes into the guide's steps and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dialogue.acts import Report
from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from robot_guide.guiding.visitor import Sighting
from robot_guide.navigation.drive import DriveState


@dataclass(frozen=True)
class Destination:
    """Where a robot is to stop, and what for."""

    pose: Pose2D
    target: Target | None = None  # None: the robot's dock
    window: str | None = None
    alone: bool = False  # an errand: nobody is led there
    meeting: bool = False  # with another robot's visitor, who waits there

    @property
    def home(self) -> bool:
        return self.target is None and not self.meeting


@dataclass(frozen=True)
class DriveStatus:
    """How it stands with the drive; what navigate_to_pose and amcl_pose tell, too."""

    pose: Pose2D
    state: DriveState
    remaining: float  # m along the route
    failure: str = ""
    makes_way: bool = False  # for another robot
    route: np.ndarray = field(default_factory=lambda: np.empty((0, 2)), compare=False)  # (N, 2), m, map frame


# into a step


@dataclass(frozen=True)
class SetOut:
    """Lead there, or go home, from now on, whatever was before."""

    destination: Destination


@dataclass(frozen=True)
class Stop:
    """The walk is off."""


@dataclass(frozen=True)
class Pause:
    """Stand until further notice."""


@dataclass(frozen=True)
class Resume:
    """Go on."""


@dataclass(frozen=True)
class Hold:
    """The staff stop the robot: it stands, whatever anybody else says, until they release it."""


@dataclass(frozen=True)
class Release:
    """The staff let it go on."""


@dataclass(frozen=True)
class Pace:
    factor: float  # of the normal speed
    patience: float = 1.0  # of the normal


@dataclass(frozen=True)
class Look:
    """The state of things, ten times a second or more."""

    drive: DriveStatus
    visitor: Sighting


GuideEvent = SetOut | Stop | Pause | Resume | Hold | Release | Pace | Look

# out of a step


@dataclass(frozen=True)
class DriveTo:
    pose: Pose2D  # map frame
    speed: float  # m/s at most


@dataclass(frozen=True)
class Halt:
    """Stop and forget the way."""

    gently: bool = False  # nobody has asked for it: brake as one does on the way


@dataclass(frozen=True)
class LimitSpeed:
    speed: float  # m/s


@dataclass(frozen=True)
class Tell:
    """News for the conversation and the story."""

    report: Report
    destination: Destination | None = None
    remaining: float = 0.0  # m
    reason: str = ""
    seconds: float | None = None  # until they are there; None: not told


GuideCommand = DriveTo | Halt | LimitSpeed | Tell
