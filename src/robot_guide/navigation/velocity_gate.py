"""What stands between any controller and the wheels: a brake, and behind it the collision monitor.

For robots that another navigator drives. Whatever that one commands, a brake stops the wheels at once and holds them
until the navigator is sent somewhere anew; commands that stay away count as a brake that the next command lets go.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from robot_guide.config import Checked, quantity
from robot_guide.navigation.collision_monitor import STOP, CollisionMonitor
from robot_guide.navigation.config import MonitorConfig
from robot_guide.navigation.laser_mount import LaserMount
from robot_guide.navigation.path_follower import towards
from robot_guide.sensing import LaserScan, Odometry, Velocity

MONITOR, AT_BASE = MonitorConfig(), LaserMount()
LONGEST_TURN = 0.2  # s; however long the last turn is ago, no more is braked in one


@dataclass(frozen=True)
class GateConfig(Checked):
    braking: float = quantity(5.0, "m/s^2", above=0.0)  # told to stop at once; see docs/ros2.md
    yaw_braking: float = quantity(8.0, "rad/s^2", above=0.0)
    command_age: float = quantity(0.5, "s", above=0.0)  # an older command counts as none
    settle: float = quantity(0.2, "s", least=0.0)  # a goal that was on its way when it was braked is taken back by then
    monitor: MonitorConfig = MONITOR
    laser: LaserMount = AT_BASE


class VelocityGate:
    """Of one robot. Goals are told apart by their ids, whatever these are; times are s of whoever calls."""

    def __init__(self, config: GateConfig):
        self.config = config
        self._monitor = CollisionMonitor(config.monitor, config.laser.pose)
        self._command, self._commanded = STOP, -math.inf
        self._pursued: dict[bytes, float] = {}  # goals under way, and since when they are known
        self._against: frozenset[bytes] | None = None  # goals for which it stays braked; None: it is not braked
        self._last, self._turned = STOP, -math.inf

    @property
    def braked(self) -> bool:
        return self._against is not None

    def command(self, velocity: Velocity, now: float) -> None:
        """What the controller wants."""
        self._command, self._commanded = velocity, now

    def is_commanded(self, now: float) -> bool:
        """Whether there is a controller that wants anything, standing still included."""
        return 0.0 <= now - self._commanded <= self.config.command_age

    def note_goals(self, pursued: Iterable[bytes], now: float) -> None:
        """Which of the navigator's goals are under way. One that has come after a brake ends it, a moment later."""
        self._pursued = {goal: self._pursued.get(goal, now) for goal in pursued}

    def brake(self) -> None:
        """Stand as soon as the wheels can, and until there is another goal."""
        self._against = frozenset(self._pursued)

    def release(self) -> None:
        """Go on with the goals that it was braked for."""
        self._against = None

    def update(self, odometry: Odometry, scan: LaserScan | None, now: float) -> Velocity:
        """What the wheels shall do. `scan`: only when one came since the last turn."""
        dt = min(max(now - self._turned, 0.0), LONGEST_TURN)
        self._turned = now
        if self.braked and any(
            now - since >= self.config.settle for goal, since in self._pursued.items() if goal not in self._against
        ):
            self._against = None
        go = self.is_commanded(now) and not self.braked
        wanted = self._command if go else self._slower(dt)
        self._last = self._monitor.check(wanted, odometry, scan)
        return self._last

    def _slower(self, dt: float) -> Velocity:
        config, last = self.config, self._last
        return Velocity(
            towards(last.linear, 0.0, config.braking * dt), towards(last.angular, 0.0, config.yaw_braking * dt)
        )
