"""The hall as a Gymnasium environment: one robot drives to a window or place among people.

    import hall_sim.gym_registry

    env = gymnasium.make("robot_guide/Hall-v0", people=30)
    observation, info = env.reset(seed=1, options={"goal": "A02"})

Nobody is led: what is learnt is how to drive. Needs the extra `gym`.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import gymnasium
import numpy as np
from gymnasium import spaces

from hall_map import Hall, Pose2D
from hall_map import load as load_hall
from hall_sim.observation import Command, Observation, RobotObservation
from hall_sim.scenario import Scenario
from hall_sim.world import World

HALL = Path(__file__).resolve().parents[2] / "maps" / "putuo"
REPEAT = 2  # steps of the world for one of the environment: 0.1 s, in which the lidar turns once
ARRIVED = 0.4  # m from where robots stop
REWARD_ARRIVED, REWARD_COLLISION, REWARD_STEP = 10.0, -10.0, -0.01
FARTHEST = 200.0  # m, of any goal
SEEDS = 2**31  # of the world
PIXELS = 16  # a metre
WALL_GREY, FLOOR_WHITE = (90, 90, 90), (255, 255, 255)
PERSON_BLUE, ROBOT_RED, GOAL_GREEN = (60, 90, 200), (200, 40, 40), (0, 150, 60)


class HallEnv(gymnasium.Env):
    """Drive to a goal, quickly and without running into anybody.

    Action, Box (2,) in [-1, 1]: forward speed and turn rate, as shares of what the robot can.
    Observation, Dict: `scan` (360,) m, where nothing and drop-outs read the greatest range; `goal` (2,) m straight to
    it and rad to the left; `velocity` (2,) m/s and rad/s, as the wheels count.
    Reward: the metres by which the way to the goal has become shorter, 10 at the goal, -10 for running into anything,
    and -0.01 a step. It ends there, and is truncated after `duration` s.
    Info: `goal`, the id of the window or place; `way`, m to it; after a step also `arrived`, `collisions` and `bumps`.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}  # noqa: RUF012 (Gymnasium declares it so)

    def __init__(
        self, hall: str | Path | Hall = HALL, *, robot: str = "xiao_pu", people: int = 12, standing: int = 3,
        duration: float = 120.0, render_mode: str | None = None,
    ):  # fmt: skip
        """Raises HallError: the hall cannot be read. Raises ValueError: the scenario cannot be."""
        self.render_mode = render_mode
        hall = hall if isinstance(hall, Hall) else load_hall(hall)
        self._robot = robot
        self._scenario = Scenario(
            "gym", hall, (), robots=(robot,), people=people, standing=standing, duration=duration
        )
        self._goals = {thing.id: thing.stop for thing in (*hall.windows, *hall.places)}
        self._world = World(self._scenario, 0)
        lidar, drive = self._scenario.lidar, self._scenario.drive
        most = np.array([drive.max_linear, drive.max_angular], np.float32)
        self._most = most
        self.action_space = spaces.Box(-1.0, 1.0, (2,), np.float32)
        self.observation_space = spaces.Dict({
            "scan": spaces.Box(0.0, lidar.range_max + 1.0, (lidar.beams,), np.float32),
            "goal": spaces.Box(np.array([0.0, -math.pi], np.float32), np.array([FARTHEST, math.pi], np.float32)),
            "velocity": spaces.Box(-most, most),
        })  # fmt: skip

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin again at the dock. options: `goal`, the id of a window or place; without it one is drawn.

        Raises KeyError: the hall has no such window or place.
        """
        super().reset(seed=seed)
        drawn = sorted(self._goals)[int(self.np_random.integers(len(self._goals)))]
        self._id = (options or {}).get("goal", drawn)
        self._goal: Pose2D = self._goals[self._id]
        seen = self._world.reset(int(self.np_random.integers(SEEDS)))
        self._way = self._way_left()
        return self._observation(seen.robots[self._robot]), {"goal": self._id, "way": self._way}

    def step(self, action: np.ndarray) -> tuple[dict, float, bool, bool, dict]:
        """Drive for 0.1 s."""
        linear, angular = np.clip(np.asarray(action, np.float64), -1.0, 1.0) * self._most
        seen = self._drive(Command(float(linear), float(angular)))
        truth, before = self._world.truth, self._way
        self._way = self._way_left()
        hit, arrived = truth.collisions > 0, self._distance() < ARRIVED
        reward = before - self._way + REWARD_STEP + REWARD_ARRIVED * arrived + REWARD_COLLISION * hit
        info = {"goal": self._id, "way": self._way, "arrived": arrived, "collisions": truth.collisions}
        info["bumps"] = truth.bumps
        return self._observation(seen.robots[self._robot]), float(reward), hit or arrived, seen.done, info

    def _drive(self, command: Command) -> Observation:
        for _ in range(REPEAT):
            seen = self._world.step({self._robot: command})
        return seen

    def render(self) -> np.ndarray | None:
        """The hall from above, (H, W, 3) uint8 RGB, north up."""
        if self.render_mode != "rgb_array":
            return None
        floor = self._world.floor
        size = (round(floor.hall.width * PIXELS), round(floor.hall.height * PIXELS))
        taken = cv2.resize(floor.occupied, size, interpolation=cv2.INTER_NEAREST)
        picture = np.where(taken[..., None] > 0, np.uint8(WALL_GREY), np.uint8(FLOOR_WHITE)).copy()
        discs = [(*self._goal.xy, ARRIVED, GOAL_GREEN)]
        discs += [(a.x, a.y, a.radius, ROBOT_RED if a.kind == "robot" else PERSON_BLUE)
                  for a in self._world.truth.agents if a.phase != "outside"]  # fmt: skip
        for x, y, radius, colour in discs:
            cv2.circle(picture, (round(x * PIXELS), round(y * PIXELS)), round(radius * PIXELS), colour, cv2.FILLED)
        return picture[::-1].copy()

    def _observation(self, seen: RobotObservation) -> dict[str, np.ndarray]:
        body = self._world.fleet.bodies[self._robot]
        bearing = math.atan2(self._goal.y - body.y, self._goal.x - body.x) - body.yaw
        goal = (self._distance(), math.remainder(bearing, 2.0 * math.pi))
        most = self._scenario.lidar.range_max
        scan = np.minimum(np.nan_to_num(seen.scan.ranges, nan=most, posinf=most), most)
        velocity = np.array((seen.odometry.linear, seen.odometry.angular), np.float32)
        return {
            "scan": scan.astype(np.float32), "goal": np.clip(np.array(goal, np.float32), *self._bounds_of("goal")),
            "velocity": np.clip(velocity, -self._most, self._most),
        }  # fmt: skip

    def _bounds_of(self, key: str) -> tuple[np.ndarray, np.ndarray]:
        box = self.observation_space[key]
        return box.low, box.high

    def _distance(self) -> float:
        body = self._world.fleet.bodies[self._robot]
        return math.dist((body.x, body.y), self._goal.xy)

    def _way_left(self) -> float:
        """Metres to the goal by the hall's ways; straight on where the robot stands off them."""
        body = self._world.fleet.bodies[self._robot]
        cost = self._world.floor.cost((body.x, body.y), self._goal.xy)
        return cost if math.isfinite(cost) else self._distance()
