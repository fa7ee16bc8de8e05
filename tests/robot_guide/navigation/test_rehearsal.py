"""What was rehearsed has not to be loaded any more when a robot truly drives."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

SCRIPT = """
import sys
import numpy as np
from numba.core.dispatcher import Dispatcher
import hall_map
from hall_map.geometry import Pose2D
from robot_guide.navigation import NavigationConfig, Navigator
from robot_guide.navigation.rehearsal import rehearse
from robot_guide.sensing import LaserScan, Odometry

def loaded():
    of = {(m, n): v for m, module in list(sys.modules.items()) if m.startswith("robot_guide")
          for n, v in vars(module).items() if isinstance(v, Dispatcher)}
    return {(*key, str(one)) for key, value in of.items() for one in value.signatures}

rehearse(NavigationConfig())
before = loaded()
hall = hall_map.load("maps/putuo")
navigator = Navigator(NavigationConfig(), hall_map.rasterise(hall), hall.docks[0].pose)
navigator.drive_to(hall.windows[0].stop)
scan = LaserScan(0.0, np.full(360, 2.0, np.float32), -np.pi, np.pi / 180, 25.0)
drives = [navigator.update(Odometry(0.05 * k, Pose2D(0.0, 0.0), 0.0, 0.0), scan if k == 0 else None) for k in range(3)]
print(len(before) > 10, drives[-1].state.value, sorted(loaded() - before))
"""


def test_a_robot_that_sets_out_after_a_rehearsal_loads_nothing_else():
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    assert done.stdout.split(maxsplit=2) == ["True", "driving", "[]\n"], done.stdout + done.stderr[-1000:]
