"""Reading scenarios, with errors that help whoever named the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.errors import CommandError, existing_file
from robot_guide.cli.halls import load_hall, refuse_errors

if TYPE_CHECKING:
    from hall_sim import Scenario


def load_scenario(given: str | Path, hall: str | None = None) -> Scenario:
    """The scenario in a file, in another hall where one is named. Raises CommandError: one of them cannot be read,
    or the hall has errors."""
    from hall_sim import Scenario, ScenarioError

    path = existing_file(given, "scenario, a YAML file", "Name one such as sim/scenarios/welcome.yaml.")
    try:
        scenario = Scenario.load(path)
    except ScenarioError as error:
        raise CommandError(error.problem, error.where, error.remedy or "Mend the file.") from error
    if hall is not None:
        try:
            scenario = replace(scenario, hall=load_hall(hall))
        except ValueError as error:
            raise CommandError(str(error), str(path), "Choose a hall with a dock for each robot.") from error
    refuse_errors(scenario.hall, hall or f"hall of {path}")
    return scenario
