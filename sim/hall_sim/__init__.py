"""The 2D world in which the robots are tried: walls, people, visitors who talk, wheels and lidars that lie a little."""

from hall_sim.lined_yaml import ScenarioError
from hall_sim.metrics import Claim, evaluate
from hall_sim.observation import (
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
from hall_sim.scenario import Scenario
from hall_sim.ticket_system import QueueReading, TicketConfig
from hall_sim.trace import Trace
from hall_sim.visitor_config import VisitorConfig
from hall_sim.world import World

__all__ = [
    "World", "Scenario", "ScenarioError", "VisitorConfig",
    "Command", "Speech", "Observation", "RobotObservation", "OdometryReading", "ScanReading", "Sound",
    "QueueReading", "TicketConfig",
    "Truth", "Agent", "Trace", "Claim", "evaluate",
]  # fmt: skip
