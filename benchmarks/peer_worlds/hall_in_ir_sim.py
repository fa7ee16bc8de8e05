"""Steps a second of ir-sim in a hall, for `benchmarks/peers.py`, in an environment that has it and none of ours.

Usage: python hall_in_ir_sim.py HALL.json SECONDS [grid]. HALL.json holds `width`, `height`, `lines`, `polygons`,
`robots`, `people` (m), and the name of a picture of its occupied cells, `picture`. Walls are vectors, or that picture
with `grid`.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from pathlib import Path

import irsim
import yaml

BEAMS, RANGE, DT = 360, 25.0, 0.1


def world_of(hall: dict, *, grid: bool) -> dict:
    """The hall as a world file of ir-sim: people walk straight to goals drawn by chance, robots are steered."""
    fixed = [
        *({"shape": {"name": "linestring", "vertices": line}} for line in hall["lines"]),
        *({"shape": {"name": "polygon", "vertices": polygon}} for polygon in hall["polygons"]),
    ]
    lidar = {"name": "lidar2d", "range_max": RANGE, "angle_range": 2.0 * math.pi, "number": BEAMS, "noise": True,
             "std": 0.015}  # fmt: skip
    world = {"width": hall["width"], "height": hall["height"], "step_time": DT, "sample_time": DT,
             "collision_mode": "unobstructed"}  # fmt: skip
    if grid:
        world["obstacle_map"] = hall["picture"]
        world["mdownsample"] = 1
    robots = [
        {"kinematics": {"name": "diff"}, "shape": {"name": "circle", "radius": 0.28}, "state": [*xy, 0.8],
         "goal": [1000.0, 1000.0, 0.0], "sensors": [lidar]} for xy in hall["robots"]
    ]  # fmt: skip
    people = [
        {"kinematics": {"name": "omni"}, "shape": {"name": "circle", "radius": 0.22}, "state": [*xy, 0.0],
         "goal": [*hall["people"][k - 1], 0.0], "behavior": {"name": "dash", "wander": True,
         "range_low": [2, 2, -3.14], "range_high": [hall["width"] - 2, hall["height"] - 2, 3.14]}}
        for k, xy in enumerate(hall["people"])
    ]  # fmt: skip
    return {"world": world, "robot": robots, "obstacle": people if grid else [*people, *fixed]}


def main(path: str, seconds: float, *, grid: bool) -> None:
    hall = json.loads(Path(path).read_text())
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(world_of(hall, grid=grid), file)
        file.flush()
        env = irsim.make(file.name, headless=True, log_level="ERROR", seed=1)
    names = list(range(len(hall["robots"])))

    def step(k: int) -> None:
        env.step([[0.4, 0.8 * math.sin(0.02 * k + n)] for n in names], names)

    for k in range(3):
        step(k)
    count, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        step(count)
        count += 1
    spent = time.process_time() - began
    beams = [len(env.get_lidar_scan(n)["ranges"]) for n in names]
    print(json.dumps({"steps_per_second": count / spent, "beams": beams, "people": len(env.obstacle_list)}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), grid="grid" in sys.argv[3:])
