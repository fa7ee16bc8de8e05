"""Scenario files: from what stands in them to scenarios, with every fault told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hall_map import Hall, HallError
from hall_map import load as load_hall
from hall_sim.file_keys import read_keys
from hall_sim.lined_yaml import Fields, ScenarioError, read_mapping
from hall_sim.scenario import Scenario, language_of
from hall_sim.scenario_keys import SCENARIO, VISITOR
from hall_sim.tracks import Track, read_tracks
from hall_sim.visitor_config import VisitorConfig
from hall_sim.voices import recording_seconds


def load(path: Path) -> Scenario:
    """Read one scenario. Raises ScenarioError."""
    return from_mapping(read_mapping(path), str(path), path.parent, path.stem)


def from_mapping(mapping: Mapping[str, object], where: str, base: Path, name: str = "scenario") -> Scenario:
    """Build a scenario from plain values. Raises ScenarioError."""
    fields, values = read_keys(mapping, where, "the scenario", SCENARIO)
    del values["about"]
    values["name"] = values["name"] or name
    values["visitors"] = tuple(read_visitor(item, where, n, base) for n, item in enumerate(values["visitors"]))
    values["hall"] = read_hall(fields, base / values["hall"])
    values["tracks"] = read_recorded(fields, base / values["tracks"]) if values["tracks"] else ()
    check(fields, values)
    try:
        return Scenario(**values)
    except ValueError as error:
        raise ScenarioError(where, str(error), "Mend the value") from error


def read_hall(fields: Fields, path: Path) -> Hall:
    try:
        return load_hall(path)
    except HallError as error:
        raise ScenarioError(fields.where("hall"), f"the hall cannot be read: {error}", "") from error


def read_recorded(fields: Fields, path: Path) -> tuple[Track, ...]:
    try:
        return read_tracks(path)
    except ValueError as error:
        raise ScenarioError(fields.where("tracks"), f"tracks: {error}", "Mend the table") from error


def check(fields: Fields, values: Mapping[str, object]) -> None:
    """Raises ScenarioError: values that do not fit together."""
    visitors, hall = values["visitors"], values["hall"]
    if not visitors:
        raise ScenarioError(fields.where("visitors"), "no visitor comes", "Describe at least one")
    names = [visitor.name for visitor in visitors]
    if len(set(names)) < len(names):
        raise ScenarioError(fields.where("visitors"), f"two visitors have one name: {names}", "Give each its own")
    for visitor in visitors:
        if visitor.robot is not None and visitor.robot not in values["robots"]:
            known = ", ".join(values["robots"])
            problem = f"{visitor.name} walks up to {visitor.robot!r}, which is no robot of this scenario"
            raise ScenarioError(fields.where("visitors"), problem, f"There are {known}")
    for place in values["expect"].windows or ():
        if place not in hall.window_by_id and place not in hall.place_by_id:
            problem = f"expect.windows: the hall has no window or place {place!r}"
            raise ScenarioError(fields.where("expect"), problem, "Name one of the hall's")


def read_visitor(value: object, where: str, n: int, base: Path) -> VisitorConfig:
    fields, values = read_keys(value, where, f"visitors[{n}]", VISITOR)
    values["name"] = values["name"] or ("visitor" if n == 0 else f"visitor_{n + 1}")
    values["language"] = values["language"] or language_of(values["ask"])
    try:
        if values["wav"]:
            values["wav"] = base / values["wav"]
            values["wav_seconds"] = recording_seconds(values["wav"])
        return VisitorConfig(**values)
    except ValueError as error:
        raise ScenarioError(fields.where("wav"), f"visitors[{n}]: {error}", "Mend the value") from error
