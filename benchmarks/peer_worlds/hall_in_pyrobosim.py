"""Steps a second of pyrobosim in a hall, for `benchmarks/peers.py`, in an environment that has it and none of ours.

Usage: python hall_in_pyrobosim.py HALL.json SECONDS. HALL.json: see `hall_in_ir_sim.py`. pyrobosim has threads that
wait for the clock, and no people: a step here is what those threads do, without the waiting: dynamics, contacts and
pose of each robot and of each person, who is a robot without a lidar, and one turn of each lidar.
"""

from __future__ import annotations

import json
import logging
import math
import sys
import time
from pathlib import Path

from pyrobosim.core.robot import Robot
from pyrobosim.core.room import Room
from pyrobosim.core.world import World
from pyrobosim.sensors.lidar import Lidar2D
from pyrobosim.utils.pose import Pose
from shapely import LineString, Polygon
from shapely.ops import unary_union

BEAMS, RANGE, DT = 360, 25.0, 0.1
WALL = 0.15  # m


def room_of(hall: dict) -> Room:
    """One room with the hall's outline; what stands in it is cut out of what robots and beams may pass."""
    outline, *inner = hall["lines"]
    room = Room(name="hall", footprint=outline[:-1] if outline[0] == outline[-1] else outline, wall_width=WALL)
    solid = unary_union([*(LineString(line).buffer(WALL / 2) for line in inner), *map(Polygon, hall["polygons"])])
    for name in ("polygon", "internal_collision_polygon"):
        setattr(room, name, getattr(room, name).difference(solid))
    return room


def lidar() -> Lidar2D:
    each = 360.0 / BEAMS
    return Lidar2D(update_rate_s=DT, angle_units="degrees", min_angle=-180.0, max_angle=180.0 - each,
                   angular_resolution=each, max_range_m=RANGE)  # fmt: skip


def world_of(hall: dict) -> World:
    world = World(name="hall")
    world.add_room(room=room_of(hall))
    for n, (x, y) in enumerate(hall["robots"]):
        robot = Robot(name=f"robot_{n}", radius=0.28, sensors={"lidar": lidar()}, start_sensor_threads=False)
        world.add_robot(robot, loc="hall", pose=Pose(x=x, y=y, yaw=0.8))
    for n, (x, y) in enumerate(hall["people"]):
        person = Robot(name=f"person_{n}", radius=0.22, start_sensor_threads=False)
        world.add_robot(person, loc="hall", pose=Pose(x=x, y=y, yaw=float(n)))
    return world


def step(world: World, k: int) -> None:
    for n, robot in enumerate(world.robots):
        pose = robot.dynamics.step([0.4, 0.0, 0.8 * math.sin(0.02 * k + n)], DT)
        if not robot.is_in_collision(pose):
            robot.set_pose(pose)
    for robot in world.robots:
        for sensor in robot.sensors.values():
            sensor.update()


def main(path: str, seconds: float) -> None:
    logging.disable(logging.WARNING)
    hall = json.loads(Path(path).read_text())
    world = world_of(hall)
    for k in range(3):
        step(world, k)
    count, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        step(world, count)
        count += 1
    spent = time.process_time() - began
    beams = [len(robot.sensors["lidar"].lidar_lines) for robot in world.robots if robot.sensors]
    print(json.dumps({"steps_per_second": count / spent, "beams": beams, "people": len(world.robots) - len(beams)}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
