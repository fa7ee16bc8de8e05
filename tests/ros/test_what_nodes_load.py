"""A node starts with what it needs: the compiler alone is a quarter of a second and 65 MB."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("node", ["hall_map", "guide", "voice", "ears", "conversation"])
def test_a_node_that_computes_no_ways_starts_without_the_compiler(node):
    module = f"robot_guide_ros.nodes.{node}"
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert module in loaded
    assert not {"numba", "hall_sim.scenario", "fastapi"} & set(loaded)
