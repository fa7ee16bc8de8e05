"""Settings of the navigator: one frozen dataclass a part, SI units beside each value, checked on construction.

The units and limits stand in the fields' metadata, so that ROS parameters and their descriptions derive from here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from robot_guide.config import Checked, quantity


@dataclass(frozen=True)
class CostmapConfig(Checked):
    """How the floor near walls and things is weighed."""

    radius: float = quantity(0.28, "m", least=0.0)  # of the robot's round footprint
    margin: float = quantity(0.07, "m", least=0.0)  # kept on top of the radius by every route
    inflation: float = quantity(0.70, "m", least=0.0)  # how far from radius + margin a wall still costs something
    decay: float = quantity(3.0, "1/m", above=0.0)  # how fast the cost falls with distance


@dataclass(frozen=True)
class PlanningConfig(Checked):
    """What makes a route good."""

    comfort: float = quantity(2.0, "", least=0.0)  # a metre along a wall costs as much as 1 + comfort in the open
    spacing: float = quantity(0.10, "m", above=0.0)  # between way-points


@dataclass(frozen=True)
class LocalisationConfig(Checked):
    """Monte-Carlo localisation on a likelihood field."""

    least_particles: int = quantity(200, "", least=10, most=10000)  # when it is sure where it is
    most_particles: int = quantity(2000, "", least=10, most=10000)  # when it is not
    kld_error: float = quantity(0.05, "", above=0.0)  # of what particles say, to what is so; Thrun et al., table 8.4
    kld_quantile: float = quantity(2.33, "", above=0.0)  # of the normal: with a probability of 99 %
    bin_length: float = quantity(0.10, "m", above=0.0)  # of the bins in which particles are counted for that
    bin_angle: float = quantity(0.10, "rad", above=0.0)
    beams: int = quantity(60, "", least=4)  # of a scan
    sigma_hit: float = quantity(0.05, "m", above=0.0)  # spread of a beam that hits what the map knows
    z_rand: float = quantity(0.25, "", above=0.0, most=1.0)  # share of beams that people and clutter explain
    independence: float = quantity(0.50, "", above=0.0, most=1.0)  # beams share errors: how many of them count
    turn_per_turn: float = quantity(0.10, "rad/rad", least=0.0)  # odometry noise, alpha 1 of Thrun et al., table 5.6
    turn_per_metre: float = quantity(0.06, "rad/m", least=0.0)  # alpha 2
    metre_per_metre: float = quantity(0.10, "m/m", least=0.0)  # alpha 3
    metre_per_turn: float = quantity(0.02, "m/rad", least=0.0)  # alpha 4
    update_distance: float = quantity(0.10, "m", above=0.0)  # moved this far, the scan is looked at again
    update_angle: float = quantity(0.05, "rad", least=0.0)
    start_sigma: float = quantity(0.08, "m", least=0.0)  # how well the start is known
    start_sigma_yaw: float = quantity(0.05, "rad", least=0.0)
    lost_sigma: float = quantity(0.40, "m", above=0.0)  # wider than this, or
    lost_fit: float = quantity(0.85, "", least=0.0, most=1.0)  # fewer beams stop at walls, or
    least_match: float = quantity(0.30, "", least=0.0, most=1.0)  # beams end farther from walls: not localised
    doubt: float = quantity(0.60, "", least=0.0, most=1.0)  # of the usual match; with less, the map is searched


@dataclass(frozen=True)
class PeopleConfig(Checked):
    """Laser people tracking."""

    range: float = quantity(12.0, "m", above=0.0)  # farther beams are too sparse
    margin: float = quantity(0.15, "m", above=0.0)  # a point farther than this from the map's things is unexplained
    margin_per_metre: float = quantity(0.015, "m/m", least=0.0)  # grows with range: a yaw error turns far points more
    gap: float = quantity(0.20, "m", above=0.0)  # neighbouring points farther apart belong to two things
    radius: float = quantity(0.25, "m", above=0.0)  # of a person
    narrowest: float = quantity(0.32, "m", least=0.0)  # narrower and
    widest: float = quantity(0.80, "m", above=0.0)  # wider clusters are taken for nobody new
    gate: float = quantity(0.70, "m", above=0.0)  # a measurement farther than this belongs to somebody else
    confirm_hits: int = quantity(3, "", least=1)
    forget: float = quantity(2.0, "s", above=0.0)  # unseen for longer, a person is forgotten
    acceleration: float = quantity(1.2, "m/s^2", above=0.0)  # how abruptly people walk
    sigma: float = quantity(0.06, "m", above=0.0)  # of a measured position
    peer_radius: float = quantity(0.60, "m", above=0.0)  # nobody within this distance of another robot's pose


@dataclass(frozen=True)
class ObstacleConfig(Checked):
    """What the laser sees and the map does not know."""

    range: float = quantity(8.0, "m", above=0.0)
    forget: float = quantity(0.8, "s", above=0.0)  # what is out of sight is kept this long
    settled: float = quantity(3.0, "s", least=0.0)  # seen for this long it is furniture, and is
    remember: float = quantity(15.0, "s", least=0.0)  # kept this long behind somebody's back


@dataclass(frozen=True)
class FollowerConfig(Checked):
    """Regulated pure pursuit and its limits."""

    max_speed: float = quantity(1.0, "m/s", above=0.0)
    min_speed: float = quantity(0.12, "m/s", above=0.0)  # regulation never asks for less, stopping does
    max_yaw_rate: float = quantity(1.6, "rad/s", above=0.0)
    acceleration: float = quantity(0.6, "m/s^2", above=0.0)
    deceleration: float = quantity(1.5, "m/s^2", above=0.0)  # for whoever stops or comes in between; bends need less
    yaw_acceleration: float = quantity(2.5, "rad/s^2", above=0.0)
    braking: float = quantity(5.0, "m/s^2", above=0.0)  # when it is told to stop at once; see docs/ros2.md
    yaw_braking: float = quantity(8.0, "rad/s^2", above=0.0)
    lookahead_time: float = quantity(1.0, "s", above=0.0)
    lookahead_min: float = quantity(0.35, "m", above=0.0)
    lookahead_max: float = quantity(0.90, "m", above=0.0)
    turn_radius: float = quantity(0.90, "m", above=0.0)  # sharper curves are driven slower
    slow_distance: float = quantity(0.35, "m", least=0.0)  # free space beside the rim below which it slows
    turn_in_place: float = quantity(0.80, "rad", above=0.0)  # heading error from which it turns on the spot
    goal_distance: float = quantity(0.10, "m", above=0.0)
    crowded_distance: float = quantity(0.70, "m", above=0.0)  # when somebody stands so that it gets no nearer
    goal_angle: float = quantity(0.08, "rad", above=0.0)


@dataclass(frozen=True)
class CourtesyConfig(Checked):
    """How the robot gives way to people and to other robots."""

    horizon: float = quantity(2.4, "s", above=0.0)  # they are predicted this far ahead
    distance: float = quantity(0.45, "m", least=0.0)  # free space kept between rims
    comfort: float = quantity(0.8, "m", least=0.0)  # the same, wherever there is room
    reserve: float = quantity(4.0, "", least=0.0)  # s that it would rather lose than be in it for one, at first
    patience: float = quantity(3.0, "s", above=0.0)  # blocked for longer, another way is sought
    replan_period: float = quantity(0.6, "s", above=0.0)
    look_ahead: float = quantity(5.0, "m", above=0.0)  # a route is checked for new obstacles this far
    standing_speed: float = quantity(0.25, "m/s", above=0.0)  # slower people stand, and are gone around


@dataclass(frozen=True)
class MonitorConfig(Checked):
    """The collision monitor between controller and wheels."""

    radius: float = quantity(0.28, "m", above=0.0)  # of the robot
    stop_margin: float = quantity(0.03, "m", least=0.0)  # nothing is let nearer to the rim than this
    slow_margin: float = quantity(0.30, "m", least=0.0)  # with something as near in front of the rim, no faster than
    slow_speed: float = quantity(0.35, "m/s", above=0.0)
    deceleration: float = quantity(0.6, "m/s^2", above=0.0)  # what the base is sure to brake with
    reaction: float = quantity(0.15, "s", least=0.0)  # from a beam to the brake
    horizon: float = quantity(2.0, "s", above=0.0)
    max_scan_age: float = quantity(0.18, "s", above=0.0)  # the second scan that is missing stops the wheels
    blind: float = quantity(0.35, "rad", above=0.0)  # without a measurement over more than this, a scan is none
    max_speed: float = quantity(1.2, "m/s", above=0.0)
    max_yaw_rate: float = quantity(2.0, "rad/s", above=0.0)


@dataclass(frozen=True)
class NavigationConfig:
    """Everything that can be set about driving."""

    costmap: CostmapConfig = CostmapConfig()
    planning: PlanningConfig = PlanningConfig()
    localisation: LocalisationConfig = LocalisationConfig()
    people: PeopleConfig = PeopleConfig()
    obstacles: ObstacleConfig = ObstacleConfig()
    follower: FollowerConfig = FollowerConfig()
    courtesy: CourtesyConfig = CourtesyConfig()
    monitor: MonitorConfig = MonitorConfig()

    def __post_init__(self) -> None:
        if self.monitor.radius < self.costmap.radius:
            raise ValueError(
                f"monitor.radius must be >= costmap.radius {self.costmap.radius:g} m, got {self.monitor.radius}"
            )

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Mapping[str, float]]) -> NavigationConfig:
        """Settings such as `{"follower": {"max_speed": 0.8}}` over the defaults.

        Raises ValueError: an unknown part or name, or a value out of its range.
        """
        parts = {each.name: each.default for each in dataclasses.fields(cls)}
        for part, values in settings.items():
            if part not in parts:
                raise ValueError(f"unknown part {part!r} of the navigation settings; there are {', '.join(parts)}")
            names = [each.name for each in dataclasses.fields(parts[part])]
            for name in values:
                if name not in names:
                    raise ValueError(f"unknown setting {part}.{name}; there are {', '.join(names)}")
            parts[part] = dataclasses.replace(parts[part], **values)
        return cls(**parts)
