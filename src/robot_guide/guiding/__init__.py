"""Guiding: whom to lead, how fast, when to wait, where to stop."""

from robot_guide.guiding.config import GuideConfig, VisitorConfig
from robot_guide.guiding.escort import Escort, EscortOutput, GuideAct, Order
from robot_guide.guiding.events import (
    Destination,
    DriveStatus,
    DriveTo,
    Halt,
    LimitSpeed,
    Look,
    Pace,
    Pause,
    Resume,
    SetOut,
    Stop,
    Tell,
)
from robot_guide.guiding.guide import GuideState, Phase, step
from robot_guide.guiding.visitor import Sighting, VisitorLock

__all__ = [
    "Escort", "EscortOutput", "GuideAct", "Order", "GuideConfig", "VisitorConfig",
    "DriveStatus", "DriveTo", "Halt", "LimitSpeed",
    "step", "GuideState", "Phase", "Destination", "SetOut", "Stop", "Pause", "Resume", "Pace", "Look", "Tell",
    "VisitorLock", "Sighting",
]  # fmt: skip
