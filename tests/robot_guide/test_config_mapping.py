"""Settings: read from mappings and from flat parameters, checked, and never guessed."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.config import Checked, from_mapping, from_parameters, parameters_of, quantity, to_mapping


@dataclass(frozen=True)
class Wheels(Checked):
    max_speed: float = quantity(1.0, "m/s", above=0.0, most=2.0)
    count: int = quantity(2, "", least=1)


@dataclass(frozen=True)
class Robot(Checked):
    name: str = "xiao_pu"
    wheels: Wheels = Wheels()
    peers: tuple[str, ...] = ("xiao_hui",)
    patience: float = quantity(20.0, "s", least=0.0)
    lights: bool = True


def test_every_setting_has_a_flat_parameter_with_default_unit_and_range():
    by_name = {parameter.name: parameter for parameter in parameters_of(Robot)}
    assert list(by_name) == ["name", "wheels.max_speed", "wheels.count", "peers", "patience", "lights"]
    speed = by_name["wheels.max_speed"]
    assert (speed.default, speed.unit, speed.range) == (1.0, "m/s", "> 0, <= 2")


def test_what_is_not_named_keeps_its_default():
    robot = from_mapping(Robot, {"wheels": {"max_speed": 0.5}})
    assert robot == Robot(wheels=Wheels(max_speed=0.5))


def test_whole_numbers_and_lists_are_welcome_where_floats_and_tuples_are_due():
    robot = from_parameters(Robot, {"patience": 5, "peers": ["a", "b"], "wheels.max_speed": 1})
    assert robot == Robot(patience=5.0, peers=("a", "b"))
    assert isinstance(robot.patience, float)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"patence": 1.0}, "unknown setting 'patence'; did you mean 'patience'?"),
        ({"wheels": {"speed": 1.0}}, "unknown setting 'wheels.speed'; did you mean 'max_speed'?"),
        ({"wheels": {"max_speed": -1.0}}, "wheels.max_speed must be > 0 m/s, got -1.0"),
        ({"wheels": {"max_speed": math.nan}}, "wheels.max_speed must be > 0 m/s, got nan"),
        ({"wheels": 3}, "wheels must be a mapping of settings, got 3"),
        ({"patience": "long"}, "patience must be of type float"),
        ({"lights": 1}, "lights must be of type bool"),
        ({"patience": True}, "patience must be of type float"),
    ],
)
def test_what_makes_no_sense_is_refused_with_key_and_remedy(values, message):
    with pytest.raises(ValueError, match=r"must|unknown") as refusal:
        from_mapping(Robot, values)
    assert message in str(refusal.value)


def test_the_file_leads_the_error():
    with pytest.raises(ValueError, match=r"robots\.yaml\.wheels\.max_speed must be > 0 m/s"):
        from_mapping(Robot, {"wheels": {"max_speed": 0.0}}, "robots.yaml")


def test_an_unknown_flat_parameter_is_refused():
    with pytest.raises(ValueError, match=r"did you mean 'wheels\.max_speed'"):
        from_parameters(Robot, {"wheels.maxspeed": 1.0})


def test_a_setting_without_a_default_is_a_mistake_of_ours():
    @dataclass(frozen=True)
    class Careless:
        speed: float

    with pytest.raises(TypeError, match="speed has no default"):
        parameters_of(Careless)


@given(st.floats(0.01, 2.0), st.integers(1, 9), st.floats(0.0, 1e6), st.booleans(), st.lists(st.text(), max_size=3))
def test_reading_what_was_written_gives_the_same(speed, count, patience, lights, peers):
    robot = Robot(wheels=Wheels(speed, count), patience=patience, lights=lights, peers=tuple(peers))
    assert from_mapping(Robot, to_mapping(robot)) == robot
    flat = {p.name: _value(robot, p.name) for p in parameters_of(Robot)}
    assert from_parameters(Robot, flat) == robot


def _value(config, name):
    for part in name.split("."):
        config = getattr(config, part)
    return config
