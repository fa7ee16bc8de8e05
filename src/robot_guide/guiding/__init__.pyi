from .config import GuideConfig, VisitorConfig
from .escort import Escort, EscortOutput, GuideAct, Order
from .events import (
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
from .guide import step
from .state import GuideState, Phase
from .visitor import Sighting, VisitorLock

__all__ = [
    "Escort", "EscortOutput", "GuideAct", "Order", "GuideConfig", "VisitorConfig",
    "DriveStatus", "DriveTo", "Halt", "LimitSpeed",
    "step", "GuideState", "Phase", "Destination", "SetOut", "Stop", "Pause", "Resume", "Pace", "Look", "Tell",
    "VisitorLock", "Sighting",
]  # fmt: skip
