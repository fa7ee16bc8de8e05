"""After warming nothing is compiled in the middle of a run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECK = """
import io, sys
from numba.core.dispatcher import Dispatcher
from robot_guide.warm import warm

def ready():
    ours = [m for name, m in list(sys.modules.items()) if name.startswith(("hall_", "robot_guide"))]
    found = [(m, n, d) for m in ours for n, d in vars(m).items() if isinstance(d, Dispatcher)]
    return {(m.__name__, n): len(d.signatures) for m, n, d in found}

warm(io.StringIO())
warmed = ready()
from hall_sim import Scenario
from robot_guide.shells.lockstep import run
for name in ("crowd", "closed_window", "mirror_wall"):
    run(Scenario.load(f"{sys.argv[1]}/sim/scenarios/{name}.yaml"), 1)
print(*sorted(".".join(key) for key, count in ready().items() if count != warmed.get(key, 0)))
"""


@pytest.mark.slow
def test_a_warmed_machine_compiles_nothing_in_the_middle_of_a_run():
    done = subprocess.run([sys.executable, "-c", CHECK, str(ROOT)], capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
