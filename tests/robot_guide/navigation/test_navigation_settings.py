"""Settings are checked where they are made."""

import dataclasses
import math

import pytest

from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.config import CostmapConfig, FollowerConfig, MonitorConfig


def test_a_senseless_value_names_itself_its_range_and_its_unit():
    with pytest.raises(ValueError, match=r"max_speed must be > 0 m/s, got -1.0"):
        FollowerConfig(max_speed=-1.0)
    with pytest.raises(ValueError, match=r"radius must be >= 0 m, got nan"):
        CostmapConfig(radius=math.nan)


def test_a_monitor_for_a_smaller_robot_is_refused():
    with pytest.raises(ValueError, match=r"monitor.radius must be >= costmap.radius 0.28 m, got 0.2"):
        NavigationConfig(monitor=MonitorConfig(radius=0.2))


def test_settings_come_from_a_mapping_and_unknown_ones_are_errors():
    config = NavigationConfig.from_mapping({"follower": {"max_speed": 0.5}})
    assert config.follower.max_speed == 0.5
    assert config.courtesy == NavigationConfig().courtesy
    with pytest.raises(ValueError, match=r"unknown setting follower.max_sped; there are max_speed, "):
        NavigationConfig.from_mapping({"follower": {"max_sped": 0.5}})
    with pytest.raises(ValueError, match="unknown part 'wheels'"):
        NavigationConfig.from_mapping({"wheels": {}})


def test_every_setting_is_a_plain_number_with_a_unit():
    for part in dataclasses.fields(NavigationConfig):
        for each in dataclasses.fields(part.default):
            assert isinstance(each.default, (int, float)), f"{part.name}.{each.name}"
            assert "unit" in each.metadata, f"{part.name}.{each.name}"
