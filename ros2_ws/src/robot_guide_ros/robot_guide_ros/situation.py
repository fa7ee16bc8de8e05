"""Which scenario is being played: the simulator and the story have to agree on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import hall_map
from hall_sim import Scenario


@dataclass(frozen=True)
class SituationConfig:
    scenario: str = "sim/scenarios/welcome.yaml"
    hall: str = ""  # folder; empty: that of the scenario
    ask: str = ""  # what the first visitor asks for instead
    wav: str = ""  # a recording in which they say it
    robots: tuple[str, ...] = ("xiao_pu", "xiao_hui")


def scenario_of(config: SituationConfig) -> Scenario:
    """Raises ScenarioError, HallError or ValueError: a file is wrong, or the hall has no dock for a robot."""
    scenario = Scenario.load(Path(config.scenario))
    hall = hall_map.load(Path(config.hall)) if config.hall else scenario.hall
    scenario = replace(scenario, hall=hall, robots=config.robots)
    if config.ask or config.wav:
        scenario = scenario.with_ask(config.ask, wav=Path(config.wav) if config.wav else None)
    return scenario
