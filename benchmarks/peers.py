"""How much faster ours is than other simulators in the same hall: ir-sim and pyrobosim beside it, in ratios.

Two robots with lidars of 360 beams and 25 m, twenty people, steps of 0.1 s, headless, in the hall of Putuo (50 m x
30 m). Rates are steps a second of processor time, so that what else the machine does weighs less. The peers are
installed, as `requirements/peers.in` pins them, into an environment that is thrown away afterwards (half a gigabyte);
where that cannot be done, it is told, and ours is measured alone.

Usage: python -m benchmarks.peers [PYTHON]; PYTHON: of an environment that has the peers already.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from benchmarks.simulation import SCENARIO, show, weaving

from hall_map import Hall, rasterise
from hall_sim import Scenario, World

ROOT = Path(__file__).resolve().parents[1]
WORLDS = ROOT / "benchmarks" / "peer_worlds"
PEERS = {
    "ir-sim, vectors": ("hall_in_ir_sim.py",),
    "ir-sim, grid of 5 cm": ("hall_in_ir_sim.py", "grid"),
    "pyrobosim": ("hall_in_pyrobosim.py",),
}
PEOPLE, DT, SECONDS, ROUND = 20, 0.1, 6.0, 100
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main(python: str | None) -> None:
    scenario = replace(Scenario.load(SCENARIO), people=PEOPLE, dt=DT, duration=86400.0)
    ours = processor_rate(scenario)
    show("ours", ours, "steps/s")
    with tempfile.TemporaryDirectory() as folder:
        hall = write_hall(scenario, Path(folder))
        python = python or install(Path(folder) / "environment")
        if python is None:
            return
        for peer, (script, *form) in PEERS.items():
            theirs = run_peer(python, script, [str(hall), str(SECONDS), *form])
            if theirs is not None:
                show(peer, theirs, "steps/s")
                show(f"ours against {peer}", ours / theirs, "x")


def processor_rate(scenario: Scenario) -> float:
    """World steps a second of processor time, the median of rounds, while the robots drive about."""
    world, commands, rates = World(scenario, 1), weaving(scenario), []
    for _ in range(2 * ROUND):
        world.step(next(commands))
    end = time.process_time() + SECONDS
    while time.process_time() < end:
        began = time.process_time()
        for _ in range(ROUND):
            world.step(next(commands))
        rates.append(ROUND / (time.process_time() - began))
    return float(np.median(rates))


def write_hall(scenario: Scenario, folder: Path) -> Path:
    """The hall, and where robots and people are in it, in a file that a peer's script reads."""
    hall, agents = scenario.hall, World(scenario, 1).truth.agents
    picture = folder / "hall.png"
    occupied = rasterise(hall).data > 0
    cv2.imwrite(str(picture), np.where(np.flipud(occupied), 0, 255).astype(np.uint8))
    path = folder / "hall.json"
    path.write_text(json.dumps({
        "width": hall.width, "height": hall.height, "lines": lines_of(hall), "picture": str(picture),
        "polygons": [obstacle.polygon for obstacle in hall.obstacles],
        "robots": [(agent.x, agent.y) for agent in agents if agent.kind == "robot"],
        "people": [(agent.x, agent.y) for agent in agents if agent.kind == "person"],
    }))  # fmt: skip
    return path


def lines_of(hall: Hall) -> list[list[tuple[float, float]]]:
    """The outline first, closed, then the walls."""
    return [[*hall.outline, hall.outline[0]], *(list(wall.points) for wall in hall.walls)]


def install(environment: Path) -> str | None:
    """Install the peers. Returns: the Python that has them; None: it could not be done."""
    print(f"installing {ROOT / 'requirements' / 'peers.in'} …", flush=True)
    venv.create(environment, with_pip=True)
    python = str(environment / "bin" / "python")
    command = [python, "-m", "pip", "install", "-q", "-r", str(ROOT / "requirements" / "peers.in")]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"the peers could not be installed, and are left out:\n{done.stderr[-2000:]}", flush=True)
        return None
    return python


def run_peer(python: str, script: str, arguments: list[str]) -> float | None:
    """Steps a second; None: the peer did not run."""
    command = [python, str(WORLDS / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    if done.returncode != 0:
        print(f"{script} did not run, and is left out:\n{done.stderr[-2000:]}", flush=True)
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    print(f"{script}: {told}", flush=True)
    return float(told["steps_per_second"])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
