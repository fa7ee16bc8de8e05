from .battery import BatteryConfig, BatteryReading
from .lined_yaml import ScenarioError
from .metrics import Claim, evaluate
from .observation import (
    Agent,
    Command,
    Observation,
    OdometryReading,
    RobotObservation,
    ScanReading,
    Sound,
    Speech,
    Truth,
)
from .scenario import Scenario
from .ticket_system import QueueReading, TicketConfig
from .trace import Trace
from .visitor_config import VisitorConfig
from .world import World

__all__ = [
    "World", "Scenario", "ScenarioError", "VisitorConfig",
    "Command", "Speech", "Observation", "RobotObservation", "OdometryReading", "ScanReading", "Sound",
    "QueueReading", "TicketConfig", "BatteryReading", "BatteryConfig",
    "Truth", "Agent", "Trace", "Claim", "evaluate",
]  # fmt: skip
