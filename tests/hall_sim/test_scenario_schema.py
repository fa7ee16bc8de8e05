"""The schema of scenario files and their reader agree: what one refuses for its form, the other refuses too."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from hall_sim import Scenario, ScenarioError
from hall_sim.scenario_keys import SCENARIO, VISITOR, scenario_schema

SIM = Path(__file__).parents[2] / "sim"
CHECK = jsonschema.Draft7Validator(scenario_schema())
# A scenario with everything in it once.
WHOLE = {
    "about": "all of it", "name": "whole", "hall": "../../maps/putuo", "robots": ["xiao_pu"],
    "people": 8, "standing": 0, "tracks": "tracks/six_people.csv", "alarm": 90,
    "mix": {"families": 1, "wheelchairs": 1, "phones": 1, "children": 1},
    "dashes": [{"start": [20.6, 9], "to": [17, 9], "near": 2, "pace": 2}],
    "duration": 100, "clock": "2026-11-24T10:00", "doors": [{"door": "lounge_door", "begins": 1, "ends": 2}],
    "blocks": [{"polygon": [[18, 16], [19, 16], [19, 17]], "begins": 1, "ends": 2}],
    "panes": [{"points": [[18, 15], [19, 15]], "mirror": False, "returns": 0.5, "spread_degrees": 10}],
    "slippery": [{"polygon": [[18, 16], [19, 16], [19, 17]], "grip": 0.5, "slip": 0.1, "begins": 1, "ends": 2}],
    "kidnaps": [{"robot": "xiao_pu", "at": 5, "to": [21.2, 6.3], "yaw_degrees": 60}],
    "blindness": [{"robot": "xiao_pu", "begins": 1, "ends": 2}], "edits": [{"at": 1, "changes": {}}],
    "calls": [{"at": 3, "place": "A01", "rank": "urgent", "language": "en", "cancelled": 9}],
    "splits": [{"apart": ["xiao_pu", "staff"], "begins": 1, "ends": 2}],
    "tickets": {"arrivals": 0.2, "minutes_each": 4, "warm_up": 1, "period": 5},
    "drive": {"max_linear": 0.8, "turn_error": 0.1},
    "lidar": {"beams": 180, "noise": 0.02, "mount": {"xy": [0.1, 0], "yaw_degrees": 1}},
    "battery": {"capacity": 400, "charge": 0.5},
    "visitors": [{
        "ask": "hello", "name": "anna", "language": "en", "arrives": 1, "start": [24, 5], "robot": "xiao_pu", "pace": 1,
        "follow_gap": 1.2, "lag": {"after": 3, "pause": 4}, "leaves_after": 30, "patience": 9, "asks": 2,
        "says_on_way": [{"after": 2, "text": "stop", "leaves": True}], "answers": ["yes"],
    }],
    "expect": {"success": True, "windows": ["A01"], "visitor_lost": False, "collisions": 0,
               "figures": {"spl": {"least": 0.5, "most": 1}}},
}  # fmt: skip
LEAVE_OUT = object()
FAULTS = [
    (("people",), -1), (("people",), 2.5), (("people",), True), (("duration",), "long"), (("hall",), LEAVE_OUT),
    (("visitors",), LEAVE_OUT), (("nonsense",), 1), (("robots",), "xiao_pu"), (("robots",), []), (("alarm",), -1),
    (("mix", "dogs"), 1), (("mix", "phones"), -1), (("dashes", 0, "start"), LEAVE_OUT), (("dashes", 0, "pace"), 9),
    (("dashes", 0, "to"), [1]), (("doors", 0, "door"), LEAVE_OUT), (("doors", 0, "begins"), -1),
    (("blocks", 0, "polygon"), [[1, 1], [2, 2]]), (("panes", 0, "points"), [[1, 1], [2, 2], [3, 3]]),
    (("panes", 0, "mirror"), "yes"), (("panes", 0, "returns"), 1.5), (("slippery", 0, "grip"), 0),
    (("slippery", 0, "slip"), 1), (("kidnaps", 0, "to"), LEAVE_OUT), (("kidnaps", 0, "yaw_degrees"), 400),
    (("blindness", 0, "robot"), 3), (("edits", 0, "changes"), []), (("tickets", "period"), 0),
    (("calls", 0, "place"), LEAVE_OUT), (("calls", 0, "rank"), "at once"), (("calls", 0, "language"), "fr"),
    (("splits", 0, "apart"), []), (("splits", 0, "ends"), -1),
    (("drive", "max_linear"), -1), (("drive", "wings"), 2), (("lidar", "beams"), 0), (("lidar", "mount", "z"), 1),
    (("battery", "charge"), "full"), (("visitors", 0, "ask"), " "), (("visitors", 0, "language"), "fr"),
    (("visitors", 0, "pace"), 9), (("visitors", 0, "lag", "pause"), LEAVE_OUT), (("visitors", 0, "asks"), 0),
    (("visitors", 0, "says_on_way", 0, "leaves"), 1), (("expect", "collisions"), -1), (("expect", "windows"), []),
    (("expect", "figures", "beauty"), {}), (("expect", "figures", "spl", "least"), "much"), (("clock",), "noon"),
]  # fmt: skip


def changed(path, value):
    document = copy.deepcopy(WHOLE)
    at = document
    for step in path[:-1]:
        at = at[step]
    if value is LEAVE_OUT:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return document


def test_the_schema_that_editors_use_is_the_one_that_the_reader_makes():
    assert json.loads((SIM / "scenario.schema.json").read_text("utf-8")) == scenario_schema()
    jsonschema.Draft7Validator.check_schema(scenario_schema())


@pytest.mark.parametrize("path", sorted((SIM / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_names_the_schema_and_fits_it(path):
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../scenario.schema.json\n")
    CHECK.validate(yaml.safe_load(text))


def test_a_scenario_with_everything_in_it_is_read_and_fits():
    CHECK.validate(WHOLE)
    scenario = Scenario.from_mapping(WHOLE, base=SIM / "scenarios")
    assert set(WHOLE) == set(SCENARIO)
    assert {*WHOLE["visitors"][0], "wav"} == set(VISITOR)
    assert (scenario.lidar.beams, scenario.drive.max_linear, scenario.battery.charge) == (180, 0.8, 0.5)
    assert len(scenario.tracks) == 6


@pytest.mark.parametrize(("path", "value"), FAULTS, ids=[".".join(map(str, path)) for path, _ in FAULTS])
def test_what_the_schema_refuses_the_reader_refuses_too(path, value):
    document = changed(path, value)
    assert not CHECK.is_valid(document)
    with pytest.raises(ScenarioError):
        Scenario.from_mapping(document, base=SIM / "scenarios")


def test_a_figure_that_does_not_exist_meets_no_bound():
    scenario = Scenario.from_mapping(WHOLE, base=SIM / "scenarios")
    bounds = scenario.expect.figures["spl"]
    assert [bounds.hold(value) for value in (0.4, 0.5, 1.0, 1.1, None)] == [False, True, True, False, False]
